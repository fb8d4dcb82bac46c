"""A `map` that may use several processes; nobody else knows that there are any."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 64
"""Up to so many items one process is the quickest."""

CHUNK = 16


def cores() -> int:
    """Return how many processes this machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[R]:
    """Yield the results in the order of the items, from up to `jobs` processes; the function must be pure.

    What a process that was killed still owed is worked out in this one.
    """
    if jobs <= 1 or len(items) <= FEW or not _can_fork():
        yield from map(function, items)
        return
    done = 0
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), initializer=_begin) as pool:
            for result in on_executor(pool, function, items):
                yield result
                done += 1
    except BrokenProcessPool:
        yield from map(function, items[done:])


def on_executor(executor: Executor, function: Callable[[T], R], items: Iterable[T], chunk: int = CHUNK) -> Iterator[R]:
    """Yield the results in the order of the items from any executor, which gets them in chunks."""
    rest = iter(items)
    chunks = iter(lambda: list(islice(rest, chunk)), [])
    for results in executor.map(_each, *zip(*((function, part) for part in chunks), strict=True)):
        yield from results


def _each(function: Callable[[T], R], items: list[T]) -> list[R]:
    return [function(item) for item in items]


def _can_fork() -> bool:
    """A process with threads (the preview) must not be forked, and not every system can."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def _begin() -> None:
    """In a worker: leave Ctrl-C to the process that waits for us, and end when it has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
