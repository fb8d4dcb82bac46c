"""Make a folder hold exactly these files, in one step that nothing can tear.

Everything that changes is first written into a stage inside the output folder (the same file system); then a journal
tells what is to be moved where; then all of it is moved, in one phase that does nothing but rename. A command that is
killed before the journal is complete has changed nothing, and what one leaves behind after that is finished by the next
command (`recover`). Where the system refuses one of the renames, those before it are undone.

Only files that sitegen wrote (its manifest tells) and that nobody changed since are ever replaced or removed for good;
any other file in the way is kept in `.sitegen/replaced/`.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sitegen import regular, stamps
from sitegen.lock import folder_id
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error, warning

STAGE = ".sitegen-stage"
JOURNAL = "journal.json"
_JOURNAL_KEYS = ("site", "move", "old", "remove", "first", "changed", "gone")
_OLD = ".old"
_FILES = b', "files": '
"""What stands in a manifest before the files, of whose text it tells the digest."""

_FEW = 32
"""To have the disk hold so many files one by one is quicker than to wait until it holds everything."""
_STAGED = re.compile(r"r?\d+(\.old)?")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_FORBIDDEN = frozenset("\\:" if os.name == "nt" else "")

Content = bytes | Path
"""What a file is to hold: these bytes, or those of another file."""


@dataclass(frozen=True)
class Report:
    """What publishing did, as paths below the output folder."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class Staged(NamedTuple):
    """What became of one file on its way to the output folder; made in any process.

    `name` is where it lies in the stage, or nothing if the same file is there already. Where another is there now,
    `old` is its second name in the stage, and it may have been kept for its owner.
    """

    path: str
    digest: str
    name: str = ""
    is_there: bool = False
    old: str = ""
    is_kept: bool = False


class Stage:
    """A publication on its way: files are put into the stage, by any number of processes, then all of them published.

    `ours` is where manifest and replaced files are kept; `intact` are paths of the output known to be as we left them.
    What is not to last, such as a preview, need not outlive a loss of power, and is not waited for.
    """

    def __init__(self, output: Path, ours: Path, intact: Collection[str] = (), is_lasting: bool = True) -> None:
        recover(output, ours)
        self.plan = _Plan(output, ours, intact)
        self.plan.is_lasting = is_lasting
        self.intact = intact
        self.is_new = not output.exists() or not any(output.iterdir())
        self.root, self.stage = os.fspath(output), os.fspath(output / STAGE)

    @property
    def standing(self) -> set[str]:
        """The files that we published, and that are known to be as we left them."""
        return self.plan.known.keys() & set(self.intact)

    def put(self, number: int, path: str, content: Content) -> Staged:
        """Stage a file, if it is not there already. Its number is its own among all. Raises OSError."""
        data = content if isinstance(content, bytes) else regular.read(content)
        digest = _digest(data)
        target = f"{self.root}/{path}"
        known = self.plan.known.get(path)
        there = known if known and path in self.intact else None if self.is_new else _digest_of(target)
        if there == digest:
            return Staged(path, digest)
        is_kept = there is not None and there != known
        try:
            if is_kept:
                _keep(Path(target), self.plan.ours / "replaced", path)
            _write(self.stage, str(number), data)
        except OSError as fault:
            raise OSError(fault.errno, fault.strerror, target) from fault
        old = f"{number}{_OLD}"
        has_old = there is not None and _link(target, f"{self.stage}/{old}")
        return Staged(path, digest, str(number), there is not None, old if has_old else "", is_kept)

    def publish(self, staged: Iterable[Staged], kept: Iterable[str] = ()) -> Report:
        """Make the output folder hold the staged files, and of those that were there before the ones that are kept.

        Returns what changed. Raises SiteError (status 3) where the disk refuses; then the output is as it was.
        """
        plan = self.plan
        plan.manifest = {path: plan.known[path] for path in kept}
        plan.unchanged = len(plan.manifest)
        try:
            _complete(plan, list(staged))
            _write_journal(plan)
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
            _clear_stage(self.plan.output)
        for folder in reversed(self.plan.folders):
            with suppress(OSError):
                os.rmdir(folder)
        if self.is_new:
            with suppress(OSError):
                self.plan.output.rmdir()


