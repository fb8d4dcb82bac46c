"""Posts in HTML, as feeds and exports hold them: into originals, with everything that does not come over told."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

from sitegen.day import Day, read_day
from sitegen.importing.harvest import Harvest, counted
from sitegen.importing.hypertext import Converted, to_markdown
from sitegen.importing.original import Original
from sitegen.importing.permalinks import path_of
from sitegen.patience import LONGEST, TooLongError, at_most
from sitegen.post import FrontMatter
from sitegen.problem import error, warning
from sitegen.slug import path_component

_tag = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass
class WebText:
    """A post as an export has it: its front matter, its HTML, and where it stands.

    `base` is the address from which its links lead; `by_lines` says that blank lines part its paragraphs.
    """

    meta: FrontMatter
    html: str
    place: str
    address: str
    base: str
    line: int
    kind: Literal["post", "page"] = "post"
    by_lines: bool = False


class Bale:
    """The posts of one file, on their way into a harvest. `base` is where their site begins."""

    def __init__(self, path: str, file: str, source: str, base: str, harvest: Harvest) -> None:
        self.path, self.file, self.source, self.base, self.harvest = path, file, source, base, harvest
        self.texts: list[tuple[WebText, int]] = []

    def add(self, text: WebText, rank: int) -> None:
        """Add a post, and how good its text is."""
        self.texts.append((text, rank))

    def deliver(self) -> None:
        """Bring the posts into the harvest, their texts as Markdown; tell what holds for the whole file."""
        addresses = {text.address for text, _ in self.texts if text.address}
        pictures = posts = 0
        for text, rank in self.texts:
            converted = self._converted(text, addresses)
            tell = warning if converted.markdown else error  # then the text is lost
            for fault in converted.faults:
                self.harvest.problems.append(tell(self.path, text.line, "html", f"{text.meta.title}: {fault}"))
            pictures += converted.pictures
            posts += bool(converted.pictures)
            place = text.place or f"{self.file}:{text.line}"
            original = Original(
                text.meta, converted.markdown, self.source, self.file, place, text.kind, address=text.address
            )
            self.harvest.add(original, self.path, text.line, rank)
        if pictures:
            message = f"{counted(pictures, 'picture')} in {counted(posts, 'post')}: still on the web"
            help = "copy them into static/ and change their addresses before the old site goes"
            self.harvest.problems.append(warning(self.path, 0, "pictures", message, help=help))

    def _converted(self, text: WebText, addresses: set[str]) -> Converted:
        try:
            with at_most(LONGEST):
                return to_markdown(text.html, text.base, text.by_lines, lambda link: self._moved(link, addresses))
        except TooLongError:
            fault = f"reading it was stopped after {LONGEST:g} s of a processor's time; the text is left out"
        except RecursionError:
            fault = "elements nested too deep; the text is left out"
        return Converted("", 0, [fault])

    def _moved(self, link: str, addresses: set[str]) -> str:
        """Return where a link leads now: what led to a post that comes over leads there on this site too."""
        address, mark, part = link.partition("#")
        path = path_of(address, self.base) if address.startswith(("http:", "https:")) else ""
        return f"{path}{mark}{part}" if path in addresses else link

    def day(self, text: str, line: int) -> Day | None:
        """Return the day that a text names; one that is none is told."""
        if not text.strip():
            return None
        try:
            return read_day(text)
        except ValueError as fault:
            message = f"{fault}; the post is kept without one"
            self.harvest.problems.append(warning(self.path, line, "date", message))
            return None


def plain(text: str) -> str:
    """Return a piece of HTML, such as a title, as plain text in one line; formulas in it stay."""
    return " ".join(html.unescape(_tag.sub("", text)).split())


def slug(name: str) -> str:
    """Return the slug that the last part of an address gives, or nothing where that is but a number."""
    last = name.rstrip("/").rpartition("/")[2]
    last = re.sub(r"\.(?:html?|php|aspx?)$", "", last)
    return path_component(last) if last and not last.isdigit() else ""
