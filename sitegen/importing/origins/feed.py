"""RSS and Atom feeds: RSS 2.0, RSS 1.0, Atom, and the Atom files that Blogger exports."""

from __future__ import annotations

import re
from collections import Counter
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from urllib.parse import urljoin

from sitegen import regular
from sitegen.day import Day
from sitegen.importing import xmltree
from sitegen.importing.harvest import Harvest
from sitegen.importing.permalinks import path_of
from sitegen.importing.webtexts import Bale, WebText, plain, slug
from sitegen.importing.xmltree import Element
from sitegen.post import FrontMatter
from sitegen.problem import SiteError

_ATOM = "http://www.w3.org/2005/Atom "
_CONTENT = "http://purl.org/rss/1.0/modules/content/ encoded"
_DC = "http://purl.org/dc/elements/1.1/ "
_XML = "http://www.w3.org/XML/1998/namespace "
_BLOGGER = "http://schemas.google.com/blogger/2008/kind#"
_ENDINGS = (".xml", ".atom", ".rss", ".rdf")
_roots = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_wordpress = re.compile(rb"wordpress\.org/export/")
_cut = re.compile(r"(?:\[(?:…|\.\.\.|&#8230;|&hellip;)\]|(?:…|\.\.\.)\s*(?:</p>)?|Continue reading.*|阅读全文.*)\s*\Z")

WHOLE, CUT = -1, 2
"""How good the texts are: those of an export are better, and a cut one is worse than any."""


def is_one(place: Path) -> bool:
    """Return whether this is a feed, or a folder with feeds and no site in it."""
    if place.is_dir():
        return any(map(_is_feed, _files(place))) and not any(place.glob("_config.y*ml"))
    return _is_feed(place)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS and file.is_file())


def _is_feed(file: Path) -> bool:
    try:
        with regular.opened(file) as opened:
            head = opened.read(4096).replace(b"\0", b"")
    except OSError:
        return False
    return bool(_roots.search(head)) and not _wordpress.search(head)


def read(place: Path, harvest: Harvest) -> None:
    """Add the posts of a feed, or of all feeds in a folder."""
    for file in _files(place) if place.is_dir() else [place]:
        path = str(file)
        try:
            root = xmltree.read(file, path, harvest.problems)
        except SiteError as fault:
            harvest.problems += fault.problems
            continue
        bale = Bale(path, file.name, str(place), "", harvest)
        if root.local not in ("feed", "rss", "RDF"):
            if not place.is_dir():
                harvest.leave(path, f"the root element is {root.local}, which is no feed", root.line)
        elif root.local == "feed":
            _Atom(root, bale).read()
        else:
            _Rss(root, bale).read()
        bale.deliver()


class _Rss:
    """A feed in RSS 2.0, or in RSS 1.0, whose items stand beside the channel."""

    def __init__(self, root: Element, bale: Bale) -> None:
        self.bale = bale
        self.space = root.name.removesuffix("RDF") and "http://purl.org/rss/1.0/ " if root.local == "RDF" else ""
        self.channel = root.one(f"{self.space}channel") or root
        self.items = root.all(f"{self.space}item") or self.channel.all("item")
        bale.base = self.base = self.channel.value(f"{self.space}link")

    def read(self) -> None:
        for item in self.items:
            self._item(item)

    def _item(self, item: Element) -> None:
        link = item.value(f"{self.space}link")
        guid = item.one("guid")
        if not link and guid and guid.attributes.get("isPermaLink") != "false":
            link = guid.text.strip()
        content = item.value(_CONTENT)
        text = content or item.value(f"{self.space}description")
        is_cut = not content and _cut.search(text) is not None
        author = plain(item.value(f"{_DC}creator")) or re.sub(r".*\((.*)\)$", r"\1", item.value("author"))
        tags = [plain(tag.text) for tag in item.all("category")] + [
            plain(tag.text) for tag in item.all(f"{_DC}subject")
        ]
        address = path_of(link, self.base or "/")
        meta = FrontMatter(
            title=plain(item.value(f"{self.space}title")) or _untitled(text, link),
            author=author,
            date=self._day(item),
            tags=tuple(dict.fromkeys(filter(None, tags))),
            slug=slug(address),
            truncated=is_cut,
            original=link if is_cut else "",
        )
        place = address or link or (guid.text.strip() if guid else "")
        post = WebText(meta, text, place, address, link or self.base, item.line)
        self.bale.add(post, CUT if is_cut else WHOLE)

    def _day(self, item: Element) -> Day | None:
        told = item.value("pubDate") or item.value(f"{_DC}date")
        try:
            return _of_mail(told)
        except (ValueError, TypeError, IndexError, OverflowError):
            return self.bale.day(told, item.line)


