"""`sitegen import`: dumps of a blog, or another site, into Markdown files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli import options
from sitegen.cli.messages import answer, show
from sitegen.cli.options import with_options
from sitegen.problem import USAGE, SiteError, error

if TYPE_CHECKING:
    from sitegen.importing.report import Options


@click.command("import")
@click.argument("archives", nargs=-1, required=True, metavar="ARCHIVE...", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "origin",
    type=click.Choice(["dumps", "auto", "feed", "wordpress", "hugo", "jekyll", "hexo", "pelican"]),
    default="dumps",
    show_default=True,
    help="What is to be imported: dumps of list pages, feeds, an export of WordPress, or the folder of another site.",
)
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
    origin: str,
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

    With --from, another site comes over: its posts and pages, with dates, tags, drafts, and old addresses as aliases.

    What is there already stays: a second import changes nothing, a newer dump brings read counts up to date, and a
    post that you have edited is never overwritten.
    """
    from sitegen import importing  # late imports: each command loads only what it needs

    asked = importing.Options(dates, encoding, punctuation == "chinese", dry_run)
    if origin == "dumps":
        report = importing.import_archives(archives, source, asked)
    else:
        _check_options(asked)
        report = importing.import_site(origin, archives, source, asked)
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


def _check_options(asked: Options) -> None:
    """Raise SiteError (status 2) for options that only dumps have a use for."""
    given = {
        "--dates": asked.dates is not None,
        "--encoding": asked.encoding is not None,
        "--punctuation": asked.chinese_punctuation,
    }
    message = "only dumps of list pages are read so; leave it out with --from"
    problems = [error(name, 0, "usage", message) for name, is_given in given.items() if is_given]
    if problems:
        raise SiteError(problems, USAGE)
