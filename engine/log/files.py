"""The few things asked of the file system, each failure of it a `LogError`."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from typing import Final

from engine.log.errors import LogError, raise_os_error

if sys.platform != "win32":
    import fcntl

PathLike = str | os.PathLike[str]
FLAGS: Final = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_NONBLOCK: Final = getattr(os, "O_NONBLOCK", 0)  # a named pipe must not make us wait
_NO_LINKS: Final = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}


def open_existing(path: PathLike, *, write: bool) -> tuple[int, int]:
    """Open a regular file.

    Args:
        path: the file.
        write: for appending too, in which case no other writer may have it open.

    Returns:
        The descriptor and the file's size.

    Raises:
        LogError: it cannot be opened, is no regular file, or another writer has it.
    """
    name = os.fspath(path)
    try:
        fd = os.open(path, (os.O_RDWR if write else os.O_RDONLY) | FLAGS | _NONBLOCK)
    except OSError as error:
        if error.errno == errno.EISDIR:
            raise LogError("is-directory", 0, f"{name!r} is a folder") from error
        raise_os_error(error, "open", name, reading=not write)
    except ValueError as error:
        raise LogError("missing", 0, f"{name!r} cannot be the name of a file") from error
    try:
        status = os.fstat(fd)
        if stat.S_ISDIR(status.st_mode):
            raise LogError("is-directory", 0, f"{name!r} is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise LogError("not-a-file", 0, f"{name!r} is not a regular file")
        if write:
            _lock(fd, name)
            status = os.fstat(fd)
    except OSError as error:
        os.close(fd)
        raise_os_error(error, "open", name)
    except LogError:
        os.close(fd)
        raise
    return fd, status.st_size


def _lock(fd: int, name: str) -> None:
    if sys.platform == "win32":
        return  # two writers on one file are not kept apart there
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LogError("busy", 0, f"{name!r} is being written by another process") from error
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL):
            raise


def write_all(fd: int, data: bytes | memoryview) -> None:
    """One write; more only where the system takes less than it was given.

    Raises:
        OSError: what the system said; some of the bytes may be in the file.
    """
    done = os.write(fd, data)
    while done < len(data):
        more = os.write(fd, memoryview(data)[done:])
        if more == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done += more


def sync(fd: int) -> None:
    """Bring the file's bytes to the disk."""
    getattr(os, "fdatasync", os.fsync)(fd)


def sync_folder(path: PathLike) -> None:
    """Bring the name of a new file to the disk, where folders can be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    fd = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY | os.O_DIRECTORY | FLAGS)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def create(path: PathLike, data: bytes, *, overwrite: bool, durable: bool) -> None:
    """Make a file that appears under its name with all of `data`, or not at all.

    Args:
        path: where.
        data: its first bytes.
        overwrite: replace what stands there; otherwise refuse.
        durable: sync the bytes and the name.

    Raises:
        LogError: it could not be made; nothing is left behind.
    """
    name = os.fspath(path)
    folder = os.path.dirname(name)
    if not os.path.basename(name) or os.path.isdir(name):
        raise LogError("is-directory", 0, f"{name!r} is a folder")
    if not overwrite and os.path.lexists(name):
        raise LogError("exists", 0, f"{name!r} exists already")
    draft = os.path.join(folder, f".steerco-{secrets.token_hex(6)}.partial")
    try:
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | FLAGS, 0o666)
        try:
            write_all(fd, data)
            if durable:
                sync(fd)
        finally:
            os.close(fd)
        give_name(draft, name, overwrite=overwrite)
        if durable:
            try:
                sync_folder(name)
            except OSError:
                discard(name)
                raise
    except OSError as error:
        raise_os_error(error, "create", name)
    except ValueError as error:
        raise LogError("missing", 0, f"{name!r} cannot be the name of a file") from error
    finally:
        discard(draft)


def discard(name: str) -> None:
    """Remove a draft, if it is there."""
    with contextlib.suppress(OSError, ValueError):
        os.unlink(name)


def give_name(draft: str, name: str, *, overwrite: bool) -> None:
    """Give a whole file its name: by a link, which never replaces, or by a rename, which does."""
    if overwrite:
        os.replace(draft, name)
        return
    try:
        os.link(draft, name)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(name):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        os.rename(draft, name)
