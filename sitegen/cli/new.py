"""`sitegen new`: a new post."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.options import with_options


@click.command("new")
@click.argument("title")
@click.option("-t", "--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--draft", is_flag=True, help="Make it a draft, which is shown only where one asks for drafts (-D).")
@click.option("--page", is_flag=True, help="Begin a plain page, such as one about yourself, instead of a post.")
@click.option("--edit", is_flag=True, help="Open it in your editor ($VISUAL or $EDITOR).")
@with_options(options.source)
def command(source: Path, title: str, tags: tuple[str, ...], draft: bool, page: bool, edit: bool) -> None:
    """Begin a post called TITLE in content/posts/, and say in which file.

    Its name there, which is also its address, is the title in ASCII. What is there is never overwritten.
    """
    from sitegen import begin  # a late import: each command loads only what it needs

    path = begin.begin(source, begin.Beginning(title, tags, draft, "page" if page else "post"))
    click.echo(click.format_filename(path))
    if edit:
        click.edit(filename=str(path))