def publish(files: Mapping[str, Content], output: Path, ours: Path) -> Report:
    """Make the output folder hold these files, by path; return what changed.

    `ours` is where manifest and replaced files are kept. Raises SiteError (status 3) where the disk refuses; then the
    output is as it was.
    """
    stage = Stage(output, ours)
    return stage.publish(stage.put(n, path, content) for n, (path, content) in enumerate(files.items()))


def published(output: Path, ours: Path) -> dict[str, str]:
    """Return the files of the last publication with the digests of their contents."""
    return _read_manifest(output, ours, (), [])


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
        journal = _read_journal(output)
        is_complete = journal is not None and _stays_below(journal, output)
        if is_complete:
            _carry_out(output, ours)
        _clear_stage(output)
    except OSError as fault:
        raise _disk_error(fault, output, "is half-way; the next command finishes it") from fault
    return is_complete


# ---------------------------------------------------------------------------------------------- the plan and the stage


class _Plan:
    """What is to be done: all of it is known, and everything that needs room on the disk is written, before it begins.

    `move` tells the name in the stage for each path, `old` likewise for what stands there now (no name where the file
    system gives a file but one); `remove` the digest of each file to be removed, `first` those that stand in the way.
    """

    def __init__(self, output: Path, ours: Path, intact: Collection[str]) -> None:
        self.output, self.ours, self.stage = output, ours, output / STAGE
        self.site = folder_id(ours)
        self.problems: list[Problem] = []
        self.known = _read_manifest(output, ours, intact, self.problems)
        self.manifest: dict[str, str] = {}
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
        return {path: digest for path, digest in self.manifest.items() if self.known.get(path) != digest}

    @property
    def gone(self) -> list[str]:
        """The files that are no longer part of the site."""
        return sorted(self.known.keys() - self.manifest.keys())

    @property
    def journal(self) -> dict[str, Any]:
        """What has to be known to carry the plan out."""
        return {key: getattr(self, key) for key in _JOURNAL_KEYS}

    def is_ours(self, path: str) -> bool:
        """Whether we published what stands there, and nobody changed it since."""
        return path in self.known and _digest_of(f"{self.output}/{path}") == self.known[path]


def _complete(plan: _Plan, every: list[Staged]) -> None:
    """Make the plan of what was staged."""
    plan.manifest |= {staged.path: staged.digest for staged in every}
    ways = {os.fspath(plan.output): True}
    for staged in every:
        if not staged.name:
            plan.unchanged += 1
            continue
        target = f"{plan.output}/{staged.path}"
        folder = target.rpartition("/")[0]
        is_free = _make_way(folder, ways, plan)
        may_be_a_folder = not staged.is_there and folder not in plan.folders
        if not is_free or (may_be_a_folder and _is_folder(target)):
            _clear_the_way(staged.path, plan)
        if staged.is_kept:
            plan.kept.append(staged.path)
        plan.move[staged.path] = staged.name
        if staged.is_there:
            plan.old[staged.path] = staged.old
    for path in plan.gone:
        _stage_removal(path, plan)
    if plan.kept:
        plan.problems.append(_kept_problem(plan))


def _stage_removal(path: str, plan: _Plan) -> None:
    target = plan.output / path
    if target.is_symlink() or not _is_below(target, plan.output):
        return
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        if plan.is_ours(path):
            plan.remove[path] = plan.known[path]
            name = f"r{len(plan.remove)}{_OLD}"
            plan.stage.mkdir(parents=True, exist_ok=True)
            plan.old[path] = name if _link(os.fspath(target), os.fspath(plan.stage / name)) else ""
        elif target.exists():
            message = "no longer part of the site, but changed by someone else; left alone"
            plan.problems.append(warning(str(target), 0, "foreign-file", message))


