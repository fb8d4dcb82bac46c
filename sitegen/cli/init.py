"""`sitegen init`: a new site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.messages import counted
from sitegen.cli.options import with_options
from sitegen.folders import SETTINGS, SOURCES

HOSTS = ["github", "gitlab", "netlify", "cloudflare"]


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=Path(), type=click.Path(path_type=Path))
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="The language of the site and of its first texts.",
)
@click.option(
    "--ci", "host", type=click.Choice(HOSTS), help="Write what this host needs to build the site itself, too."
)
@with_options(options.quiet)
def command(folder: Path, language: str, host: str | None, quiet: bool) -> None:
    """Begin a site in DIR (default: here): settings, a first post with formulas, a page about the site, .gitignore.

    Nothing that is there is overwritten. Where there is a site already, --ci writes the files of the host alone.
    """
    import shlex  # late imports: each command loads only what it needs

    from sitegen import ci, starter

    is_site = (folder / SETTINGS).is_file() or (folder / SOURCES[0]).is_dir()
    if host:
        ci.check(folder, host)
    files = [] if host and is_site else starter.start(folder, language)
    hosted = ci.write(folder, host) if host else []
    if hosted and not quiet:
        click.echo(
            f"for {host}: {', '.join(map(click.format_filename, hosted))}; their first lines say what is to be done once"
        )
    if files and not quiet:
        there = "" if folder == Path() else f" -s {shlex.quote(str(folder))}"
        title = "标题" if language == "zh" else "A title"
        click.echo(f"a new site in {folder}{os.sep}: {counted(len(files), 'file')}. What next:")
        click.echo(f"    sitegen serve{there} --open    # the site in the browser, following what you write")
        click.echo(f'    sitegen new{there} "{title}"    # a new post')
