"""The plan of a publication: all that is to be done is known, and stands in the journal, before any of it is done."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sitegen import stamps
from sitegen.lock import folder_id
from sitegen.mappings import others
from sitegen.problem import Problem, warning
from sitegen.publish import manifest
from sitegen.publish.files import digest_of, is_folder, link
from sitegen.publish.journal import JOURNAL, KEYS, NEW, STAGE
from sitegen.stamps import NEVER, Stamp

OLD = ".old"

_FEW = 32
"""To have the disk hold so many files one by one is quicker than to wait until it holds everything."""


class Staged(NamedTuple):
    """What became of one file on its way to the output folder; made in any process.

    `name` is where it lies in the stage (if that is NEW, at its path below it), or nothing if the same file is there
    already. Where another is there now, `old` is its second name in the stage, and it may have been kept for its owner.
    `stamp` is that of a file which is going to be moved with its folder, so that it stays the same.
    """

    path: str
    digest: str
    name: str = ""
    is_there: bool = False
    old: str = ""
    is_kept: bool = False
    stamp: Stamp = NEVER


class Plan:
    """What is to be done: all of it is known, and everything that needs room on the disk is written, before it begins.

    `move` tells the name in the stage for each path, `old` likewise for what stands there now (no name where the file
    system gives a file but one); `whole` are folders that can be moved with all that is in them; `remove` tells the
    digest of each file to be removed, `first` those that stand in the way.
    """

    def __init__(self, output: Path, ours: Path, intact: Collection[str]) -> None:
        self.output, self.ours, self.stage = output, ours, output / STAGE
        self.site = folder_id(ours)
        self.problems: list[Problem] = []
        self.known = manifest.read(output, ours, intact, self.problems)
        self.manifest: dict[str, str] = {}
        self.whole: list[str] = []
        self.move: dict[str, str] = {}
        self.old: dict[str, str] = {}
        self.remove: dict[str, str] = {}
        self.first: list[str] = []
        self.kept: list[str] = []
        self.folders: dict[str, None] = {}
        self.unchanged = 0
        self.is_lasting = True

    @property
    def changed(self) -> dict[str, str]:
        """The digests of files that are new, or not what they were."""
        return {path: self.manifest[path] for path in others(self.known, self.manifest)}

    @property
    def gone(self) -> list[str]:
        """The files that are no longer part of the site."""
        return sorted(self.known.keys() - self.manifest.keys())

    @property
    def journal(self) -> dict[str, Any]:
        """What has to be known to carry the plan out."""
        return {key: getattr(self, key) for key in KEYS}

    def is_ours(self, path: str) -> bool:
        """Whether we published what stands there, and nobody changed it since."""
        return path in self.known and digest_of(f"{self.output}/{path}") == self.known[path]


def complete(plan: Plan, every: list[Staged]) -> None:
    """Make the plan of what was staged."""
    plan.manifest |= {staged.path: staged.digest for staged in every}
    ways = {os.fspath(plan.output): True}
    for staged in every:
        if not staged.name:
            plan.unchanged += 1
            continue
        if staged.name == NEW:
            plan.move[staged.path] = f"{NEW}/{staged.path}"
            continue
        target = f"{plan.output}/{staged.path}"
        folder = target.rpartition("/")[0]
        is_free = _make_way(folder, ways, plan)
        may_be_a_folder = not staged.is_there and folder not in plan.folders
        if not is_free or (may_be_a_folder and is_folder(target)):
            _clear_the_way(staged.path, plan)
        if staged.is_kept:
            plan.kept.append(staged.path)
        plan.move[staged.path] = staged.name
        if staged.is_there:
            plan.old[staged.path] = staged.old
    plan.whole = sorted({staged.path.partition("/")[0] for staged in every if staged.name == NEW})
    for path in plan.gone:
        _stage_removal(path, plan)
    if plan.kept:
        plan.problems.append(_kept_problem(plan))


def write_journal(plan: Plan) -> None:
    """Complete the plan on disk: from here on it is carried out, now or by the next command."""
    if plan.move or plan.remove or plan.manifest != plan.known:
        manifest.write_part(plan.output, plan.ours, plan.manifest)
    if not (plan.move or plan.remove):
        if plan.manifest != plan.known:
            manifest.settle(plan.output, plan.ours, plan.changed, plan.gone)
        return
    if plan.is_lasting:
        _outlast_the_power([f"{plan.stage}/{name}" for name in plan.move.values()])
    part = plan.stage / "journal.part"
    part.write_text(json.dumps(plan.journal), "utf-8")
    if plan.is_lasting:
        _outlast_the_power([os.fspath(part)])
    part.replace(plan.stage / JOURNAL)


def _stage_removal(path: str, plan: Plan) -> None:
    target = plan.output / path
    if target.is_symlink() or not _is_below(target, plan.output):
        return
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        if plan.is_ours(path):
            plan.remove[path] = plan.known[path]
            name = f"r{len(plan.remove)}{OLD}"
            plan.stage.mkdir(parents=True, exist_ok=True)
            plan.old[path] = name if link(os.fspath(target), os.fspath(plan.stage / name)) else ""
        elif target.exists():
            message = "no longer part of the site, but changed by someone else; left alone"
            plan.problems.append(warning(str(target), 0, "foreign-file", message))


def _make_way(folder: str, ways: dict[str, bool], plan: Plan) -> bool:
    """Make a folder and those above it if they are not there; return False if something else stands there, or above it.

    Raises PermissionError, naming the folder, where nothing may be written.
    """
    missing = []
    while folder not in ways:
        missing.append(folder)
        folder = folder.rpartition("/")[0]
    is_free = ways[folder]
    for folder in reversed(missing):
        is_free = ways[folder] = is_free and _make_folder(folder, plan)
    return is_free


def _make_folder(folder: str, plan: Plan) -> bool:
    if is_folder(folder):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder)
        return True
    try:
        os.mkdir(folder)
    except FileExistsError:
        return False
    plan.folders[folder] = None
    return True


def _kept_problem(plan: Plan) -> Problem:
    more = f" and {len(plan.kept) - 1} more" if len(plan.kept) > 1 else ""
    message = f"{plan.kept[0]}{more} stood in the way and was not written by sitegen, or changed since"
    return warning(str(plan.output), 0, "foreign-file", f"{message}; kept in {plan.ours / 'replaced'}")


def _clear_the_way(path: str, plan: Plan) -> None:
    """Plan to remove first what we published where now a folder is needed, or the other way round.

    Raises OSError where a file of the user's, or a link, stands there.
    """
    target = plan.output / path
    for folder in target.parents:
        if folder == plan.output:
            break
        if folder.is_symlink() or folder.is_file():
            _remove_first([folder], "a file or a link stands where a folder is needed", plan)
    if target.is_dir() and not target.is_symlink():
        below = list(map(Path, stamps.files_at([os.fspath(target)])))
        _remove_first(below or [target], "a folder stands where a page is to be written", plan)


def _remove_first(ways: list[Path], reason: str, plan: Plan) -> None:
    for way in ways:
        path = way.relative_to(plan.output).as_posix()
        if way.is_dir() or path in plan.manifest or not plan.is_ours(path):
            raise FileExistsError(errno.EEXIST, reason, str(way))
        if path not in plan.first:
            plan.first.append(path)


def _is_below(target: Path, output: Path) -> bool:
    return target.parent.resolve().is_relative_to(output.resolve())


def _outlast_the_power(files: list[str]) -> None:
    """Have the disk hold these files before anything is done that relies on them: few one by one, many in one go."""
    if len(files) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        with open(path, "rb+", buffering=0) as file:
            os.fsync(file.fileno())
