"""One build at a time: a lock on an output folder that names its holder, and is free as soon as its holder is dead."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.problem import ENVIRONMENT, SiteError, error


@contextmanager
def locked(output: Path, ours: Path) -> Iterator[None]:
    """Hold the output folder for this process. Raises SiteError (status 3) naming who holds it already.

    The system itself frees the lock when its holder dies.
    """
    path = lock_file(output, ours)
    try:
        ours.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as fault:
        raise SiteError(error("", 0, "write", f"{path}: {(fault.strerror or '').lower()}"), ENVIRONMENT) from fault
    with file:
        try:
            _lock(file.fileno())
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            message = f"{output}/ is being built by process {holder}"
            raise SiteError(error("", 0, "locked", message), ENVIRONMENT) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def lock_file(output: Path, ours: Path) -> Path:
    """Return the file that is locked while a process holds the output folder."""
    return ours / f"lock-{folder_id(output)}"


def folder_id(output: Path) -> str:
    """Return a short name for an output folder, the same however its path is written."""
    return hashlib.blake2b(os.fsencode(output.resolve()), digest_size=16).hexdigest()[:12]


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt  # a late import: there is none on other systems

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl  # a late import: there is none on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
