"""A site whose posts are Markdown files: what the sites of Hugo, Jekyll, Hexo and Pelican have in common."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Literal

from sitegen import reader
from sitegen.importing import transcript
from sitegen.importing.harvest import Harvest, counted
from sitegen.importing.original import Original
from sitegen.importing.transcript import Transcript
from sitegen.marks import math
from sitegen.post import FrontMatter
from sitegen.problem import warning

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
UNREAD = {
    ".rst": "reStructuredText",
    ".org": "Org",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".ad": "AsciiDoc",
    ".textile": "Textile",
    ".pandoc": "pandoc's Markdown",
    ".rmd": "R Markdown",
    ".html": "HTML",
    ".htm": "HTML",
}
MEDIA = frozenset(
    ".png .jpg .jpeg .gif .svg .webp .avif .bmp .ico .tif .tiff .pdf .ps .eps .djvu .mp3 .ogg .wav .flac .m4a .mp4 "  # noqa: SIM905
    ".webm .mov .zip .gz .tgz .xz .7z .csv .tsv .xlsx .docx .pptx .ipynb .nb .m .tex .bib".split()
)
"""The endings of files that are no part of a theme."""

_code = re.compile(
    r"(?ms)^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`).{1,2000}?(?<!`)\2(?!`)"
)
_doubled = re.compile(
    r"(?<!\\)\\\\\((?!\\).{1,2000}?(?<!\\)\\\\\)|(?<!\\)\\\\\[(?!\d|\\).{1,2000}?(?<!\\)\\\\\]", re.DOTALL
)
_raw_html = re.compile(
    r"</?(?:a|b|i|br|p|div|span|img|font|center|table|iframe|sup|sub|video|audio|details|kbd|u|figure)\b[^<>]*>"
)
_PUNCTUATION = r"""\\([!-/:-@\[-`{-~])"""


@dataclass
class Page:
    """A post or a plain page on its way: its file, and what its site says of it."""

    transcript: Transcript
    meta: FrontMatter
    address: str = ""
    kind: Literal["post", "page"] = "post"
    files: tuple[tuple[str, Path], ...] = ()


@dataclass
class MarkdownSite:
    """A folder with such a site, and what is found in it."""

    root: Path
    harvest: Harvest
    pages: list[Page] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def name(self, file: Path) -> str:
        """Return the path of a file from the site's folder."""
        return file.relative_to(self.root).as_posix()

    def folder(self, said: object, default: str) -> Path:
        """Return the folder that the settings name, or the default where they name none, or one outside the site."""
        name = os.path.normpath(str(said or default))
        if Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name:
            message = f"the folder {name!r} is not in the site, and not read; {default}/ is"
            self.harvest.problems.append(warning(str(self.root), 0, "link-outside", message))
            name = default
        return self.root / name

    def files(self, folder: Path) -> list[Path]:
        """Return the files below a folder that are to be seen, in order."""
        return list(reader.walk(folder, self.root, self.harvest.problems))

    def texts(self, files: Iterable[Path], spaced: bool = False) -> Iterator[Transcript]:
        """Yield the Markdown files among these that can be read; those in other languages are told."""
        for file in files:
            suffix = file.suffix.lower()
            if suffix in SUFFIXES:
                found = transcript.read(file, self.harvest, spaced)
                if found:
                    yield found
            elif suffix in UNREAD:
                self.harvest.leave(reader.shown(file), f"{UNREAD[suffix]}; only Markdown is read")

    def address_of(self, name: str) -> str | None:
        """Return the old address of the post whose file has this name or path, or None."""
        wanted = name.strip("/ ").partition("#")
        for page in self.pages:
            path = self.name(page.transcript.file)
            stem = re.sub(r"(?:/_?index)?\.\w+$", "", path)
            if f"/{path}".endswith(f"/{wanted[0]}") or f"/{stem}".endswith(f"/{wanted[0]}"):
                return page.address + "".join(wanted[1:]) if page.address else None
        return None

    def static(self, folder: Path, files: Iterable[Path], below: str = "") -> None:
        """Bring files to where they are in the site: by their paths from a folder."""
        named = self.harvest.static.setdefault(str(self.root), {})
        for file in files:
            named[below + file.relative_to(folder).as_posix()] = file

    def deliver(self, convert: Callable[[Page, Callable[[int, str], None]], str]) -> None:
        """Put every page into the harvest, with its text as `convert` makes it; that tells what it cannot."""
        with_html = 0
        places: set[str] = set()
        for page in self.pages:
            body = convert(page, self._teller(page))
            prose = _code.sub("", body)
            with_html += bool(_raw_html.search(math.mask(prose).text))
            self._warn_of_doubled_backslashes(page, body)
            name = self.name(page.transcript.file)
            text = body.strip("\n")
            original = Original(
                page.meta,
                f"{text}\n" if text else "",
                str(self.root),
                name,
                name if page.address in places else page.address or name,
                page.kind,
                page.address,
                page.files,
            )
            places.add(page.address)
            self.harvest.add(original, page.transcript.path)
        self._close(with_html)

    def _teller(self, page: Page) -> Callable[[int, str], None]:
        starts = [0, *accumulate(len(line) + 1 for line in page.transcript.body.split("\n"))]

        def tell(at: int, tag: str) -> None:
            line = page.transcript.body_line + bisect_right(starts, at) - 1
            message = f"{' '.join(tag.split())} is not Markdown; it is kept as text"
            self.harvest.problems.append(warning(page.transcript.path, line, "shortcode", message))

        return tell

    def _warn_of_doubled_backslashes(self, page: Page, body: str) -> None:
        for formula in math.mask(body).formulas:
            if "\\\\\\\\" in formula.source:
                line = page.transcript.body_line + formula.line
                message = (
                    "four backslashes in a formula, perhaps doubled for the old site's Markdown; two make a new row"
                )
                self.harvest.problems.append(warning(page.transcript.path, line, "math", message))

    def _close(self, with_html: int) -> None:
        place = str(self.root)
        for what, count in self.left.items():
            self.harvest.left(place, count, what)
        if with_html:
            message = f"raw HTML in {counted(with_html, 'post')} is shown as text"
            help = "`markdown: {html: true}` in sitegen.yaml makes it HTML"
            self.harvest.problems.append(warning(place, 0, "html", message, help=help))


def single_backslashes(text: str) -> str:
    """Return Markdown whose formulas `\\\\(…\\\\)` and `\\\\[…\\\\]` are `\\(…\\)`, as other Markdown shows them.

    There an escaped backslash is a backslash, and so it is with whatever is escaped inside.
    """
    return outside_code(text, _with_single_backslashes) if "\\\\" in text else text


def _with_single_backslashes(prose: str) -> str:
    masked = math.mask(prose)

    def single(found: re.Match[str]) -> str:
        return re.sub(_PUNCTUATION, r"\1", masked.to_source(found[0]))

    return masked.to_source(_doubled.sub(single, masked.text))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return Markdown of which everything but code is changed."""
    out, pos = [], 0
    for found in _code.finditer(text):
        out += [change(text[pos : found.start()]), found[0]]
        pos = found.end()
    return "".join([*out, change(text[pos:])])
