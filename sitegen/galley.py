"""A galley: what reading and typesetting make of one file, pure and dear, in the two parts in which it is remembered.

The outline is what the site has to know of every post at every build; the prose is needed only by pages that show it.
Both can be packed into plain values and come back the same.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from typing import Any, NamedTuple

from sitegen.day import Day
from sitegen.marks.equation import Label
from sitegen.post import FrontMatter, Post, Sighting
from sitegen.problem import Problem, error, warning
from sitegen.prose import Fault, Heading, Prose, typeset
from sitegen.reader import Source, parse_post

_WITHOUT_REFERENCES = 2
"""The version of marshal in which equal values are equal bytes."""


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


def make(source: Source, data: bytes, html: bool, macros: Mapping[str, Any]) -> Galley:
    """Return the galley of a file that holds these bytes. `html` and `macros` are those of `typeset`."""
    post, problems = parse_post(source, data)
    if post is None:
        return Galley(None, None, problems, [])
    prose = typeset(post.body, html, {**macros, **post.meta.macros})
    return Galley(outline_of(post, prose), prose, problems, [_problem(post, fault) for fault in prose.faults])


def outline_of(post: Post, prose: Prose) -> Outline:
    """Return the outline of a post whose text has become this prose."""
    is_whole = not any(fault.is_error for fault in prose.faults)
    return Outline(post._replace(body=""), prose.mentions, prose.labels, prose.references, is_whole)


def _problem(post: Post, fault: Fault) -> Problem:
    make = error if fault.is_error else warning
    message = fault.message.replace("{first}", str(post.body_line + fault.other))
    return make(post.path, post.body_line + fault.line, fault.kind, message)


# ---------------------------------------------------------------------------------------------- packing


def pack(outline: Outline | None) -> bytes:
    """Return the outline as bytes. The files beside a post are left out: they are looked for at every build."""
    if outline is None:
        return b""
    post, meta = outline.post, outline.post.meta
    date, updated, expires = map(_plain, (meta.date, meta.updated, meta.expires))
    fields = meta._replace(date=date, updated=updated, expires=expires, archive=_plain_each(meta.archive))
    of_post = (post.path, post.kind, tuple(fields), post.body_line, post.slug)
    plain = (of_post, outline.mentions, _plain_each(outline.labels), outline.references, outline.is_whole)
    return marshal.dumps(plain, _WITHOUT_REFERENCES)


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


def pack_prose(prose: Prose | None) -> bytes:
    """Return the prose as bytes, without what the outline tells already."""
    if prose is None:
        return b""
    headings: Any = _plain_each(prose.headings)
    return marshal.dumps(tuple(prose._replace(headings=headings, mentions=(), labels=(), references=(), faults=())))


def unpack_prose(data: bytes) -> Prose:
    """Return the prose that was packed."""
    prose = Prose._make(marshal.loads(data))
    return prose._replace(headings=tuple(map(Heading._make, prose.headings))) if prose.headings else prose


def _plain(value: tuple[Any, ...] | None) -> Any:
    return None if value is None else tuple(value)


def _plain_each(values: tuple[tuple[Any, ...], ...]) -> Any:
    return tuple(map(tuple, values)) if values else ()
