"""The heap of a memory: texts in one file, one after the other; it only grows, until it is written anew.

Several processes may put texts to it at the same time: whatever is written goes to the end, whoever has written before.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from sitegen import regular
from sitegen.problem import ENVIRONMENT, SiteError, error

HEAD = 16
"""So many bytes say which heap it is: places in another mean nothing."""

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND


class Heap:
    """The texts in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = self._owner = -1

    @property
    def is_open(self) -> bool:
        """Whether texts can be taken from it, and put to it."""
        return self._file >= 0

    @property
    def head(self) -> bytes:
        """What says which heap it is."""
        return os.pread(self._file, HEAD, 0)

    def open(self) -> None:
        """Open it, through no link: what one leads to is not ours to write to. Raises SiteError (status 3)."""
        folder = self.path.parent
        try:
            if folder.is_symlink():
                raise FileExistsError(errno.EEXIST, "a link stands where a folder is needed", folder)
            folder.mkdir(parents=True, exist_ok=True)
            regular.remove_others(self.path)
            self._open(self.path)
        except OSError as fault:
            raise _refused(Path(fault.filename or folder), fault) from fault

    def _open(self, path: Path) -> None:
        self._file, self._owner = os.open(path, _FLAGS, 0o666), os.getpid()

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return os.fstat(self._file).st_size

    def begin(self) -> None:
        """Make it another heap, without texts. Raises SiteError (status 3)."""
        os.ftruncate(self._file, 0)
        self.append([os.urandom(HEAD)])

    def append(self, texts: Sequence[bytes]) -> list[int]:
        """Write texts at the end; return their places. Raises SiteError (status 3)."""
        data = b"".join(texts)
        try:
            if self._owner != os.getpid():
                self._open(self.path)  # a file that was opened before a fork has one place for both processes
            while os.write(self._file, data) < len(data):
                pass  # what was cut is of no use: the whole goes to the end once more
            place = os.lseek(self._file, 0, os.SEEK_CUR) - len(data)
        except OSError as fault:
            raise _refused(self.path, fault) from fault
        return [place + end - len(text) for text, end in zip(texts, accumulate(map(len, texts)), strict=True)]

    def take(self, place: int, length: int) -> bytes:
        """Return the bytes at a place, or what is there of them."""
        return os.pread(self._file, length, place)

    @contextmanager
    def anew(self) -> Iterator[Heap]:
        """Have the texts that are put to it within this block take the place of all others, which are in the heap that is
        yielded. Raises OSError.
        """
        part = self.path.with_name(f"{self.path.name}.part")
        part.unlink(missing_ok=True)
        before = Heap(self.path)
        before._file = self._file
        try:
            self._open(part)
            self.append([os.urandom(HEAD)])
            yield before
            part.replace(self.path)
        finally:
            before.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _refused(path: Path, fault: OSError) -> SiteError:
    message = f"{path}: {(fault.strerror or '').lower()}; nothing was published"
    return SiteError(error("", 0, "write", message), ENVIRONMENT)
