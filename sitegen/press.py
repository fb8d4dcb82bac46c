"""The press: every page rendered and put into the stage, and every file that is copied, on all cores."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from sitegen import packing
from sitegen.assets import Copy
from sitegen.memory.rows import Names, Row, Shown, has_math
from sitegen.noted import Answer
from sitegen.options import Watcher
from sitegen.page import Page
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error
from sitegen.publish import Content, Stage, Staged
from sitegen.site import Site
from sitegen.theme import Theme
from sitegen.workers import FEW, WorkerError, mapped

_AT_ONCE = 256
"""So many files at most are given to a process at a time: what it makes for one it has at hand for those beside it."""

_NUMBERS = 1 + len(packing.KINDS["both"])
"""So many files may come of one."""


class Work(NamedTuple):
    """A file to be made: its number among all, its path below the output folder, what it is made of, and the paths of
    the files that are packed of it."""

    number: int
    path: str
    of: Page | Copy
    packed: Sequence[str]


class Rendered(NamedTuple):
    """What a file is to hold, and what it shows."""

    work: Work
    content: Content
    shown: Shown


class Printed(NamedTuple):
    """A file in the stage, with those that are packed of it, and what it shows; or the problems of its templates."""

    staged: Sequence[Staged] = ()
    shown: Shown | None = None
    problems: Sequence[Problem] = ()


class Edition(NamedTuple):
    """What was put into the stage, what each of those files shows, the problems, and the files that stand as they are;
    `names` are those of what is shown."""

    staged: list[Staged]
    shown: dict[str, Row]
    problems: list[Problem]
    standing: set[str]
    names: Names

    def take(self, printed: Printed) -> None:
        """Take what was printed."""
        self.staged.extend(printed.staged)
        self.problems.extend(printed.problems)
        if printed.shown:
            self.shown[printed.staged[0].path] = self.names.row(printed.shown)


def run(
    pages: Mapping[str, Page],
    copies: Mapping[str, Copy],
    theme: Theme,
    stage: Stage,
    standing: Mapping[str, Row],
    names: Names,
    jobs: int,
    watcher: Watcher,
) -> Edition:
    """Render the pages and stage them with the files to be copied, but for those that stand in the output as they are.

    The copy of MathJax is among them if a page shows a formula. Raises SiteError where the disk refuses, and where a
    process is killed; then nothing is staged.
    """
    kind = theme.settings.hosting.compress
    works, kept = _sorted_out(pages, standing, kind)
    copied, kept_copies = _sorted_out(copies, standing, kind, len(pages))
    works += copied
    kept |= kept_copies
    if len(works) > 1:
        works.sort(key=_first_shown(theme.site))
    theme.site.watch()
    if len(works) > FEW:
        theme.compile()
    edition = Edition([], {}, [], kept, names)
    try:
        results = mapped(_steps(theme, stage), works, jobs, _AT_ONCE)
        for printed in watcher.passing("rendering", results, len(works)):
            edition.take(printed)
        if any(map(has_math, chain(edition.shown.values(), map(standing.__getitem__, kept)))):
            copy = {path: Copy(file) for path, file in theme.mathjax.items()}
            late, kept_late = _sorted_out(copy, standing, kind, len(pages) + len(copies))
            for printed in mapped(_steps(theme, stage), late, 1):
                edition.take(printed)
            edition.standing.update(kept_late)
    except WorkerError as fault:
        stage.drop()
        message = f"the process that was making it was ended by {fault.reason}; nothing was published"
        raise SiteError(error(works[fault.place].path, 0, "killed", message), ENVIRONMENT) from None
    except OSError as fault:
        raise stage.refused(fault) from fault
    theme.keep_code()
    if edition.problems:
        stage.drop()
    return edition


def _sorted_out(
    files: Mapping[str, Page] | Mapping[str, Copy], standing: Mapping[str, Row], kind: str, first: int = 0
) -> tuple[list[Work], set[str]]:
    """Return what has to be made, numbered from `first`, and the paths of what stands as it is, packed files among it."""
    packed_of = {path: packing.packed_paths(path, kind) for path in files} if kind != packing.NONE else {}
    kept = standing.keys() & files
    kept -= {path for path, packed in packed_of.items() if not standing.keys() >= set(packed)}
    todo = [path for path in files if path not in kept]
    works = [Work(number, path, files[path], packed_of.get(path, ())) for number, path in enumerate(todo, first)]
    return works, kept.union(*(packed_of[path] for path in kept if packed_of))


def _first_shown(site: Site) -> Callable[[Work], float]:
    """Return the key by which pages stand together that show the same posts, each list before its posts.

    What shows many posts, or none, comes first: the longest of them shall not be waited for at the end.
    """
    places = {entry: place for place, entry in enumerate(site.entries)}

    def key(work: Work) -> float:
        if not isinstance(work.of, Page):
            return -math.inf
        if work.of.entry is not None:
            return places.get(work.of.entry, -math.inf)
        entries = work.of.data.get("entries") if work.of.kind == "index" else None
        return places.get(entries[0], -math.inf) - 0.5 if entries else -math.inf

    return key


def _steps(theme: Theme, stage: Stage) -> list[Callable[[Any], Any]]:
    """Return the steps from a work to what is printed; what posts are asked for comes first, a question at a time."""
    ahead = [partial(_foresee, answer) for answer in theme.answers.values()]
    return [*ahead, partial(_render, theme), partial(_stage, stage)]


def _foresee(answer: Answer[Any], work: Work) -> Work:
    if isinstance(work.of, Page) and work.of.kind == "post" and work.of.entry:
        answer.foresee(work.of.entry)
    return work


def _render(theme: Theme, work: Work) -> Rendered | Printed:
    if isinstance(work.of, Copy):
        return Rendered(work, work.of.content, (False, work.of.of, ()))
    shelf = theme.site.shelf
    shelf.begin()
    shelf.taken.update(work.of.shows)
    try:
        data = theme.render(work.of)
    except SiteError as fault:
        return Printed(problems=fault.problems)
    return Rendered(work, data, (theme.shows_math, tuple(shelf.taken), tuple(shelf.faces)))


def _stage(stage: Stage, rendered: Rendered | Printed) -> Printed:
    """Stage a file, and those that are packed of it; each has a number of its own."""
    if isinstance(rendered, Printed):
        return rendered
    work, content, shown = rendered
    staged = [stage.put(work.number * _NUMBERS, work.path, content)]
    if work.packed:
        data = content if isinstance(content, bytes) else content.read_bytes()
        numbered = enumerate(work.packed, work.number * _NUMBERS + 1)
        staged += [stage.put(number, path, packing.packed(data, path)) for number, path in numbered]
    return Printed(staged, shown)
