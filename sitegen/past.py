"""What of the last build still holds: which galleys, which pages, and whether only texts have changed since."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sitegen import engine, galley, reader, stamps, steps
from sitegen.assets import Copy
from sitegen.faces import Faces
from sitegen.galley import Outline, PackedProse
from sitegen.layout import Layout, Remains, unpack
from sitegen.memory import Last, Memory, Seen
from sitegen.memory.kept import Kept
from sitegen.memory.rows import NOTHING, Row
from sitegen.memory.rows import faces as faces_of
from sitegen.options import Watcher
from sitegen.page import Page
from sitegen.patience import ticking
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error
from sitegen.publish import Stage
from sitegen.reader import Source
from sitegen.redirects import Home
from sitegen.settings import Settings
from sitegen.site import Site
from sitegen.sources import Packed, Sources
from sitegen.stamps import NEVER, Stamp
from sitegen.steps import Stored
from sitegen.workers import WorkerError, apart, mapped


class Known(NamedTuple):
    """What is known of a file, remembered or new: its outline, the problems of reading it and those of its text."""

    source: Source
    outline: Outline | None
    reading: list[Problem]
    typesetting: list[Problem]


AtHand = dict[str, tuple[bytes, Packed, Known]]
"""What a process that builds one site again and again has unpacked already of each file, and of what."""


class Past:
    """The last build into a folder, as far as it was asked the same; and the galleys, whatever it was asked.

    `touched` are the posts whose texts have changed since, the files that are copied, and the `templates`; `another` is the
    first post, in words, that came or went or is another for the site; `cause` is what else has changed, so that every page
    has to be made again; and `said` are the problems that the site as a whole had, if it is the same.
    """

    def __init__(self, memory: Memory, seen: Seen, settings: Settings, at_hand: AtHand | None = None) -> None:
        self.memory, self.seen, self.settings = memory, seen, settings
        self.at_hand = {} if at_hand is None else at_hand
        self.since = time.time()
        last = memory.last
        is_same_engine = last is not None and stamps.same(last.engine, seen.engine)
        self.digest = last.digest if last and is_same_engine else engine.digest()
        memory.open(f"{self.digest} {seen.wishes[:1]} {settings.markdown.html} {settings.math.macros}")
        is_told_apart = last is None or last.run != memory.run or last.wishes != seen.wishes
        self.last = None if is_told_apart or not is_same_engine else last
        self.changed = seen.news if self.last else set(seen.site)
        self.touched: set[str] = set()
        self.templates: set[str] = set()
        self.another = ""
        self.new: str | None = None
        self.sources = Sources(memory.sources)
        self.cause = self._cause()

    def _cause(self) -> str:
        if self.memory.last is None:
            return "nothing is remembered of an earlier build"
        if self.last is None:
            return "sitegen, a library or what was asked for has changed"
        if not self.last.holds(self.since):
            return "the day of a post has come, or the clock was set back"
        return ""

    def read(
        self, site: Path, problems: list[Problem], jobs: int, watcher: Watcher, workers: str | None = None
    ) -> None:
        """Find the Markdown files of the site: those of last time where no file came, went or became a link. Those that may
        have changed are read, and typeset if they have, in so many processes or by these workers.

        Raises SiteError where a process is killed at it, or the workers cannot do it.
        """
        self._find_sources(site, problems)
        self._typeset(jobs, watcher, workers)

    def _find_sources(self, site: Path, problems: list[Problem]) -> None:
        sources, before = self.sources, self.memory.sources
        is_known = self._are_same_files() and bool(before)
        if not is_known:
            sources.find(site, problems)
            self.memory.sources = [] if problems else sources.packed
        came_or_gone = set() if problems else sources.came_or_gone
        if came_or_gone:
            self.another = f"{min(came_or_gone)} has come or gone"
        others = self.changed.difference(sources.files.values(), sources.came_or_gone)
        self._look_at_others(others, site, is_known or bool(came_or_gone))

    def _look_at_others(self, others: set[str], site: Path, is_sure: bool) -> None:
        """Tell those that are copied, and templates, from those that every page depends on, if it is sure which posts
        there are.
        """
        if others and is_sure and self.last and others <= self.last.site.keys() and others <= self.seen.site.keys():
            static, own = (f"{site / name}{os.sep}" for name in ("static", "templates"))
            beside = self.sources.beside()
            copied = {file for file in others if file in beside or file.startswith(static)}
            templates = {file for file in others if _is_template(file, own)}
            self.templates = {reader.shown(Path(file)) for file in templates}
            self.touched |= self.templates | {reader.shown(Path(file)) for file in copied}
            others = others - copied - templates
        if others or not is_sure:
            self.cause = self.cause or f"{min(others, default='what posts there are')} has changed"

    def _are_same_files(self) -> bool:
        """Return whether the site has the files that it had, and none that has changed is a link, or was one."""
        return self.last is not None and all(map(self._was_and_is_plain, self.changed))

    def _was_and_is_plain(self, path: str) -> bool:
        """Whether it is a file and was one, no link; the stamps of links are longer."""
        assert self.last
        before, now = self.last.site.get(path, NEVER), self.seen.site.get(path, NEVER)
        return len(before) == len(now) == stamps.PLAIN

    def _typeset(self, jobs: int, watcher: Watcher, workers: str | None) -> None:
        known, sources = self.memory.kept, self.sources
        changed = [packed for packed in sources.packed if packed[0] in self.changed or packed[0] not in known]
        todo = list(map(sources.unpacked, changed))
        self.memory.kept = known.only(sources.files.values())
        results = self._stored(todo, jobs, workers)
        try:
            with ticking():
                passing = watcher.passing("typesetting", results, len(todo))
                for packed, source, (kept, seconds) in zip(changed, todo, passing, strict=True):
                    if kept is not None:
                        self._keep(source, kept)
                        watcher.took(source.path, seconds)
                    self._known(packed)  # it is going to be needed, and now others are at work as well
        except WorkerError as fault:
            message = f"the process that was typesetting it was ended by {fault.reason}; nothing was published"
            raise SiteError(error(todo[fault.place].path, 0, "killed", message), ENVIRONMENT) from None

    def galleys(self) -> list[Known]:
        """Return what is known of each file."""
        return list(map(self._known, self.sources.packed))

    def galleys_with_problems(self) -> list[Known]:
        """Return what is known of the files that have problems."""
        with_problems = self.memory.kept.with_problems
        return [self._known(packed) for packed in self.sources.packed if packed[0] in with_problems]

    def _known(self, packed: Packed) -> Known:
        key = (self.memory.kept.packed[packed[0]], packed)
        before = self.at_hand.get(packed[0])
        if before is not None and before[0] is key[0] and before[1] is packed:
            return before[2]
        source, kept = self.sources.unpacked(packed), self.memory.kept[packed[0]]
        known = Known(source, galley.unpack(kept.outline, source), *galley.unpack_problems(kept.problems))
        self.at_hand[packed[0]] = (*key, known)
        return known

    def layout(self, source: Path, has_digests: bool) -> Layout | None:
        """Return the layout of the site as another process left it, if nothing but texts has changed since."""
        if not self.is_of_texts or self.last is None:
            return None
        values = self.memory.layout(self.last.layout)
        if values is None:
            return None
        packed_of, kept = {packed[1]: packed for packed in self.sources.packed}, self.memory.kept

        def outline_of(path: str) -> Outline:
            packed = packed_of[path]
            outline = galley.unpack(kept[packed[0]].outline, self.sources.unpacked(packed))
            assert outline
            return outline

        remains = Remains(outline_of, self.prose, self.sources.with_files())
        layout = unpack(self.last.layout, values, source, self.settings, has_digests, remains)
        return layout if self.touched.isdisjoint(layout.shows) else None

    def _stored(self, todo: list[Source], jobs: int, workers: str | None) -> Iterator[Stored]:
        store = partial(steps.store, self.memory)
        read, *others = steps.steps(self.memory, self.settings.markdown.html, self.settings.math.macros)
        if workers is None or not todo:
            return mapped([read, *others], todo, jobs, finish=store)
        from sitegen import cluster  # a late import: few have one

        made = apart(lambda: cluster.mapped(partial(steps.through, others), map(read, todo), workers), len(todo))
        return chain.from_iterable(store([one]) for one in made)

    def _keep(self, source: Source, kept: Kept) -> None:
        before = self.memory.kept.get(source.file)
        self.touched.add(source.path)
        if before is None or before.outline != kept.outline:
            self.another = (
                self.another or f"{source.path} is {'new' if before is None else 'another post'} for the site"
            )
        self.memory.kept.keep(source.file, kept)

    def outline(self, path: str) -> bytes:
        """Return the outline of a post as bytes, by the path that problems name."""
        return self.memory.kept[self.sources.files[path]].outline

    def prose(self, path: str) -> PackedProse:
        """Return the prose of a post, by the path that problems name."""
        return PackedProse(self.memory.parts(self.sources.files[path]))

    @property
    def is_of_texts(self) -> bool:
        """Whether nothing has changed but templates and the texts of posts, what the site knows of each is the same, and
        only templates look at them: who knows what makers of the site's own look at.
        """
        is_same_site = self.sources.are_as_before and not self.cause and not self.another and not self.settings.makers
        return is_same_site and self.touched - self.templates <= self.sources.files.keys()

    @property
    def due(self) -> float:
        """When another post is due or expires, as the last build knew, in seconds since the epoch."""
        return self.last.due if self.last else math.inf

    @property
    def said(self) -> list[Problem] | None:
        """The problems that the site as a whole had, if it is the same."""
        return (
            [Problem(*values) for values in self.last.said]
            if self.last and not self.cause and not self.another
            else None
        )

    @property
    def homes(self) -> dict[str, Home]:
        """Where posts lived at the last build, whatever it was asked."""
        return {file: Home._make(home) for file, home in self.memory.homes.items()}

    def doubt(self, file: Path) -> None:
        """Have the next build take a file for changed, whatever it is then: this one has written it itself."""
        self.seen.site[os.fspath(file)] = stamps.NEVER

    def intact(self, is_at_hand: bool = False) -> dict[str, Stamp]:
        """Return the stamps of the files in the output folder that are as the last build left them.

        Of a preview that is at hand all are: nobody else writes there.
        """
        before = self.memory.last.outputs if self.memory.last else {}
        if is_at_hand:
            return {path: stamp for path, stamp in before.items() if stamp}
        changed = self.seen.changed()
        return {path: stamp for path, stamp in before.items() if path not in changed} if changed else before

    def standing(
        self, stage: Stage, site: Site, pages: Mapping[str, Page], copies: Mapping[str, Copy], new: str | None = None
    ) -> dict[str, Row]:
        """Return the files of the output that need not be made again, with what they show; none of those in a `new` folder.

        A page is what it was if it showed no text that has changed, and nothing at which it looked has another face.
        """
        self.new = new
        if self.cause:
            return {}
        standing, rows = stage.standing, dict(self.memory.shown)
        if new is not None:
            standing = {path for path in standing if not path.startswith(new)}
        for path in rows.keys() - standing | self.memory.names.showing(rows, self.touched):
            del rows[path]
        rows |= dict.fromkeys(standing - self.memory.shown.keys(), NOTHING)
        return self._same(rows, Faces(site, pages.values(), copies), pages, copies) if self.another else rows

    def _same(
        self, rows: dict[str, Row], now: Faces, made: Container[str], copies: Mapping[str, Copy]
    ) -> dict[str, Row]:
        """Return those of the rows whose files are what they were: a page of which no face has changed, or a copy of the
        same files.
        """
        names = self.memory.names
        known = names.among(now.known)

        def is_same(path: str, row: Row) -> bool:
            if path in made:
                looked_at = faces_of(row)
                return bool(looked_at) and (known.issuperset(looked_at) or now.have(names.shown(row)[2]))
            return path not in copies or copies[path].of == names.shown(row)[1]

        return {path: row for path, row in rows.items() if is_same(path, row)}

    def remember(self, output: Path, done: Done) -> None:
        """Remember a build that succeeded, for the next one; `memory.save` has the next process know it too."""
        new = done.stamps | stamps.stamps_of(os.fspath(output), done.outputs - done.intact.keys() - done.stamps.keys())
        changed = {file: stamp for file in self.changed if (stamp := self.seen.site.get(file))}
        rows = dict(self.memory.shown)
        for path in rows.keys() - done.standing:
            del rows[path]
        self.memory.names, self.memory.shown = self.memory.names.fresh(rows | done.shown)
        if done.homes is not None:
            self.memory.homes = {file: tuple(home) for file, home in done.homes.items()}
        self.memory.last = last = Last(
            run=os.urandom(8),
            wishes=self.seen.wishes,
            digest=self.digest,
            engine=stamps.settled(self.seen.engine, self.seen.moment),
            site=self.seen.site | stamps.settled(changed, self.seen.moment),
            outputs=done.intact | stamps.settled(new, stamps.after(self.seen.clock, new)),
            since=self.since,
            due=done.due,
            posts=done.posts,
            pages=done.pages,
            said=[tuple(problem) for problem in done.said],
            told=[tuple(problem) for problem in done.told],
            makers=done.makers,
            layout=done.layout,
        )
        self.memory.run = last.run


def _is_template(file: str, folder: str) -> bool:
    """Whether a file is one of the templates in this folder: a page tells which of them it uses, but not which texts."""
    return file.startswith(folder) and not file.startswith(f"{folder}text/")


class Done(NamedTuple):
    """What a build that succeeded has to remember: see `memory.Last`. `outputs` are all files of the site, `standing` those of
    them that were not made again, and `intact` those that it did not touch; `stamps` are known already of some that it made;
    `homes` is None if posts live where they did.
    """

    outputs: Set[str]
    standing: Set[str]
    intact: dict[str, Stamp]
    stamps: dict[str, Stamp]
    shown: dict[str, Row]
    due: float
    posts: int
    pages: int
    said: Sequence[Problem]
    told: Sequence[Problem]
    homes: Mapping[str, Home] | None
    makers: list[str]
    layout: bytes
