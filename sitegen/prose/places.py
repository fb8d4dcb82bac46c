"""Where in a text its links, pictures and pieces of HTML stand: what a build need not know, and who reads proofs must.

The text is read by the library as a whole, with rules that note where they begin. The places are those in the text as it
was written: formulas, quotes and lists move nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token

from sitegen.marks import math
from sitegen.marks.masked import Masked
from sitegen.prose.markdown import new_parser

Kind = Literal["link", "image", "html", "heading"]


class Place(NamedTuple):
    """A link or a picture with its address as it is in the rendered text, a piece of HTML, or a heading with its id.

    The line counts from 0 in the text and the column from 1. `words` stand for a picture; None if nothing does.
    """

    kind: Kind
    what: str
    line: int
    column: int
    words: str | None = None


TAGS: dict[str, tuple[Kind, str]] = {"a": ("link", "href"), "img": ("image", "src")}
"""The tags that lead to something, what they are, and the attribute that says where."""

_TOKENS: dict[str, tuple[Kind, str]] = {"link_open": TAGS["a"], "image": TAGS["img"], "html_inline": ("html", "")}
_tag = re.compile(r"<(a|img)\s((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)
_attribute = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def places(body: str, html: bool) -> list[Place]:
    """Return the places of a text in their order. `html`: whether raw HTML is HTML, or text to be shown."""
    masked = math.mask(body)
    env: dict[str, object] = {"math": masked, "mentions": [], "faults": []}
    tokens = _parser(html).parse(masked.text, env)
    found = list(_Finder(masked).find(tokens))
    return sorted(found, key=lambda place: (place.line, place.column))


@cache
def _parser(html: bool) -> MarkdownIt:
    parser = new_parser(html)
    for name, rule in (("link", link), ("image", image), ("autolink", autolink), ("html_inline", html_inline)):
        parser.inline.ruler.at(name, _noting(rule))
    return parser


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The rule, which notes in the token of what it has found where that begins."""

    def noted(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        is_found = rule(state, silent)
        if is_found and not silent:
            first = next((token for token in state.tokens[before:] if token.type in _TOKENS), None)
            if first is not None:
                first.meta["at"] = start
        return is_found

    return noted


class _Finder:
    """Finds in a masked text what the library has read in it."""

    def __init__(self, masked: Masked) -> None:
        self.masked, self.text = masked, masked.text
        self.starts = [0, *(end.end() for end in re.finditer("\n", self.text))]
        self.cursor = self.note_cursor = 0
        self.last = (0, 0, 1)

    def find(self, tokens: list[Token]) -> Iterator[Place]:
        heading = ""
        for token in tokens:
            if token.type == "heading_open":
                heading = str(token.attrs["id"])
            elif token.type == "html_block":
                yield from self._in_html(token.content, self._offsets(token), 0)
            elif token.type == "inline":
                offsets = self._offsets(token)
                if heading:
                    yield self._place("heading", heading, offsets(0))
                yield from self._in_line(token, offsets)
                heading = ""

    def _start(self, token: Token) -> int:
        return self.starts[token.map[0]] if token.map else 0

    def _offsets(self, token: Token) -> Callable[[int], int]:
        """Return what tells for a position in the content of a token where that is in the text, line by line."""
        start = self._start(token)
        if token.map is None:  # a note where it is referred to: they come in their order, at the end
            at = self.note_cursor
        else:  # cells of a table share a line
            end = [*self.starts[token.map[1] : token.map[1] + 1], len(self.text)][0]
            at = self.cursor if start <= self.cursor < end else start
        bases: list[tuple[int, int]] = []
        position = 0
        for line in token.content.split("\n"):
            at = max(at, self.text.find(line, at))
            bases.append((position, at))
            position += len(line) + 1
            at += len(line)
        if token.map is None:
            self.note_cursor = at
        else:
            self.cursor = at

        def offset(wanted: int) -> int:
            position, base = bases[bisect_right(bases, wanted, key=lambda pair: pair[0]) - 1]
            return base + wanted - position

        return offset

    def _in_line(self, token: Token, offset: Callable[[int], int]) -> Iterator[Place]:
        for child in token.children or ():
            if child.type in _TOKENS and "at" in child.meta:
                kind, attribute = _TOKENS[child.type]
                at = child.meta["at"]
                if kind == "html":
                    yield from self._in_html(child.content, offset, at)
                else:
                    yield self._place(kind, str(child.attrs[attribute]), offset(at), child.content.strip() or None)

    def _in_html(self, html: str, offset: Callable[[int], int], at: int) -> Iterator[Place]:
        yield self._place("html", html, offset(at))
        for found in _tag.finditer(html):
            values = attributes(found[2])
            kind, name = TAGS[found[1].lower()]
            if name in values:
                yield self._place(kind, values[name], offset(at + found.start()), values.get("alt"))

    def _place(self, kind: Kind, what: str, at: int, words: str | None = None) -> Place:
        """The place of a position, counted on from the last one where that is in the same line before it."""
        start = self.starts[bisect_right(self.starts, at) - 1]
        counted, line, column = self.last
        if not start <= counted <= at:
            counted, line, column = start, self.masked.line(bisect_right(self.starts, at) - 1), 1
        between = self.masked.to_source(self.text[counted:at])
        column = len(between) - between.rfind("\n") if "\n" in between else column + len(between)
        self.last = (at, line + between.count("\n"), column)
        return Place(kind, what, self.last[1], self.last[2], words)


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag by their names; the first of a name counts."""
    values: dict[str, str] = {}
    for found in _attribute.finditer(tag):
        values.setdefault(found[1].lower(), unescape(found[2] or found[3] or found[4] or ""))
    return values
