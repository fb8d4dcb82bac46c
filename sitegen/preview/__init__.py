"""The preview: `sitegen build` in a loop, a small server for what it makes, and word to the browser when that changed."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.building import Options
from sitegen.folders import PREVIEW
from sitegen.preview import web
from sitegen.preview.rebuild import Outcome, attempt, in_thread, is_building, settle
from sitegen.preview.watch import Changes, still_there, watching
from sitegen.problem import INTERRUPTED, Problem
from sitegen.settings import load
from sitegen.workshop import Workshop

_PAUSE = 1.0
"""After so many seconds without a change there is time for what nobody waits for."""


@dataclass(frozen=True)
class Wishes:
    """How a person wants the preview: where it is served, and how it follows the files."""

    host: str = "127.0.0.1"
    port: int = 8000
    open: bool = False
    poll: bool = False


@dataclass(frozen=True)
class Voice:
    """How the preview speaks: `chat` may fall on deaf ears, `say` and `show` must not."""

    chat: Callable[[str], None]
    say: Callable[[str], None]
    show: Callable[[Iterable[Problem]], None]
    verbose: bool = False


def serve(source: Path, options: Options, wishes: Wishes, voice: Voice) -> int:
    """Show the site in `source` and follow every change, until a signal ends it; return the exit status.

    Raises SiteError if the settings are wrong from the start, or the address cannot be had.
    """
    load(source)
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    status = asyncio.run(_serve(source, options, wishes, voice))
    if is_building():
        # Nothing can stop a thread. What it publishes is there in one step or not at all, so we may leave it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


async def _serve(source: Path, options: Options, wishes: Wishes, voice: Voice) -> int:
    stopped = _stopped_by_signal()
    sockets = web.listen(wishes.host, wishes.port)
    place = web.Place(wishes.host, sockets[0].getsockname()[1])
    face = web.Face(source / PREVIEW, place, load(source).base_path)
    server = web.start(face, sockets)
    _announce(face, wishes, voice)
    changes = Changes()
    with watching(source, changes, wishes.poll, voice.say):
        following = asyncio.create_task(_follow(source, options, face, changes, voice))
        waited: list[asyncio.Future[Any]] = [stopped, following]
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if following.done():
            following.result()
        following.cancel()
    await web.stop(server)
    return stopped.result()


def _stopped_by_signal() -> asyncio.Future[int]:
    """Return the exit status to come. Where signals cannot be waited for (Windows), Ctrl-C is a KeyboardInterrupt."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[int] = loop.create_future()

    def stop(status: int) -> None:
        if not stopped.done():
            stopped.set_result(status)

    with suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, stop, INTERRUPTED)
        loop.add_signal_handler(signal.SIGTERM, stop, 0)
    return stopped


def _announce(face: web.Face, wishes: Wishes, voice: Voice) -> None:
    if wishes.port and face.place.port != wishes.port:
        voice.say(f"port {wishes.port} is taken; serving on {face.address}")
    else:
        voice.chat(f"serving on {face.address} (Ctrl-C stops)")
    if wishes.open:  # a browser in the terminal would not return
        threading.Thread(target=webbrowser.open, args=(face.address,), daemon=True).start()


async def _follow(source: Path, options: Options, face: web.Face, changes: Changes, voice: Voice) -> None:
    """Build, show, wait for a change; and again. A change during a build is built next."""
    workshop = Workshop(puts_off=True)
    changed: frozenset[str] = frozenset()
    known: set[Problem] = set()
    while True:
        outcome = await in_thread(lambda: attempt(source, face.root, options, face.place.origin, workshop))
        changes.heed_temporary_files = outcome.failed
        face.show(outcome, changed | still_there(changes.waiting))
        with suppress(OSError):  # nobody reads the terminal any more
            _report(outcome, known, changed, voice)
        known = set(outcome.problems)
        settled = asyncio.create_task(changes.settled())
        await asyncio.wait([settled], timeout=_PAUSE)
        if not settled.done():
            await in_thread(lambda: settle(source, face.root, workshop))
        changed = still_there(await settled)


def _report(outcome: Outcome, known: set[Problem], changed: frozenset[str], voice: Voice) -> None:
    """Say what became of a build: every error, but a warning only when it is new."""
    if outcome.trace:
        voice.say(outcome.trace.rstrip())
    voice.show(problem for problem in outcome.problems if problem.level == "error" or problem not in known)
    (voice.say if outcome.failed else voice.chat)(outcome.summary(changed))
    if voice.verbose:
        for verb, paths in (("wrote", outcome.report.written), ("removed", outcome.report.removed)):
            for path in paths:
                voice.chat(f"{verb} {path}")
