"""`sitegen tags`: tags for posts that have none."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.messages import counted, show
from sitegen.cli.options import with_options


@click.command("tags")
@click.option("--apply", "write", is_flag=True, help="Write them into the posts that have none.")
@click.option("--explain", is_flag=True, help="Say for each post and tag why.")
@with_options(options.source, options.quiet, options.verbose)
def command(source: Path, write: bool, explain: bool, quiet: bool, verbose: bool) -> None:
    """Suggest tags for the posts that have none, from what the posts say and from content/tags.yaml.

    Tags that stand in a post are never changed.
    """
    from sitegen.tags import survey  # a late import: each command loads only what it needs

    found = survey.survey(source)
    lines = [*(found.explanation() if explain else found.table() if not write else ())]
    written = survey.apply(found) if write else []
    show(found.problems)
    if verbose:
        lines += [f"wrote {click.format_filename(path)}" for path in written]
    if not quiet:
        lines.append(f"tags written into {counted(len(written), 'post')}" if write else found.summary())
        for line in lines:
            click.echo(line)
    if any(problem.level == "error" for problem in found.problems):
        sys.exit(1)
