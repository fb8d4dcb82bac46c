"""What the pages that are open in a browser must be told after a build: nothing, most of the time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from sitegen.publish import Report

_SHOWN_BY_NO_OTHER_PAGE = (".html", ".xml", ".txt", ".json")


@dataclass(frozen=True)
class News:
    """Style sheets to be swapped in place; or the files that changed, and whether any page may show one of them."""

    sheets: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    for_all: bool = False

    def __bool__(self) -> bool:
        return bool(self.sheets or self.files)

    def concerns(self, file: str) -> bool:
        """Return whether a page that shows this file must be loaded anew."""
        return self.for_all or file in self.files


def news(report: Report, sources: Iterable[str]) -> News:
    """Return what this report means to open pages, `sources` being all files that were touched since the last build.

    If those are style sheets, and nothing else was written, then open pages swap them.
    """
    changed = [path for path in (*report.written, *report.removed) if not _is_hidden(path)]
    assets = [path for path in changed if PurePosixPath(path).suffix not in _SHOWN_BY_NO_OTHER_PAGE]
    touched = list(sources)
    if touched and assets and not report.removed and all(path.endswith(".css") for path in (*touched, *changed)):
        return News(sheets=tuple(assets))
    return News(files=frozenset(changed), for_all=bool(assets))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
