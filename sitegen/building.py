"""The build's door: what can be asked of one, what comes of it, and whether there is anything to do at all.

The story itself, in which a post goes from its file to its page, is `story.tell`.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from sitegen import engine, environment, stamps
from sitegen.choice import EVERYTHING, Choice
from sitegen.folders import OURS, SETTINGS, SOURCES, check_folders, passed_over
from sitegen.lock import folder_id, lock_file, locked
from sitegen.memory import Last, Seen
from sitegen.memory.parts import DamagedError
from sitegen.options import NOBODY, Options, Watcher
from sitegen.problem import Problem
from sitegen.publish import Report, recover
from sitegen.workshop import Workshop

__all__ = ["NOBODY", "Options", "Result", "build", "check"]


class Result(NamedTuple):
    """What a build made: numbers, what was published, every problem that did not stop it, and why a page was written.

    `moved` are the addresses that posts have left since the last build, each with the one it leads to from now on.
    """

    posts: int
    pages: int
    report: Report
    seconds: float
    problems: list[Problem]
    reasons: Mapping[str, str] = {}
    moved: Mapping[str, str] = {}


PathLike = str | os.PathLike[str]

_MANY = 2_000
"""To look at so many files takes longer than to begin a process for it."""


def build(
    source: PathLike,
    output: PathLike | None = None,
    options: Options = Options(),
    watcher: Watcher = NOBODY,
    workshop: Workshop | None = None,
) -> Result:
    """Build the site in `source` into `output` (default `public/` in it); who builds it again and again needs a workshop.

    Raises SiteError with every problem if any of them is an error; then nothing was published, unless the options
    say to skip the bad posts.
    """
    began = time.perf_counter()
    source = Path(source)
    output = Path(output) if output else source / "public"
    check_folders(source, output)
    ours = source / OURS
    workshop = workshop or Workshop()
    with locked(output, ours), _no_collector():
        recover(output, ours)
        watcher.begins("look")
        folder = ours / f"memory-{folder_id(output)}"
        memory = workshop.open(folder)
        last = memory.last
        with _changed(last, output, options) as changed:
            seen = _look(source, output, ours, options, last.makers if last else [])._replace(changed=changed)
            if last and _is_as_left(last, seen):
                problems = [Problem(*fields) for fields in last.told]
                return Result(last.posts, last.pages, Report(unchanged=len(last.outputs)), _since(began), problems)
            from sitegen import story  # a late import: a build that changes nothing loads no Markdown and no templates

            with closing(memory), workshop.at_work():
                try:
                    told = story.tell(source, output, options, workshop, seen, watcher)
                except DamagedError:
                    workshop.forget()
                    told = story.tell(source, output, options, workshop, seen, watcher)
    return Result(told.posts, told.pages, told.report, _since(began), told.problems, told.reasons, told.moved)


def check(source: PathLike, options: Options = Options(), choice: Choice = EVERYTHING) -> list[Problem]:
    """Return every problem that a build would find, and those that the chosen checks find besides.

    Raises SiteError where settings cannot be used, or where there is nothing to read formulas with.
    """
    from sitegen import story  # a late import, as above

    return story.check(Path(source), options, choice)


def _look(source: Path, output: Path, ours: Path, options: Options, makers: list[str]) -> Seen:
    """Return what there is. The moment comes first: whatever changes while we look is younger."""
    clock = os.fspath(lock_file(output, ours))
    moment = stamps.now(clock)
    copies = [entry.path for entry in os.scandir(ours) if entry.name.startswith("mathjax-")]
    content, *places = [os.fspath(source / name) for name in (*SOURCES, SETTINGS)]
    wishes = (os.fspath(source), os.fspath(output), *options.wishes, *environment.wishes())
    site = stamps.look([content], passed_over(hidden=False)) | stamps.look(places + copies, passed_over())
    return Seen(clock, moment, wishes, engine.stamps(), site | stamps.look(makers, "__pycache__".__eq__))


@contextmanager
def _changed(last: Last | None, output: Path, options: Options) -> Iterator[Callable[[], Collection[str]]]:
    """Yield what tells which files of the output are not as they were left; many are looked at while we look at others."""
    outputs = last.outputs if last else {}
    look = partial(stamps.changed, os.fspath(output), outputs)
    looking: AbstractContextManager[Callable[[], list[str]]] = nullcontext(look)
    if len(outputs) > _MANY and options.jobs != 1:
        from sitegen.workers import aside  # a late import: a small site needs no process for this

        looking = aside(look)
    with looking as changed:
        yield cache(lambda: frozenset(changed()))


def _is_as_left(last: Last, seen: Seen) -> bool:
    """Return whether nothing that matters has changed since the last build, the pages that it wrote among it."""
    return (
        last.wishes == seen.wishes
        and last.holds(time.time())
        and stamps.same(last.engine, seen.engine)
        and stamps.same(last.site, seen.site)
        and not seen.changed()
    )


@contextmanager
def _no_collector() -> Iterator[None]:
    """Nearly all that a build makes lives to its end: to look for garbage meanwhile costs a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # nothing is counted as new any more, so that what lives on is not searched at once
            gc.unfreeze()
            gc.enable()


def _since(began: float) -> float:
    return time.perf_counter() - began
