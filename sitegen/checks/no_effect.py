"""Settings and front matter that do nothing.

In `sitegen.yaml`: an `archive.original` with neither `:title` nor `:slug`, so that all posts had one original; a
`theme.stylesheet` that is not in `static/`; `math.mathjax` where a copy of MathJax stands beside the site and is used
instead; a key of `theme` that no template asks for. In posts: an `original` that is no address of the web, and a
`series_number` without a series.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from sitegen import mathjax, yamltext
from sitegen.engine import theme_folder
from sitegen.folders import SETTINGS
from sitegen.manuscript import Manuscript
from sitegen.nearness import Names
from sitegen.problem import Problem, warning
from sitegen.yamltext import Mapping

KIND = "no-effect"

_asked_for = re.compile(r"""\btheme(?:\.get\(\s*|\[)?[.'"]*(\w+)""")
_any_key = re.compile(r"\btheme\s*(?:\[\s*[^'\"\s]|\.(?:items|keys|values)\b|[|%}),])")


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each setting and each field of front matter that does nothing."""
    yield from _Settings(manuscript).problems()
    for outline in manuscript.outlines:
        meta = outline.post.meta
        if meta.original and not re.match(r"https?://", meta.original, re.IGNORECASE):
            line, column = manuscript.text(outline.post).field("original")
            message = f"original: {meta.original} is no address of the web, and no link is made of it"
            yield warning(outline.post.path, line, KIND, message, column=column)
        if meta.series_number is not None and not meta.series:
            line, column = manuscript.text(outline.post).field("series_number")
            message = "series_number has no effect without a series"
            yield warning(outline.post.path, line, KIND, message, column=column)


class _Settings:
    """The settings as they stand in the file."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.source, self.settings = manuscript.source, manuscript.settings
        self.path = os.path.normpath(self.source / SETTINGS)

    @cached_property
    def file(self) -> Mapping:
        """The file's mapping: it has been read before, and was sound."""
        path = Path(self.path)
        return yamltext.read_mapping(path.read_text("utf-8-sig") if path.is_file() else "", self.path, "settings")

    def problems(self) -> Iterator[Problem]:
        original = self.settings.archive.original
        if original and ":title" not in original and ":slug" not in original:
            message = "has neither :title nor :slug: all posts would have one original"
            yield from self.problem("archive.original", message, "such as https://example.org/?q=:title")
        if mathjax.installed(self.source):
            message = f"has no effect: the copy in .sitegen{os.sep}mathjax-{mathjax.VERSION} is used"
            yield from self.problem("math.mathjax", message)
        sheet = self.settings.theme.get("stylesheet")
        if sheet and not any((folder / str(sheet)).is_file() for folder in self.folders("static")):
            yield from self.problem("theme.stylesheet", f"has no effect: there is no static/{sheet}")
        known = self.asked_for()
        for key in self.settings.theme:
            if known is not None and key not in known:
                near = Names(known).nearest(key)
                help = f"did you mean theme.{near}?" if near else ""
                yield from self.problem(f"theme.{key}", "has no effect: no template asks for it", help)

    def problem(self, name: str, message: str, help: str = "") -> Iterator[Problem]:
        """Yield the problem if the setting stands in the file."""
        group, _, key = name.partition(".")
        node = self.file.items.get(group)
        if isinstance(node, Mapping) and key in node.keys:
            line, column = node.keys[key]
            yield warning(self.path, line, KIND, f"{name} {message}", column=column, help=help)

    def folders(self, name: str) -> tuple[Path, Path]:
        return self.source / name, theme_folder(name)

    def asked_for(self) -> set[str] | None:
        """The keys of `theme` that templates ask for by name, or None if one of them may ask for any."""
        known: set[str] = set()
        for folder in self.folders("templates"):
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    text = file.read_text("utf-8", "replace")
                    if _any_key.search(text):
                        return None
                    known.update(_asked_for.findall(text))
        return known
