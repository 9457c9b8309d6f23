"""A hostile file costs no more memory than a few megabytes beyond its own size."""

from __future__ import annotations

import pathlib
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest

from engine.log import LogError, codec, read
from engine.log.frames import EVENTS, LENGTHS, head, preamble
from tests.engine.log import recordings
from tests.engine.log.recordings import forge, forge_header


def torn_head(length: int, type_: int, rest: bytes = b"") -> bytes:
    return forge(forge_header()) + head(length, 1, type_) + rest


def bad_checksum() -> bytes:
    fixed = struct.pack("<IIB", 0xFFFFFFFF, 1, 3)
    return forge(forge_header()) + fixed + struct.pack("<I", zlib.crc32(fixed) ^ 1)


def week(number: int, events: int = 0) -> tuple[int, bytes]:
    return 3, struct.pack("<6I", number, events, 0, 0, 0, 0) + bytes(9 * events)


def wide_map() -> bytes:
    return b"\xde\x3f\xff" + b"".join(b"\xa2" + struct.pack(">H", i) + b"\x90" for i in range(0x3FFF))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a length of 4 GiB": lambda: torn_head(0xFFFFFFFF, 3),
    "a length of 4 GiB and a bad checksum": bad_checksum,
    "the longest length, and no bytes": lambda: torn_head(LENGTHS[EVENTS][1], 3),
    "a header frame of 4 GiB": lambda: preamble() + head(0xFFFFFFFF, 0, 1),
    "an unknown type": lambda: torn_head(10, 77, bytes(42)),
    "a frame number of 4 billion": lambda: forge(forge_header()) + head(36, 0xFFFFFFFF, 4) + bytes(68),
    "no header": lambda: forge((2, b"\x80")),
    "two headers": lambda: forge(forge_header(), forge_header()),
    "events of 4 billion a day": lambda: forge(
        forge_header(), (3, struct.pack("<6I", 1, *[0xFFFFFFFF] * 5) + bytes(100))
    ),
    "days that add up beyond 32 bits": lambda: forge(
        forge_header(), (3, struct.pack("<6I", 1, 0xFFFFFFFF, 1, 0, 0, 0) + bytes(40))
    ),
    "fewer events than counted": lambda: forge(
        forge_header(), (3, struct.pack("<6I", 1, 4, 0, 0, 0, 0) + bytes(9 * 4 - 1))
    ),
    "more events than counted": lambda: forge(
        forge_header(), (3, struct.pack("<6I", 1, 4, 0, 0, 0, 0) + bytes(9 * 4 + 1))
    ),
    "arrays in arrays": lambda: forge(forge_header(), (2, b"\x81\xa1a" + b"\xdd\x00\x00\xff\xff" * 13_000)),
    "arrays in arrays in the header": lambda: forge((1, b"\x81\xa1a" + b"\xdd\x00\x0f\xff\xff" * 200_000)),
    "a string of 4 GiB": lambda: forge(forge_header(), (2, b"\x81\xa1a\xdb\xff\xff\xff\xff")),
    "a map of many small lists": lambda: forge((1, wide_map())),
    "a week out of turn": lambda: forge(forge_header(), week(2)),
    "a digest of no week": lambda: forge(forge_header(), (4, bytes(36))),
    "a seal with wrong totals": lambda: forge(
        forge_header(), (5, codec.encode_map({"commands": 1, "events": 0, "weeks": 0, "summary": {}}, 99))
    ),
    "more commands than there may be": lambda: forge(forge_header(), *[(2, b"\x80")] * 33_000),
    "more weeks than there may be": lambda: forge(forge_header(), *[week(n) for n in range(1, 16_500)]),
    "a command of many lists": lambda: forge(forge_header(), (2, b"\x81\xa1a\xdc\x7f\xf0" + b"\x90" * 0x7FF0)),
    "many commands of many lists": lambda: forge(
        forge_header(), *[(2, b"\x81\xa1a\xdc\x03\xf0" + b"\x90" * 0x3F0) for _ in range(150)], (2, b"\xc0")
    ),
    "many long weeks": lambda: forge(forge_header(), *[week(n, 60_000) for n in range(1, 30)], (2, b"\xc0")),
}

MEASURE = """
import pathlib, resource, sys, tracemalloc
import msgpack
from engine.log import LogError, read
path = pathlib.Path(sys.argv[1])
size = path.stat().st_size
held = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + size + (48 << 20),) * 2)
tracemalloc.start()
try:
    recording = read(path)
    kind = recording.error.kind
except LogError as error:
    kind = error.kind
peak = tracemalloc.get_traced_memory()[1]
print(kind, peak - size)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_stays_bounded(tmp_path: pathlib.Path, name: str) -> None:
    path = tmp_path / "hostile.replay"
    data = HOSTILE[name]()
    path.write_bytes(data)
    with pytest.raises(LogError) as caught:
        read(data, strict=True)
    run = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=False)
    assert run.stderr == ""
    kind, beyond = run.stdout.split()
    assert kind == caught.value.kind
    assert int(beyond) < 8 << 20


def test_names_in_messages_are_one_printable_line() -> None:
    with pytest.raises(LogError) as caught:
        read("no\n\x1b[31msuch file")
    assert str(caught.value).isprintable()


def test_a_hostile_summary_is_refused() -> None:
    for summary in (b"\x01", b"\xa0", b"\x90"):
        fields = b"\x84\xa8commands\x00\xa6events\x00\xa7summary" + summary + b"\xa5weeks\x00"
        recording = read(forge(forge_header(), (5, fields)))
        assert recording.error is not None
        assert recording.error.kind == "payload"
        assert not recording.sealed
    assert recordings.SCENARIO["id"] == "small"
