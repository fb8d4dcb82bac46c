"""What other sites bring: posts as records, files at fixed addresses, and everything that does not come over."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sitegen.importing.dialects import ArchiveRecord
from sitegen.importing.original import Original
from sitegen.problem import Problem, warning

WHOLE = -2
"""How good the text of a post is that comes from a site itself, or from an export of it."""


@dataclass
class Harvest:
    """What other sites bring: records of posts, files for `static/` by what was named, and every problem."""

    records: list[ArchiveRecord] = field(default_factory=list)
    static: dict[str, dict[str, Path]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, original: Original, path: str, line: int = 1, rank: int = WHOLE) -> None:
        """Add a post that stands at this place."""
        meta = original.meta
        self.records.append(
            ArchiveRecord(
                title=" ".join(meta.title.split()),
                author=meta.author,
                date=meta.date,
                read_count=meta.read_count,
                body=(),
                truncated=meta.truncated,
                path=path,
                line=line,
                rank=rank,
                original=original,
            )
        )

    def left(self, path: str, count: int, what: str) -> None:
        """Tell how many things of a kind do not come over."""
        self.leave(path, f"left behind: {counted(count, what)}")

    def leave(self, path: str, message: str, line: int = 0, help: str = "") -> None:
        """Tell that something does not come over."""
        self.problems.append(warning(path, line, "left-behind", message, help=help))


def counted(count: int, what: str) -> str:
    """Return a number of things, as a sentence has it."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
