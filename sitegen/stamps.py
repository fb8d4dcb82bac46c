"""Whether files are what they were, without reading them, and without trusting clocks.

A file is what it was if its size, inode, time of modification and time of change say so (the last cannot be set by
anybody). A file that was changed within the grain of the clock could change once more without a trace: its stamp is
not kept, so it is read again (as git does with files that are newer than its index).
"""

from __future__ import annotations

import os
import stat
import struct
import time
from array import array
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

Stamp = bytes
"""Size, inode, modification and change in nanoseconds; of a link, its own and those of the file it leads to."""

NEVER: Stamp = b""
"""The stamp of a file that has to be read."""

_VALUES = struct.Struct("=qQqq")
PLAIN = _VALUES.size
"""The length of the stamp of a file that is no link."""

_HAS_CHANGE_TIME = os.name != "nt"

_TICKS = 20
"""For so many milliseconds the next tick of the clock is waited for; most clocks tick every 1 to 10."""


def files_at(places: Iterable[str], is_passed_over: Callable[[str], object] = lambda _: False) -> list[str]:
    """Return all files at and below these places, and folders that cannot be read; entries of some names are passed over."""
    files: list[str] = []
    for place in places:
        if os.path.isdir(place):
            _find_below(place, is_passed_over, files)
        elif os.path.exists(place):
            files.append(place)
    return files


def look(places: Iterable[str], is_passed_over: Callable[[str], object] = lambda _: False) -> dict[str, Stamp]:
    """Return the stamps of the files at and below these places."""
    return news(files_at(places, is_passed_over), {})


def news(files: Iterable[str], before: Mapping[str, Stamp]) -> dict[str, Stamp]:
    """Return the stamps of those files that are new, or perhaps not what they were."""
    found = {}
    for file in files:
        stamp = _stamp_at(file)
        if not stamp or stamp != before.get(file):
            found[file] = stamp
    return found


def stamps_of(folder: str, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamps of these files below a folder; a file that is not there has none."""
    seen: dict[str, Stamp] = {}
    for path in paths:
        with suppress(OSError):
            seen[path] = stamp_of(f"{folder}/{path}")
    return seen


def stamp_of(file: str) -> Stamp:
    """Return the stamp of a file. Raises OSError if it is not there."""
    try:
        return _stamp(os.lstat(file))
    except struct.error:
        return NEVER


def changed(folder: str, before: Iterable[tuple[str, Stamp]]) -> list[str]:
    """Return those of the files below a folder that are gone, or perhaps not what they were."""
    lstat, found = os.lstat, []
    for path, stamp in before:
        try:
            if stamp != _stamp(lstat(f"{folder}/{path}")) or not stamp:
                found.append(path)
        except (OSError, struct.error):
            found.append(path)
    return found


def same(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> bool:
    """Return whether all files are what they were, and there is no other."""
    return before == after and NEVER not in before.values()


def settled(stamps: Mapping[str, Stamp], moment: int) -> dict[str, Stamp]:
    """Return the stamps as they may be kept: one that is not older than the moment is made unlike any."""
    if _newest(stamps.values()) < moment:
        return dict(stamps)
    return {path: stamp if _newest([stamp]) < moment else bytes(len(stamp)) for path, stamp in stamps.items()}


def after(clock: str, stamps: Mapping[str, Stamp]) -> int:
    """Return a moment that is later than all these stamps, waiting for the next tick of the clock if need be.

    Where the clock ticks seldom it is not waited for, and the moment is now.
    """
    newest = _newest(stamps.values())
    for _ in range(_TICKS):
        moment = now(clock)
        if moment > newest:
            break
        time.sleep(0.001)
    return moment


def now(clock: str) -> int:
    """Return the time in nanoseconds by the clock of the file system, from a file of ours that is touched for that."""
    os.utime(clock)
    return os.stat(clock).st_mtime_ns


def _find_below(folder: str, is_passed_over: Callable[[str], object], files: list[str]) -> None:
    folders = [folder]
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            files.append(folder)
            continue
        with entries:
            for entry in entries:
                if not is_passed_over(entry.name):
                    (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.path)


def _stamp_at(file: str) -> Stamp:
    try:
        info = os.lstat(file)
        is_link = _HAS_CHANGE_TIME and stat.S_ISLNK(info.st_mode)
        return _values(info) + _values(os.stat(file)) if is_link else _stamp(info)
    except (OSError, struct.error):
        return NEVER


def _stamp(info: os.stat_result) -> Stamp:
    """Return the stamp of a file; what is none (a pipe, say) has none, so it is looked at again."""
    if not _HAS_CHANGE_TIME or not stat.S_ISREG(info.st_mode):
        return NEVER
    return _values(info)


def _values(info: os.stat_result) -> Stamp:
    """Return the bytes of a stamp. Raises struct.error for a file of no time of ours (after the year 2262)."""
    return _VALUES.pack(info.st_size, info.st_ino, info.st_mtime_ns, info.st_ctime_ns)


def _newest(stamps: Iterable[Stamp]) -> int:
    """Return the latest time in any of these stamps, or 0."""
    values = array("q", b"".join(stamps))
    return max(max(values[2::4], default=0), max(values[3::4], default=0))
