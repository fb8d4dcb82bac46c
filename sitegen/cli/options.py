"""The options that several commands have, and how problems leave a command."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sitegen.cli.messages import fail
from sitegen.problem import ENVIRONMENT, INTERRUPTED, SiteError, error

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(file_okay=False, path_type=Path)

source = click.option("-s", "--source", type=FOLDER, default=Path(), help="The site's folder (default: here).")
output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where the site is written (default: public/ in the source).",
)
base_url = click.option("-b", "--base-url", help="Where the site will be served, such as https://example.org/blog.")
drafts = click.option("-D", "--drafts", is_flag=True, help="Show drafts too.")
future = click.option("-F", "--future", is_flag=True, help="Show posts whose day has not come.")
jobs = click.option("-j", "--jobs", type=click.IntRange(1, 512), help="How many processes (default: all cores).")
quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but problems.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Name every file that is written or removed.")
as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, problems included, for programs.")
debug = click.option("--debug", is_flag=True, hidden=True, help="Show tracebacks.")


def _refusal(fault: OSError) -> SiteError:
    """Return what the system has refused: a name that is too long, a file that may not be read, one file too many."""
    message = (fault.strerror or str(fault)).lower()
    return SiteError(error(str(fault.filename or ""), 0, "system", message), ENVIRONMENT)


def with_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Give a command these options, and its problems a way out as messages and exit status."""

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def guarded(*args: Any, debug: bool, **values: Any) -> None:
            try:
                command(*args, **values)
            except SiteError as fault:
                if debug:
                    raise
                fail(fault, as_json=values.get("as_json", False))
            except BrokenPipeError:  # whoever read what we say has gone
                raise
            except OSError as fault:
                if debug:
                    raise
                fail(_refusal(fault), as_json=values.get("as_json", False))
            except KeyboardInterrupt:
                click.echo("interrupted", err=True)
                sys.exit(INTERRUPTED)

        for option in (debug, *reversed(options)):
            guarded = option(guarded)
        return guarded  # type: ignore[return-value]

    return decorate
