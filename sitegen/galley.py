"""A galley: what reading and typesetting make of one file, pure and dear, in the two parts in which it is remembered.

The outline is what the site has to know of every post at every build; the prose is needed only by pages that show it.
Both can be packed into plain values and come back the same.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from sitegen.day import Day
from sitegen.marks.equation import Label
from sitegen.memory.parts import COUNT, Parts
from sitegen.post import FrontMatter, Post, Sighting
from sitegen.problem import Problem, error, warning
from sitegen.prose import Fault, Heading, Prose, typeset
from sitegen.reader import Source

_WITHOUT_REFERENCES = 2
"""The version of marshal in which equal values are equal bytes."""

_FACTS, _HTML, _TEXT = range(COUNT)
"""The parts of a prose that is packed."""


class Outline(NamedTuple):
    """What the site has to know of a post besides its prose: its front matter, and how its text relates to others.

    The post's body is left out: it has become prose. `is_whole` tells that no text would be lost.
    """

    post: Post
    mentions: tuple[tuple[str, int], ...]
    labels: tuple[Label, ...]
    references: tuple[tuple[str, int], ...]
    is_whole: bool


class Galley(NamedTuple):
    """The outline and the prose of a post, if its file could be read, and every problem of it.

    Those of its text matter only if the post is published.
    """

    outline: Outline | None
    prose: Prose | None
    reading: list[Problem]
    typesetting: list[Problem]


def make(post: Post | None, problems: list[Problem], html: bool, macros: Mapping[str, Any]) -> Galley:
    """Return the galley of a post, if its file could be read, and with the problems of reading it. `html` and `macros`
    are those of `typeset`.
    """
    if post is None:
        return Galley(None, None, problems, [])
    prose = typeset(post.body, html, {**macros, **post.meta.macros})
    return Galley(outline_of(post, prose), prose, problems, [_problem(post, fault) for fault in prose.faults])


def outline_of(post: Post, prose: Prose) -> Outline:
    """Return the outline of a post whose text has become this prose."""
    is_whole = not any(fault.is_error for fault in prose.faults)
    post = Post(post.path, post.kind, post.meta, "", post.body_line, post.slug, post.assets, post.folder)
    return Outline(post, prose.mentions, prose.labels, prose.references, is_whole)


def _problem(post: Post, fault: Fault) -> Problem:
    make = error if fault.is_error else warning
    message = fault.message.replace("{first}", str(post.body_line + fault.other))
    return make(post.path, post.body_line + fault.line, fault.kind, message)


# ---------------------------------------------------------------------------------------------- packing


def pack(outline: Outline | None) -> bytes:
    """Return the outline as bytes. The files beside a post are left out: they are looked for at every build."""
    if outline is None:
        return b""
    post, mentions, labels, references, is_whole = outline
    meta = post.meta._replace(archive=_plain_each(post.meta.archive)) if post.meta.archive else post.meta
    title, author, date, updated, expires, *rest = meta
    fields = (title, author, date and tuple(date), updated and tuple(updated), expires and tuple(expires), *rest)
    of_post = (post.path, post.kind, fields, post.body_line, post.slug)
    return marshal.dumps((of_post, mentions, _plain_each(labels), references, is_whole), _WITHOUT_REFERENCES)


def unpack(data: bytes, source: Source) -> Outline | None:
    """Return the outline that was packed, with the files that are beside the post now."""
    if not data:
        return None
    of_post, mentions, labels, references, is_whole = marshal.loads(data)
    path, kind, (title, author, date, updated, expires, *rest), body_line, slug = of_post
    meta = FrontMatter(title, author, date and Day(*date), updated and Day(*updated), expires and Day(*expires), *rest)
    if meta.archive:
        meta = meta._replace(archive=tuple(map(Sighting._make, meta.archive)))
    post = Post(path, kind, meta, "", body_line, slug, source.assets, source.folder)
    return Outline(post, mentions, tuple(map(Label._make, labels)), references, is_whole)


def pack_problems(reading: list[Problem], typesetting: list[Problem]) -> bytes:
    """Return the problems as bytes; none are no bytes."""
    if not reading and not typesetting:
        return b""
    return marshal.dumps(([tuple(problem) for problem in reading], [tuple(problem) for problem in typesetting]))


def unpack_problems(data: bytes) -> tuple[list[Problem], list[Problem]]:
    """Return the problems that were packed: of reading, and of typesetting."""
    reading, typesetting = marshal.loads(data) if data else ((), ())
    return [Problem(*values) for values in reading], [Problem(*values) for values in typesetting]


def pack_prose(prose: Prose) -> tuple[bytes, bytes, bytes]:
    """Return the prose as bytes, without what the outline tells already: facts of it, its HTML and its text."""
    headings = _plain_each(prose.headings)
    counts = (prose.is_cut, prose.is_empty, prose.han, prose.words, prose.displays)
    facts = marshal.dumps((prose.summary, prose.description, headings, *counts))
    return facts, prose.html.encode("utf-8", "surrogatepass"), prose.text.encode("utf-8", "surrogatepass")


class PackedProse:
    """Prose that was packed: its HTML and its text, the longest parts of it, are unpacked when they are asked for."""

    def __init__(self, packed: Parts) -> None:
        self._packed = packed
        self.summary, self.description, headings, *counts = marshal.loads(packed[_FACTS])
        self.is_cut, self.is_empty, self.han, self.words, self.displays = counts
        self.headings = tuple(map(Heading._make, headings))

    @cached_property
    def html(self) -> str:
        """The text as HTML."""
        return self._packed[_HTML].decode("utf-8", "surrogatepass")

    @cached_property
    def text(self) -> str:
        """What one reads of it."""
        return self._packed[_TEXT].decode("utf-8", "surrogatepass")


def _plain_each(values: tuple[tuple[Any, ...], ...]) -> Any:
    return tuple(map(tuple, values)) if values else ()
