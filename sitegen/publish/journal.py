"""The journal: what is to be moved out of the stage, and what removed; carried out, or finished after a kill, or undone."""

from __future__ import annotations

import errno
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from sitegen import regular
from sitegen.lock import folder_id
from sitegen.publish import manifest
from sitegen.publish.files import digest_of, is_folder, make_folders, remove_empty_folders

STAGE = ".sitegen-stage"
JOURNAL = "journal.json"
NEW = "new"
"""Where in the stage files lie as they will in the output, if nothing is there yet at the first folder of their paths."""

KEYS = ("site", "whole", "move", "old", "remove", "first", "changed", "gone")

_STAGED = re.compile(r"r?\d+(\.old)?")


def read(output: Path) -> dict[str, Any] | None:
    """Return the journal; one that is damaged is none, for the next publication sets everything right."""
    try:
        journal: dict[str, Any] = json.loads(regular.read(output / STAGE / JOURNAL))
    except (FileNotFoundError, ValueError):
        return None
    return journal if _is_journal(journal) else None


def stays_below(journal: dict[str, Any], output: Path) -> bool:
    """Whether no link leads out of the output folder on the way to what is to be moved or removed."""
    folders = {(output / path).parent for path in (*journal["move"], *journal["remove"])}
    root = output.resolve()
    return all(folder.resolve().is_relative_to(root) for folder in folders)


def carry_out(output: Path, ours: Path) -> None:
    """Do what the journal tells, or what is left of it; nothing where there is none. Raises OSError."""
    journal = read(output)
    if journal is None:
        return
    for path in journal["first"]:
        _remove(path, journal["remove"][path], output)
    root = os.fspath(output)
    whole = {folder for folder in journal["whole"] if _is_moved_whole(folder, root)}
    for path, name in journal["move"].items():
        if path.partition("/")[0] not in whole:
            _move(f"{root}/{STAGE}/{name}", f"{root}/{path}")
    for path, digest in journal["remove"].items():
        _remove(path, digest, output)
    if journal["site"] == folder_id(ours):  # what another site published is none of our files
        manifest.settle(output, ours, journal["changed"], journal["gone"])


def undo(output: Path) -> None:
    """Put everything back that was moved or removed, so that at any moment the journal can still be carried out.

    Raises OSError where there is nothing to put it back from.
    """
    journal = read(output)
    if journal is None:
        return
    stage, old = output / STAGE, journal["old"]
    if not all(old.values()):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
    for path, name in journal["move"].items():
        if (stage / name).exists():
            continue
        make_folders((stage / name).parent)
        os.link(output / path, stage / name)
        if path in old:
            (stage / old[path]).replace(output / path)
        else:
            (output / path).unlink()
            remove_empty_folders((output / path).parent, output)
    for path in journal["remove"]:
        if not (output / path).exists():
            make_folders((output / path).parent)
            (stage / old[path]).replace(output / path)
    clear_stage(output)


def clear_stage(output: Path) -> None:
    """Remove the stage: the journal first, for it has been carried out, or undone; then what else we put there."""
    stage = output / STAGE
    if not stage.is_dir():
        return
    for name in sorted(os.listdir(stage), key=lambda name: name != JOURNAL):
        if _STAGED.fullmatch(name) or name in (JOURNAL, "journal.part"):
            os.unlink(f"{stage}/{name}")
    _clear(f"{stage}/{NEW}")
    with suppress(OSError):
        stage.rmdir()


def _clear(place: str) -> None:
    """Remove what we put to a place of the stage; of a link that lies there, the link alone."""
    if not is_folder(place):
        with suppress(FileNotFoundError):
            os.unlink(place)
        return
    folders = [place]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    os.unlink(entry.path)
    for folder in reversed(folders):
        os.rmdir(folder)


def _is_journal(journal: Any) -> bool:
    """Whether this is what `write_journal` writes: whoever can put files into the output could have written another."""
    if not isinstance(journal, dict) or journal.keys() != set(KEYS):
        return False
    tables = [journal[key] for key in ("move", "old", "remove", "changed")]
    if not all(isinstance(table, dict) and all(isinstance(value, str) for value in table.values()) for table in tables):
        return False
    return (
        all(map(manifest.are_plain, tables))
        and all(name == f"{NEW}/{path}" or _STAGED.fullmatch(name) for path, name in journal["move"].items())
        and all(_STAGED.fullmatch(name) for name in filter(None, journal["old"].values()))
        and isinstance(journal["whole"], list)
        and {path.partition("/")[0] for path in journal["move"] if "/" in path}.issuperset(journal["whole"])
        and isinstance(journal["first"], list)
        and all(path in journal["remove"] for path in journal["first"])
        and isinstance(journal["gone"], list)
        and all(isinstance(path, str) for path in journal["gone"])
    )


def _is_moved_whole(folder: str, root: str) -> bool:
    """Move a folder with all that is in it, if nothing has come to its place meanwhile; return whether that was done."""
    try:
        os.rename(f"{root}/{STAGE}/{NEW}/{folder}", f"{root}/{folder}")
    except OSError:
        return False
    return True


def _move(staged: str, target: str) -> None:
    try:
        os.replace(staged, target)
    except FileNotFoundError:
        if Path(staged).exists():  # else it was moved before the command was killed
            make_folders(Path(target).parent)
            Path(staged).replace(target)


def _remove(path: str, digest: str, output: Path) -> None:
    target = output / path
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        if digest_of(os.fspath(target)) == digest:
            target.unlink()
            remove_empty_folders(target.parent, output)
