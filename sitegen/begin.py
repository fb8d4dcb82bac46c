"""A new post: its front matter, its slug, and a file that was not there before."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Never

from sitegen import reader, yamltext
from sitegen.assembly import assemble
from sitegen.files import create
from sitegen.folders import check_inside
from sitegen.pages import lay_out
from sitegen.post import title_key
from sitegen.problem import CONTENT, USAGE, SiteError, error
from sitegen.settings import Settings, load
from sitegen.site import Shelf
from sitegen.slug import slugify, unique_slug

LONGEST_TITLE = 1000


@dataclass(frozen=True)
class Beginning:
    """A post to be begun: its title, tags, whether it is a draft, and whether it is a plain page instead."""

    title: str
    tags: Sequence[str] = ()
    draft: bool = False
    kind: Literal["post", "page"] = "post"


def begin(source: Path, beginning: Beginning) -> Path:
    """Write a new post into the site and return its file, named by the slug of its title.

    Raises SiteError if a post has this title already (status 1), or where it cannot be a title (status 2).
    """
    settings = load(source)
    title = _in_one_line(beginning.title, "TITLE")
    tags = [_in_one_line(tag, "--tag") for tag in beginning.tags]
    folder = source / "content" / f"{beginning.kind}s"
    check_inside(folder, source)
    taken = _slugs_of_others(source, title) | _names_in(folder)
    if beginning.kind == "page":
        taken |= _addresses_of_lists(settings)
    now = datetime.now(settings.zone)
    slug = unique_slug(slugify(title), {name.casefold() for name in taken}, now.date().isoformat())
    path = folder / f"{slug}.md"
    create(path, _text(title, tags, now if beginning.kind == "post" else None, beginning.draft))
    return path


def _text(title: str, tags: Sequence[str], date: datetime | None, draft: bool) -> str:
    lines = [f"title: {yamltext.scalar(title)}"]
    if date:
        lines.append(f"date: {date:%Y-%m-%d %H:%M}")
    if tags:
        lines.append(f"tags: {yamltext.flow_list(tags)}")
    if draft:
        lines.append("draft: true")
    return "\n".join(["---", *lines, "---", "", ""])


def _in_one_line(text: str, what: str) -> str:
    """Return the text without what no line can hold. Raises SiteError if nothing is left, or it is too long."""
    clean = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    line = " ".join(clean.split())
    if not line:
        raise SiteError(error(what, 0, "usage", "expected at least one letter"), USAGE)
    if len(line) > LONGEST_TITLE:
        raise SiteError(error(what, 0, "usage", f"{len(line):,} characters; expected {LONGEST_TITLE:,} at most"), USAGE)
    try:
        line.encode()
    except UnicodeEncodeError:
        raise SiteError(error(what, 0, "usage", "is not UTF-8"), USAGE) from None
    return line


def _slugs_of_others(source: Path, title: str) -> set[str]:
    """Return the slugs of all posts and pages that can be read. Raises SiteError if one has this title."""
    slugs = set()
    for found in reader.find_sources(source, []):
        post, _ = reader.read_post(found)
        if post and title_key(post.title) == title_key(title):
            message = f"has the title {title} already"
            raise SiteError(error(post.path, 0, "title", message, help="choose another title, or edit it"), CONTENT)
        if post:
            slugs.add(post.slug)
    return slugs


def _names_in(folder: Path) -> set[str]:
    paths = list(folder.iterdir()) if folder.is_dir() else []
    return {path.name for path in paths} | {path.stem for path in paths}


def _addresses_of_lists(settings: Settings) -> set[str]:
    """Return the folders that the site's own pages need: no plain page can stand there."""

    def no_prose(path: str) -> Never:
        raise LookupError(path)

    empty = assemble([], Shelf(no_prose), settings)
    return {page.url.strip("/").split("/")[0] for pages in lay_out(empty, settings, ()) for page in pages}
