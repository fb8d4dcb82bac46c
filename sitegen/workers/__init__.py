"""A `map` that may use several processes; nobody else knows that there are any."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sitegen.workers.pool import CHUNK, Pool, Through, WorkerError, cut
from sitegen.workers.processes import can_fork

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["AHEAD", "CHUNK", "FEW", "WorkerError", "apart", "cores", "mapped", "on_executor"]

T = TypeVar("T")
R = TypeVar("R")
Step = Callable[[Any], Any]
Finish = Callable[[list[Any]], list[Any]]
Begin = Callable[[int], None]

FEW = 64
"""Up to so many items one process is the quickest."""

AHEAD = 16
"""How many chunks an executor has at a time."""


def cores() -> int:
    """Return how many processes this machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(
    steps: Sequence[Step], items: Sequence[Any], jobs: int, most: int = CHUNK, finish: Finish = list
) -> Iterator[Any]:
    """Yield what becomes of the items, in their order, as each goes through these functions in up to `jobs` processes.

    A chunk of items takes each step together: a processor is quicker at doing the same thing again; `finish` takes all of
    them at once. Up to so many are handed out at a time. The processes are copies of this one, so the functions may be any;
    results and exceptions have to be picklable. Raises what a function raises, and WorkerError.
    """
    through = partial(_through, steps, finish)
    if jobs <= 1 or len(items) <= FEW or not can_fork():
        for start in range(0, len(items), CHUNK):
            yield from through(items[start : start + CHUNK])
    else:
        yield from _pooled(through, items, jobs, most)


def _pooled(through: Through, items: Sequence[T], jobs: int, most: int = CHUNK) -> Iterator[Any]:
    with Pool(through, items, cut(len(items), jobs, most), jobs) as pool:
        yield from pool.results()


def _through(steps: Sequence[Step], finish: Finish, items: Sequence[Any], begin: Begin = lambda _: None) -> list[Any]:
    """Return what becomes of the items; the place of each among them is told before it takes a step."""
    values = list(items)
    for step in steps:
        for n, value in enumerate(values):
            begin(n)
            values[n] = step(value)
    return finish(values)


def apart(results: Callable[[], Iterable[R]], count: int) -> Iterator[R]:
    """Yield so many results, which are made in a process of its own where one can be forked.

    What making them takes (threads, connections, libraries) is then not in this process, which can go on forking.
    """
    made: list[Iterator[R]] = []

    def one(_: int) -> R:
        if not made:
            made.append(iter(results()))
        return next(made[0])

    if not can_fork():
        yield from map(one, range(count))
        return
    yield from _pooled(partial(_through, [one], list), range(count), 1)


def on_executor(
    executor: Executor,
    function: Callable[[T], R],
    items: Iterable[T],
    chunk: int = CHUNK,
    ahead: int = AHEAD,
    watch: Callable[[], None] = lambda: None,
) -> Iterator[R]:
    """Yield the results in the order of the items from any executor, which gets them in chunks.

    It is never more than so many chunks ahead of who takes the results, and items are not asked for before. Each second
    in which no result comes, `watch` is called, and may raise.
    """
    rest = iter(items)
    chunks = iter(lambda: list(islice(rest, chunk)), [])
    waiting: deque[Future[list[R]]] = deque()
    try:
        for part in chunks:
            waiting.append(executor.submit(_each, function, part))
            if len(waiting) == ahead:
                yield from _awaited(waiting.popleft(), watch)
        while waiting:
            yield from _awaited(waiting.popleft(), watch)
    finally:
        for future in waiting:
            future.cancel()


def _awaited(future: Future[R], watch: Callable[[], None]) -> R:
    from concurrent.futures import wait  # a late import: only who has an executor needs it

    while not wait([future], timeout=1).done:
        watch()
    return future.result()


def _each(function: Callable[[T], R], items: list[T]) -> list[R]:
    return [function(item) for item in items]
