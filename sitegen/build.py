"""The build: the one function in which a post goes from its file to its page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sitegen import reader
from sitegen.assets import find_assets
from sitegen.lock import locked
from sitegen.mathcheck import check_math
from sitegen.page import Page
from sitegen.pages import collisions, lay_out
from sitegen.post import Post
from sitegen.problem import USAGE, Problem, SiteError, error, warning
from sitegen.prose import Prose, typeset
from sitegen.publish import Content, Report, publish, recover
from sitegen.settings import OURS, Settings, check_source, load
from sitegen.site import assemble, is_published, unknown_references
from sitegen.theme import Theme
from sitegen.workers import cores, mapped

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """What a person may ask of a build besides the settings. `jobs`: how many processes, None for all cores."""

    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    skip_bad: bool = False
    jobs: int | None = None


@dataclass(frozen=True)
class Result:
    """What a build made: numbers, what was published, and every problem that did not stop it."""

    posts: int
    pages: int
    report: Report
    seconds: float
    problems: list[Problem] = field(default_factory=list)


PREVIEW = Path(OURS) / "preview"
"""Where `sitegen serve` builds, below the site's folder: the one place there that may be written to."""

Progress = Callable[[str, Iterable[T], int], Iterable[T]]
"""Passes items on, of which there will be so many, and may show how far they are."""


def _unseen(_: str, items: Iterable[T], __: int) -> Iterable[T]:
    return items


def build(
    source: Path,
    output: Path | None = None,
    options: Options = Options(),
    progress: Progress[Prose] = _unseen,
) -> Result:
    """Build the site in `source` into `output` (default `public/` in it).

    Raises SiteError with every problem if any of them is an error; then nothing was published, unless the options
    say to skip the bad posts.
    """
    began = time.perf_counter()
    output = output or source / "public"
    faults = _Faults(options, output)
    _check_folders(source, output)
    with locked(output, source / OURS):
        recover(output, source / OURS)
        settings = load(source, options.base_url)
        posts = _read(source, settings, options, faults)
        pairs = _typeset(posts, settings, options, faults, progress)
        site = assemble(pairs, settings)
        pages = lay_out(site, settings)
        copies = find_assets(source, site, faults.found)
        faults.found += [*unknown_references(site), *collisions(_claims(pages, copies))]
        faults.stop_if_bad()
        files = _render(pages, Theme(source, site, settings), faults) | copies
        report = publish(files, output, source / OURS)
    faults.tell_if_skipped()
    return Result(len(site.entries), len(pages), report, time.perf_counter() - began, [*faults.found, *report.problems])


def check(source: Path, options: Options = Options(), with_math: bool = False) -> list[Problem]:
    """Return every problem that a build would find, and with the math also each formula that MathJax cannot read.

    Raises SiteError where settings cannot be used, or where there is nothing to read formulas with.
    """
    check_source(source)
    settings = load(source, options.base_url)
    faults = _Faults(options, source / "public")
    posts = _read(source, settings, options, faults)
    site = assemble(_typeset(posts, settings, options, faults, _unseen), settings)
    copies = find_assets(source, site, faults.found)
    faults.found += [*unknown_references(site), *collisions(_claims(lay_out(site, settings), copies))]
    if with_math:
        faults.found += check_math(posts, source, settings.math.macros)
    return sorted(faults.found, key=lambda problem: (problem.path, problem.line))


def _read(source: Path, settings: Settings, options: Options, faults: _Faults) -> list[Post]:
    """Return the posts that are to be published."""
    now = datetime.now(settings.zone)
    posts = []
    for found in reader.find_sources(source, faults.found):
        faults.sources.add(found.path)
        post, problems = reader.read_post(found)
        faults.found += problems
        if post is not None and is_published(post, settings, now, options.drafts, options.future):
            posts.append(post)
    return posts


