"""What can be asked of an import, and what it tells: counts by file, what was written, every problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.problem import Problem


@dataclass(frozen=True)
class Options:
    """What a person may ask of an import."""

    dates: Path | None = None
    encoding: str | None = None
    chinese_punctuation: bool = False
    dry_run: bool = False


@dataclass
class Report:
    """What an import did, by archive file (in the order given), and every problem."""

    files: list[str]
    counts: dict[str, Counter[str]]
    changes: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False

    @classmethod
    def of(cls, files: Sequence[Path], dry_run: bool) -> Report:
        """Return the report of an import of which nothing is done yet."""
        return cls([str(file) for file in files], {str(file): Counter() for file in files}, dry_run=dry_run)

    def lines(self, verbose: bool = False) -> Iterator[str]:
        """Yield the report as lines of text."""
        if verbose:
            yield from (f"{verb} {path}" for verb, path in self.changes)
        last = "would be" if self.dry_run else "in all"
        width = max(map(len, (*self.files, last)))
        total: Counter[str] = Counter()
        for file in self.files:
            total += self.counts[file]
            yield f"{file:<{width}}  {_sentence(self.counts[file])}"
        yield f"{last:<{width}}  {_sentence(total)}"


_VERBS = ("written", "updated", "unchanged", "in conflict", "merged")


def _sentence(count: Counter[str]) -> str:
    """Records read = posts written, updated, unchanged or in conflict + records merged into one of them."""
    verbs = [f"{count[verb]} {verb}" for verb in _VERBS if count[verb] or verb in ("written", "unchanged", "merged")]
    copied = f"; {count['copied']} file{'s' if count['copied'] > 1 else ''} copied" if count["copied"] else ""
    return f"{count['records']} records: " + ", ".join(verbs) + copied
