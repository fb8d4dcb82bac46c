"""The checks of `sitegen check`, one module each: it offers `KIND`, the kind of its problems, and `check(manuscript)`,
which yields them. Its docstring is its manual.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

from sitegen.checks import (
    dead_anchor,
    dead_link,
    duplicate_slug,
    duplicate_title,
    empty_link,
    empty_post,
    heading,
    html_as_text,
    image_alt,
    math,
    missing_date,
    missing_image,
    near_mention,
    near_tag,
    no_effect,
    open_formula,
    orphan,
    outside_link,
    unlikely_date,
    untagged,
    unused_file,
    unused_tag,
)
from sitegen.choice import Choice
from sitegen.kinds import KINDS
from sitegen.manuscript import Manuscript
from sitegen.nearness import Names
from sitegen.problem import USAGE, Problem, SiteError, error

CHECKS = (
    dead_link,
    dead_anchor,
    missing_image,
    image_alt,
    empty_link,
    near_mention,
    open_formula,
    heading,
    html_as_text,
    empty_post,
    duplicate_title,
    duplicate_slug,
    missing_date,
    unlikely_date,
    untagged,
    near_tag,
    unused_tag,
    unused_file,
    no_effect,
)
"""The checks of every run, in the order of their manual."""

ON_REQUEST = (math, orphan, outside_link)
"""The checks that a run makes only if it is asked to."""

_BY_KIND: dict[str, ModuleType] = {module.KIND: module for module in (*CHECKS, *ON_REQUEST)}


def problems(manuscript: Manuscript, choice: Choice) -> Iterator[Problem]:
    """Yield the problems that the chosen checks find. Raises SiteError (status 2) for each kind that there is not."""
    unknown = list(filter(None, map(_unknown, sorted({*choice.only, *choice.skip, *choice.also}))))
    if unknown:
        raise SiteError(unknown, USAGE)
    asked = {*choice.also, *(kind for kind in choice.only if kind not in KINDS)}
    for module in (*CHECKS, *(module for module in ON_REQUEST if module.KIND in asked)):
        if choice.takes(module.KIND):
            yield from module.check(manuscript)


def explanation(kind: str) -> str:
    """Return the manual of a kind of problems. Raises SiteError (status 2) if there is none."""
    unknown = _unknown(kind)
    if unknown:
        raise SiteError(unknown, USAGE)
    module = _BY_KIND.get(kind)
    words = inspect.getdoc(module) if module else f"{KINDS[kind]}\n\nEvery build finds these."
    return f"{kind}\n\n{words}"


def _unknown(kind: str) -> Problem | None:
    kinds = sorted({*_BY_KIND, *KINDS})
    if kind in kinds:
        return None
    near = Names(kinds).nearest(kind, parts=True)
    help = f"did you mean {near}?" if near else f"there are {', '.join(kinds)}"
    return error("", 0, "usage", f"there are no problems of the kind {kind}", help=help)


def manual() -> str:
    """Return the manual of all kinds of problems, in Markdown."""
    parts = ["# What `sitegen check` finds", _INTRODUCTION, "## Checks of every run"]
    parts += [f"### {module.KIND}\n\n{inspect.getdoc(module)}" for module in CHECKS]
    parts.append("## Checks on request")
    parts += [f"### {module.KIND}\n\n{inspect.getdoc(module)}" for module in ON_REQUEST]
    parts.append("## What every build finds too")
    parts.append("\n".join(f"- **{kind}**: {words}" for kind, words in sorted(KINDS.items())))
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """\
Each problem has a kind: `content/posts/a.md:17:3: warning[dead-anchor]: …`. `--only KIND` looks for one kind, `--skip KIND`
for all but one; both may be repeated. `--math`, `--orphans` and `--external` ask for more. An error makes the exit status 1;
with `--strict` a warning does too. `sitegen check --explain KIND` prints what stands here."""
