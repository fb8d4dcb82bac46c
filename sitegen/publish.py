"""Make a folder hold exactly these files, in one step that nothing can tear.

Everything that changes is first written into a stage inside the output folder (the same file system); then a journal
tells what is to be moved where; then all of it is moved. A command that is killed before the journal is complete has
changed nothing, and what one leaves behind after that is finished by the next command (`recover`).

Only files that sitegen wrote (its manifest tells) and that nobody changed since are ever replaced or removed for good;
any other file in the way is kept in `.sitegen/replaced/`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sitegen.problem import ENVIRONMENT, Problem, SiteError, error, warning

STAGE = ".sitegen-stage"
JOURNAL = "journal.json"

Content = bytes | Path
"""What a file is to hold: these bytes, or those of another file."""


@dataclass(frozen=True)
class Report:
    """What publishing did, as paths below the output folder."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def publish(files: Mapping[str, Content], output: Path, ours: Path) -> Report:
    """Make the output folder hold these files, by path; return what changed.

    `ours` is where manifest and replaced files are kept. Raises SiteError (status 3) where the disk refuses; then the
    output is as it was.
    """
    try:
        recover(output, ours)
        known = _read_manifest(output, ours)
        plan = _Plan(output, ours, known)
        _stage(files, plan)
    except OSError as fault:
        with suppress(OSError):
            _clear_stage(output)
        raise _disk_error(fault, output, "is unchanged") from fault
    try:
        _write_journal(plan)
    except OSError as fault:
        with suppress(OSError):
            _clear_stage(output)
        raise _disk_error(fault, output, "is unchanged") from fault
    try:
        _carry_out(output, ours)
    except OSError as fault:
        raise _disk_error(fault, output, "is half-way; the next command finishes it") from fault
    return Report(sorted(plan.staged), plan.removed, plan.unchanged, plan.problems)


def recover(output: Path, ours: Path) -> bool:
    """Finish what a killed command began to move, or drop what it had only staged; return whether it finished it."""
    stage = output / STAGE
    if not stage.is_dir() or stage.is_symlink():
        return False
    complete = (stage / JOURNAL).is_file()
    if complete:
        _carry_out(output, ours)
    else:
        _clear_stage(output)
    return complete


@dataclass
class _Plan:
    output: Path
    ours: Path
    known: dict[str, str]
    manifest: dict[str, str] = field(default_factory=dict)
    staged: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def _stage(files: Mapping[str, Content], plan: _Plan) -> None:
    stage = plan.output / STAGE
    for path, content in files.items():
        data = content if isinstance(content, bytes) else content.read_bytes()
        digest = plan.manifest[path] = _digest(data)
        target = plan.output / path
        _check_way(target, plan.output)
        try:
            there = target.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            there = None
        if there == data and not target.is_symlink():
            plan.unchanged += 1
            continue
        if there is not None and plan.known.get(path) != _digest(there):
            plan.kept.append(path)
        stage.mkdir(parents=True, exist_ok=True)
        name = f"{len(plan.staged)}"
        (stage / name).write_bytes(data)
        plan.staged[path] = name
        plan.manifest[path] = digest
    for path in sorted(plan.known.keys() - plan.manifest.keys()):
        target = plan.output / path
        if target.is_symlink() or not _is_below(target, plan.output):
            continue
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            if _digest(target.read_bytes()) == plan.known[path]:
                plan.removed.append(path)
            else:
                plan.problems.append(
                    warning(
                        str(target),
                        0,
                        "foreign-file",
                        "no longer part of the site, but changed by someone else; left alone",
                    )
                )
    if plan.kept:
        kept = plan.ours / "replaced"
        more = f" and {len(plan.kept) - 1} more" if len(plan.kept) > 1 else ""
        message = (
            f"{plan.kept[0]}{more} stood in the way and was not written by sitegen, or changed since; kept in {kept}"
        )
        plan.problems.append(warning(str(plan.output), 0, "foreign-file", message))


def _check_way(target: Path, output: Path) -> None:
    """Raise OSError where a file of the user's, or a link, stands where a folder is needed, or the other way round."""
    if target.is_dir():
        raise IsADirectoryError(21, "a folder stands where a page is to be written", str(target))
    for folder in target.parents:
        if folder == output:
            break
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise NotADirectoryError(20, "a file or a link stands where a folder is needed", str(folder))


