"""Problems as GitHub Actions reads them: commands that mark lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.problem import Problem


def commands(problems: Sequence[Problem]) -> str:
    """Return the problems as commands, one a line."""
    return "".join(map(_command, problems))


def _command(problem: Problem) -> str:
    places = {"file": problem.path, "line": problem.line, "col": problem.column, "title": problem.kind}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value)
    message = f"{problem.message}\n{problem.help}" if problem.help else problem.message
    return f"::{problem.level} {properties}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
