"""Watching a build: a bar for a person who waits, and a stopwatch for one who wants to know where the time goes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from sitegen.options import Watcher

T = TypeVar("T")

_WORTH_A_BAR = 200
"""So many items take long enough to be waited for."""

_SLOWEST = 10


class Bar(Watcher):
    """Shows what is being done, how much of it is left, and how long that will take."""

    def passing(self, what: str, items: Iterable[T], total: int) -> Iterable[T]:
        """Pass the items on, with a bar if there are many."""
        return items if total < _WORTH_A_BAR else self._with_bar(what, items, total)

    def _with_bar(self, what: str, items: Iterable[T], total: int) -> Iterator[T]:
        from rich.console import Console  # a late import: most builds show no bar
        from rich.progress import Progress

        with Progress(
            console=Console(stderr=True), transient=True, auto_refresh=False
        ) as bar:  # no thread: we may fork
            task = bar.add_task(what, total=total)
            for n, item in enumerate(items, 1):
                yield item
                bar.update(task, completed=n, refresh=n % 16 == 0)


class Stopwatch(Watcher):
    """Takes the time of each verb, in seconds as a clock on the wall shows them, and of each post."""

    def __init__(self) -> None:
        self.verbs: dict[str, float] = {}
        self.posts: dict[str, float] = {}
        self._verb, self._began = "", time.perf_counter()

    def begins(self, verb: str) -> None:
        """Stop the time of the verb before."""
        self.stop()
        self._verb = verb

    def stop(self) -> None:
        """Stop the time."""
        now = time.perf_counter()
        if self._verb:
            self.verbs[self._verb] = self.verbs.get(self._verb, 0.0) + now - self._began
        self._verb, self._began = "", now

    def took(self, path: str, seconds: float) -> None:
        """Take note of a post."""
        self.posts[path] = seconds

    def lines(self) -> Iterator[str]:
        """Yield the times, and the slowest posts."""
        self.stop()
        for verb, seconds in self.verbs.items():
            yield f"{seconds:8.3f} s  {verb}"
        slowest = sorted(self.posts.items(), key=lambda item: -item[1])[:_SLOWEST]
        if slowest:
            yield f"the slowest of {len(self.posts):,} posts that were typeset:"
        for path, seconds in slowest:
            yield f"{seconds * 1000:8.1f} ms {path}"
