"""Patience: how long one piece of work may keep a processor busy."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

_TICK = 0.1
"""How many seconds lie between two looks at the clock, and between two attempts: the first exception may come where
exceptions are ignored."""


LONGEST = 20.0
"""For so many seconds one post may keep a processor busy; nobody's takes one."""


class TooLongError(BaseException):
    """The work took too long. No exception that those may catch who look for faults of the text."""


def at_most(seconds: float) -> AbstractContextManager[None]:
    """Return a block in which TooLongError is raised when it has kept a processor busy for so many seconds.

    The first thread is stopped by a signal, also within a regular expression; any other (a preview builds in one, and so
    does a worker of a cluster) by the watchdog, as soon as it is at Python code.
    """
    return _ticker.limit(seconds) if _ticker.thread == threading.get_ident() else _watched(seconds)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    if not _has_signals():
        yield from _watchdog.watch(seconds)
        return
    with ticking(), _ticker.limit(seconds):
        yield


@contextmanager
def ticking() -> Iterator[None]:
    """Have signals come all through the block, also to processes that are forked in it: there `at_most` is cheap."""
    if not _has_signals():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ticker.look)
    _ticker.thread = threading.get_ident()
    _ticker.wind()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _ticker.thread = None
        signal.signal(signal.SIGVTALRM, before)


def _has_signals() -> bool:
    return threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")


class _Ticker:
    """Looks at the clock of the first thread whenever a signal comes; a block with a limit at a time."""

    def __init__(self) -> None:
        self.thread: int | None = None
        """The first thread, while signals come."""
        self.end: float | None = None
        """What the clock may show at most."""

    def limit(self, seconds: float) -> _Ticker:
        self.end = time.thread_time() + seconds
        return self

    def __enter__(self) -> None:
        """The limit holds."""

    def __exit__(self, *_: object) -> None:
        self.end = None

    def wind(self) -> None:
        """Have the signals come, if they are to: a forked process has to ask for its own."""
        if self.thread is not None:
            signal.setitimer(signal.ITIMER_VIRTUAL, _TICK, _TICK)

    def look(self, *_: object) -> None:
        if self.end is not None and time.thread_time() >= self.end:
            raise TooLongError


_ticker = _Ticker()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_ticker.wind)


class _Watchdog:
    """A thread that is there while others work, and throws an exception into each that has worked too long."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ends: dict[int, tuple[Callable[[], float], float]] = {}
        """The clock of each thread at work, and what it may show at most."""
        self.stopped: set[int] = set()
        """The threads that something was thrown into, which may not have arrived."""
        self.is_awake = False

    def watch(self, seconds: float) -> Iterator[None]:
        thread = threading.get_ident()
        clock = _clock_of(thread)
        with self.lock:
            self.ends[thread] = clock, clock() + seconds
            if not self.is_awake:
                self.is_awake = True
                threading.Thread(target=self._look, name="watchdog", daemon=True).start()
        try:
            yield
        finally:
            with self.lock:
                self.ends.pop(thread, None)
            if thread in self.stopped:
                self.stopped.remove(thread)
                _take_back(thread)

    def _look(self) -> None:
        while True:
            time.sleep(_TICK)
            with self.lock:
                if not self.ends:
                    self.is_awake = False
                    return
                for thread, (clock, end) in self.ends.items():
                    with suppress(OSError):  # the thread has ended
                        if clock() >= end:
                            self.stopped.add(thread)
                            _throw(thread, TooLongError)


_watchdog = _Watchdog()


def _clock_of(thread: int) -> Callable[[], float]:
    """Return a clock of the work of a thread, or where the system has none, of all threads of this process."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


class _Nothing(BaseException):
    """Thrown to be caught."""


def _take_back(thread: int) -> None:
    """Have what was thrown into this thread and has not arrived give way to what arrives at once.

    Were nothing thrown in its place, the interpreter (3.11) would look for it at every step ever after, and with a
    profiler without end.
    """
    try:
        _throw(thread, _Nothing)
        for _ in range(100):
            pass
    except _Nothing:
        pass


def _throw(thread: int, fault: type[BaseException]) -> None:
    import ctypes  # a late import: few texts take too long

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(fault))