def _link(target: str, name: str) -> bool:
    """Give what stands there a second name in the stage, to put it back from; some file systems know no such names."""
    try:
        os.link(target, name, follow_symlinks=False)
    except OSError:
        return False
    return True


def _write(stage: str, name: str, data: bytes) -> None:
    """Write a file into the stage; the calls of the system itself cost a fifth less than a file object."""
    try:
        file = os.open(f"{stage}/{name}", _NEW_FILE, 0o666)
    except FileNotFoundError:
        Path(stage).mkdir(parents=True, exist_ok=True)
        file = os.open(f"{stage}/{name}", _NEW_FILE, 0o666)
    try:
        written = os.write(file, data)
        while written < len(data):
            written += os.write(file, data[written:])
    finally:
        os.close(file)


def _make_way(folder: str, ways: dict[str, bool], plan: _Plan) -> bool:
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


def _make_folder(folder: str, plan: _Plan) -> bool:
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not _is_folder(folder):
            return False
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder) from None
    else:
        plan.folders[folder] = None
    return True


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def _kept_problem(plan: _Plan) -> Problem:
    more = f" and {len(plan.kept) - 1} more" if len(plan.kept) > 1 else ""
    message = f"{plan.kept[0]}{more} stood in the way and was not written by sitegen, or changed since"
    return warning(str(plan.output), 0, "foreign-file", f"{message}; kept in {plan.ours / 'replaced'}")


def _clear_the_way(path: str, plan: _Plan) -> None:
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
        below = list(map(Path, stamps.look([os.fspath(target)])))
        _remove_first(below or [target], "a folder stands where a page is to be written", plan)


def _remove_first(ways: list[Path], reason: str, plan: _Plan) -> None:
    for way in ways:
        path = way.relative_to(plan.output).as_posix()
        if way.is_dir() or path in plan.manifest or not plan.is_ours(path):
            raise FileExistsError(errno.EEXIST, reason, str(way))
        if path not in plan.first:
            plan.first.append(path)


def _is_below(target: Path, output: Path) -> bool:
    return target.parent.resolve().is_relative_to(output.resolve())


def _write_journal(plan: _Plan) -> None:
    """Complete the plan on disk: from here on it is carried out, now or by the next command."""
    if plan.manifest != plan.known or plan.move or plan.remove:
        _write_manifest_part(plan.output, plan.ours, plan.manifest)
    if not (plan.move or plan.remove):
        if plan.manifest != plan.known:
            _settle_manifest(plan.output, plan.ours, plan.changed, plan.gone)
        return
    if plan.is_lasting:
        _outlast_the_power([f"{plan.stage}/{name}" for name in plan.move.values()])
    part = plan.stage / "journal.part"
    part.write_text(json.dumps(plan.journal), "utf-8")
    if plan.is_lasting:
        _outlast_the_power([os.fspath(part)])
    part.replace(plan.stage / JOURNAL)


def _outlast_the_power(files: list[str]) -> None:
    """Have the disk hold these files before anything is done that relies on them: few one by one, many in one go."""
    if len(files) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        with open(path, "rb+", buffering=0) as file:
            os.fsync(file.fileno())


# ---------------------------------------------------------------------------------------------- the phase of renames


def _carry_out_or_undo(output: Path, ours: Path) -> None:
    try:
        _carry_out(output, ours)
    except OSError as fault:
        try:
            _undo(output)
        except OSError:
            raise _disk_error(fault, output, "is half-way; the next command finishes it") from fault
        raise _disk_error(fault, output, "is unchanged") from fault
    with suppress(OSError):
        _clear_stage(output)


