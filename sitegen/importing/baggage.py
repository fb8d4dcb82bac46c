"""Files that come along with the posts of another site: pictures and the like, copied and never written over."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sitegen import reader, regular
from sitegen.files import put
from sitegen.importing.report import Report
from sitegen.problem import error, warning

LARGEST = 256 * 1024 * 1024
"""In bytes: what is larger belongs elsewhere."""


def copy(targets: Iterable[tuple[Path, Path]], named: str, site: Path, report: Report) -> None:
    """Copy files (where to, which) of what a person named into the site; a file that is there already stays."""
    for target, file in targets:
        if not target.resolve().is_relative_to(site.resolve()):
            message = f"leads out of the site ({reader.shown(target)}); not copied"
            report.problems.append(error(reader.shown(file), 0, "link-outside", message))
        elif (data := _data(file, report)) is not None:
            _copy(target, file, data, named, report)


def _data(file: Path, report: Report) -> bytes | None:
    try:
        if file.stat().st_size > LARGEST:
            message = f"{file.stat().st_size:,} bytes; not copied"
            report.problems.append(warning(reader.shown(file), 0, "files", message))
            return None
        return regular.read(file)
    except OSError as fault:
        message = f"cannot be read: {(fault.strerror or '').lower()}"
        report.problems.append(error(reader.shown(file), 0, "unreadable", message))
        return None


def _copy(target: Path, file: Path, data: bytes, named: str, report: Report) -> None:
    if os.path.lexists(target):
        if not target.is_file() or regular.read(target) != data:
            message = f"another file is there already; {reader.shown(file)} is not copied over it"
            report.problems.append(warning(reader.shown(target), 0, "files", message))
        return
    if not report.dry_run:
        put(target, data)
    report.counts[named]["copied"] += 1
    report.changes.append(("copied", reader.shown(target)))
