"""A process that helps this one: it does some work alone, and then takes part in more."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Generic, TypeVar

from sitegen.workers.processes import AT_ONCE, Worker, at_work, can_fork, deliver, next_number, numbers, undisturbed

R = TypeVar("R")
S = TypeVar("S")

_LAST = 2**32 - 1
"""The number of no result: there are no more."""


@contextmanager
def helped(
    alone: Callable[[], Iterable[R]], shared: Sequence[Callable[[], S]]
) -> Iterator[tuple[Iterator[R], Callable[[], list[S]]]]:
    """Have another process, where one can be forked, give results one after the other, and then do shared tasks as this one
    does; yield those results, and what returns those of the tasks in their order.

    While the next of its results is not there, this process does tasks. Of a process that was ended all is done here, its
    results once more from the first. Results have to be picklable.
    """
    if not can_fork():
        yield iter(alone()), lambda: [task() for task in shared]
        return
    helper = Helper(alone, shared)
    try:
        yield helper.first(), helper.rest
    finally:
        helper.end()


class Helper(Generic[R, S]):
    """A copy of this process that gives results one after the other, and then takes part in tasks; see `helped`."""

    def __init__(self, alone: Callable[[], Iterable[R]], shared: Sequence[Callable[[], S]]) -> None:
        self.alone, self.shared = alone, shared
        self.work, (self.receive, send) = numbers(len(shared)), os.pipe()
        with undisturbed():
            pid = os.fork()
            if pid == 0:
                os.close(self.receive)  # else it would not notice that its parent is gone
                at_work(lambda: self._help(send))
        os.close(send)
        self.worker, self.results, self.is_over = Worker(0, pid), dict[int, Any](), False
        """The results by number: those of the tasks, then the others, and `_LAST` after these."""
        self.coming = select.poll()
        self.coming.register(self.receive, select.POLLIN)

    def _help(self, send: int) -> None:
        for n, result in enumerate(self.alone(), len(self.shared)):
            deliver(send, n, partial(_same, result))
        deliver(send, _LAST, int)
        while (number := next_number(self.work)) is not None:
            deliver(send, number, self.shared[number])

    def first(self) -> Iterator[R]:
        """Yield what the other process gives alone."""
        wanted = len(self.shared)
        while True:
            self._take()
            if wanted in self.results:
                yield self.results.pop(wanted)
                wanted += 1
            elif _LAST in self.results:
                return
            elif self.is_over:
                yield from self.alone()
                return
            elif not self._do_one():
                self._take(wait=True)

    def rest(self) -> list[S]:
        """Return what the tasks give."""
        while self._do_one():
            pass
        while not self.is_over and not self.results.keys() >= set(range(len(self.shared))):
            self._take(wait=True)
        return [self.results[n] if n in self.results else task() for n, task in enumerate(self.shared)]

    def _do_one(self) -> bool:
        """Do a task, if there is one left; return whether there was."""
        number = next_number(self.work)
        if number is not None:
            self.results[number] = self.shared[number]()
        return number is not None

    def _take(self, wait: bool = False) -> None:
        """Take what has come, or wait until something comes."""
        while not self.is_over and self.coming.poll(None if wait else 0):
            data, wait = os.read(self.receive, AT_ONCE), False
            self.results |= self.worker.received(data)
            self.is_over = not data

    def end(self) -> None:
        """End the other process: nobody waits for it any more."""
        os.close(self.work)
        os.close(self.receive)
        os.kill(self.worker.pid, signal.SIGKILL)
        os.waitpid(self.worker.pid, 0)


def _same(value: R) -> R:
    return value