def _carry_out(output: Path, ours: Path) -> None:
    journal = _read_journal(output)
    if journal is None:
        return
    for path in journal["first"]:
        _remove(path, journal["remove"][path], output)
    root = os.fspath(output)
    for path, name in journal["move"].items():
        _move(f"{root}/{STAGE}/{name}", f"{root}/{path}")
    for path, digest in journal["remove"].items():
        _remove(path, digest, output)
    if journal["site"] == folder_id(ours):  # what another site published is none of our files
        _settle_manifest(output, ours, journal["changed"], journal["gone"])


def _read_journal(output: Path) -> dict[str, Any] | None:
    """Return the journal; one that is damaged is none, for the next publication sets everything right."""
    try:
        journal: dict[str, Any] = json.loads(regular.read(output / STAGE / JOURNAL))
    except (FileNotFoundError, ValueError):
        return None
    return journal if _is_journal(journal) else None


def _is_journal(journal: Any) -> bool:
    """Whether this is what `_write_journal` writes: whoever can put files into the output could have written another."""
    if not isinstance(journal, dict) or journal.keys() != set(_JOURNAL_KEYS):
        return False
    tables = [journal[key] for key in ("move", "old", "remove", "changed")]
    if not all(isinstance(table, dict) and all(isinstance(value, str) for value in table.values()) for table in tables):
        return False
    names = [*journal["move"].values(), *filter(None, journal["old"].values())]
    return (
        all(_is_plain(path) for table in tables for path in table)
        and all(_STAGED.fullmatch(name) for name in names)
        and isinstance(journal["first"], list)
        and all(path in journal["remove"] for path in journal["first"])
        and isinstance(journal["gone"], list)
        and all(isinstance(path, str) for path in journal["gone"])
    )


def _stays_below(journal: dict[str, Any], output: Path) -> bool:
    """Whether no link leads out of the output folder on the way to what is to be moved or removed."""
    folders = {(output / path).parent for path in (*journal["move"], *journal["remove"])}
    root = output.resolve()
    return all(folder.resolve().is_relative_to(root) for folder in folders)


def _move(staged: str, target: str) -> None:
    try:
        os.replace(staged, target)
    except FileNotFoundError:
        if Path(staged).exists():  # else it was moved before the command was killed
            _make_folders(Path(target).parent)
            Path(staged).replace(target)


def _remove(path: str, digest: str, output: Path) -> None:
    target = output / path
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        if _digest_of(os.fspath(target)) == digest:
            target.unlink()
            _remove_empty_folders(target.parent, output)


def _undo(output: Path) -> None:
    """Put everything back that was moved or removed, so that at any moment the journal can still be carried out.

    Raises OSError where there is nothing to put it back from.
    """
    journal = _read_journal(output)
    if journal is None:
        return
    stage, old = output / STAGE, journal["old"]
    if not all(old.values()):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
    for path, name in journal["move"].items():
        if (stage / name).exists():
            continue
        os.link(output / path, stage / name)
        if path in old:
            (stage / old[path]).replace(output / path)
        else:
            (output / path).unlink()
            _remove_empty_folders((output / path).parent, output)
    for path in journal["remove"]:
        if not (output / path).exists():
            _make_folders((output / path).parent)
            (stage / old[path]).replace(output / path)
    _clear_stage(output)


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, however many; `Path.mkdir` calls itself for each."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)


def _keep(file: Path, folder: Path, path: str) -> None:
    """Copy a file, or a link to none, to this path below the folder, or to the next that is free."""
    if not (file.is_file() or file.is_symlink()):
        raise FileExistsError(errno.EEXIST, f"{regular.NO_FILE}, stands where a page is to be written")
    kept = folder / path
    try:
        _make_folders(kept.parent)
    except (FileExistsError, NotADirectoryError):  # a file that was kept is called like a folder that is needed now
        _keep(file, folder.with_name(f"{folder.name}.more"), path)
        return
    n, name = 1, kept
    while os.path.lexists(name):
        if name.is_file() and name.read_bytes() == file.read_bytes():
            return
        n, name = n + 1, kept.with_name(f"{kept.name}.{n}")
    shutil.copy2(file, name, follow_symlinks=file.is_file())


