"""What a page can look at besides texts: posts, tags, lists and its own data, each with a face that tells of all of it.

A post is the same to whoever looks at it if its face is the same: its outline, its address, and which others it is related
to. So a page need not be made again if nothing at which its template looked has another face. Whoever goes on to another
post, to a list of a tag or of the site, looks at a face of its own.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sitegen.assets import Copy
from sitegen.page import Page, Pagination, page_of
from sitegen.related import Related, Relations
from sitegen.site import Entry, Series, Site, Tag, path_of


def mark(site: Site, outline_of: Callable[[str], bytes]) -> None:
    """Give its face to every post, tag and series; `outline_of` returns the outline of a post as bytes, by its path."""
    for entry in site.everything:
        entry.face = _face("post", entry.post.path, (outline_of(entry.post.path), *_relations(entry)))
    for group in _groups(site):
        group.face = _face("list", group.url, [entry.post.path for entry in group.entries])
    site.shelf.faces.clear()


def of_page(page: Page) -> str:
    """Return the face of what a page is made of; that of a post is made of the post alone."""
    if page.entry is not None and page == page_of(page.entry):
        return page.entry.face
    shown = (page.template, page.kind, page.title, page.about, page.shows, page.is_yielding, page.source)
    return _face("page", page.path, (shown, _plain(page.data), page.entry and path_of(page.entry)))


def of_related(entry: Entry, related: Iterable[Related]) -> str:
    """Return the face of what is related to a post, and why."""
    return _face("related", path_of(entry), [(path_of(other), reasons) for other, reasons in related])


def of_file(path: str, copy: Copy | None) -> str:
    """Return the face of what is copied to a path, or of its absence."""
    return _face("file", path, copy and copy.of)


def of_site(site: Site, name: str) -> str:
    """Return the face of a value of the site."""
    return _face("site", name, _plain(getattr(site, name)))


class Faces:
    """All faces as they are now; those that are `known` are all but those of which there are too many."""

    def __init__(self, site: Site, pages: Iterable[Page], copies: Mapping[str, Copy]) -> None:
        self._copies = copies
        self._relations = Relations(site)
        self._entries = {entry.post.path: entry for entry in site.everything}
        marked = [*(entry.face for entry in site.everything), *(group.face for group in _groups(site))]
        self.known = {*marked, *map(of_page, pages), *(of_site(site, name) for name in _NAMES)}

    def have(self, faces: Iterable[str]) -> bool:
        """Return whether each of these is a face now."""
        return all(face in self.known or face == self._now(face) for face in faces)

    def _now(self, face: str) -> str:
        """Return the face that what had this one has now, if there are too many of its kind to know them all."""
        kind, _, name = face.rpartition(" ")[0].partition(" ")
        if kind == "file":
            return of_file(name, self._copies.get(name))
        if kind == "related" and name in self._entries:
            return of_related(self._entries[name], self._relations.of(self._entries[name]))
        return ""


def _groups(site: Site) -> list[Tag | Series]:
    return [*site.tags, *site.series]


def told(faces: Iterable[str]) -> str:
    """Return in words what has one of these faces, a post if there is any."""
    first = min(faces, key=lambda face: (not face.startswith("post "), face))
    kind, _, name = first.rpartition(" ")[0].partition(" ")
    return _TOLD[kind].format(name)


_TOLD = {
    "post": "{}",
    "list": "the list at {}",
    "page": "what it is made of",
    "related": "what is related to {}",
    "site": "the site's {}",
    "file": "the file {}",
}

_NAMES = (*(field.name for field in fields(Site)), "everything", "post_count")


def _relations(entry: Entry) -> tuple[object, ...]:
    return (
        entry.url,
        entry.original,
        entry.newer and entry.newer.post.path,
        entry.older and entry.older.post.path,
        [_named(tag) for tag in entry.tags],
        entry.series and (*_named(entry.series), entry.position),
        [(number, other.post.path) for number, other in entry.mentions.items()],
        [other.post.path for other in entry.mentioned_by],
        [(name, other.post.path, tuple(label)) for name, (other, label) in entry.equations.items()],
    )


def _named(group: Tag | Series) -> tuple[str, ...]:
    return (group.name, group.url, group.description) if isinstance(group, Tag) else (group.name, group.url)


def _face(kind: str, name: str, told: Any) -> str:
    return f"{kind} {name} {hashlib.blake2b(marshal.dumps(told, 2), digest_size=9).hexdigest()}"


def _plain(value: Any) -> Any:
    """Return a value as plain ones; what nobody knows is never the same. A post that is named is not looked at."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if issubclass(kind, Entry):
        return ("post", path_of(value))
    if kind is dict or issubclass(kind, Mapping):
        return [(_plain(key), _plain(of)) for key, of in value.items()]
    if issubclass(kind, str):
        return str(value)
    if issubclass(kind, Tag | Series):
        return ("list", *_named(value))
    if issubclass(kind, Pagination):
        return (value.number, value.total, value.newer, value.older)
    if issubclass(kind, Sequence):
        return [_plain(each) for each in value]
    return ("never", os.urandom(9))


_PLAIN = {type(None), bool, int, float, str, bytes}
