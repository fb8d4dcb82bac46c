"""A post as its author wrote it: the front matter's fields, typed, and the Markdown body with its place."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sitegen.chinese import fold_punctuation
from sitegen.day import Day


class Sighting(NamedTuple):
    """One place of an archive in which a post was seen, and the read count that stood there."""

    file: str
    line: int
    read_count: int | None = None


class FrontMatter(NamedTuple):
    """The fields of a post; what the author did not say is empty, None or False."""

    title: str = ""
    author: str = ""
    date: Day | None = None
    updated: Day | None = None
    expires: Day | None = None
    read_count: int | None = None
    tags: tuple[str, ...] = ()
    series: str = ""
    series_number: int | None = None
    slug: str = ""
    permalink: str = ""
    aliases: tuple[str, ...] = ()
    draft: bool = False
    hidden: bool = False
    description: str = ""
    lang: str = ""
    truncated: bool = False
    original: str = ""
    archive: tuple[Sighting, ...] = ()
    comments: bool = True
    macros: dict[str, Any] = {}  # noqa: RUF012 - nobody changes a value
    extra: dict[str, Any] = {}  # noqa: RUF012


class Post(NamedTuple):
    """A post or a plain page. `path` is its file as problems name it; `body_line` the file's line where the body begins.

    `assets` are the files beside the `index.md` of a post that is a folder.
    """

    path: str
    kind: Literal["post", "page"]
    meta: FrontMatter
    body: str
    body_line: int
    slug: str
    assets: tuple[Path, ...] = ()
    folder: Path | None = None

    @property
    def title(self) -> str:
        """The title, or the slug of a post that has none."""
        return self.meta.title or self.slug


def title_key(title: str) -> str:
    """Return what two titles have in common that mean the same post: the width of punctuation is folded, no more."""
    return fold_punctuation(unicodedata.normalize("NFC", title)).strip()