def _remove_empty_folders(folder: Path, output: Path) -> None:
    while folder != output:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _clear_stage(output: Path) -> None:
    """Remove the stage: the journal first, for it has been carried out, or undone."""
    stage = output / STAGE
    if not stage.is_dir():
        return
    for name in sorted(os.listdir(stage), key=lambda name: name != JOURNAL):
        if _STAGED.fullmatch(name) or name in (JOURNAL, "journal.part"):
            os.unlink(f"{stage}/{name}")
    with suppress(OSError):
        stage.rmdir()


# ---------------------------------------------------------------------------------------------- the manifest


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _digest_of(path: str) -> str | None:
    """Return the digest of a file; links, pipes and devices have none that any file has, and a folder has none."""
    if os.path.islink(path):
        return "link"
    try:
        return _digest(regular.read(path))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as fault:
        if fault.errno in (errno.EINVAL, errno.ENXIO):  # no file; a socket cannot be opened
            return "no file"
        raise


def _manifest_path(output: Path, ours: Path) -> Path:
    return ours / f"published-{folder_id(output)}.json"


def _read_manifest(output: Path, ours: Path, intact: Collection[str], problems: list[Problem]) -> dict[str, str]:
    """Return the files of the last publication with their digests.

    Where there is no manifest they are those known to be as we left them, which are read; one that is damaged is named.
    """
    path = _manifest_path(output, ours)
    try:
        data = regular.read(path)
        manifest = json.loads(data)
        files = {**manifest["files"]}
        told = manifest.get("digest")
        if told not in (None, _digest(data.partition(_FILES)[2].removesuffix(b"}"))):
            raise ValueError(told)
        if told is None or not _are_plain(files):
            files = {str(path): str(digest) for path, digest in files.items() if _is_plain(path)}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        message = "damaged; pages that were published before and are no longer part of the site stay where they are"
        message = "damaged; written anew from what the last build remembered" if intact else message
        problems.append(warning(str(path), 0, "manifest", message))
    else:
        return files
    digests = {path: _digest_of(f"{output}/{path}") for path in intact if _is_plain(path)}
    return {path: digest for path, digest in digests.items() if digest}


def _is_plain(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/") and not _FORBIDDEN & set(path)


def _are_plain(paths: Collection[str]) -> bool:
    """Whether all of them surely are, at one look."""
    every = "\n".join(("", *paths))
    return "\n/" not in every and ".." not in every and not any(character in every for character in _FORBIDDEN)


def _write_manifest_part(output: Path, ours: Path, manifest: Mapping[str, str]) -> None:
    path = _manifest_path(output, ours)
    path.parent.mkdir(parents=True, exist_ok=True)
    files = json.dumps(manifest).encode()
    head = json.dumps({"output": str(output), "digest": _digest(files)}).encode()
    path.with_suffix(".part").unlink(missing_ok=True)
    path.with_suffix(".part").write_bytes(b"%b%b%b}" % (head.removesuffix(b"}"), _FILES, files))


def _settle_manifest(output: Path, ours: Path, changed: Mapping[str, str], gone: Iterable[str]) -> None:
    path = _manifest_path(output, ours)
    part = path.with_suffix(".part")
    if not part.exists():  # settled already by the command that was killed, or not on this machine
        manifest = {**_read_manifest(output, ours, (), []), **changed}
        for each in gone:
            manifest.pop(each, None)
        _write_manifest_part(output, ours, manifest)
    part.replace(path)


def _disk_error(fault: OSError, output: Path, state: str) -> SiteError:
    path = fault.filename or str(output)
    if STAGE in str(path):
        path = str(output)
    reason = (fault.strerror or str(fault)).lower()
    return SiteError(error("", 0, "write", f"{path}: {reason}; the site in {output}/ {state}"), ENVIRONMENT)
