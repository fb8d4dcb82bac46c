"""`sitegen mathjax`: a copy of MathJax beside the site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.options import with_options


@click.group("mathjax")
def command() -> None:
    """MathJax beside the site, so that pages ask no other host for it."""


@command.command("install")
@click.argument("tarballs", nargs=-1, type=click.Path(path_type=Path))
@with_options(options.source, options.quiet)
def install_mathjax(tarballs: tuple[Path, ...], source: Path, quiet: bool) -> None:
    """Bring a pinned, checked copy of MathJax through npm, or from TARBALLS of its packages that you name.

    It stays in .sitegen/ and is built into every site that shows a formula.
    """
    from sitegen import mathjax as copy  # a late import: each command loads only what it needs

    count = copy.install(source, tarballs)
    if not quiet:
        click.echo(f"MathJax {copy.VERSION}: {count} files in {copy.folder(source)}{os.sep}")
        for package in copy.lacking(source):
            click.echo(
                f"without {package.spec}, which is not among the tarballs, pages cannot typeset {package.only_for}"
            )
