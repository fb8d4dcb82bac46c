"""Deploying with rsync: it compares by content, and is told of every file that it may send or remove."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.deploy.place import refused, scrubbed
from sitegen.deploy.plan import MANIFEST, Built, Plan
from sitegen.options import Watcher
from sitegen.target import Target

_NOT_THERE = 23
"""How rsync ends where something cannot be read, such as a file that is not there."""

_PLACE_OF_THE_NAME = 12
"""In a line that tells of a file, after eleven letters and a blank."""


@contextmanager
def connect(target: Target, source: Path) -> Iterator[Folder]:
    """Offer the folder of a target; rsync reaches it anew each time."""
    with TemporaryDirectory(prefix="sitegen-") as desk:
        yield Folder(target.rsync.rstrip("/") + "/", source, Path(desk))


class Folder:
    """A folder that rsync reaches; see `place.Place`. `desk` is a folder of ours for the list of files."""

    def __init__(self, destination: str, source: Path, desk: Path) -> None:
        self.destination, self.source, self.desk = destination, source, desk
        self.address = scrubbed(destination.rstrip("/") or "/")

    def manifest(self) -> bytes | None:
        """Return the list of files that we left there, or None."""
        file = self.desk / MANIFEST
        self._run("--", self.destination + MANIFEST, os.fspath(file), may_lack=True)
        return file.read_bytes() if file.is_file() else None

    def standing(self, site: Built, paths: Sequence[str]) -> dict[str, bool]:
        """Return which of these paths stand there, each with whether it is the same file."""
        found = {}
        for line in self._pass_on(paths, site.folder, "--dry-run", "--itemize-changes", "--itemize-changes"):
            marks, path = line[: _PLACE_OF_THE_NAME - 1], line[_PLACE_OF_THE_NAME:]
            if marks[1:2] == "f" and not marks.endswith("+"):
                found[path] = marks[2:3] != "c"
        return found

    def carry_out(self, plan: Plan, watcher: Watcher) -> None:
        """Send what is planned, then remove; the list of files is there first and last."""
        self._leave(plan.claim())
        for wave in watcher.passing("sending", plan.waves(), len(plan.waves())):
            self._pass_on(wave, plan.site.folder)
        with TemporaryDirectory(prefix="sitegen-") as empty:
            for path in plan.remove:
                Path(empty, path).parent.mkdir(parents=True, exist_ok=True)
            self._pass_on(plan.removals(), Path(empty), "--delete-missing-args")
        self._leave(plan.manifest())

    def _leave(self, manifest: bytes) -> None:
        (self.desk / MANIFEST).write_bytes(manifest)
        self._pass_on([MANIFEST], self.desk)

    def _pass_on(self, paths: Iterable[str], folder: Path, *words: str) -> list[str]:
        """Have rsync handle these files of a folder, and no others; return the lines in which it tells of them."""
        names = "\0".join(paths).encode()
        if not names:
            return []
        options = ("--checksum", "--8-bit-output", "--out-format=%i %n", "--from0", "--files-from=-", *words)
        told = self._run(*options, "--", f"{folder.absolute()}{os.sep}", self.destination, names=names)
        return told.decode("utf-8", "replace").splitlines()

    def _run(self, *words: str, names: bytes = b"", may_lack: bool = False) -> bytes:
        """Return what rsync says. Raises SiteError (status 3), but not where a file that may lack does."""
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["rsync", *words], cwd=self.source, env=environment, input=names, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise refused(self.address, "the command rsync is not installed") from None
        fault = done.stderr.decode("utf-8", "replace")
        lacks = done.returncode == _NOT_THERE and "No such file or directory" in fault
        if done.returncode and not (may_lack and lacks):
            raise refused(self.address, fault)
        return done.stdout
