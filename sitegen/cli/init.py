"""`sitegen init`: a new site."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.messages import counted
from sitegen.cli.options import with_options


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=Path(), type=click.Path(path_type=Path))
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="The language of the site and of its first texts.",
)
@with_options(options.quiet)
def command(folder: Path, language: str, quiet: bool) -> None:
    """Begin a site in DIR (default: here): settings, a first post with formulas, a page about the site, .gitignore.

    Nothing that is there is overwritten.
    """
    from sitegen import starter  # a late import: each command loads only what it needs

    files = starter.start(folder, language)
    if not quiet:
        there = "" if folder == Path() else f" -s {shlex.quote(str(folder))}"
        title = "标题" if language == "zh" else "A title"
        click.echo(f"a new site in {folder}{os.sep}: {counted(len(files), 'file')}. What next:")
        click.echo(f"    sitegen serve{there} --open    # the site in the browser, following what you write")
        click.echo(f'    sitegen new{there} "{title}"    # a new post')
