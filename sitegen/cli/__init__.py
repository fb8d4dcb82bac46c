"""The command line, one module a command: options, progress, and the only place where problems become messages."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import click

from sitegen import __version__
from sitegen.cli import archive, build, check, config, deploy, init, mathjax, new, serve, tags
from sitegen.cli.messages import fail
from sitegen.problem import ENVIRONMENT, SiteError, error


class _Tidy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a new user needs them."""
        return list(self.commands)


@click.group(cls=_Tidy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="sitegen %(version)s")
def main() -> None:
    """Turn a blog archive into Markdown, and Markdown into a static site that keeps every formula.

    \b
    sitegen init blog            a new site; or, in the folder of yours:
    sitegen import dumps/*.txt   an archive's posts as content/posts/*.md
    sitegen new "标题"           a new post
    sitegen serve --open         a preview that follows what you write
    sitegen build                the site in public/
    """
    if sys.getfilesystemencoding() != "utf-8":
        names = f"names of files are read and written as {sys.getfilesystemencoding()} here, not as UTF-8"
        fail(
            SiteError(error("", 0, "system", names, help="PYTHONUTF8=1 in the environment sets it right"), ENVIRONMENT)
        )


for module in (init, new, archive, serve, check, build, deploy, tags, config, mathjax):
    main.add_command(module.command)


def run() -> None:
    """Run the command that was given. One that ends well leaves at once: to take apart what it has made of thousands of
    posts costs more than to leave it to the system.
    """
    try:
        main()
    except SystemExit as end:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
            if not end.code:
                os._exit(0)
        raise
