"""`sitegen import`: dumps of a blog into Markdown files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.messages import answer, show
from sitegen.cli.options import with_options


@click.command("import")
@click.argument("archives", nargs=-1, required=True, metavar="ARCHIVE...", type=click.Path(path_type=Path))
@click.option(
    "--dates",
    type=click.Path(path_type=Path),
    help="A YAML file of `title: date` for posts whose year the archive does not tell.",
)
@click.option("--encoding", help="The archives' encoding (default: found out, UTF-8 first).")
@click.option(
    "--punctuation",
    type=click.Choice(["keep", "chinese"]),
    default="keep",
    show_default=True,
    help="Keep the archive's half-width punctuation, or restore Chinese punctuation between Chinese characters.",
)
@click.option("--dry-run", is_flag=True, help="Report what would be written, and write nothing.")
@with_options(options.source, options.quiet, options.verbose, options.as_json)
def command(
    archives: tuple[Path, ...],
    source: Path,
    dates: Path | None,
    encoding: str | None,
    punctuation: str,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Read dumps of a blog's list pages and write one Markdown file for each post.

    What is there already stays: a second import changes nothing, a newer dump brings read counts up to date, and a
    post that you have edited is never overwritten.
    """
    from sitegen import importer  # late imports: each command loads only what it needs

    asked = importer.Options(dates, encoding, punctuation == "chinese", dry_run)
    report = importer.import_archives(archives, source, asked)
    is_bad = any(problem.level == "error" for problem in report.problems)
    if as_json:
        changes = [{"verb": verb, "path": path} for verb, path in report.changes]
        answer(report.problems, int(is_bad), dry_run=dry_run, archives=report.counts, changes=changes)
    show(report.problems)
    if not quiet:
        for line in report.lines(verbose):
            click.echo(line)
    if is_bad:
        sys.exit(1)
