"""A `map` that may use several processes; nobody else knows that there are any."""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import select
import selectors
import signal
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")
Step = Callable[[Any], Any]
Finish = Callable[[list[Any]], list[Any]]
Begin = Callable[[int], None]
Through = Callable[..., list[Any]]

FEW = 64
"""Up to so many items one process is the quickest."""

CHUNK = 16
"""How many items take a step together, and are handed out at a time, at least."""

AHEAD = 16
"""How many chunks an executor has at a time."""

_MOST_CHUNKS = 4096
"""The numbers of so many chunks find room in a pipe, whatever the system."""

_AT_ONCE = 1 << 16
"""So many bytes are read at a time: what a pipe holds on most systems."""

_NUMBER = struct.Struct("=I")
_FRAME = struct.Struct("=IBI")
"""Before each result: its number, whether it is an exception, and its length in bytes."""

_LAST = 2**32 - 1
"""The number of no result: there are no more."""


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
    if jobs <= 1 or len(items) <= FEW or not _can_fork():
        for start in range(0, len(items), CHUNK):
            yield from through(items[start : start + CHUNK])
    else:
        yield from _pooled(through, items, jobs, most)


def _pooled(through: Through, items: Sequence[T], jobs: int, most: int = CHUNK) -> Iterator[Any]:
    with _Pool(through, items, _cut(len(items), jobs, most), jobs) as pool:
        yield from pool.results()


def _cut(count: int, jobs: int, most: int) -> list[slice]:
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

    if not _can_fork():
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


@contextmanager
def helped(
    alone: Callable[[], Iterable[R]], shared: Sequence[Callable[[], S]]
) -> Iterator[tuple[Iterator[R], Callable[[], list[S]]]]:
    """Have another process, where one can be forked, give results one after the other, and then do shared tasks as this one
    does; yield those results, and what returns those of the tasks in their order.

    While the next of its results is not there, this process does tasks. Of a process that was ended all is done here, its
    results once more from the first. Results have to be picklable.
    """
    if not _can_fork():
        yield iter(alone()), lambda: [task() for task in shared]
        return
    helper = _Helper(alone, shared)
    try:
        yield helper.first(), helper.rest
    finally:
        helper.end()


def _each(function: Callable[[T], R], items: list[T]) -> list[R]:
    return [function(item) for item in items]


def _can_fork() -> bool:
    """A process with threads (the preview) must not be forked, and not every system can."""
    return hasattr(os, "fork") and threading.active_count() == 1


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have Ctrl-C wait for the end of the block: no process is begun that nobody knows of."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _numbers(count: int) -> int:
    """Return a pipe out of which processes take so many numbers, each of which one of them gets."""
    work, numbers = os.pipe()
    os.write(numbers, b"".join(map(_NUMBER.pack, range(count))))
    os.close(numbers)
    return work


def _next_number(work: int) -> int | None:
    """Return the next number out of a pipe of them, or None if there is none left."""
    data = os.read(work, _NUMBER.size)
    return int(_NUMBER.unpack(data)[0]) if data else None


def _at_work(work: Callable[[], None]) -> NoReturn:
    """Work in a process that was forked for that, and end it."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits for us
        work()
        status = 0
    except BrokenPipeError:  # nobody waits for us any more
        pass
    finally:
        os._exit(status)


def _send(send: int, number: int, make: Callable[[], Any]) -> None:
    """Send what a function gives, or raises, under a number."""
    try:
        failed, data = 0, pickle.dumps(make(), pickle.HIGHEST_PROTOCOL)
    except BaseException as fault:
        failed, data = 1, pickle.dumps(fault)
    view = memoryview(_FRAME.pack(number, failed, len(data)) + data)
    while view:
        view = view[os.write(send, view) :]


class _Pool:
    """Copies of this process that take chunks of the work from one pipe, and send results back, each by its own."""

    def __init__(self, through: Through, items: Sequence[Any], chunks: Sequence[slice], jobs: int) -> None:
        self.through, self.items, self.chunks = through, items, chunks
        self.jobs = min(jobs, len(chunks))
        self.at = mmap.mmap(-1, _NUMBER.size * self.jobs)
        """Shared memory: which item each process is at, so that it can be named if the process is killed."""
        self.workers: dict[int, _Worker] = {}

    def __enter__(self) -> _Pool:
        work = _numbers(len(self.chunks))
        gc.freeze()  # what is there already is not looked at again, so its pages stay shared
        try:
            with _undisturbed():
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
            _at_work(lambda: self._work(worker, work, send))
        os.close(send)
        self.workers[receive] = _Worker(worker, pid)

    def __exit__(self, *_: object) -> None:
        """End what is still at work: nobody waits for it any more."""
        for receive, worker in self.workers.items():
            os.close(receive)
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
        self.at.close()

    def _work(self, worker: int, work: int, send: int) -> None:
        while (number := _next_number(work)) is not None:
            _send(send, number, partial(self._results, worker, number))

    def _results(self, worker: int, number: int) -> list[Any]:
        chunk, results = self.chunks[number], []
        for first in range(chunk.start, min(chunk.stop, len(self.items)), CHUNK):

            def begin(n: int, first: int = first) -> None:
                _NUMBER.pack_into(self.at, worker * _NUMBER.size, first + n)

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
                    data = os.read(key.fd, _AT_ONCE)
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
            at = _NUMBER.unpack_from(self.at, worker.place * _NUMBER.size)[0]
            raise WorkerError(at, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


class _Helper(Generic[R, S]):
    """A copy of this process that gives results one after the other, and then takes part in tasks; see `helped`."""

    def __init__(self, alone: Callable[[], Iterable[R]], shared: Sequence[Callable[[], S]]) -> None:
        self.alone, self.shared = alone, shared
        self.work, (self.receive, send) = _numbers(len(shared)), os.pipe()
        with _undisturbed():
            pid = os.fork()
            if pid == 0:
                _at_work(lambda: self._help(send))
        os.close(send)
        self.worker, self.results, self.is_over = _Worker(0, pid), dict[int, Any](), False
        """The results by number: those of the tasks, then the others, and `_LAST` after these."""
        self.coming = select.poll()
        self.coming.register(self.receive, select.POLLIN)

    def _help(self, send: int) -> None:
        for n, result in enumerate(self.alone(), len(self.shared)):
            _send(send, n, partial(_same, result))
        _send(send, _LAST, int)
        while (number := _next_number(self.work)) is not None:
            _send(send, number, self.shared[number])

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
        number = _next_number(self.work)
        if number is not None:
            self.results[number] = self.shared[number]()
        return number is not None

    def _take(self, wait: bool = False) -> None:
        """Take what has come, or wait until something comes."""
        while not self.is_over and self.coming.poll(None if wait else 0):
            data, wait = os.read(self.receive, _AT_ONCE), False
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


class _Worker:
    """A process at work, its place in the shared memory, and what of its next result has come in."""

    def __init__(self, place: int, pid: int) -> None:
        self.place, self.pid = place, pid
        self.buffer = bytearray()

    def received(self, data: bytes) -> dict[int, Any]:
        """Return the chunks that are there now, by number. Raises what the function raised in the worker."""
        self.buffer += data
        chunks = {}
        while len(self.buffer) >= _FRAME.size:
            number, failed, length = _FRAME.unpack_from(self.buffer)
            end = _FRAME.size + length
            if len(self.buffer) < end:
                break
            with memoryview(self.buffer) as view:
                result = pickle.loads(view[_FRAME.size : end])
            del self.buffer[:end]
            if failed:
                raise result
            chunks[number] = result
        return chunks
