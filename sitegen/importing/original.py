"""A post that comes whole from another site or its export: what it says of itself, its text, and what lies beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sitegen.post import FrontMatter


@dataclass(frozen=True)
class Original:
    """A post or a plain page as another site has it, its text as Markdown of ours.

    `source` is the file or folder that a person named, `file` where in it the post stands. `place` tells it from all
    other posts of that site: its old address, or its file. `address` is the old address if it is a path of the site.
    `files` are those beside it, by their paths as the text has them.
    """

    meta: FrontMatter
    markdown: str
    source: str
    file: str
    place: str
    kind: Literal["post", "page"] = "post"
    address: str = ""
    files: tuple[tuple[str, Path], ...] = ()
