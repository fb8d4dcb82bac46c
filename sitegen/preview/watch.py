"""The files a site is made from, watched: which of them changed, told when a burst of saves is over."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from sitegen.engine import theme_folder
from sitegen.folders import SETTINGS, passed_over
from sitegen.problem import SiteError
from sitegen.settings import load

FOLDERS = ("content", "templates", "static")

QUIET = 0.035
"""How many seconds without a change end a save."""
QUIET_OF_MANY = 0.2
"""How many end a burst of changes to more than `FEW` files, which something writes one after the other."""
FEW = 3
PATIENCE = 1.0
"""After how many seconds a burst is built even if it goes on."""
POLL = 0.5

_CHANGES = [
    getattr(events, f"{kind}{name}Event")
    for kind, names in (("File", "Created Modified Closed Attrib Moved Deleted"), ("Dir", "Created Moved Deleted"))
    for name in names.split()
    if hasattr(events, f"{kind}{name}Event")
]
"""What counts as a change. Not opening or reading: each build would lead to the next. (`touch` is Attrib or Modified.)"""


def is_temporary(path: str) -> bool:
    """Return whether the name is one that an editor uses beside the file it edits; `4913` is how Vim tries to write."""
    name = Path(path).name
    return passed_over()(name) is not None or name == "4913" or name.endswith(".swp")


def still_there(paths: frozenset[str]) -> frozenset[str]:
    """Return the paths that exist, or all where none does: what came and went beside them was a way to save."""
    return frozenset(path for path in paths if Path(path).exists()) or paths


class Changes:
    """The paths that changed and are not built yet. All of it runs in the event loop."""

    def __init__(self) -> None:
        self.heed_temporary_files = False
        """True after a failed build: the file in its way may have been one of them."""
        self._paths: set[str] = set()
        self._first = self._latest = 0.0
        self._any = asyncio.Event()

    @property
    def waiting(self) -> frozenset[str]:
        """The paths so far."""
        return frozenset(self._paths)

    @property
    def _quiet(self) -> float:
        return QUIET if len(self._paths) <= FEW else QUIET_OF_MANY

    def add(self, path: str) -> None:
        """Note a change."""
        if is_temporary(path) and not self.heed_temporary_files:
            return
        self._latest = asyncio.get_running_loop().time()
        if not self._paths:
            self._first = self._latest
        self._paths.add(path)
        self._any.set()

    async def settled(self) -> frozenset[str]:
        """Return the changed paths, and begin anew, once there are some and no more have come for a moment."""
        await self._any.wait()
        now = asyncio.get_running_loop().time
        while (rest := min(self._latest + self._quiet, self._first + PATIENCE) - now()) > 0:
            await asyncio.sleep(rest)
        paths, self._paths = self.waiting, set()
        self._any.clear()
        return paths


@contextmanager
def watching(source: Path, changes: Changes, poll: bool, say: Callable[[str], None]) -> Iterator[None]:
    """Add to the changes whatever happens to the files of the site or of our theme; where they cannot be watched, poll."""
    watcher = _Watcher(source, changes)
    try:
        watcher.start(PollingObserver(timeout=POLL) if poll else Observer())
    except OSError as fault:
        say(f"the system does not watch these folders ({fault.strerror or fault}); looking twice a second instead")
        watcher.stop()
        watcher.start(PollingObserver(timeout=POLL))
    try:
        yield
    finally:
        watcher.stop()


class _Watcher:
    """Watches the folders of the site and of our theme, each with all in it, and the site's own folder without.

    The latter is for the settings, and for folders that come and go: they are then watched anew.
    """

    def __init__(self, source: Path, changes: Changes) -> None:
        self.source = source
        self.changes = changes
        self.loop = asyncio.get_running_loop()
        self.observer: BaseObserver | None = None
        self.watches: dict[Path, ObservedWatch] = {}
        self.makers: set[str] = set()

    def start(self, observer: BaseObserver) -> None:
        self.observer = observer
        self._watch(self.source, recursive=False)
        for folder in {
            Path(os.path.realpath(folder)): folder
            for folder in (*map(theme_folder, ("templates", "static")), *(self.source / name for name in FOLDERS))
        }.values():
            self._watch(folder)
        self._watch_makers()
        observer.start()

    def stop(self) -> None:
        if self.observer is not None:
            self.observer.stop()
            with suppress(RuntimeError):  # it was never started
                self.observer.join()

    def _watch(self, folder: Path, recursive: bool = True) -> None:
        assert self.observer is not None
        real = Path(os.path.realpath(folder))
        old = self.watches.pop(folder, None)
        if old is not None:
            with suppress(KeyError):
                self.observer.unschedule(old)
        if real.is_dir():
            handler = _Handler(self, folder, real)
            self.watches[folder] = self.observer.schedule(
                handler, str(real), recursive=recursive, event_filter=_CHANGES
            )

    def _watch_makers(self) -> None:
        """Watch the packages of the site's folder that the settings name; settings with a fault name those of before."""
        with suppress(SiteError):
            tops = {name.partition(".")[0] for name in load(self.source).makers}
            for name in tops - self.makers:
                with suppress(OSError):
                    self._watch(self.source / name)
            self.makers = tops | {f"{top}.py" for top in tops}

    def note(self, path: Path) -> None:
        """Note a change, and watch a folder of the site anew that came or went. Runs in the event loop."""
        if path.parent == self.source:
            if path.name not in (*FOLDERS, SETTINGS, *self.makers):
                return
            if path.name == SETTINGS:
                self._watch_makers()
            else:
                with suppress(OSError):  # it is gone again
                    self._watch(path)
        self.changes.add(os.path.normpath(path))


class _Handler(FileSystemEventHandler):
    """Hands the paths of one watched folder over to the event loop, as the user would write them."""

    def __init__(self, watcher: _Watcher, folder: Path, real: Path) -> None:
        self.watcher = watcher
        self.folder = folder
        self.real = real

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            with suppress(ValueError, RuntimeError):  # no path, or outside the folder; the loop was closed meanwhile
                shown = self.folder / Path(os.fsdecode(path)).relative_to(self.real)
                self.watcher.loop.call_soon_threadsafe(self.watcher.note, shown)
