"""What the search page searches in: the posts as one JSON file, or as the documents that Pagefind makes its index of.

The JSON index finds any run of characters, works from a disk too, and is loaded whole, so its size is bounded: up to
`MOST` posts it has `ROOM` characters of their texts, the longest cut first, and beyond that titles, tags and series only.
Pagefind loads only what a question needs, and so has no bounds, but it needs a server. Beside it the JSON index holds
no texts, and is asked only for what hits are told apart by.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from sitegen.chinese import HAN
from sitegen.engine import has_pagefind
from sitegen.memory import Memory
from sitegen.options import Watcher
from sitegen.settings import Settings
from sitegen.site import Entry, Site

INDEX = "search/index.js"

FOLDER = "search/pagefind/"
"""Where Pagefind's files lie in the output."""

SMALL = 200
"""Up to so many posts `auto` is the JSON index, which has their texts (nearly) whole."""

MOST = 2_000
ROOM = 600_000

_PREVIEW = "preview"

_may_differ = re.compile(r"[$\\\\&<>\"']").search
"""Whether a title may be another in HTML: one that holds a formula, or what HTML escapes."""


def engine(settings: Settings, site: Site) -> str:
    """Return what the site is searched with: `pagefind`, `json`, `off`, or in a preview perhaps only `titles`."""
    if settings.search == _PREVIEW:
        return "json" if site.post_count <= SMALL else "titles"
    if settings.search != "auto":
        return settings.search
    return "pagefind" if site.post_count > SMALL and has_pagefind() else "json"


def for_preview(settings: Settings) -> Settings:
    """Return the settings for a preview: whoever saves a text of many does not wait until an index is made of all."""
    return settings if settings.search == "off" else settings._replace(search=_PREVIEW)


# ---------------------------------------------------------------------------------------------- the JSON index


class Index:
    """What the JSON index holds of the posts; `with_texts`: whether the page searches in it for texts."""

    def __init__(self, site: Site, with_texts: bool = True) -> None:
        self.site = site
        self.has_texts = with_texts and site.post_count <= MOST

    def rows(self, link: Callable[[str], str]) -> list[list[object]]:
        """Return what the search page knows of each post: address, title, its HTML if it differs, date, reads, tags,
        series, text. A page that shows the texts depends on all of them.
        """
        self.site.shelf.taken.update(self._texts)
        return [[link(url), *facts] for url, facts in self._facts]

    @property
    def version(self) -> str:
        """Another one whenever a post has become another."""
        self.site.shelf.taken.update(self._texts)
        return hashlib.sha256(repr(self._facts).encode()).hexdigest()[:8]

    @property
    def _facts(self) -> list[tuple[str, tuple[object, ...]]]:
        return self.site.shelf.once((self, "facts"), self._all_told)

    def _all_told(self) -> list[tuple[str, tuple[object, ...]]]:
        texts = self._texts
        return [(entry.url, (*_told(entry), texts.get(entry.post.path, ""))) for entry in self.site.entries]

    @property
    def _texts(self) -> dict[str, str]:
        """As much of each post's text as there is room for."""
        return self.site.shelf.once((self, "texts"), self._cut_texts) if self.has_texts else {}

    def _cut_texts(self) -> dict[str, str]:
        texts = {entry.post.path: entry.prose.text for entry in self.site.entries}
        longest = share([len(text) for text in texts.values()], ROOM)
        return {path: text[:longest] for path, text in texts.items()}


def share(lengths: Sequence[int], room: int) -> int:
    """Return the length to which texts of these lengths have to be cut to have room together."""
    left = room
    for n, length in enumerate(sorted(lengths)):
        if length * (len(lengths) - n) > left:
            return left // (len(lengths) - n)
        left -= length
    return max(lengths, default=0)


def _told(entry: Entry) -> tuple[object, ...]:
    date, series = entry.date.iso if entry.date else "", entry.series.name if entry.series else ""
    html = entry.title_html if _may_differ(entry.title) and entry.title_html != entry.title else ""
    return (entry.title, html, date, entry.read_count or 0, [tag.name for tag in entry.tags], series)


# ---------------------------------------------------------------------------------------------- Pagefind's


class Bundle(NamedTuple):
    """Pagefind's files by their paths in the output, and whether they differ from those of the build before."""

    files: Mapping[str, bytes]
    is_new: bool


def bundle(site: Site, settings: Settings, memory: Memory, watcher: Watcher) -> Bundle:
    """Return what Pagefind makes of the site, if it is searched with it; remembered until a searched text changes.

    Raises SiteError (status 3) where Pagefind cannot do it.
    """
    if engine(settings, site) != "pagefind":
        return Bundle({}, False)
    watcher.begins("index")
    documents = {f"{n}.html": document(entry) for n, entry in enumerate(site.entries)}
    key = hashlib.blake2b(repr((settings.language, documents)).encode(), digest_size=16).digest()
    files = memory.bundle(key)
    is_new = files is None
    if files is None:
        from sitegen import pagefind  # a late import: few builds make an index

        files = pagefind.index(documents, settings.language)
        files["names.json"] = _names(site, files)
        memory.save_bundle(key, files)
    return Bundle({FOLDER + path: data for path, data in files.items()}, is_new)


def document(entry: Entry) -> str:
    """Return the post as Pagefind reads it: what is searched in, and what is shown of a hit.

    It has none of Pagefind's filters and orders, of which an index is made in another way each time; the page has its own.
    """
    shown = {
        "title": entry.title,
        "html": str(entry.title_html),
        "address": entry.url,
        "date": entry.date.iso if entry.date else "",
        "reads": str(entry.read_count or 0),
        "tags": json.dumps([tag.name for tag in entry.tags], ensure_ascii=False),
    }
    facts = [f'<meta data-pagefind-meta="{name}[content]" content="{escape(text)}">' for name, text in shown.items()]
    title = f'<h1 data-pagefind-weight="10">{escape(apart(entry.title))}</h1>'
    text = f"<p>{escape(apart(entry.prose.text))}</p>"
    return f"<html><body data-pagefind-body>{''.join(facts)}{title}{text}</body></html>"


def _names(site: Site, files: Mapping[str, bytes]) -> bytes:
    """Return Pagefind's names of the posts, in their order: by them the page knows which of the posts a hit is."""
    names = {}
    for path, data in files.items():
        if path.endswith(".pf_fragment"):
            fragment = json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd"))
            names[fragment["meta"]["address"]] = path.rpartition("/")[2].removesuffix(".pf_fragment")
    return json.dumps([names.get(entry.url, "") for entry in site.entries]).encode()


def apart(text: str) -> str:
    """Return the text with its Chinese characters apart, each a word of its own.

    A phrase of such words is found wherever it stands. Pagefind's own words are not those of the browser, which takes the
    question apart, and nothing across two words would be found.
    """
    return " ".join(re.sub(f"({HAN})", r" \1 ", text).split())