def _typeset(
    posts: list[Post], settings: Settings, options: Options, faults: _Faults, progress: Progress[Prose]
) -> list[tuple[Post, Prose]]:
    """Return each post with its prose; one whose text would be lost is left out."""
    pairs = []
    proses = mapped(partial(_prose, settings=settings), posts, options.jobs or cores())
    for post, prose in zip(posts, progress("typesetting", proses, len(posts)), strict=True):
        for fault in prose.faults:
            make = error if fault.is_error else warning
            message = fault.message.replace("{first}", str(post.body_line + fault.other))
            faults.found.append(make(post.path, post.body_line + fault.line, fault.kind, message))
        if not any(fault.is_error for fault in prose.faults):
            pairs.append((post, prose))
    faults.good = len(pairs)
    return pairs


def _prose(post: Post, settings: Settings) -> Prose:
    return typeset(post.body, settings.markdown.html, {**settings.math.macros, **post.meta.macros})


def _claims(pages: list[Page], copies: dict[str, Path]) -> list[tuple[str, str]]:
    """Every file of the output with what it comes from."""
    return [
        *((page.path, page.source) for page in pages),
        *((path, reader.shown(file)) for path, file in copies.items()),
    ]


def _render(pages: list[Page], theme: Theme, faults: _Faults) -> dict[str, Content]:
    """Return the pages as files, with MathJax if one of them shows a formula and the site has a copy."""
    files: dict[str, Content] = {}
    problems: list[Problem] = []
    for page in pages:
        try:
            files[page.path] = theme.render(page)
        except SiteError as fault:
            problems += fault.problems
    faults.add_of_templates(problems)
    return files | (theme.mathjax if theme.has_math else {})


class _Faults:
    """Every problem found so far, and whether it lets the build go on."""

    def __init__(self, options: Options, output: Path) -> None:
        self.options, self.output = options, output
        self.found: list[Problem] = []
        self.sources: set[str] = set()
        self.good = 0

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the exit status 1: errors, and warnings too where they are taken for errors."""
        return [problem for problem in self.found if problem.level == "error" or self.options.strict]

    def stop_if_bad(self) -> None:
        """Raise SiteError if there is an error, unless bad posts may be skipped and there is no other."""
        if self.errors and not (self.options.skip_bad and all(problem.path for problem in self.errors)):
            raise self._stopped(can_skip=all(problem.path for problem in self.errors))

    def add_of_templates(self, problems: list[Problem]) -> None:
        """Raise SiteError if there are problems of templates: each of them once, though many pages may have it."""
        places = {(problem.path, problem.line): problem for problem in reversed(problems)}
        if places:
            self.found += sorted(places.values())
            raise self._stopped(can_skip=False)

    def tell_if_skipped(self) -> None:
        """Raise SiteError if the site was published in spite of errors."""
        if self.errors:
            raise SiteError(self.found, summary=f"{self._count()}; the other {self.good:,} posts were published")

    def _stopped(self, can_skip: bool) -> SiteError:
        bad = len(self.sources & {problem.path for problem in self.errors})
        where = f" in {bad:,} of {len(self.sources):,} posts" if bad else ""
        hint = f" (--skip-bad publishes the other {self.good:,})" if can_skip and self.good else ""
        summary = f"{self._count()}{where}; nothing published, {self.output}/ is unchanged{hint}"
        return SiteError(self.found, summary=summary)

    def _count(self) -> str:
        errors = sum(problem.level == "error" for problem in self.found)
        counts = ((errors, "error"), (len(self.found) - errors, "warning"))
        return " and ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in counts if n)


def _check_folders(source: Path, output: Path) -> None:
    """Raise SiteError if there is no site, or if writing it there could touch what it is made from."""
    check_source(source)
    where, here = output.resolve(), source.resolve()
    if where == here / PREVIEW:
        return
    taken = next((name for name in ("content", "templates", "static", OURS) if where.is_relative_to(here / name)), None)
    if where == here or here.is_relative_to(where) or taken:
        place = f"inside {taken}/" if taken else "the site's own folder, or above it"
        message = f"{output} is {place}; choose a folder of its own, such as public"
        raise SiteError(error("--output", 0, "usage", message), USAGE)
    if output.exists() and not output.is_dir():
        raise SiteError(error("--output", 0, "usage", f"{output} is a file; expected a folder"), USAGE)