def _of_mail(text: str) -> Day:
    """Return the day of `Fri, 14 Jun 2024 08:30:00 +0800`."""
    moment = parsedate_to_datetime(text)
    hours = f"{moment:%z}" if moment.tzinfo else ""
    offset = "Z" if hours == "+0000" else f"{hours[:3]}:{hours[3:5]}" if hours else ""
    return Day(moment.month, moment.day, moment.year, f"{moment:%H:%M:%S}", offset)


class _Atom:
    def __init__(self, root: Element, bale: Bale) -> None:
        self.root, self.bale = root, bale
        bale.base = self.base = _link(root, root.attributes.get(f"{_XML}base", ""))
        self.left: Counter[str] = Counter()

    def read(self) -> None:
        for entry in self.root.all(f"{_ATOM}entry"):
            kind = next((c.attributes["term"] for c in entry.all(f"{_ATOM}category") if _is_kind(c)), "post")
            kind = kind.removeprefix(_BLOGGER)
            if kind in ("post", "page"):
                self._entry(entry, "page" if kind == "page" else "post")
            else:
                self.left[kind] += 1
        if self.left["comment"]:
            self.bale.harvest.left(self.bale.path, self.left["comment"], "comment")

    def _entry(self, entry: Element, kind: str) -> None:
        base = entry.attributes.get(f"{_XML}base", self.base)
        link = _link(entry, base)
        content = entry.one(f"{_ATOM}content")
        summary = entry.one(f"{_ATOM}summary")
        is_cut = content is None or (not _html(content).strip() and summary is not None)
        body = (summary if is_cut else content) or content
        address = path_of(link, self.base or "/")
        updated = self.bale.day(entry.value(f"{_ATOM}updated"), entry.line)
        published = self.bale.day(entry.value(f"{_ATOM}published"), entry.line)
        control = entry.one("http://www.w3.org/2007/app control") or entry.one("http://purl.org/atom/app# control")
        text = _html(body) if body else ""
        meta = FrontMatter(
            title=self._title(entry) or _untitled(text, link),
            author=_author(entry) or _author(self.root),
            date=published or updated,
            updated=updated if published and updated and updated[:3] != published[:3] else None,
            tags=tuple(dict.fromkeys(filter(None, map(_term, entry.all(f"{_ATOM}category"))))),
            slug=slug(address),
            draft=control is not None and any(child.text.strip() == "yes" for child in control.children),
            truncated=is_cut,
            original=link if is_cut else "",
        )
        place = address or entry.value(f"{_ATOM}id")
        post = WebText(meta, text, place, address, link or base, entry.line, "page" if kind == "page" else "post")
        self.bale.add(post, CUT if is_cut else WHOLE)

    def _title(self, entry: Element) -> str:
        title = entry.one(f"{_ATOM}title")
        if title is None:
            return ""
        text = _html(title)
        return plain(text)


def _is_kind(category: Element) -> bool:
    return category.attributes.get("term", "").startswith(_BLOGGER)


def _term(category: Element) -> str:
    name = category.attributes.get("label") or category.attributes.get("term", "")
    return "" if _is_kind(category) else " ".join(name.split())


def _author(element: Element) -> str:
    return ", ".join(filter(None, (author.value(f"{_ATOM}name") for author in element.all(f"{_ATOM}author"))))


def _link(element: Element, base: str) -> str:
    links = [link.attributes for link in element.all(f"{_ATOM}link")]
    found = next((link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate"), "")
    return urljoin(base, found) if found else base if element.local == "feed" else ""


def _html(construct: Element) -> str:
    """Return a text of Atom as HTML."""
    kind = construct.attributes.get("type", "text").lower()
    if kind == "xhtml":
        return _markup(construct)
    return construct.text if kind in ("html", "text/html") else escape(construct.text, quote=False)


def _markup(element: Element) -> str:
    parts = []
    for part in element.content:
        if isinstance(part, str):
            parts.append(escape(part, quote=False))
        else:
            attributes = "".join(f' {name.split()[-1]}="{escape(value)}"' for name, value in part.attributes.items())
            void = part.local in ("br", "img", "hr", "wbr", "source", "col")
            parts.append(f"<{part.local}{attributes}>" + ("" if void else f"{_markup(part)}</{part.local}>"))
    return "".join(parts)


def _untitled(text: str, link: str) -> str:
    """Return a title for a post without one: how its text begins, or its address."""
    words = plain(text)
    return (words[:40] + "…" if len(words) > 40 else words) or slug(path_of(link)) or link or "untitled"
