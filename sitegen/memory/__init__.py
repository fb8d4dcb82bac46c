"""What builds into one output folder remember from one to the next, so that what did not change is not done again.

There are records and a heap of texts, in a folder of their own that may be removed at any time:

- `last` tells what the last build saw and left: enough to know that there is nothing to do;
- `galleys` tells what each post was made of, and which posts' texts each page showed;
- `lately` tells what of these two has become another since they were written;
- `texts` holds the proses, one after the other, each in parts; it only grows, until more than half of it is of no use;
- `homes` tells at which address each post was, and under which title, whatever was asked;
- `layout` is the site as it was laid out, in plain values;
- `templates` are the site's templates, compiled;
- `search` is what Pagefind made of the texts.

A record is kept with its checksum; one that is damaged, or by another hand, is none. One of another version of sitegen
or of Python is none either, and nothing to speak of.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sitegen import stamps
from sitegen.memory.heap import HEAD, Heap
from sitegen.memory.kept import Files, Kept
from sitegen.memory.lately import Lately, Whole, changed, merged
from sitegen.memory.parts import DamagedError, Parts
from sitegen.memory.records import Plain, Records, damaged
from sitegen.memory.rows import Names, Row
from sitegen.problem import Problem, SiteError
from sitegen.stamps import Stamp


class Seen(NamedTuple):
    """What a build finds when it begins: the moment, and the stamps of all that pages are made with and from.

    `clock` is a file of ours that may be touched to learn what time it is; `news` are the files of the site that are not as
    the last build saw them, and `changed` tells which of the output are not as it left them.
    """

    clock: str
    moment: int
    wishes: tuple[object, ...]
    engine: dict[str, Stamp]
    site: dict[str, Stamp]
    news: set[str]
    changed: Callable[[], Collection[str]] = tuple

    @classmethod
    def nothing(cls) -> Seen:
        """Return what one finds who does not look: there is no past to compare with."""
        return cls("", 0, (), {}, {}, set())

    def take(self, found: Mapping[str, Stamp], gone: Collection[str] = ()) -> bool:
        """Take the stamps of files of the site that are news, and those that are gone; return whether there are any."""
        self.site.update(found)
        for file in gone:
            self.site.pop(file, None)
        self.news.update(found, gone)
        return bool(found or gone)


class Last(NamedTuple):
    """What the last build was asked, saw and left; `run` is its own number. Stamps are by path.

    `engine` are the stamps of what pages are made with, and `site` those of what they are made from; `since` is when it
    was looked which posts' days have come, and `due` when that of another comes; `said` are the problems of the site as a
    whole, and `told` all of them; `makers` are the places of the site's own page makers, and `layout` is the key of what
    was laid out.
    """

    run: bytes
    wishes: Plain
    digest: str
    engine: dict[str, Stamp]
    site: dict[str, Stamp]
    outputs: dict[str, Stamp]
    since: float
    due: float
    posts: int
    pages: int
    said: list[Plain]
    told: list[Plain]
    makers: list[str]
    layout: bytes

    def holds(self, moment: float) -> bool:
        """Return whether the posts whose days have come are the same at this moment; clocks may be set back."""
        return self.since <= moment < self.due


_KIND = b"%08x %08x\n" % (
    zlib.crc32(" ".join((*Last._fields, *Kept._fields, *Lately._fields, "parts", "bytes")).encode()),
    sys.hexversion,
)
"""What a record begins with: other fields, or another Python, are another kind of memory."""

_FILES = ("last", "galleys", "lately", "texts", "homes", "layout", "templates", "search")


class Memory:
    """The memory of the builds into one folder. Nothing is lost with it but time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._records, self._heap = Records(folder, _KIND, self.problems), Heap(folder / "texts")
        self._last = self._records.read("last")
        self._lately = self._read_lately()
        last = merged(self._last, self._lately.values[: len(Last._fields)]) if self._lately else self._last
        self.last = Last._make(last) if last is not None else None
        self.layout_key = b""
        self._new_homes: dict[str, Plain] | None = None
        self._begin()
        self._key: str | None = None
        self._left: dict[str, Stamp] = {}

    def _read_lately(self) -> Lately | None:
        record = self._records.read("lately")
        is_of_last = record is not None and self._last is not None and record[0] == self._last[0]
        return Lately._make(record) if is_of_last else None

    def _begin(self) -> None:
        self.run = b""
        self._whole: Whole | None = None
        self.sources: list[Plain] = []
        self.kept = Files({})
        self.names = Names()
        self.shown: dict[str, Row] = {}

    @property
    def is_as_left(self) -> bool:
        """Whether its files are as they were when it let go of them, so that it need not read them again."""
        return stamps.same(self._left, self._stamps())

    def open(self, key: str) -> None:
        """Read what is remembered of galleys made under this key, if it is not at hand; under another they are worth
        nothing.

        Raises SiteError (status 3) where nothing can be written.
        """
        self.close()
        self._heap.open()
        if self._key == key:
            return
        self._key = key
        self._begin()
        record = self._records.read("galleys")
        is_known = record is not None and record[0] == key
        if is_known and record[1] != self._heap.head:
            self.problems.append(damaged(self._heap.path))
            is_known = False
        if not is_known:
            with suppress(OSError):
                (self.folder / "galleys").unlink()
            self._heap.begin()
        else:
            self._take(*record[2:])

    def _take(self, run: bytes, sources: Plain, kept: Plain, names: Plain, shown: Plain) -> None:
        """Take what the record of the galleys holds, with what has changed since."""
        self.run, self.sources, self.kept, self.names, self.shown = run, sources, Files(*kept), Names(*names), shown
        if self._last is None or self._last[0] != run:
            return
        self._whole = Whole(run, (*self._last, *kept, shown), self.names, len(self.names), sources)
        if self._lately:
            self.run, *_ = self._lately.values
            *kept, self.shown = merged((*kept, shown), self._lately.values[len(Last._fields) :])
            self.kept = Files(*kept)
            self.names.extend(self._lately.names)

    def recall(self, path: str, digest: bytes) -> bool:
        """Return whether something is remembered of a file with this digest."""
        kept = self.kept.get(path)
        return kept is not None and kept.digest == digest

    def put(self, texts: Sequence[bytes]) -> list[int]:
        """Write texts that were bound out of parts, from any process; return their places. Raises SiteError (status 3)."""
        return self._heap.append(texts)

    def parts(self, path: str) -> Parts:
        """Return the parts of the text of a file that is remembered. Raises DamagedError, as they do."""
        kept = self.kept[path]
        return Parts(self._heap.take, kept.place, kept.length)

    def forget(self) -> None:
        """Begin anew, and say so."""
        self.close()
        self.problems.append(damaged(self._heap.path))
        for name in _FILES:
            (self.folder / name).unlink(missing_ok=True)
        self._key = self.last = self._last = self._lately = self._new_homes = None
        self._begin()

    def save(self) -> None:
        """Keep everything for the next build; where it cannot be written, only time is lost."""
        assert self.last
        try:
            if not self._heap.is_open:
                self._heap.open()
            self._compact()
            if self._new_homes is not None:
                self._records.write("homes", self._new_homes)
                self._new_homes = None
            if not self._write_lately(self.last):
                self._write_galleys(self.run)
                self._records.write("last", tuple(self.last))
                values = (*self.last, *self.kept.plain, self.shown)
                self._whole = Whole(self.run, values, self.names, len(self.names), self.sources)
        except DamagedError:  # the site is published: only the next build has to begin anew
            self.forget()
        except (OSError, SiteError):
            pass

    def _write_lately(self, last: Last) -> bool:
        """Write what has changed beside the records that hold all; return False where they have to be written."""
        now = (*last, *self.kept.plain, self.shown)
        lately = changed(self._whole, now, self.names, self.sources) if self._whole else None
        if lately is None:
            return False
        self._records.write("lately", tuple(lately))
        return True

    def save_galleys(self) -> bool:
        """Keep what a build has made that published nothing, unless what the last one left still fits together; return
        whether that was so.
        """
        is_alone = self._heap.is_open and (self.last is None or self.last.run != self.run)
        if is_alone:
            with suppress(OSError, SiteError):
                self._write_galleys(b"")
        return is_alone

    def _write_galleys(self, run: bytes) -> None:
        galleys = (run, self.sources, self.kept.plain, self.names.plain, self.shown)
        self._records.write("galleys", (self._key, self._heap.head, *galleys))

    @property
    def homes(self) -> dict[str, Plain]:
        """Where posts lived at the last build."""
        return self._records.read("homes") or {} if self._new_homes is None else self._new_homes

    @homes.setter
    def homes(self, homes: dict[str, Plain]) -> None:
        self._new_homes = homes

    def layout(self, key: bytes) -> Plain:
        """Return the layout that was kept under this key, in plain values, or None."""
        record = self._records.read("layout")
        if record is None or record[:2] != (self._key, key):
            return None
        self.layout_key = key
        return record[2]

    def save_layout(self, key: bytes, values: Plain) -> None:
        """Keep a layout."""
        with suppress(OSError):
            self._records.write("layout", (self._key, key, values))
            self.layout_key = key

    def codes(self) -> Plain:
        """Return the compiled templates that were kept under the same key, or none."""
        record = self._records.read("templates")
        return record[1] if record is not None and record[0] == self._key else {}

    def save_codes(self, codes: Plain) -> None:
        """Keep compiled templates."""
        with suppress(OSError):
            self._records.write("templates", (self._key, codes))

    def bundle(self, digest: bytes) -> dict[str, bytes] | None:
        """Return the files of a search index by their paths, if they were kept and made of what has this digest."""
        record = self._records.read("search")
        return record[2] if record is not None and record[:2] == (self._key, digest) else None

    def save_bundle(self, digest: bytes, files: dict[str, bytes]) -> None:
        """Keep the files of a search index."""
        with suppress(OSError):
            self._records.write("search", (self._key, digest, files))

    def close(self) -> None:
        """Let go of the texts."""
        self._heap.close()
        self._left = self._stamps()

    def _stamps(self) -> dict[str, Stamp]:
        return stamps.stamps_of(os.fspath(self.folder), _FILES)

    def _compact(self) -> None:
        """Write the texts anew where more than half of them are of no use."""
        if self._heap.size - HEAD <= 2 * self.kept.length:
            return
        self._whole = None
        with self._heap.anew() as before:
            for path, kept in list(self.kept.items()):
                text = Parts(before.take, kept.place, kept.length).bound if kept.length else b""
                self.kept.keep(path, kept._replace(place=self.put([text])[0]))
