"""One build for the preview: in a thread of its own, and whatever happens in it becomes a value."""

from __future__ import annotations

import asyncio
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sitegen.building import Options, Result, build
from sitegen.folders import OURS
from sitegen.lock import locked
from sitegen.problem import Problem, SiteError, error
from sitegen.publish import Report
from sitegen.settings import load
from sitegen.workshop import Workshop

T = TypeVar("T")

_THREAD = "build"

_PATIENCE = 10.0
"""For how many seconds a preview waits for another process that is building into the same folder."""


@dataclass(frozen=True)
class Outcome:
    """What became of a build. After one that failed the last good site is still there, and its `base_path` None."""

    seconds: float
    problems: list[Problem]
    report: Report = field(default_factory=Report)
    base_path: str | None = None
    made: str = ""
    trace: str = ""

    @property
    def failed(self) -> bool:
        """Whether nothing was published."""
        return self.base_path is None

    def summary(self, changed: frozenset[str]) -> str:
        """Return the line that tells a person at the terminal about it; the first build has no changes."""
        now, took = time.strftime("%H:%M:%S"), f"in {self.seconds:.2f} s"
        if self.failed:
            return f"{now} not built: {_count(len(self.problems), 'problem')}; waiting for the repair"
        if not changed:
            return f"{now} built {took}: {self.made}"
        touched = len(self.report.written) + len(self.report.removed)
        return f"{now} rebuilt {took}: {_count(touched, 'file')} changed ({_names(changed)})"


def attempt(source: Path, output: Path, options: Options, origin: str, workshop: Workshop) -> Outcome:
    """Build the site as it is served at `origin`, under the path of its own base URL. Never raises."""
    began = time.perf_counter()
    try:
        base_path = load(source).base_path
        served = options._replace(base_url=origin + base_path.rstrip("/"), has_digests=False)
        result = _build_when_free(source, output, served, workshop)
    except SiteError as fault:
        return Outcome(time.perf_counter() - began, fault.problems)
    except Exception as fault:
        message = f"{type(fault).__name__}: {fault}"
        bug = error("", 0, "bug", message, help="this is a fault of sitegen; the terminal shows where")
        return Outcome(time.perf_counter() - began, [bug], trace=traceback.format_exc())
    made = f"{_count(result.posts, 'post')}, {_count(result.pages, 'page')}"
    return Outcome(time.perf_counter() - began, result.problems, result.report, base_path, made)


def _build_when_free(source: Path, output: Path, options: Options, workshop: Workshop) -> Result:
    """Build; while another preview of the same site is building, wait for it."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return build(source, output, options, workshop=workshop)
        except SiteError as fault:
            if all(problem.kind != "locked" for problem in fault.problems) or time.monotonic() > until:
                raise
            time.sleep(0.1)


def settle(source: Path, output: Path, workshop: Workshop) -> None:
    """Save what the workshop has put off, for the next preview; while another one is building, it is none of ours."""
    with suppress(SiteError), locked(output, source / OURS):
        workshop.settle()


async def in_thread(work: Callable[[], T]) -> T:
    """Return what the work returns, done in a daemon thread (those of a pool would be waited for at exit)."""
    task: Future[T] = Future()
    task.set_running_or_notify_cancel()

    def run() -> None:
        try:
            task.set_result(work())
        except BaseException as fault:
            task.set_exception(fault)

    threading.Thread(target=run, name=_THREAD, daemon=True).start()
    return await asyncio.wrap_future(task)


def is_building() -> bool:
    """Return whether a build is under way."""
    return any(thread.name == _THREAD for thread in threading.enumerate())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _names(changed: frozenset[str]) -> str:
    first, *others = sorted(changed)
    return f"{first} and {len(others)} more" if others else first
