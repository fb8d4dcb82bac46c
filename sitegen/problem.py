"""What went wrong, and where: the one shape in which every part of sitegen reports a fault of its input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from sitegen.lazypattern import pattern

CONTENT, USAGE, ENVIRONMENT, INTERRUPTED = 1, 2, 3, 130
"""Exit statuses: bad content, bad usage or settings, a machine that cannot do it, stopped by the user."""


class Problem(NamedTuple):
    """One fault of the user's input. Lines and columns count from 1; 0 means unknown."""

    path: str
    line: int
    column: int
    kind: str
    message: str
    help: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = _seen(self.path)
        if place and self.line:
            place += f":{self.line}" + (f":{self.column}" if self.column else "")
        text = f"{place}: " if place else ""
        text += f"{self.level}[{self.kind}]: {_seen(self.message)}"
        return text + (f"\n    {self.help}" if self.help else "")


_UNSEEN = pattern("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def _seen(text: str) -> str:
    """Return the text without what would begin a new line, steer a terminal or turn the text round: names hold anything."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def error(path: str, line: int, kind: str, message: str, *, column: int = 0, help: str = "") -> Problem:
    """Return a problem that keeps the site from being published."""
    return Problem(path, line, column, kind, message, help)


def warning(path: str, line: int, kind: str, message: str, *, column: int = 0, help: str = "") -> Problem:
    """Return a problem that is worth a look and stops nothing, unless the user asked for strictness."""
    return Problem(path, line, column, kind, message, help, "warning")


class SiteError(Exception):
    """Work that cannot go on, with every problem found until then and the exit status it deserves."""

    def __init__(self, problems: Problem | Iterable[Problem], status: int = CONTENT, summary: str = "") -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        self.status = status
        self.summary = summary
        super().__init__("\n".join(map(str, self.problems)))
