"""`sitegen serve`: a preview that follows every change."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.messages import show
from sitegen.cli.options import with_options


@click.command("serve")
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
@with_options(options.source, options.drafts, options.future, options.quiet, options.verbose)
def command(
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
    from sitegen import preview  # a late import: each command loads only what it needs
    from sitegen.building import Options

    voice = preview.Voice(_silent_line if quiet else click.echo, click.echo, show, verbose)
    wishes = preview.Wishes(host, port, open_browser, poll)
    sys.exit(preview.serve(source, Options(drafts=drafts, future=future), wishes, voice))


def _silent_line(_: str) -> None:
    pass
