"""What can be asked of a build, and who watches it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Options(NamedTuple):
    """What a person may ask of a build besides the settings.

    `jobs`: how many processes, None for all cores; `workers`: the address of a cluster that typesets, None for this machine;
    `has_digests`: whether addresses of files change with their content, so that browsers may keep them.
    """

    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    skip_bad: bool = False
    jobs: int | None = None
    workers: str | None = None
    has_digests: bool = True

    @property
    def wishes(self) -> tuple[object, ...]:
        """What the site depends on: the same for any number of processes, wherever they are."""
        return (self.base_url, self.drafts, self.future, self.strict, self.skip_bad, self.has_digests)


class Watcher:
    """Who watches a build; this one looks away."""

    def begins(self, verb: str) -> None:
        """Be told what the build does from now on."""

    def passing(self, what: str, items: Iterable[T], total: int) -> Iterable[T]:
        """Pass items on, of which there will be so many."""
        return items

    def took(self, path: str, seconds: float) -> None:
        """Be told how long it took to typeset a post."""


NOBODY = Watcher()
