"""A look at all that a site is made from and with, and at what the last build left: is there anything to do?"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from sitegen import engine, environment, stamps
from sitegen.folders import OURS, SETTINGS, SOURCES, passed_over
from sitegen.lock import lock_file
from sitegen.memory import Last, Seen
from sitegen.options import Options
from sitegen.stamps import Stamp

T = TypeVar("T")

News = tuple[Mapping[str, Stamp], Collection[str]]
"""Files that are not what they were, with their stamps now, and files that are gone."""

_MANY = 2_000
"""To look at so many files takes longer than to begin a process for it."""

_PARTS = 32
"""In so many parts many files are looked at."""


class Look:
    """What is seen, beside what the last build saw; `news` of the site's files come bit by bit."""

    def __init__(self, seen: Seen, last: Last | None, news: Iterator[News]) -> None:
        self._seen, self._last, self._news = seen, last, news

    def finds_all_as_left(self) -> bool:
        """Return whether nothing that matters has changed since the last build, the pages that it wrote among it."""
        last, seen = self._last, self._seen
        return (
            last is not None
            and last.wishes == seen.wishes
            and last.holds(time.time())
            and stamps.same(last.engine, seen.engine)
            and not any(seen.take(*news) for news in self._news)
            and not seen.changed()
        )

    def seen(self) -> Seen:
        """Return all that there is."""
        for news in self._news:
            self._seen.take(*news)
        return self._seen


@contextmanager
def looking(source: Path, output: Path, options: Options, last: Last | None) -> Iterator[Look]:
    """Yield a look at a site. Its moment comes first: whatever changes meanwhile is younger.

    Where there are many files, a process of its own looks at those of the site, and then at those of the output as well.
    """
    clock = os.fspath(lock_file(output, source / OURS))
    moment = stamps.now(clock)
    before, outputs = (last.site, [*last.outputs.items()]) if last else ({}, [])
    at_site = partial(_news, source, last.makers if last else [], before)
    at_output = [partial(stamps.changed, os.fspath(output), part) for part in _parts(outputs)]
    wishes = (os.fspath(source), os.fspath(output), *options.wishes, *environment.wishes())
    with _by_two(at_site, at_output, options.jobs != 1 and len(before) + len(outputs) > _MANY) as (news, changed):
        told = cache(lambda: frozenset(chain(*changed())))
        yield Look(Seen(clock, moment, wishes, engine.stamps(), dict(before), set(), told), last, news)


def _news(source: Path, makers: Iterable[str], before: Mapping[str, Stamp]) -> Iterator[News]:
    copies = [entry.path for entry in os.scandir(source / OURS) if entry.name.startswith("mathjax-")]
    content, *places = [os.fspath(source / name) for name in (*SOURCES, SETTINGS)]
    files = stamps.files_at([content], passed_over(hidden=False)) + stamps.files_at(places + copies, passed_over())
    files += stamps.files_at(makers, "__pycache__".__eq__)
    for part in _parts(files):
        yield stamps.news(part, before), ()
    yield {}, before.keys() - files


def _parts(values: list[T]) -> list[list[T]]:
    size = len(values) // _PARTS + 1
    return [values[begin : begin + size] for begin in range(0, len(values), size)]


def _by_two(
    alone: Callable[[], Iterator[News]], shared: Sequence[Callable[[], list[str]]], is_worth_it: bool
) -> AbstractContextManager[tuple[Iterator[News], Callable[[], list[list[str]]]]]:
    if not is_worth_it:
        return nullcontext((alone(), lambda: [look() for look in shared]))
    from sitegen.workers.helper import helped  # a late import: a small site needs no process for this

    return helped(alone, shared)
