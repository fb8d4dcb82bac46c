"""New files: never in the place of one that is there."""

from __future__ import annotations

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
