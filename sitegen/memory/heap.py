"""The heap of a memory: texts in one file, one after the other; it only grows, until it is written anew."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen import regular
from sitegen.problem import ENVIRONMENT, SiteError, error

HEAD = 16
"""So many bytes say which heap it is: places in another mean nothing."""

_AT_ONCE = 1 << 20
"""So many bytes of texts are written at once."""

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND


class Heap:
    """The texts in a file; `size` is how many bytes it has, with those that have yet to be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._file = -1
        self._unwritten: list[bytes] = []
        self._unwritten_size = 0

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
            self._file = os.open(self.path, _FLAGS, 0o666)
        except OSError as fault:
            raise _refused(Path(fault.filename or folder), fault) from fault
        self.size = os.fstat(self._file).st_size

    def begin(self) -> None:
        """Make it another heap, without texts. Raises SiteError (status 3)."""
        os.ftruncate(self._file, 0)
        self.size = 0
        self.append(os.urandom(HEAD))
        self.settle()

    def append(self, text: bytes) -> int:
        """Have a text written at the end, with more; return its place. Raises SiteError (status 3)."""
        place = self.size
        self._unwritten.append(text)
        self._unwritten_size += len(text)
        self.size += len(text)
        if self._unwritten_size > _AT_ONCE:
            self.settle()
        return place

    def settle(self) -> None:
        """Write what is to be written. Raises SiteError (status 3)."""
        view = memoryview(b"".join(self._unwritten))
        self._unwritten, self._unwritten_size = [], 0
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as fault:
            self.close()  # what it holds now fits to nothing
            raise _refused(self.path, fault) from fault

    def take(self, place: int, length: int) -> bytes:
        """Return the text at a place, or what is there of it, if all is settled."""
        return os.pread(self._file, length, place)

    @contextmanager
    def anew(self) -> Iterator[None]:
        """Have the texts that are put to it within this block take the place of all others. Raises OSError."""
        part = self.path.with_name(f"{self.path.name}.part")
        part.unlink(missing_ok=True)
        old, self._file = self._file, os.open(part, _FLAGS, 0o666)
        os.close(old)
        self.size = 0
        self.append(os.urandom(HEAD))
        yield
        self.settle()
        part.replace(self.path)

    def close(self) -> None:
        """Let go of the file; what was not written is forgotten."""
        self._unwritten, self._unwritten_size = [], 0
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _refused(path: Path, fault: OSError) -> SiteError:
    message = f"{path}: {(fault.strerror or '').lower()}; nothing was published"
    return SiteError(error("", 0, "write", message), ENVIRONMENT)
