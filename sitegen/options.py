"""What can be asked of a build, and who watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """What a person may ask of a build besides the settings. `jobs`: how many processes, None for all cores."""

    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    skip_bad: bool = False
    jobs: int | None = None

    @property
    def wishes(self) -> tuple[object, ...]:
        """What the site depends on: the same for any number of processes."""
        return (self.base_url, self.drafts, self.future, self.strict, self.skip_bad)


Progress = Callable[[str, Iterable[T], int], Iterable[T]]
"""Passes items on, of which there will be so many, and may show how far they are."""


def unseen(_: str, items: Iterable[T], __: int) -> Iterable[T]:
    """The progress that nobody watches."""
    return items
