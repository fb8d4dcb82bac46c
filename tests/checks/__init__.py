"""What checks say of a site, told by one text that one can read."""

from __future__ import annotations

import os
from pathlib import Path

from sitegen.building import Options, check
from sitegen.choice import Choice
from tests.sitehelp import Files, write


def said(folder: Path, files: Files, only: str, **options: object) -> list[str]:
    """Write a site and check it for one kind of problems; return them as they are shown, with paths below the site."""
    problems = check(write(folder, files), Options(**options), Choice(only=[only]))  # type: ignore[arg-type]
    return [str(problem).replace(f"{folder}{os.sep}", "") for problem in problems]
