"""The weekly challenge: everybody's scenario and seed of an ISO week, worked out offline, and a text code to compare.

The code carries what was reached, with a checksum against slips of the hand; it proves nothing about who reached it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import Final

from engine.catalogue import scenario_ids
from engine.errors import InputError

_WEEK: Final = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
_GRADES: Final = "ABCDE"
_NONE: Final = -32768
_BODY: Final = struct.Struct(">HBhBhh")  # year, week, O and luck in tenths, the evidence grade's place
UNSCORED: Final = frozenset({"lucky-quarter", "reference-network", "tuesday-board"})  # no outcome, or for learning


@dataclass(frozen=True)
class Challenge:
    """What is played in a week."""

    week: str
    scenario: str
    seed: int


@dataclass(frozen=True)
class Shared:
    """What a code says.

    Attributes:
        week: ISO week.
        outcome: O, or None where there was none.
        evidence: A to E.
        fit: of luck, points of O.
        weather: of luck.
    """

    week: str
    outcome: float | None
    evidence: str
    fit: float | None
    weather: float | None


def challenge(iso_week: str) -> Challenge:
    """The challenge of an ISO week.

    Args:
        iso_week: as "2026-W48".

    Raises:
        InputError: it is none.
    """
    if not _WEEK.fullmatch(iso_week):
        raise InputError(f"'{iso_week[:20]}' is no ISO week; write one as 2026-W48")
    known = [name for name in scenario_ids() if name not in UNSCORED]
    drawn = hashlib.blake2b(f"steerco challenge {iso_week}".encode(), digest_size=8).digest()
    number = int.from_bytes(drawn, "big")
    return Challenge(iso_week, known[number % len(known)], number // len(known) % 1_000_000 + 1)


def to_code(shared: Shared) -> str:
    """A result as text: groups of letters and digits without look-alikes.

    Raises:
        InputError: the week or the grade is none.
    """
    found = _WEEK.fullmatch(shared.week)
    if found is None or shared.evidence not in _GRADES or len(shared.evidence) != 1:
        raise InputError("a code needs an ISO week and a grade from A to E")
    body = _BODY.pack(
        int(found[1]), int(found[2]), _tenths(shared.outcome), _GRADES.index(shared.evidence), _tenths(shared.fit),
        _tenths(shared.weather),
    )  # fmt: skip
    text = base64.b32encode(body + _checksum(body)).decode().rstrip("=")
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def of_code(code: str) -> Shared:
    """What a code says.

    Raises:
        InputError: it was mistyped.
    """
    text = re.sub(r"[\s-]", "", code).upper().replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
        body, check = data[: _BODY.size], data[_BODY.size :]
        if check != _checksum(body):
            raise ValueError
        year, week, outcome, grade, fit, weather = _BODY.unpack(body)
        return Shared(f"{year:04}-W{week:02}", _points(outcome), _GRADES[grade], _points(fit), _points(weather))
    except (ValueError, IndexError, struct.error):
        raise InputError("this code has a slip in it; copy it again") from None


def _tenths(points: float | None) -> int:
    return _NONE if points is None else max(-32767, min(32767, round(points * 10)))


def _points(tenths: int) -> float | None:
    return None if tenths == _NONE else tenths / 10.0


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=3, person=b"steerco-code").digest()
