"""What is done with single files and folders on the way to the output: read, written, linked, kept, removed."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from pathlib import Path

from sitegen import regular

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def hashed(data: bytes) -> str:
    """Return the digest of a content: half of SHA-256, for which most processors have instructions of their own."""
    return hashlib.sha256(data).hexdigest()[:32]


def digest_of(path: str) -> str | None:
    """Return the digest of a file; links, pipes and devices have none that any file has, and a folder has none."""
    if os.path.islink(path):
        return "link"
    try:
        return hashed(regular.read(path))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as fault:
        if fault.errno in (errno.EINVAL, errno.ENXIO):  # no file; a socket cannot be opened
            return "no file"
        raise


def write(name: str, data: bytes) -> None:
    """Write a file; the calls of the system itself cost a fifth less than a file object."""
    file = os.open(name, _NEW_FILE, 0o666)
    try:
        written = os.write(file, data)
        while written < len(data):
            written += os.write(file, data[written:])
    finally:
        os.close(file)


def link(target: str, name: str) -> bool:
    """Give what stands there a second name in the stage, to put it back from; some file systems know no such names."""
    try:
        os.link(target, name, follow_symlinks=False)
    except OSError:
        return False
    return True


def keep(file: Path, folder: Path, path: str) -> None:
    """Copy a file, or a link to none, to this path below the folder, or to the next that is free."""
    if not (file.is_file() or file.is_symlink()):
        raise FileExistsError(errno.EEXIST, f"{regular.NO_FILE}, stands where a page is to be written")
    kept = folder / path
    try:
        make_folders(kept.parent)
    except (FileExistsError, NotADirectoryError):  # a file that was kept is called like a folder that is needed now
        keep(file, folder.with_name(f"{folder.name}.more"), path)
        return
    n, name = 1, kept
    while os.path.lexists(name):
        if name.is_file() and name.read_bytes() == file.read_bytes():
            return
        n, name = n + 1, kept.with_name(f"{kept.name}.{n}")
    shutil.copy2(file, name, follow_symlinks=file.is_file())


def make_folder(folder: str) -> None:
    """Make a folder that may be there already, and those above it only if they are missing, which they seldom are."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        make_folders(Path(folder))


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, however many; `Path.mkdir` calls itself for each."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)


def remove_empty_folders(folder: Path, output: Path) -> None:
    """Remove a folder, and those above it below the output, as far as they are empty."""
    while folder != output:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def is_folder(path: str) -> bool:
    """Return whether a folder is there; a link to one is none."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False
