"""The build: the one function in which a post goes from its file to its page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sitegen import assets, reader
from sitegen.pages import Page, collisions, lay_out
from sitegen.post import Post
from sitegen.problem import USAGE, Problem, SiteError, error, warning
from sitegen.prose import Prose, typeset
from sitegen.publish import Content, Report, locked, publish
from sitegen.settings import OURS, Settings, load
from sitegen.site import Site, assemble, is_published, unknown_references
from sitegen.theme import Theme


@dataclass(frozen=True)
class Options:
    """What a person may ask of a build besides the settings."""

    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    skip_bad: bool = False


@dataclass(frozen=True)
class Result:
    """What a build made: numbers, what was published, and every problem that did not stop it."""

    posts: int
    pages: int
    report: Report
    seconds: float
    problems: list[Problem] = field(default_factory=list)


Progress = Callable[[str, Iterable[Post]], Iterable[Post]]


def build(
    source: Path,
    output: Path | None = None,
    options: Options = Options(),
    progress: Progress = lambda _, posts: posts,
) -> Result:
    """Build the site in `source` into `output` (default `public/` in it).

    Raises SiteError with every problem if any of them is an error; then nothing was published.
    """
    began = time.perf_counter()
    output = output or source / "public"
    settings = load(source, options.base_url)
    _check_output(source, output)
    with locked(output, source / OURS):
        posts, problems = _read_posts(source, settings, options)
        pairs = _typeset(progress("typesetting", posts), settings, problems)
        _stop_if_bad(problems, len(posts), options, output)
        site = assemble(pairs, settings)
        problems += unknown_references(site)
        pages = lay_out(site, settings)
        files: dict[str, Content] = {}
        copied, faults = assets.find_assets(source, site)
        files |= copied
        problems += [*faults, *collisions(_claims(pages, copied))]
        _stop_if_bad(problems, len(posts), options, output)
        theme = Theme(source, site, settings)
        files |= {page.path: theme.render(page) for page in pages}
        files |= theme.mathjax if theme.has_math else {}
        report = publish(files, output, source / OURS)
    result = Result(len(site.entries), len(pages), report, time.perf_counter() - began, [*problems, *report.problems])
    if any(problem.level == "error" for problem in problems):
        raise SiteError(problems, summary=f"{_count(problems)}; the other {result.posts} posts were published")
    return result


def _read_posts(source: Path, settings: Settings, options: Options) -> tuple[list[Post], list[Problem]]:
    """Return the posts that are to be published, and the problems of all."""
    problems: list[Problem] = []
    posts: list[Post] = []
    now = datetime.now(settings.zone)
    for found in reader.find_sources(source, problems):
        post, faults = reader.read_post(found)
        problems += faults
        if post is not None and is_published(post, settings, now, options.drafts, options.future):
            posts.append(post)
    return posts, problems


def _typeset(posts: Iterable[Post], settings: Settings, problems: list[Problem]) -> list[tuple[Post, Prose]]:
    """Return each post with its prose; one whose text would be lost is left out."""
    pairs = []
    for post in posts:
        prose = typeset(post.body, settings.markdown.html)
        for fault in prose.faults:
            make = error if fault.is_error else warning
            message = fault.message.replace("{first}", str(post.body_line + fault.other))
            problems.append(make(post.path, post.body_line + fault.line, fault.kind, message))
        if not any(fault.is_error for fault in prose.faults):
            pairs.append((post, prose))
    return pairs


def _claims(pages: list[Page], files: dict[str, Path]) -> list[tuple[str, str]]:
    return [
        *((page.path, page.source) for page in pages),
        *((path, str(file)) for path, file in files.items()),
    ]


def _stop_if_bad(problems: list[Problem], posts: int, options: Options, output: Path) -> None:
    """Raise SiteError if there is an error that may not be passed over."""
    errors = [p for p in problems if p.level == "error" or options.strict]
    if not errors or (options.skip_bad and all(p.path for p in errors)):
        return
    bad = len({p.path for p in errors if p.path})
    where = f" in {bad} of {posts + bad:,} posts" if bad else ""
    hint = f" (--skip-bad publishes the other {posts:,})" if bad and posts else ""
    raise SiteError(problems, summary=f"{_count(problems)}{where}; nothing published, {output} is unchanged{hint}")


def _count(problems: list[Problem]) -> str:
    errors = sum(p.level == "error" for p in problems)
    warnings = len(problems) - errors
    parts = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return " and ".join(parts)


def _check_output(source: Path, output: Path) -> None:
    """Raise SiteError if writing the site there could touch what it is made from."""
    where, here = output.resolve(), source.resolve()
    taken = next((name for name in ("content", "templates", "static", OURS) if where.is_relative_to(here / name)), None)
    if where == here or here.is_relative_to(where) or taken:
        place = f"inside {taken}/" if taken else "the site's own folder, or above it"
        message = f"{output} is {place}; choose a folder of its own, such as public"
        raise SiteError(error("--output", 0, "usage", message), USAGE)
    if output.exists() and not output.is_dir():
        raise SiteError(error("--output", 0, "usage", f"{output} is a file; expected a folder"), USAGE)


__all__ = ["Options", "Result", "Site", "build"]
