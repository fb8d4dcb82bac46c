"""Processes that are forked to work for this one: how they begin, which numbers they take, what they send, and how they end."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

AT_ONCE = 1 << 16
"""So many bytes are read at a time: what a pipe holds on most systems."""

NUMBER = struct.Struct("=I")
_FRAME = struct.Struct("=IBI")
"""Before each result: its number, whether it is an exception, and its length in bytes."""


def can_fork() -> bool:
    """A process with threads (the preview) must not be forked, and not every system can."""
    return hasattr(os, "fork") and threading.active_count() == 1


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have Ctrl-C wait for the end of the block: no process is begun that nobody knows of."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def numbers(count: int) -> int:
    """Return a pipe out of which processes take so many numbers, each of which one of them gets."""
    work, numbers = os.pipe()
    os.write(numbers, b"".join(map(NUMBER.pack, range(count))))
    os.close(numbers)
    return work


def next_number(work: int) -> int | None:
    """Return the next number out of a pipe of them, or None if there is none left."""
    data = os.read(work, NUMBER.size)
    return int(NUMBER.unpack(data)[0]) if data else None


def at_work(work: Callable[[], None]) -> NoReturn:
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


def deliver(send: int, number: int, make: Callable[[], Any]) -> None:
    """Send what a function gives, or raises, under a number."""
    try:
        failed, data = 0, pickle.dumps(make(), pickle.HIGHEST_PROTOCOL)
    except BaseException as fault:
        failed, data = 1, pickle.dumps(fault)
    view = memoryview(_FRAME.pack(number, failed, len(data)) + data)
    while view:
        view = view[os.write(send, view) :]


class Worker:
    """A process at work, its place among others, and what of its next result has come in."""

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
