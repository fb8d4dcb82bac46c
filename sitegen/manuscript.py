"""The site as an editor reads it: what each text links to and shows, and where in its file that was written.

What every post is asked for is taken from its rendered text; a file is read once more only where there is something to
say of it, for then its lines and columns are wanted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from sitegen import frontmatter, reader
from sitegen.assets import Assets
from sitegen.destinations import Destinations
from sitegen.frontmatter import OTHERS, SYNONYMS
from sitegen.galley import Outline
from sitegen.marks.picture import MARK
from sitegen.page import Page
from sitegen.post import Post
from sitegen.prose.places import TAGS, Kind, Place, attributes, places
from sitegen.reader import Source
from sitegen.settings import Settings
from sitegen.site import Entry, Site
from sitegen.vocabulary import Vocabulary
from sitegen.yamltext import Mapping, Scalar, Sequence

_tag = re.compile(rf'<(a|img){MARK}?\s(?!class="(?:anchor|footnote))((?:[^>"]|"[^"]*")*+)>')


class Reference(NamedTuple):
    """A link or a picture of a text: its address as the rendered text has it, and the words that stand for a picture."""

    kind: Kind
    address: str
    alt: str


class Text:
    """The text of a post, to be asked where something stands in it. Lines are those of its file."""

    def __init__(self, post: Post, fields: Mapping, html: bool) -> None:
        self.post, self._fields, self._html = post, fields, html

    @cached_property
    def places(self) -> list[Place]:
        """Links, pictures, headings and pieces of HTML in their order."""
        return self._places(self._html)

    @cached_property
    def tags(self) -> list[Place]:
        """The pieces that are HTML, or would be if raw HTML were read."""
        return [place for place in self._places(True) if place.kind == "html"]

    def _places(self, html: bool) -> list[Place]:
        return [place._replace(line=self.post.body_line + place.line) for place in places(self.post.body, html)]

    def find(self, kind: Kind, what: str) -> list[Place]:
        """Return every place of an address or an id; the beginning of the text if none is known."""
        return self._found.get((kind, what)) or [Place(kind, what, self.post.body_line, 0)]

    @cached_property
    def _found(self) -> dict[tuple[Kind, str], list[Place]]:
        found: dict[tuple[Kind, str], list[Place]] = {}
        for place in self.places:
            found.setdefault((place.kind, place.what), []).append(place)
        return found

    def search(self, words: str, line: int) -> tuple[int, int]:
        """Return line and column of words that stand in this line or after it; the line itself if they do not."""
        at = self.post.body.find(words, self._starts[min(line - self.post.body_line, len(self._starts) - 1)])
        if at < 0:
            return line, 0
        before = bisect_right(self._starts, at) - 1
        return self.post.body_line + before, at - self._starts[before] + 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line of the body begins, and where one after the last would."""
        return [0, *accumulate(len(text) + 1 for text in self.post.body.split("\n"))]

    def field(self, name: str, word: str = "") -> tuple[int, int]:
        """Return line and column of a field of the front matter, or of a word in its list; of the file if there is none."""
        for key, node in self._fields.items.items():
            if SYNONYMS.get(key, OTHERS.get(key, key)) == name:
                items = node.items if isinstance(node, Sequence) else []
                found = [item for item in items if isinstance(item, Scalar) and item.text == word]
                return (found[0].line, found[0].column) if found else self._fields.keys[key]
        return 1, 0


@dataclass(frozen=True)
class Manuscript:
    """The site, and everything about it that checks ask for.

    `outlines` are all posts and pages, published or not; `files` are theirs by path; `now` is the moment of reading.
    """

    source: Path
    site: Site
    settings: Settings
    vocabulary: Vocabulary
    pages: Collection[Page]
    assets: Assets
    files: dict[str, Source]
    outlines: Collection[Outline]
    now: datetime
    _texts: dict[str, Text] = field(default_factory=dict)

    @cached_property
    def entries(self) -> list[Entry]:
        """The posts and the plain pages that are published, hidden ones too."""
        return list(self.site.everything)

    @cached_property
    def unpublished(self) -> list[Outline]:
        """The drafts, and the posts whose day has not come or is over."""
        published = {entry.post.path for entry in self.entries}
        return [outline for outline in self.outlines if outline.post.path not in published]

    @cached_property
    def destinations(self) -> Destinations:
        """What links can lead to."""
        return Destinations(self.source, self.site, self.settings, self.pages, self.assets)

    @cached_property
    def references(self) -> list[tuple[Entry, tuple[Reference, ...]]]:
        """Posts and pages with the links and pictures of their texts, each once."""
        found = ((entry, tuple(dict.fromkeys(_references(entry.prose.html)))) for entry in self.entries)
        return [(entry, references) for entry, references in found if references]

    def text(self, post: Post) -> Text:
        """Return the text of a post, to be asked for places."""
        if post.path not in self._texts:
            self._texts[post.path] = _read(post, self.files[post.path], self.settings.markdown.html)
        return self._texts[post.path]


def _read(post: Post, source: Source, html: bool) -> Text:
    """Read the file of a post again, which may have gone since."""
    data = reader.read(source)
    again = reader.parse_post(source, data)[0] if isinstance(data, bytes) else None
    text = reader.decoded(data, post.path, []) if isinstance(data, bytes) else None
    if again is None or text is None:
        return Text(post, Mapping({}, {}), html)
    return Text(again, frontmatter.split(text, post.path).mapping, html)


def _references(html: str) -> Iterator[Reference]:
    if "<a " not in html and "<img" not in html:
        return
    for found in _tag.finditer(html):
        values = attributes(found[2])
        kind, name = TAGS[found[1]]
        if name in values:
            yield Reference(kind, values[name], values.get("alt", ""))
