"""The press: every page rendered and put into the stage, and every file that is copied, on all cores."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sitegen.memory import Shown
from sitegen.options import Watcher
from sitegen.page import Page
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error
from sitegen.publish import Stage, Staged
from sitegen.site import Site
from sitegen.theme import Theme
from sitegen.workers import FEW, WorkerError, mapped


class Work(NamedTuple):
    """A file to be made: its number among all, its path below the output folder, and what it is made of."""

    number: int
    path: str
    of: Page | Path


class Printed(NamedTuple):
    """A file in the stage and what its page showed; or the problems of its templates."""

    staged: Staged | None
    shown: Shown | None = None
    problems: Sequence[Problem] = ()


class Edition(NamedTuple):
    """What was put into the stage, what each page showed, the problems, and the files that stand as they are."""

    staged: list[Staged]
    shown: dict[str, Shown]
    problems: list[Problem]
    standing: set[str]


def run(
    pages: Sequence[Page],
    copies: Mapping[str, Path],
    theme: Theme,
    stage: Stage,
    standing: Mapping[str, Shown],
    jobs: int,
    watcher: Watcher,
) -> Edition:
    """Render the pages and stage them with the files to be copied, but for those that stand in the output as they are.

    The copy of MathJax is among them if a page shows a formula. Raises SiteError where the disk refuses, and where a
    process is killed; then nothing is staged.
    """
    every: list[tuple[str, Page | Path]] = [*((page.path, page) for page in pages), *copies.items()]
    works = [Work(number, path, of) for number, (path, of) in enumerate(every) if path not in standing]
    works.sort(key=_first_shown(theme.site))
    kept = {path for path, _ in every if path in standing}
    if len(works) > FEW:
        theme.compile()
    try:
        printed = list(watcher.passing("rendering", mapped(partial(_print, theme, stage), works, jobs), len(works)))
        shown = {page.path: standing[page.path] for page in pages if page.path in standing}
        shown |= {each.staged.path: each.shown for each in printed if each.staged and each.shown}
        if any(has_math for has_math, _ in shown.values()):
            kept |= theme.mathjax.keys() & standing.keys()
            late = [(path, file) for path, file in theme.mathjax.items() if path not in standing]
            printed += [_print(theme, stage, Work(len(every) + n, *one)) for n, one in enumerate(late)]
    except WorkerError as fault:
        stage.drop()
        message = f"the process that was making it was ended by {fault.reason}; nothing was published"
        raise SiteError(error(works[fault.place].path, 0, "killed", message), ENVIRONMENT) from None
    except OSError as fault:
        raise stage.refused(fault) from fault
    problems = [problem for each in printed for problem in each.problems]
    if problems:
        stage.drop()
    return Edition([each.staged for each in printed if each.staged], shown, problems, kept)


def _first_shown(site: Site) -> Callable[[Work], float]:
    """Return the key by which pages stand together that show the same posts, each list before its posts."""
    places = {entry: place for place, entry in enumerate(site.entries)}

    def key(work: Work) -> float:
        if not isinstance(work.of, Page):
            return math.inf
        if work.of.entry is not None:
            return places.get(work.of.entry, math.inf)
        entries = work.of.data.get("entries") if work.of.kind == "index" else None
        return places.get(entries[0], math.inf) - 0.5 if entries else math.inf

    return key


def _print(theme: Theme, stage: Stage, work: Work) -> Printed:
    if isinstance(work.of, Path):
        return Printed(stage.put(work.number, work.path, work.of))
    taken = theme.site.shelf.taken
    taken.clear()
    taken.update(work.of.shows)
    try:
        data = theme.render(work.of)
    except SiteError as fault:
        return Printed(None, problems=fault.problems)
    return Printed(stage.put(work.number, work.path, data), (theme.shows_math, tuple(sorted(taken))))
