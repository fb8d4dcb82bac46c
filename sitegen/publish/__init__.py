"""Make a folder hold exactly these files, in one step that nothing can tear.

Everything that changes is first written into a stage inside the output folder (the same file system); then a journal
tells what is to be moved where; then all of it is moved, in one phase that does nothing but rename. A command that is
killed before the journal is complete has changed nothing, and what one leaves behind after that is finished by the next
command (`recover`). Where the system refuses one of the renames, those before it are undone. What lies below a folder that
is not there yet is staged as it will lie in it, so that the folder is moved whole.

Only files that sitegen wrote (its manifest tells) and that nobody changed since are ever replaced or removed for good;
any other file in the way is kept in `.sitegen/replaced/`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sitegen import regular
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error
from sitegen.publish import journal, manifest
from sitegen.publish.files import digest_of, hashed, keep, link, make_folder, write
from sitegen.publish.journal import JOURNAL, NEW, STAGE
from sitegen.publish.plan import OLD, Plan, Staged, complete, write_journal
from sitegen.stamps import stamp_of

__all__ = ["JOURNAL", "STAGE", "Content", "Report", "Stage", "Staged", "published", "recover"]

Content = bytes | Path
"""What a file is to hold: these bytes, or those of another file."""


@dataclass(frozen=True)
class Report:
    """What publishing did, as paths below the output folder."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class Stage:
    """A publication on its way: files are put into the stage, by any number of processes, then all of them published.

    `ours` is where manifest and replaced files are kept; `intact` are paths of the output known to be as we left them.
    What is not to last, such as a preview, need not outlive a loss of power, and is not waited for.
    """

    def __init__(self, output: Path, ours: Path, intact: Collection[str] = (), is_lasting: bool = True) -> None:
        recover(output, ours)
        self.plan = Plan(output, ours, intact)
        self.plan.is_lasting = is_lasting
        self.intact = intact
        self.is_new = not output.exists() or not any(output.iterdir())
        self.root, self.stage = os.fspath(output), os.fspath(output / STAGE)
        self._is_vacant = cache(lambda folder: self.is_new or not os.path.lexists(f"{self.root}/{folder}"))
        self._folders: set[str] = set()

    @property
    def standing(self) -> set[str]:
        """The files that we published, and that are known to be as we left them."""
        return self.plan.known.keys() & set(self.intact)

    def put(self, number: int, path: str, content: Content) -> Staged:
        """Stage a file, if it is not there already. Its number is its own among all. Raises OSError."""
        data = content if isinstance(content, bytes) else regular.read(content)
        try:
            return self._staged(number, path, data)
        except OSError as fault:
            raise OSError(fault.errno, fault.strerror, f"{self.root}/{path}") from fault

    def _staged(self, number: int, path: str, data: bytes) -> Staged:
        digest, target = hashed(data), f"{self.root}/{path}"
        folder, slash, _ = path.partition("/")
        if slash and self._is_vacant(folder):
            return Staged(path, digest, NEW, stamp=stamp_of(self._write(f"{NEW}/{path}", data)))
        known = self.plan.known.get(path)
        there = known if known and path in self.intact else None if self.is_new else digest_of(target)
        if there == digest:
            return Staged(path, digest)
        is_kept = there is not None and there != known
        if is_kept:
            keep(Path(target), self.plan.ours / "replaced", path)
        self._write(str(number), data)
        old = f"{number}{OLD}"
        has_old = there is not None and link(target, f"{self.stage}/{old}")
        return Staged(path, digest, str(number), there is not None, old if has_old else "", is_kept)

    def _write(self, name: str, data: bytes) -> str:
        """Write a file into the stage, whose folders are made as they are needed; return the whole name of the file."""
        name = f"{self.stage}/{name}"
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            make_folder(folder)
            self._folders.add(folder)
        write(name, data)
        return name

    def publish(self, staged: Iterable[Staged], kept: Collection[str] = ()) -> Report:
        """Make the output folder hold the staged files, and of those that were there before the ones that are kept.

        Returns what changed. Raises SiteError (status 3) where the disk refuses; then the output is as it was.
        """
        plan = self.plan
        plan.manifest = dict(zip(kept, map(plan.known.__getitem__, kept), strict=True))
        plan.unchanged = len(plan.manifest)
        try:
            complete(plan, list(staged))
            write_journal(plan)
        except OSError as fault:
            raise self.refused(fault) from fault
        _carry_out_or_undo(plan.output, plan.ours)
        return Report(sorted(plan.move), sorted(plan.remove), plan.unchanged, plan.problems)

    def refused(self, fault: OSError) -> SiteError:
        """Forget what was staged, for the disk refused some of it; return what to raise."""
        self.drop()
        return _disk_error(fault, self.plan.output, "is unchanged")

    def drop(self) -> None:
        """Forget what was staged: the output is as it was."""
        with suppress(OSError):
            journal.clear_stage(self.plan.output)
        for folder in reversed(self.plan.folders):
            with suppress(OSError):
                os.rmdir(folder)
        if self.is_new:
            with suppress(OSError):
                self.plan.output.rmdir()


def published(output: Path, ours: Path) -> dict[str, str]:
    """Return the files of the last publication with the digests of their contents."""
    return manifest.read(output, ours, (), [])


def recover(output: Path, ours: Path) -> bool:
    """Finish what a killed command began to move, or drop what it had only staged; return whether it finished it.

    Raises SiteError (status 3) where the disk refuses, and where the stage is no folder of ours.
    """
    stage = output / STAGE
    if stage.is_symlink() or (stage.exists() and not stage.is_dir()):
        message = f"{stage}: a link or a file stands where pages are staged; the site in {output}/ is unchanged"
        raise SiteError(error("", 0, "write", message), ENVIRONMENT)
    if not stage.is_dir():
        return False
    try:
        begun = journal.read(output)
        is_complete = begun is not None and journal.stays_below(begun, output)
        if is_complete:
            journal.carry_out(output, ours)
        journal.clear_stage(output)
    except OSError as fault:
        raise _disk_error(fault, output, "is half-way; the next command finishes it") from fault
    return is_complete


def _carry_out_or_undo(output: Path, ours: Path) -> None:
    try:
        journal.carry_out(output, ours)
    except OSError as fault:
        try:
            journal.undo(output)
        except OSError:
            raise _disk_error(fault, output, "is half-way; the next command finishes it") from fault
        raise _disk_error(fault, output, "is unchanged") from fault
    with suppress(OSError):
        journal.clear_stage(output)


def _disk_error(fault: OSError, output: Path, state: str) -> SiteError:
    path = fault.filename or str(output)
    if STAGE in str(path):
        path = str(output)
    reason = (fault.strerror or str(fault)).lower()
    return SiteError(error("", 0, "write", f"{path}: {reason}; the site in {output}/ {state}"), ENVIRONMENT)
