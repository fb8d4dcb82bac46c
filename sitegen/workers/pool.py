"""Processes that share out chunks of items."""

from __future__ import annotations

import gc
import mmap
import os
import selectors
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from sitegen.workers.processes import AT_ONCE, NUMBER, Worker, at_work, deliver, next_number, numbers, undisturbed

R = TypeVar("R")
Through = Callable[..., list[Any]]
"""Returns what becomes of items; it is given them, and what to tell the place of each before it takes a step."""

CHUNK = 16
"""How many items take a step together, and are handed out at a time, at least."""

_MOST_CHUNKS = 4096
"""The numbers of so many chunks find room in a pipe, whatever the system."""


class WorkerError(Exception):
    """A process ended before its work was done: at which item, and by which signal (0 if it left by itself)."""

    def __init__(self, place: int, number: int) -> None:
        self.place, self.signal = place, number
        super().__init__(f"a process was ended by {self.reason} while it worked on item {place}")

    @property
    def reason(self) -> str:
        """What ended it, in words."""
        try:
            return signal.Signals(self.signal).name if self.signal else "itself"
        except ValueError:
            return f"signal {self.signal}"


class Pool:
    """Copies of this process that take chunks of the work from one pipe, and send results back, each by its own."""

    def __init__(self, through: Through, items: Sequence[Any], chunks: Sequence[slice], jobs: int) -> None:
        self.through, self.items, self.chunks = through, items, chunks
        self.jobs = min(jobs, len(chunks))
        self.at = mmap.mmap(-1, NUMBER.size * self.jobs)
        """Shared memory: which item each process is at, so that it can be named if the process is killed."""
        self.workers: dict[int, Worker] = {}

    def __enter__(self) -> Pool:
        work = numbers(len(self.chunks))
        gc.freeze()  # what is there already is not looked at again, so its pages stay shared
        try:
            with undisturbed():
                for worker in range(self.jobs):
                    self._start(worker, work)
        except BaseException:
            self.__exit__()
            raise
        finally:
            gc.unfreeze()
            os.close(work)
        return self

    def _start(self, worker: int, work: int) -> None:
        receive, send = os.pipe()
        pid = os.fork()
        if pid == 0:
            for other in (*self.workers, receive):
                os.close(other)  # else a worker would not notice that its parent is gone
            at_work(lambda: self._work(worker, work, send))
        os.close(send)
        self.workers[receive] = Worker(worker, pid)

    def __exit__(self, *_: object) -> None:
        """End what is still at work: nobody waits for it any more."""
        for receive, worker in self.workers.items():
            os.close(receive)
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
        self.at.close()

    def _work(self, worker: int, work: int, send: int) -> None:
        while (number := next_number(work)) is not None:
            deliver(send, number, partial(self._results, worker, number))

    def _results(self, worker: int, number: int) -> list[Any]:
        chunk, results = self.chunks[number], []
        for first in range(chunk.start, min(chunk.stop, len(self.items)), CHUNK):

            def begin(n: int, first: int = first) -> None:
                NUMBER.pack_into(self.at, worker * NUMBER.size, first + n)

            results += self.through(self.items[first : min(first + CHUNK, chunk.stop)], begin)
        return results

    def results(self) -> Iterator[R]:
        """Yield the results, chunk by chunk in order."""
        waiting: dict[int, list[R]] = {}
        wanted = 0
        with selectors.DefaultSelector() as selector:
            for receive in self.workers:
                selector.register(receive, selectors.EVENT_READ)
            while wanted < len(self.chunks):
                for key, _ in selector.select():
                    data = os.read(key.fd, AT_ONCE)
                    if not data:
                        selector.unregister(key.fd)
                        self._end(key.fd)
                    waiting |= self.workers[key.fd].received(data) if data else {}
                while wanted in waiting:
                    yield from waiting.pop(wanted)
                    wanted += 1

    def _end(self, receive: int) -> None:
        """Take leave of a worker. Raises WorkerError if it has not done its work."""
        worker = self.workers.pop(receive)
        os.close(receive)
        _, status = os.waitpid(worker.pid, 0)
        if status:
            at = NUMBER.unpack_from(self.at, worker.place * NUMBER.size)[0]
            raise WorkerError(at, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def cut(count: int, jobs: int, most: int) -> list[slice]:
    """Return the chunks of so many items: the large ones between small ones.

    The first items may be long ones, and at the end all processes are to be ready at once.
    """
    small = max(CHUNK, -(-count // _MOST_CHUNKS))
    chunks: list[slice] = []
    begin = 0
    while begin < count:
        size = max(small, min(most, min(begin, count - begin) // (2 * jobs)))
        chunks.append(slice(begin, begin + size))
        begin += size
    return chunks