def _is_below(target: Path, output: Path) -> bool:
    return target.parent.resolve().is_relative_to(output.resolve())


def _write_journal(plan: _Plan) -> None:
    """Complete the plan on disk: from here on it is carried out, now or by the next command."""
    stage = plan.output / STAGE
    if not (plan.staged or plan.removed):
        if plan.manifest != plan.known:
            _write_manifest(plan.output, plan.ours, plan.manifest)
        return
    stage.mkdir(parents=True, exist_ok=True)
    journal = {"move": plan.staged, "keep": plan.kept, "remove": plan.removed, "manifest": plan.manifest}
    with (stage / "journal.part").open("w", encoding="utf-8") as file:
        json.dump(journal, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    (stage / "journal.part").replace(stage / JOURNAL)


def _carry_out(output: Path, ours: Path) -> None:
    stage = output / STAGE
    if not (stage / JOURNAL).is_file():
        return
    journal: dict[str, Any] = json.loads((stage / JOURNAL).read_text("utf-8"))
    for path in journal["keep"]:
        _keep(output / path, ours / "replaced" / path)
    for folder in {(output / path).parent for path in journal["move"]}:
        folder.mkdir(parents=True, exist_ok=True)
    for path, name in journal["move"].items():
        with suppress(FileNotFoundError):  # moved before the command was killed
            (stage / name).replace(output / path)
    for path in journal["remove"]:
        with suppress(FileNotFoundError, NotADirectoryError):
            (output / path).unlink()
            _remove_empty_folders((output / path).parent, output)
    _write_manifest(output, ours, journal["manifest"])
    _clear_stage(output)


def _keep(path: Path, kept: Path) -> None:
    if not path.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    n, name = 1, kept
    while name.exists():
        if name.read_bytes() == path.read_bytes():
            return
        n, name = n + 1, kept.with_name(f"{kept.name}.{n}")
    shutil.copy2(path, name)


def _remove_empty_folders(folder: Path, output: Path) -> None:
    while folder != output:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _clear_stage(output: Path) -> None:
    """Remove the stage: the journal last, so that a kill in between is still rolled forward."""
    stage = output / STAGE
    if not stage.is_dir():
        return
    for file in sorted(stage.iterdir(), key=lambda file: file.name == JOURNAL):
        if file.name.isdigit() or file.name in (JOURNAL, "journal.part"):
            file.unlink()
    with suppress(OSError):
        stage.rmdir()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


# ---------------------------------------------------------------------------------------------- manifest and lock


def _manifest_path(output: Path, ours: Path) -> Path:
    return ours / f"published-{_digest(os.fsencode(output.resolve()))[:12]}.json"


def _read_manifest(output: Path, ours: Path) -> dict[str, str]:
    """Return the files of the last publication with their digests; a damaged manifest is an empty one."""
    try:
        manifest = json.loads(_manifest_path(output, ours).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict):
        return {}
    return {path: digest for path, digest in files.items() if isinstance(digest, str) and _is_plain(path)}


def _is_plain(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/") and "\\" not in path


def _write_manifest(output: Path, ours: Path, manifest: Mapping[str, str]) -> None:
    path = _manifest_path(output, ours)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"output": str(output), "files": manifest}, ensure_ascii=False, indent=0), "utf-8")
    part.replace(path)


def _disk_error(fault: OSError, output: Path, state: str) -> SiteError:
    path = fault.filename or str(output)
    if STAGE in str(path):
        path = str(output)
    reason = (fault.strerror or str(fault)).lower()
    return SiteError(error("", 0, "write", f"{path}: {reason}; the site in {output} {state}"), ENVIRONMENT)


@contextmanager
def locked(output: Path, ours: Path) -> Iterator[None]:
    """Hold the output folder for this process. Raises SiteError (status 3) naming who holds it already.

    The system itself frees the lock when its holder dies.
    """
    path = ours / f"lock-{_digest(os.fsencode(output.resolve()))[:12]}"
    try:
        ours.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as fault:
        raise SiteError(error("", 0, "write", f"{path}: {(fault.strerror or '').lower()}"), ENVIRONMENT) from fault
    with file:
        try:
            _lock(file.fileno())
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise SiteError(
                error("", 0, "locked", f"{output} is being built by process {holder}"), ENVIRONMENT
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
