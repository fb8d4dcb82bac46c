"""Exports of WordPress (WXR): posts and pages with dates, tags, drafts and old addresses; comments are counted."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from sitegen import regular
from sitegen.day import Day
from sitegen.importing import xmltree
from sitegen.importing.harvest import WHOLE, Harvest, counted
from sitegen.importing.permalinks import path_of
from sitegen.importing.webtexts import Bale, WebText, plain
from sitegen.importing.xmltree import Element
from sitegen.post import FrontMatter
from sitegen.problem import SiteError, warning
from sitegen.slug import path_component

_CONTENT = "http://purl.org/rss/1.0/modules/content/ encoded"
_CREATOR = "http://purl.org/dc/elements/1.1/ creator"
_NO_TAGS = {"uncategorized", "未分类", "未分類"}
_LEFT = {"attachment": "media file", "nav_menu_item": "menu item"}
_NEVER = {"trash", "auto-draft", "inherit"}
_UNFINISHED = {"draft", "pending", "private"}

_version = re.compile(rb"https?://wordpress\.org/export/([\d.]+)/")
_block = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_code = re.compile(
    r"\[(?P<name>code|sourcecode|source|python|cpp|java|php|bash|html|css|r|matlab)(?P<options>(?:\s[^\]\[\n]{0,300})?)\]"
)
_caption = re.compile(r"\[(?P<name>caption)\b[^\]\[]{0,500}\]")
_embed = re.compile(r"\[(?P<name>embed)\b[^\]\[]{0,500}\]")
_picture = re.compile(r"<img[^<>]*+>(?:\s*</a>)?")
_shortcode = re.compile(
    r"\[(/?)([a-z][a-z_-]{2,30}+)((?:\s++[\w-]++=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'\[\]][^\s\[\]]*+)){0,40}+)\s*+(/?)\]"
)
_FORMULAS = {"latex", "tex", "math", "katex"}


def is_one(place: Path) -> bool:
    """Return whether this is an export of WordPress."""
    if place.is_dir():
        return False
    try:
        with regular.opened(place) as opened:
            return _version.search(opened.read(65536)) is not None
    except OSError:
        return False


def read(place: Path, harvest: Harvest) -> None:
    """Add the posts and pages of an export."""
    path = str(place)
    try:
        root = xmltree.read(place, path, harvest.problems)
    except SiteError as fault:
        harvest.problems += fault.problems
        return
    channel = root.one("channel")
    if channel is None:
        harvest.leave(path, "there is no channel in it; nothing to read", root.line)
        return
    _Export(channel, Bale(path, place.name, path, "", harvest)).read()


class _Export:
    def __init__(self, channel: Element, bale: Bale) -> None:
        self.channel, self.bale = channel, bale
        self.wp = next((c.name.rpartition(" ")[0] + " " for c in channel.children if "/export/" in c.name), "")
        bale.base = self.base = channel.value(f"{self.wp}base_blog_url") or channel.value("link")
        self.left: Counter[str] = Counter()
        self.without_address = 0
        self.authors = {
            author.value(f"{self.wp}author_login"): author.value(f"{self.wp}author_display_name")
            for author in channel.all(f"{self.wp}author")
        }

    def read(self) -> None:
        for item in self.channel.all("item"):
            kind, status = item.value(f"{self.wp}post_type") or "post", item.value(f"{self.wp}status")
            if kind not in ("post", "page"):
                self.left[_LEFT.get(kind, f"{kind} item")] += 1
            elif status in _NEVER:
                self.left[f"{status} {kind}"] += 1
            else:
                self._item(item, kind, status)
        self._close()

    def _item(self, item: Element, kind: str, status: str) -> None:
        link = item.value("link")
        address = path_of(link, self.base)
        draft = status in _UNFINISHED
        self.without_address += not address and not draft
        title = plain(item.value("title")) or f"untitled-{item.value(f'{self.wp}post_id')}"
        if status == "private" or item.value(f"{self.wp}post_password"):
            draft = True
            message = f"{title}: was not open to everybody; it is a draft here"
            self.bale.harvest.problems.append(warning(self.bale.path, item.line, "draft", message))
        name = unquote(item.value(f"{self.wp}post_name"))
        meta = FrontMatter(
            title=title,
            author=self.authors.get(item.value(_CREATOR)) or item.value(_CREATOR),
            date=self._day(item),
            tags=self._tags(item),
            slug=path_component(name) if name else "",
            draft=draft,
            description=plain(self._excerpt(item)),
        )
        self._comments(item)
        source = self._html(item, title)
        by_lines = "<!-- wp:" not in item.value(_CONTENT)
        place = address or f"{self.base}?p={item.value(f'{self.wp}post_id')}"
        text = WebText(meta, source, place, address, link or self.base, item.line, by_lines=by_lines)
        text.kind = "page" if kind == "page" else "post"
        self.bale.add(text, WHOLE)

    def _excerpt(self, item: Element) -> str:
        return next((c.text for c in item.children if c.local == "encoded" and "excerpt" in c.name), "")

    def _day(self, item: Element) -> Day | None:
        local, world = item.value(f"{self.wp}post_date"), item.value(f"{self.wp}post_date_gmt")
        if local.startswith("0000"):
            return None
        day = self.bale.day(local, item.line)
        return day._replace(offset=_offset(local, world)) if day else None

    def _tags(self, item: Element) -> tuple[str, ...]:
        terms = [c for c in item.all("category") if c.attributes.get("domain") in ("category", "post_tag")]
        terms.sort(key=lambda term: term.attributes["domain"] == "category")
        names = [plain(term.text) for term in terms]
        return tuple(dict.fromkeys(name for name in names if name and name.lower() not in _NO_TAGS))

    def _comments(self, item: Element) -> None:
        for comment in item.all(f"{self.wp}comment"):
            if comment.value(f"{self.wp}comment_approved") == "1":
                self.left["comment"] += 1

    def _html(self, item: Element, title: str) -> str:
        text = item.value(_CONTENT)
        text = _between(text, _code, _code_block)
        text = _between(text, _caption, _captioned)
        text = _between(text, _embed, lambda _, address: f"\n\n{address}\n\n")
        if "<!-- wp:" in text:
            end = text.rfind("-->") + 3  # no end is searched for where there is none
            text = _block.sub("", text[:end]) + text[end:]
        text += self._footnotes(item)
        names = {found[2] for found in _shortcode.finditer(text) if found[1] or found[3] or found[4]} - _FORMULAS
        for name in sorted(names):
            message = f"{title}: the shortcode [{name}] is kept as text"
            self.bale.harvest.problems.append(warning(self.bale.path, item.line, "shortcode", message))
        return text

    def _footnotes(self, item: Element) -> str:
        """The notes that WordPress keeps beside the text, as it shows them."""
        for meta in item.all(f"{self.wp}postmeta"):
            if meta.value(f"{self.wp}meta_key") == "footnotes":
                try:
                    notes = json.loads(meta.value(f"{self.wp}meta_value"))
                    items = [_note(str(note["id"]), str(note["content"])) for note in notes]
                except (ValueError, TypeError, KeyError, RecursionError):
                    continue
                return f"<ol>{''.join(items)}</ol>"
        return ""

    def _close(self) -> None:
        for what, count in self.left.items():
            self.bale.harvest.left(self.bale.path, count, what)
        if self.without_address:
            posts = counted(self.without_address, "post")
            message = f"the old addresses of {posts} are queries such as ?p=12, from which no static host can lead"
            self.bale.harvest.problems.append(warning(self.bale.path, 0, "alias", message))
        self.bale.deliver()


def _note(id: str, content: str) -> str:
    return f'<li id="{html.escape(id)}">{content} <a href="#{html.escape(id)}-link">↩</a></li>'


def _between(text: str, opening: re.Pattern[str], change: Callable[[re.Match[str], str], str]) -> str:
    """Return the text in which each shortcode with an end has become what `change` makes of it and its content."""
    out: list[str] = []
    endless: set[str] = set()
    pos = 0
    for found in opening.finditer(text):
        name = found["name"]
        if found.start() < pos or name in endless:
            continue
        end = text.find(f"[/{name}]", found.end())
        if end < 0:
            endless.add(name)
            continue
        out += [text[pos : found.start()], change(found, text[found.end() : end])]
        pos = end + len(f"[/{name}]")
    return "".join([*out, text[pos:]])


def _captioned(found: re.Match[str], content: str) -> str:
    shown = _picture.search(content)
    if shown is None:
        return found[0] + content + "[/caption]"
    return f"<p>{content[: shown.end()]}</p><p>{content[shown.end() :]}</p>"


def _code_block(found: re.Match[str], content: str) -> str:
    given = found["options"]
    language = re.search(r"""lang(?:uage)?=["']?([\w+#.-]+)""", given) or re.match(
        r"""\s+["']?([\w+#.-]+)["']?$""", given
    )
    name = found["name"]
    known = language[1] if language else "" if name in ("code", "sourcecode", "source") else name
    code = html.escape(html.unescape(content), quote=False)
    return f'<pre><code class="language-{known}">{code}</code></pre>'


def _offset(local: str, world: str) -> str:
    """Return the offset of local time, if both times are told."""
    try:
        seconds = int((datetime.fromisoformat(local) - datetime.fromisoformat(world)).total_seconds())
    except ValueError:
        return ""
    if abs(seconds) > 14 * 3600 or seconds % 60:
        return ""
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}"
