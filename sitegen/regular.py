"""Regular files, read so that nothing that only looks like one (a pipe, a socket, a device) can have us wait for ever."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

NO_FILE = "a pipe, a socket or a device, not a file"

_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe does not wait for somebody who writes into it."""


def read(path: str | Path) -> bytes:
    """Return what a file holds. Raises OSError, also where it is no regular file."""
    with opened(path) as file:
        return file.read()


def opened(path: str | Path) -> BinaryIO:
    """Return a file that is open for reading. Raises OSError, also where it is no regular file."""
    file = open(path, "rb", buffering=0, opener=_at_once)  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, NO_FILE, os.fspath(path))
    return cast(BinaryIO, file)


def remove_others(path: Path) -> None:
    """Remove what is no regular file but stands where one of ours belongs: what it leads to is not ours to write to.

    Raises OSError where it is a folder.
    """
    if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
        path.unlink()


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAIT)
