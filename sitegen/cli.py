"""The command line: options, progress, and the only place where problems become messages and an exit status."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from sitegen import __version__
from sitegen.problem import INTERRUPTED, Problem, SiteError

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_FOLDER = click.Path(file_okay=False, path_type=Path)

_source = click.option("-s", "--source", type=_FOLDER, default=Path(), help="The site's folder (default: here).")
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where the site is written (default: public/ in the source).",
)
_base_url = click.option("-b", "--base-url", help="Where the site will be served, such as https://example.org/blog.")
_drafts = click.option("-D", "--drafts", is_flag=True, help="Show drafts too.")
_future = click.option("-F", "--future", is_flag=True, help="Show posts whose day has not come.")
_jobs = click.option("-j", "--jobs", type=click.IntRange(1, 512), help="How many processes (default: all cores).")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
_verbose = click.option("-v", "--verbose", is_flag=True, help="Name every file that is written or removed.")
_debug = click.option("--debug", is_flag=True, hidden=True, help="Show tracebacks.")


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Give a command these options, and its problems a way out as messages and exit status."""

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def guarded(*args: Any, debug: bool, **values: Any) -> None:
            try:
                command(*args, **values)
            except SiteError as fault:
                if debug:
                    raise
                _fail(fault)
            except KeyboardInterrupt:
                click.echo("interrupted", err=True)
                sys.exit(INTERRUPTED)

        for option in (_debug, *reversed(options)):
            guarded = option(guarded)
        return guarded  # type: ignore[return-value]

    return decorate


def _fail(fault: SiteError) -> NoReturn:
    _show(fault.problems)
    if fault.summary:
        click.echo(fault.summary, err=True)
    sys.exit(fault.status)


def _show(problems: Iterable[Problem]) -> None:
    colours = {"error": "red", "warning": "yellow"}
    for problem in problems:
        text = str(problem)
        mark = f"{problem.level}[{problem.kind}]"
        click.echo(text.replace(mark, _coloured(mark, fg=colours[problem.level]), 1), err=True)


def _coloured(text: str, **style: Any) -> str:
    return text if "NO_COLOR" in os.environ else click.style(text, **style)


