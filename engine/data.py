"""Where the files that ship with Steerco lie: in the installed package, or beside the code in a checkout."""

from __future__ import annotations

import pathlib
from typing import Final, Literal, get_args

DataFolder = Literal["assets", "replays", "scenarios"]

_PACKAGE: Final = pathlib.Path(__file__).resolve().parent
_NAMES: Final[tuple[str, ...]] = get_args(DataFolder)


class DataFolderError(LookupError):
    """A folder of shipped files is unknown, or missing from this installation."""


def data_folder(name: DataFolder) -> pathlib.Path:
    """The folder of shipped files called `name`, independent of the working directory.

    A wheel carries the folders in `engine/_data`; a checkout, and so an editable install, has them at its root.

    Args:
        name: "assets", "replays" or "scenarios".

    Returns:
        An existing folder. Treat it as read-only: an installation may not be writable.

    Raises:
        DataFolderError: `name` is not one of the three, or the installation lacks the folder.
    """
    if name not in _NAMES:
        raise DataFolderError(f"no data folder is called {name!r}: choose from {', '.join(_NAMES)}")
    candidates = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for folder in candidates:
        if folder.is_dir():
            return folder
    looked = " and ".join(str(folder) for folder in candidates)
    raise DataFolderError(
        f"the {name} folder is missing from this installation (looked in {looked}): install steerco again"
    )
