"""The command line, one module a command: options, progress, and the only place where problems become messages."""

from __future__ import annotations

import click

from sitegen import __version__
from sitegen.cli import archive, build, check, mathjax, serve, tags


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


for module in (archive, build, check, mathjax, serve, tags):
    main.add_command(module.command)
