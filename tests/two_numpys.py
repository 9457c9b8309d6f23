"""Play one game under two versions of numpy and compare the recordings byte for byte.

    python tests/two_numpys.py .venv/bin/python .venv-numpy2/bin/python

Exit status: 0 the same bytes, 1 different bytes, 2 the comparison could not be made. `make test-two-numpys` builds the
second environment. Nothing but numpy's version may differ between the two.
"""

from __future__ import annotations

import hashlib
import pathlib
import subprocess
import sys
import tempfile

GAME = ["run", "seven-roadmaps", "--plan", "textbook", "--seed", "7"]


class CannotCompareError(Exception):
    """The two environments do not allow a comparison."""


def version(python: pathlib.Path) -> str:
    """The version of numpy that `python` imports."""
    command = [str(python), "-c", "import numpy; print(numpy.__version__)"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise CannotCompareError(f"{python} has no numpy: {result.stderr.strip()}")
    return result.stdout.strip()


def record(python: pathlib.Path, folder: pathlib.Path) -> bytes:
    """The recording of the game, played by the `steerco` installed beside `python`."""
    out = folder / "run.replay"
    command = [str(python.parent / "steerco"), *GAME, "--out", str(out)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if result.returncode != 0:
        raise CannotCompareError(f"{' '.join(command)} ended with {result.returncode}: {result.stderr.strip()}")
    return out.read_bytes()


def compare(first: pathlib.Path, second: pathlib.Path) -> tuple[bool, str]:
    """Whether both interpreters record the same bytes, and a line that says so."""
    versions = version(first), version(second)
    if versions[0] == versions[1]:
        raise CannotCompareError(f"both environments have numpy {versions[0]}: nothing to compare")
    recordings = []
    for python in (first, second):
        with tempfile.TemporaryDirectory() as folder:
            recordings.append(record(python, pathlib.Path(folder)))
    digests = [hashlib.blake2b(recording, digest_size=8).hexdigest() for recording in recordings]
    told = [f"numpy {v}: {d} ({len(r)} bytes)" for v, d, r in zip(versions, digests, recordings, strict=True)]
    same = recordings[0] == recordings[1]
    return same, f"{'the same' if same else 'DIFFERENT'}: {', '.join(told)}"


def main(arguments: list[str]) -> int:
    """Run the comparison named on the command line."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        # absolute(), not resolve(): a virtual environment's python is a link out of it.
        same, told = compare(*(pathlib.Path(argument).absolute() for argument in arguments))
    except (CannotCompareError, OSError) as error:
        print(f"two_numpys: {error}", file=sys.stderr)
        return 2
    print(told)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
