"""Sites of Pelican: articles and pages with `Key: value` heads, `{static}` and `{filename}` links, addresses.

The settings are a program; only what is written there as a plain value is read, and nothing is run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sitegen import reader, regular
from sitegen.day import Day, read_day
from sitegen.importing.harvest import Harvest, counted
from sitegen.importing.markdownsite import MEDIA, MarkdownSite, Page, single_backslashes
from sitegen.importing.permalinks import path_of
from sitegen.importing.transcript import Transcript
from sitegen.problem import warning
from sitegen.slug import path_component

_special = re.compile(
    r"(?<=[(<\"' ])(?:\{(?P<kind>\w+)\}|\|(?P<old>filename|static)\|)(?P<path>[^)>\"'\s#]+)(?P<part>#[^)>\"'\s]*)?"
)
_dated = re.compile(r"(\d{4}-\d{2}-\d{2})[-_]?(.*)")


def is_one(place: Path) -> bool:
    """Return whether this is a site of Pelican."""
    return place.is_dir() and (place / "pelicanconf.py").is_file()


def read(place: Path, harvest: Harvest) -> None:
    """Add the articles, pages and files of a site."""
    _Pelican(place, harvest).read()


def settings_of(file: Path, harvest: Harvest) -> dict[str, Any]:
    """Return the settings that stand in a program as plain values."""
    path = reader.shown(file)
    try:
        tree = ast.parse(regular.read(file).decode("utf-8-sig"))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as fault:
        line = fault.lineno or 0 if isinstance(fault, SyntaxError) else 0
        harvest.problems.append(
            warning(path, line, "settings", f"cannot be read: {fault}; Pelican's defaults are taken")
        )
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                if node.targets[0].id in _USED:
                    message = f"{node.targets[0].id} is no plain value; Pelican's default is taken"
                    harvest.problems.append(warning(path, node.lineno, "settings", message))
    return found


_USED = ("PATH", "ARTICLE_URL", "PAGE_URL", "PAGE_PATHS", "STATIC_PATHS", "DEFAULT_LANG", "DEFAULT_CATEGORY", "FILENAME_METADATA")  # fmt: skip


class _Pelican:
    def __init__(self, root: Path, harvest: Harvest) -> None:
        self.site = MarkdownSite(root, harvest)
        self.config = settings_of(root / "pelicanconf.py", harvest)
        self.content = self.site.folder(self.config.get("PATH"), "content")
        self.without_address = 0

    def _paths(self, name: str, default: list[str]) -> list[str]:
        value = self.config.get(name, default)
        return [str(path).strip("/") for path in value] if isinstance(value, list | tuple) else default

    def read(self) -> None:
        page_paths = self._paths("PAGE_PATHS", ["pages"])
        static = self._paths("STATIC_PATHS", ["images"])
        files = self.site.files(self.content)
        for text in self.site.texts(files):
            name = text.file.relative_to(self.content).as_posix()
            is_page = any(name.startswith(f"{path}/") for path in page_paths)
            self._page(text, "page" if is_page else "post")
        names = [(file, file.relative_to(self.content).as_posix()) for file in files]
        media = [f for f, name in names if f.suffix.lower() in MEDIA or any(name.startswith(f"{p}/") for p in static)]
        self.site.static(self.content, (file for file in media if file.suffix.lower() not in (".md", ".rst", ".html")))
        self.site.deliver(self._convert)
        if self.without_address:
            message = f"the old addresses of {counted(self.without_address, 'post')} are not known: made of titles by a table of Pelican's"
            harvest = self.site.harvest
            harvest.problems.append(
                warning(str(self.site.root), 0, "alias", message, help="aliases: in a post names them")
            )

    def _page(self, text: Transcript, kind: str) -> None:
        found = _dated.fullmatch(text.file.stem)
        date = text.meta.date or (_day(found[1]) if found and kind == "post" else None)
        title = text.meta.title or text.file.stem
        known = text.meta.slug or _slug(title)
        slug = known or path_component(text.file.stem)
        address = "" if text.meta.draft else self._address(text, kind, known, date.iso if date and date.year else "")
        self.without_address += not address and not text.meta.draft
        language = str(self.config.get("DEFAULT_LANG") or "en")
        meta = text.meta._replace(
            title=title,
            date=date,
            slug=slug,
            permalink=text.meta.permalink,
            lang=text.meta.lang if text.meta.lang != language else "",
            hidden=text.said.get("status", "").lower() == "hidden",
            tags=tuple(dict.fromkeys((*text.meta.tags, *self._category(text, kind)))),
        )
        self.site.pages.append(Page(text, meta, address, "page" if kind == "page" else "post"))

    def _category(self, text: Transcript, kind: str) -> list[str]:
        """The folder of an article is its category, if it names none."""
        folder = text.file.parent
        if (
            kind == "page"
            or text.categories
            or folder == self.content
            or not self.config.get("USE_FOLDER_AS_CATEGORY", True)
        ):
            return []
        return [folder.name]

    def _address(self, text: Transcript, kind: str, slug: str, date: str) -> str:
        if text.meta.permalink:
            return text.meta.permalink
        default = "{slug}.html" if kind == "post" else "pages/{slug}.html"
        pattern = self.config.get("ARTICLE_URL" if kind == "post" else "PAGE_URL", default)
        category = next(
            iter((*text.categories, *self._category(text, kind))), str(self.config.get("DEFAULT_CATEGORY") or "misc")
        )
        moment = datetime.fromisoformat(date) if date else None
        names = {
            "slug": slug,
            "date": moment,
            "category": _slug(category),
            "lang": text.meta.lang or "",
            "author": _slug(text.meta.author),
        }
        missing = re.findall(r"\{(\w+)", str(pattern))
        if any(not names.get(name) for name in missing):
            return ""
        try:
            filled = re.sub(r"\{(\w+)(?::([^{}]*))?\}", lambda found: _filled(names[found[1]], found[2]), str(pattern))
        except ValueError:  # no such form of a date
            return ""
        return path_of("/" + filled)

    def _convert(self, page: Page, tell: Callable[[int, str], None]) -> str:
        def replaced(found: re.Match[str]) -> str:
            kind = found["kind"] or found["old"]
            address = None
            if kind in ("static", "attach", "filename"):
                target = self._target(page.transcript.file, found["path"])
                address = (
                    self.site.address_of(target) if kind == "filename" and target.endswith(".md") else f"/{target}"
                )
            if address is None:
                tell(found.start(), found[0])
                return found[0]
            return address + (found["part"] or "")

        return single_backslashes(_special.sub(replaced, page.transcript.body))

    def _target(self, file: Path, path: str) -> str:
        """Return the path from the content's folder that a link names from there (`/…`) or from beside a file."""
        start = self.content if path.startswith("/") else file.parent
        parts: list[str] = []
        for part in (start / path.lstrip("/")).relative_to(self.content).parts:
            if part == "..":
                parts = parts[:-1]
            else:
                parts.append(part)
        return "/".join(parts)


def _day(text: str) -> Day | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _slug(text: str) -> str:
    """Return what Pelican makes of a title in ASCII; nothing for another, which it spells by a table of its own."""
    if not text.isascii():
        return ""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip()).lower()


def _filled(value: Any, form: str | None) -> str:
    return f"{value:{form}}" if form and isinstance(value, datetime) else str(value)
