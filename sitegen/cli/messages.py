"""What is said on the screen: problems in colours, and things counted."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import click

from sitegen.problem import Problem, SiteError


def fail(fault: SiteError, as_json: bool = False) -> NoReturn:
    """Say what is wrong and end with the status that it deserves."""
    if as_json:
        answer(fault.problems, fault.status, summary=fault.summary)
    show(fault.problems)
    if fault.summary:
        click.echo(fault.summary, err=True)
    sys.exit(fault.status)


def show(problems: Iterable[Problem]) -> None:
    """Say problems on stderr, errors red and warnings yellow."""
    colours = {"error": "red", "warning": "yellow"}
    for problem in problems:
        text = str(problem)
        mark = f"{problem.level}[{problem.kind}]"
        click.echo(text.replace(mark, _coloured(mark, fg=colours[problem.level]), 1), err=True)


def _coloured(text: str, **style: Any) -> str:
    return text if "NO_COLOR" in os.environ else click.style(text, **style)


def counted(n: int, what: str) -> str:
    """Return `1 post`, `2 posts`."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def answer(problems: Iterable[Problem], status: int, **facts: object) -> NoReturn:
    """Say in JSON, for programs, how a command ended and with which problems; and end with that status."""
    said = [
        {
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "kind": problem.kind,
            "level": problem.level,
            "message": problem.message,
            "help": problem.help,
        }
        for problem in problems
    ]
    click.echo(json.dumps({"status": status, **facts, "problems": said}))
    sys.exit(status)
