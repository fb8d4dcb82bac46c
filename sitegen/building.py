"""The build's door: what can be asked of one, what comes of it, and whether there is anything to do at all.

The story itself, in which a post goes from its file to its page, is `story.tell`.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sitegen.choice import EVERYTHING, Choice
from sitegen.folders import OURS, check_folders
from sitegen.lock import folder_id, locked
from sitegen.looking import looking
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
        with looking(source, output, options, last) as look:
            if last and look.finds_all_as_left():
                problems = [Problem(*fields) for fields in last.told]
                return Result(last.posts, last.pages, Report(unchanged=len(last.outputs)), _since(began), problems)
            from sitegen import story  # a late import: a build that changes nothing loads no Markdown and no templates

            with closing(memory), workshop.at_work():
                try:
                    told = story.tell(source, output, options, workshop, look.seen(), watcher)
                except DamagedError:
                    workshop.forget()
                    told = story.tell(source, output, options, workshop, look.seen(), watcher)
    return Result(told.posts, told.pages, told.report, _since(began), told.problems, told.reasons, told.moved)


def check(source: PathLike, options: Options = Options(), choice: Choice = EVERYTHING) -> list[Problem]:
    """Return every problem that a build would find, and those that the chosen checks find besides.

    Raises SiteError where settings cannot be used, or where there is nothing to read formulas with.
    """
    from sitegen import story  # a late import, as above

    return story.check(Path(source), options, choice)


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
