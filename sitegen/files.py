"""Files of the site that commands write: new ones never in the place of one that is there, others in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sitegen.problem import ENVIRONMENT, USAGE, SiteError, error


def create(path: Path, text: str) -> None:
    """Write a new file, and the folders that it needs.

    Raises SiteError: status 2 if something is there already, 3 if the disk refuses.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)  # what it would lead to if it were a link is not ours to write to
        part.write_bytes(text.encode())
        _move_to_nothing(part, path)
    except FileExistsError as fault:
        place = fault.filename2 or fault.filename
        raise SiteError(error(str(place), 0, "write", "is there already; nothing is overwritten"), USAGE) from None
    except OSError as fault:
        message = f"cannot be written: {(fault.strerror or '').lower()}"
        raise SiteError(error(str(fault.filename or path), 0, "write", message), ENVIRONMENT) from None
    finally:
        with suppress(OSError):
            part.unlink()


def create_all(texts: Mapping[Path, str]) -> None:
    """Write new files, all of them or none. Raises SiteError as `create` does."""
    written: list[Path] = []
    try:
        for path, text in texts.items():
            create(path, text)
            written.append(path)
    except SiteError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _move_to_nothing(part: Path, path: Path) -> None:
    """Give a written file its name in one step, if nothing has it. Raises FileExistsError if something does."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # some file systems have no second names
        with path.open("xb") as file:
            file.write(part.read_bytes())


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
