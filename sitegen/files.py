"""Files of the site that commands write: new ones never in the place of one that is there, others in one step."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from sitegen.problem import ENVIRONMENT, USAGE, SiteError, error


def create(path: Path, text: str) -> None:
    """Write a new file, and the folders that it needs.

    Raises SiteError: status 2 if something is there already, 3 if the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as fault:
        raise SiteError(
            error(str(fault.filename), 0, "write", "is there already; nothing is overwritten"), USAGE
        ) from None
    except OSError as fault:
        message = f"cannot be written: {(fault.strerror or '').lower()}"
        raise SiteError(error(str(fault.filename or path), 0, "write", message), ENVIRONMENT) from None


def put(path: Path, text: str | bytes) -> None:
    """Write a file in one step: whoever reads it meanwhile sees what it held or what it is to hold."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)  # what it would lead to if it were a link is not ours to write to
        part.write_bytes(text.encode() if isinstance(text, str) else text)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as fault:
        with suppress(OSError):
            part.unlink()
        raise SiteError(error("", 0, "write", f"{path}: {(fault.strerror or '').lower()}"), ENVIRONMENT) from fault
