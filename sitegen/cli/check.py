"""`sitegen check`: everything that is wrong, and nothing written."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.messages import answer, counted, show
from sitegen.cli.options import with_options


@click.command("check")
@click.option("--math", "with_math", is_flag=True, help="Have MathJax read every formula (needs Node.js).")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@with_options(options.source, options.drafts, options.future, options.jobs, options.quiet, options.as_json)
def command(
    source: Path,
    drafts: bool,
    future: bool,
    jobs: int | None,
    with_math: bool,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Name everything that is wrong with the posts, and write nothing."""
    from sitegen import building  # a late import: each command loads only what it needs

    asked = building.Options(drafts=drafts, future=future, strict=strict, jobs=jobs)
    problems = building.check(source, asked, with_math)
    is_bad = any(problem.level == "error" or strict for problem in problems)
    if as_json:
        answer(problems, int(is_bad))
    show(problems)
    if not quiet:
        click.echo(counted(len(problems), "problem") if problems else "no problems found")
    if is_bad:
        sys.exit(1)
