"""`sitegen build`: the site, with a bar while it is made and one line when it is done."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from sitegen.cli import options
from sitegen.cli.messages import answer, counted, show
from sitegen.cli.options import with_options
from sitegen.folders import REDIRECTS


@click.command("build")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--skip-bad", is_flag=True, help="Publish the good posts where some are bad (the exit status is still 1)."
)
@click.option(
    "--workers", metavar="dask://HOST:PORT", help="Typeset on this Dask cluster (pip install sitegen[cluster])."
)
@click.option("--profile", is_flag=True, help="Tell where the time goes: seconds for each step, and the slowest posts.")
@with_options(
    options.source,
    options.output,
    options.base_url,
    options.drafts,
    options.future,
    options.jobs,
    options.quiet,
    options.verbose,
    options.as_json,
)
def command(
    source: Path,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    jobs: int | None,
    strict: bool,
    skip_bad: bool,
    workers: str | None,
    profile: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Build the site: content/ and sitegen.yaml into public/."""
    from sitegen import building, watching, workshop  # late imports: each command loads only what it needs

    if workers is not None:
        from sitegen import cluster  # few have one

        cluster.check(workers)
    asked = building.Options(base_url, drafts, future, strict, skip_bad, jobs, workers)
    stopwatch = watching.Stopwatch()
    bar = watching.Bar() if sys.stderr.isatty() and not quiet else building.NOBODY
    ours = click.get_current_context().meta["sitegen.workshop"] = workshop.Workshop()  # lives as long as the command
    result = building.build(source, output, asked, stopwatch if profile else bar, ours)
    if as_json:
        answer(result.problems, 0, **_facts(result))
    show(result.problems)
    if verbose:
        for path in result.report.written:
            click.echo(f"wrote {click.format_filename(path)}: {result.reasons[path]}")
        for path in result.report.removed:
            click.echo(f"removed {click.format_filename(path)}")
    if profile:
        click.echo("\n".join(stopwatch.lines()))
    if not quiet:
        for old, new in result.moved.items():
            click.echo(f"{old} leads to {new} from now on: {os.path.normpath(source / REDIRECTS)}")
        click.echo(_summary(result, output or source / "public"))


def _facts(result: Any) -> dict[str, object]:
    report = result.report
    numbers = {"posts": result.posts, "pages": result.pages, "seconds": round(result.seconds, 3)}
    files = {"written": report.written, "removed": report.removed, "unchanged": report.unchanged}
    return numbers | files | {"moved": result.moved}


def _summary(result: Any, output: Path) -> str:
    report = result.report
    made = f"{counted(result.posts, 'post')}, {counted(result.pages, 'page')} in {result.seconds:.1f} s"
    written = f"{counted(len(report.written), 'file')} written, {len(report.removed):,} removed"
    return f"{made}: {written}, {report.unchanged:,} left alone in {output}{os.sep}"
