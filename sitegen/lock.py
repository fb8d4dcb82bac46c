"""One command at a time: locks that name their holder, and are free as soon as the holder is dead."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen import regular
from sitegen.problem import ENVIRONMENT, SiteError, error


@contextmanager
def locked(output: Path, ours: Path) -> Iterator[None]:
    """Hold the output folder for this process, against builds of this site and of any other.

    Raises SiteError (status 3) naming who holds it already.
    """
    doing = f"{output}/ is being built"
    with held(lock_file(output, ours), doing), folder_held(output, doing):
        yield


@contextmanager
def held(path: Path, doing: str) -> Iterator[None]:
    """Hold a file for this process; `doing` says what nobody else may do meanwhile.

    Raises SiteError (status 3) naming who holds it already. The system itself frees the lock when its holder dies.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        regular.remove_others(path)
        file = path.open("a+", encoding="utf-8")
    except OSError as fault:
        raise _refused(path, fault) from fault
    with file:
        try:
            _lock(file.fileno())
        except OSError:
            file.seek(0)
            number = file.read().strip()
            raise _taken(doing, f"process {number}" if number else "") from None
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


@contextmanager
def folder_held(folder: Path, doing: str) -> Iterator[None]:
    """Hold a folder itself, where the system knows such locks. It is made for that, and goes if it stays empty.

    Raises SiteError (status 3) as `held` does.
    """
    if os.name == "nt":
        yield
        return
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as fault:
        raise _refused(folder, fault) from fault
    try:
        _lock(descriptor)
        if not (folder.exists() and os.path.samestat(os.fstat(descriptor), folder.stat())):
            raise BlockingIOError  # it has gone with the build that had made it
    except BlockingIOError:
        holder = _holder(descriptor)
        os.close(descriptor)
        raise _taken(doing, holder) from None
    except OSError:  # a file system without locks: the lock on the site's own file must do
        pass
    try:
        yield
    finally:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    """Return which process holds a folder, where the system tells."""
    place = f":{os.fstat(descriptor).st_ino}"
    with suppress(OSError):
        for words in map(str.split, Path("/proc/locks").read_text("ascii").splitlines()):
            if "FLOCK" in words and words[-3].endswith(place):
                return f"process {words[-4]}"
    return ""


def _taken(doing: str, holder: str) -> SiteError:
    return SiteError(error("", 0, "locked", f"{doing} by {holder or 'another process'}"), ENVIRONMENT)


def _refused(path: Path, fault: OSError) -> SiteError:
    return SiteError(error("", 0, "write", f"{path}: {(fault.strerror or '').lower()}"), ENVIRONMENT)


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt  # a late import: there is none on other systems

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl  # a late import: there is none on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
