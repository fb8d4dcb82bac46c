"""`sitegen check`: everything that a careful editor would find, and nothing written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from sitegen.choice import Choice
from sitegen.cli import options
from sitegen.cli.messages import answer, counted, show
from sitegen.cli.options import with_options
from sitegen.problem import Problem, SiteError

_ON_REQUEST = {"with_math": "math", "orphans": "orphan", "external": "outside-link"}


@click.command("check")
@click.option("--math", "with_math", is_flag=True, help="Have MathJax read every formula (needs Node.js).")
@click.option("--orphans", is_flag=True, help="Name the posts that no other text leads to.")
@click.option("--external", is_flag=True, help="Ask other sites whether what is linked to is there.")
@click.option("--only", metavar="KIND", multiple=True, help="Look for problems of this kind only (may be repeated).")
@click.option("--skip", metavar="KIND", multiple=True, help="Pass over problems of this kind (may be repeated).")
@click.option("--explain", metavar="KIND", help="Explain this kind of problems, and look for none.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are told: to people, as JSON (as --json does), or to GitHub Actions.",
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@with_options(options.source, options.drafts, options.future, options.jobs, options.quiet, options.as_json)
def command(
    source: Path,
    drafts: bool,
    future: bool,
    jobs: int | None,
    only: Sequence[str],
    skip: Sequence[str],
    explain: str | None,
    form: str,
    strict: bool,
    quiet: bool,
    as_json: bool,
    **on_request: bool,
) -> None:
    """Name everything that a careful editor would find, and write nothing.

    Links, pictures and mentions that lead nowhere, formulas that are not closed, what is missing, what stands twice, what
    has no effect. Each problem has a kind, which --explain explains.
    """
    from sitegen import building, checks  # late imports: each command loads only what it needs

    if explain is not None:
        click.echo(checks.explanation(explain))
        return
    form = "json" if as_json else form
    also = [kind for name, kind in _ON_REQUEST.items() if on_request[name]]
    asked = building.Options(drafts=drafts, future=future, strict=strict, jobs=jobs)
    try:
        problems = building.check(source, asked, Choice(only, skip, also))
    except SiteError as fault:
        _tell(fault.problems, form, fault.status)
        sys.exit(fault.status)
    is_bad = any(problem.level == "error" or strict for problem in problems)
    _tell(problems, form, int(is_bad))
    if not quiet:
        click.echo(_summary(problems), err=form != "text")
    if is_bad:
        sys.exit(1)


def _tell(problems: Sequence[Problem], form: str, status: int) -> None:
    from sitegen import github  # a late import, as above

    if form == "json":
        answer(problems, status)
    elif form == "github":
        click.echo(github.commands(problems), nl=False)
    else:
        show(problems)


def _summary(problems: Sequence[Problem]) -> str:
    """How many problems there are, and of which kinds: the most frequent first."""
    levels = Counter(problem.level for problem in problems)
    found = [counted(levels[level], level) for level in ("error", "warning") if levels[level]]
    kinds = Counter(problem.kind for problem in problems).most_common()
    each = ", ".join(f"{count:,} {kind}" for kind, count in kinds)
    return f"{' and '.join(found)}: {each}" if problems else "no problems found"
