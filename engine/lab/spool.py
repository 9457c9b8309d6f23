"""What is done of a study, on disk: each task's files appear whole or not at all, so that a kill loses what is in hand.

The folder stands beside the table it will become and goes when the table is written. Nothing in it is pickled.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import InputError
from engine.lab.study import Study, difference
from engine.lab.work import Files

STUDY_FILE: Final = "study.json"
PROGRESS_FILE: Final = "progress.json"
_PART: Final = re.compile(r"task-(\d{7})")


def folder_of(out: pathlib.Path) -> pathlib.Path:
    """The folder in which the parts of a table wait."""
    return out.with_name(out.name + ".parts")


@dataclass(frozen=True)
class Spool:
    """The parts of a study.

    Attributes:
        folder: where they are.
        study: what they are of.
    """

    folder: pathlib.Path
    study: Study

    @classmethod
    def begin(cls, out: pathlib.Path, study: Study, *, resume: bool) -> Spool:
        """Open the folder of a study, empty unless it is resumed.

        Args:
            out: the table it will become.
            study: what is run.
            resume: continue what is there.

        Raises:
            InputError: parts are there and are not to be continued, or are of another study.
        """
        folder = folder_of(out)
        spool = cls(folder, study)
        described = folder / STUDY_FILE
        if described.is_file():
            try:
                there: dict[str, Any] = json.loads(described.read_text(encoding="utf-8"))
            except ValueError:
                raise InputError(f"'{described}' cannot be read; remove '{folder}' to begin anew") from None
            if not resume:
                raise InputError(f"'{folder}' holds parts of a study; --resume continues it, or remove the folder")
            changed = difference(study, there)
            if changed is not None:
                raise InputError(f"'{folder}' cannot be continued: {changed}")
            spool._sweep()
            return spool
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"'{folder}' is in the way")
        try:
            folder.mkdir(exist_ok=True)
            write_atomic(described, study.text().encode())
        except OSError as error:
            raise InputError(f"'{folder}' cannot be written: {error.strerror}") from None
        return spool

    def _sweep(self) -> None:
        """Remove what a kill left half-written."""
        for path in self.folder.glob(".*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def has(self) -> set[int]:
        """Tasks that are done."""
        return {int(found[1]) for path in self.folder.iterdir() if (found := _PART.fullmatch(path.name))}

    def put(self, number: int, files: Files) -> None:
        """Keep a task's files.

        Raises:
            InputError: the disk is full, or the folder is gone.
        """
        place = self.place(number)
        draft = place.with_name(f".{place.name}")
        try:
            draft.mkdir()
            for name, data in files.items():
                with (draft / name).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            draft.rename(place)
        except OSError as error:
            raise InputError(f"'{place}' cannot be written: {error.strerror}") from None

    def place(self, number: int) -> pathlib.Path:
        """Where a task's files are."""
        return self.folder / f"task-{number:07d}"

    def get(self, number: int) -> Files:
        """A task's files."""
        return {path.name: path.read_bytes() for path in sorted(self.place(number).iterdir())}

    def files(self, name: str) -> list[pathlib.Path]:
        """One file of every task, in order."""
        return [self.place(number) / name for number in self.study]

    def tell(self, progress: Mapping[str, Any]) -> None:
        """Leave word for whoever watches; a failure to do so is nobody's loss."""
        with contextlib.suppress(OSError):
            write_atomic(self.folder / PROGRESS_FILE, json.dumps(dict(progress)).encode(), durable=False)

    def remove(self) -> None:
        """The study is in its table."""
        shutil.rmtree(self.folder, ignore_errors=True)


def write_atomic(path: pathlib.Path, data: bytes, *, durable: bool = True) -> None:
    """Write a small file that is there whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)


def read_progress(out: pathlib.Path) -> dict[str, Any] | None:
    """What a study that fills a table has told last; None where none is under way.

    Raises:
        InputError: what is there cannot be read.
    """
    file = folder_of(out) / PROGRESS_FILE
    for _ in range(3):  # it is replaced while we look
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return found
        except FileNotFoundError:
            return None
        except ValueError:
            time.sleep(0.05)
    raise InputError(f"'{file}' cannot be read")
