"""Regular files, read so that nothing that only looks like one (a pipe, a socket, a device) can have us wait for ever."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

NO_FILE = "a pipe, a socket or a device, not a file"

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe does not wait for somebody who writes into it."""


def read(path: str | Path) -> bytes:
    """Return what a file holds. Raises OSError, also where it is no regular file."""
    with open(path, "rb", buffering=0, opener=_opened) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, NO_FILE, os.fspath(path))
        return file.read()


def remove_others(path: Path) -> None:
    """Remove what is no regular file but stands where one of ours belongs: what it leads to is not ours to write to.

    Raises OSError where it is a folder.
    """
    if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
        path.unlink()


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | _AT_ONCE)