class _Tidy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a new user needs them."""
        return list(self.commands)


@click.group(cls=_Tidy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="sitegen %(version)s")
def main() -> None:
    """Turn a blog archive into Markdown, and Markdown into a static site that keeps every formula.

    \b
    sitegen import dumps/*.txt   the archive's posts as content/posts/*.md
    sitegen build                the site in public/
    sitegen serve                a preview that follows what you write
    """


@main.command("import")
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
@_options(_source, _quiet, _verbose)
def import_archives(
    archives: tuple[Path, ...],
    source: Path,
    dates: Path | None,
    encoding: str | None,
    punctuation: str,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Read dumps of a blog's list pages and write one Markdown file for each post.

    What is there already stays: a second import changes nothing, a newer dump brings read counts up to date, and a
    post that you have edited is never overwritten.
    """
    from sitegen import importer  # late imports: each command loads only what it needs

    options = importer.Options(dates, encoding, punctuation == "chinese", dry_run)
    report = importer.import_archives(archives, source, options)
    _show(report.problems)
    if not quiet:
        for line in report.lines(verbose):
            click.echo(line)
    if any(problem.level == "error" for problem in report.problems):
        sys.exit(1)


@main.command()
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--skip-bad", is_flag=True, help="Publish the good posts where some are bad (the exit status is still 1)."
)
@click.option(
    "--workers", metavar="dask://HOST:PORT", help="Typeset on this Dask cluster (pip install sitegen[cluster])."
)
@click.option("--profile", is_flag=True, help="Tell where the time goes: seconds for each step, and the slowest posts.")
@_options(_source, _output, _base_url, _drafts, _future, _jobs, _quiet, _verbose)
def build(
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
) -> None:
    """Build the site: content/ and sitegen.yaml into public/."""
    from sitegen import build as builder  # late imports, as above
    from sitegen import watching

    if workers is not None:
        from sitegen import cluster  # few have one

        cluster.check(workers)
    options = builder.Options(base_url, drafts, future, strict, skip_bad, jobs, workers)
    stopwatch = watching.Stopwatch()
    bar = watching.Bar() if sys.stderr.isatty() and not quiet else builder.NOBODY
    result = builder.build(source, output, options, stopwatch if profile else bar)
    _show(result.problems)
    if verbose:
        for path in result.report.written:
            click.echo(f"wrote {click.format_filename(path)}: {result.reasons[path]}")
        for path in result.report.removed:
            click.echo(f"removed {click.format_filename(path)}")
    if profile:
        click.echo("\n".join(stopwatch.lines()))
    if not quiet:
        click.echo(_summary(result, output or source / "public"))


@main.command()
@click.option("--math", "with_math", is_flag=True, help="Have MathJax read every formula (needs Node.js).")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@_options(_source, _drafts, _future, _jobs, _quiet)
def check(
    source: Path, drafts: bool, future: bool, jobs: int | None, with_math: bool, strict: bool, quiet: bool
) -> None:
    """Name everything that is wrong with the posts, and write nothing."""
    from sitegen import build as builder  # a late import, as above

    options = builder.Options(drafts=drafts, future=future, strict=strict, jobs=jobs)
    problems = builder.check(source, options, with_math)
    _show(problems)
    if not quiet:
        click.echo(_counted(len(problems), "problem") if problems else "no problems found")
    if any(problem.level == "error" or strict for problem in problems):
        sys.exit(1)


@main.group()
def mathjax() -> None:
    """MathJax beside the site, so that pages ask no other host for it."""


@mathjax.command("install")
@click.argument("tarballs", nargs=-1, type=click.Path(path_type=Path))
@_options(_source, _quiet)
def install_mathjax(tarballs: tuple[Path, ...], source: Path, quiet: bool) -> None:
    """Bring a pinned, checked copy of MathJax through npm, or from TARBALLS of its packages that you name.

    It stays in .sitegen/ and is built into every site that shows a formula.
    """
    from sitegen import mathjax as copy  # a late import, as above

    count = copy.install(source, tarballs)
    if not quiet:
        click.echo(f"MathJax {copy.VERSION}: {count} files in {copy.folder(source)}{os.sep}")
        for package in copy.lacking(source):
            click.echo(
                f"without {package.spec}, which is not among the tarballs, pages cannot typeset {package.only_for}"
            )


def _summary(result: Any, output: Path) -> str:
    report = result.report
    made = f"{_counted(result.posts, 'post')}, {_counted(result.pages, 'page')} in {result.seconds:.1f} s"
    written = f"{_counted(len(report.written), 'file')} written, {len(report.removed):,} removed"
    return f"{made}: {written}, {report.unchanged:,} left alone in {output}{os.sep}"


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


@main.command()
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port, or the next free one after it.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address; any other lets other machines in.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
@click.option("--poll", is_flag=True, help="Look for changes twice a second: for disks that do not tell of them.")
@_options(_source, _drafts, _future, _quiet, _verbose)
def serve(
    source: Path,
    port: int,
    host: str,
    open_browser: bool,
    drafts: bool,
    future: bool,
    poll: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Preview the site: build it, serve it to this machine, follow every change in the browser."""
    from sitegen import preview  # a late import, as above
    from sitegen.build import Options

    voice = preview.Voice(_silent_line if quiet else click.echo, click.echo, _show, verbose)
    wishes = preview.Wishes(host, port, open_browser, poll)
    sys.exit(preview.serve(source, Options(drafts=drafts, future=future), wishes, voice))


def _silent_line(_: str) -> None:
    pass


@main.command()
@click.option("--apply", "write", is_flag=True, help="Write them into the posts that have none.")
@click.option("--explain", is_flag=True, help="Say for each post and tag why.")
@_options(_source, _quiet, _verbose)
def tags(source: Path, write: bool, explain: bool, quiet: bool, verbose: bool) -> None:
    """Suggest tags for the posts that have none, from what the posts say and from content/tags.yaml.

    Tags that stand in a post are never changed.
    """
    from sitegen.tags import survey  # a late import, as above

    found = survey.survey(source)
    lines = [*(found.explanation() if explain else found.table() if not write else ())]
    written = survey.apply(found) if write else []
    _show(found.problems)
    if verbose:
        lines += [f"wrote {click.format_filename(path)}" for path in written]
    if not quiet:
        lines.append(f"tags written into {_counted(len(written), 'post')}" if write else found.summary())
        for line in lines:
            click.echo(line)
    if any(problem.level == "error" for problem in found.problems):
        sys.exit(1)
