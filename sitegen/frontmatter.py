"""Front matter: found at the top of a file, read with the names that other generators use, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from sitegen import settings, yamltext
from sitegen.day import read_day
from sitegen.fields import MOST, address_of, count, flag, in_one_line, slug
from sitegen.lazypattern import pattern
from sitegen.post import FrontMatter, Sighting
from sitegen.problem import Problem, error, warning
from sitegen.yamltext import Mapping, Node, Scalar, Sequence

KIND = "front-matter"

SYNONYMS = {
    "authors": "author",
    "lastmod": "updated",
    "modified": "updated",
    "last_modified_at": "updated",
    "expiryDate": "expires",
    "unpublishdate": "expires",
    "reads": "read_count",
    "views": "read_count",
    "pv": "read_count",
    "url": "permalink",
    "redirect_from": "aliases",
    "summary": "description",
    "excerpt": "description",
    "language": "lang",
}
"""Names that posts of Hugo, Jekyll, Hexo and Pelican carry, and ours for them."""

OTHERS = {
    "category": "tags",
    "categories": "tags",
    "published": "draft",
    "status": "draft",
    "build": "hidden",
    "save_as": "permalink",
}
"""Further names with a meaning of their own, and the fields that they belong to."""


class Split(NamedTuple):
    """A file's text in its parts: the front matter's nodes, the body, and the line where the body begins."""

    mapping: Mapping
    body: str
    body_line: int


def split(text: str, path: str) -> Split:
    """Return the front matter and the body of a file: YAML between `---`, TOML between `+++`, or `Key: value` lines.

    A file that begins with none of them is all body. Raises yamltext.YamlError with the place of the fault.
    """
    fence = text[:3]
    if fence in ("---", "+++") and not text[3 : text.find("\n")].strip():
        start = text.find("\n") + 1
        closing = _CLOSING[fence].search(text, start - 1) if start else None
        if not closing:
            raise yamltext.YamlError(
                error(path, 1, KIND, f"the front matter that opens here is never closed by {fence}")
            )
        raw = text[start : closing.start()]
        mapping = _toml(raw, path) if fence == "+++" else yamltext.read_mapping(raw, path, KIND, 2, with_control=True)
        return Split(mapping, text[closing.end() + 1 :], text.count("\n", 0, closing.end()) + 2)
    if _HEADER.match(text):
        return _pelican(text)
    return Split(Mapping({}, {}), text, 1)


_CLOSING = {
    "---": pattern(r"\n(?:---|\.\.\.)[^\S\n]*+(?![^\n])"),
    "+++": pattern(r"\n\+\+\+[^\S\n]*+(?![^\n])"),
}
_HEADER = pattern(r"(?:title|date|author|slug|tags|category|status|summary|modified):[^\S\n]+\S", re.IGNORECASE)
_HEADER_LINE = pattern(r"([A-Za-z_]\w*):[^\S\n]*(.*)")


def _pelican(text: str) -> Split:
    items: dict[str, Node] = {}
    keys: dict[str, tuple[int, int]] = {}
    lines = text.split("\n")
    for n, line in enumerate(lines, 1):
        found = _HEADER_LINE.fullmatch(line.rstrip())
        if not found:
            break
        key = found[1].lower()
        keys[key] = (n, 1)
        items[key] = Scalar(found[2], n, found.start(2) + 1)
    else:
        n = len(lines) + 1
    return Split(Mapping(items, keys), "\n".join(lines[n - 1 :]), n)


def _toml(raw: str, path: str) -> Mapping:
    if len(raw.encode()) > yamltext.LONGEST:
        raise yamltext.YamlError(error(path, 1, KIND, f"more than {yamltext.LONGEST // 1024} kB; not read"))
    import tomllib  # a late import: few posts need it

    try:
        table = tomllib.loads(raw)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
        line, column = (int(place[1]) + 1, int(place[2])) if place else (2, 0)
        message = re.sub(r" \(at .*\)", "", str(fault))
        raise yamltext.YamlError(error(path, line, KIND, f"this is not TOML: {message}", column=column)) from None
    node = _node(table, 2)
    assert isinstance(node, Mapping)
    for key in node.keys:
        found = re.search(rf"(?m)^\s*[\"']?{re.escape(key)}\b", raw)
        if found:
            node.keys[key] = (raw.count("\n", 0, found.start()) + 2 + found[0].count("\n"), 1)
    return node


def _node(value: Any, line: int) -> Node:
    if isinstance(value, dict):
        return Mapping({k: _node(v, line) for k, v in value.items()}, dict.fromkeys(value, (line, 1)), line)
    if isinstance(value, list):
        return Sequence([_node(v, line) for v in value], line, 1)
    bare = isinstance(value, bool | int | float)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), line, 0, plain=bare)


def read(mapping: Mapping, path: str) -> tuple[FrontMatter, list[Problem]]:
    """Return the typed fields and every problem in them; a field with an error keeps its default."""
    fields = _Fields(mapping, path)
    return fields.read(), fields.problems


class _Fields:
    def __init__(self, mapping: Mapping, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.mapping = mapping
        self.given: dict[str, Node] = {}
        self.extra: dict[str, Any] = {}
        for key, node in mapping.items.items():
            name = SYNONYMS.get(key, key)
            if isinstance(node, Scalar) and not node.text.strip():
                continue
            if name in _KNOWN:
                if name in self.given:
                    self._warn(key, f"{key} says {name} a second time; the first is taken")
                else:
                    self.given[name] = node
            else:
                import difflib  # a late import: few posts need it

                self.extra[key] = settings.plain(node)
                close = difflib.get_close_matches(key, [*_KNOWN, *SYNONYMS], n=1, cutoff=0.8)
                if close:
                    self._warn(key, f"{key} has no meaning here; did you mean {close[0]}?")

    def read(self) -> FrontMatter:
        wanted = {OTHERS.get(name, name) for name in self.given}
        fields = {name: read(self) for name, read in _READERS.items() if name in wanted}
        return FrontMatter(**fields, macros=self.macros(), extra=self.extra)

    def author(self) -> str:
        is_list = isinstance(self.given["author"], Sequence)
        return ", ".join(self.texts("author")) if is_list else self.text("author")

    def permalink(self) -> str:
        return str(self.typed("permalink", address_of, self.typed("save_as", address_of, "")))

    def text(self, name: str) -> str:
        return str(self.typed(name, in_one_line, ""))

    def typed(self, name: str, make: Callable[[str], Any], default: Any) -> Any:
        node = self.given.get(name)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self._fault(node, name, "expected one value, found a list or a mapping")
            return default
        try:
            return make(node.text.strip())
        except ValueError as fault:
            self._fault(node, name, str(fault))
            return default

    def texts(self, name: str) -> tuple[str, ...]:
        """A list, or a text with commas; every text once."""
        node = self.given.get(name)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            parts = re.split(r"[,，]", node.text)
        elif isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
            parts = [item.text for item in node.items if isinstance(item, Scalar)]
        else:
            self._fault(node, name, "expected a list of words, such as [概率, 优化]")
            return ()
        if len(parts) > MOST:
            self._fault(node, name, f"a list of {len(parts):,}; expected {MOST} at most")
            return ()
        return tuple(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts))))

    def tags(self) -> tuple[str, ...]:
        every = (*self.texts("tags"), *self.texts("category"), *self.texts("categories"))
        return tuple(dict.fromkeys(every))

    def aliases(self) -> tuple[str, ...]:
        addresses = []
        for text in self.texts("aliases"):
            try:
                addresses.append(address_of(text))
            except ValueError as fault:
                self._fault(self.given["aliases"], "aliases", str(fault))
        return tuple(addresses)

    def draft(self) -> bool:
        published = self.typed("published", lambda text: text.lower() != "false", True)
        status = self.typed("status", str.lower, "")
        return bool(self.typed("draft", flag, False) or not published or status == "draft")

    def hidden(self) -> bool:
        """`hidden: true`, or as Hugo says it: `build: {list: never}`."""
        build = settings.plain(self.given["build"]) if "build" in self.given else None
        return bool(self.typed("hidden", flag, False)) or (isinstance(build, dict) and build.get("list") == "never")

    def archive(self) -> tuple[Sighting, ...]:
        node = self.given.get("archive")
        if node is None:
            return ()
        seen = settings.plain(node)
        try:
            return tuple(Sighting(str(s["file"]), int(s["line"]), _optional_int(s.get("read_count"))) for s in seen)
        except (TypeError, KeyError, ValueError, AttributeError):
            self._fault(
                node,
                "archive",
                "expected a list of {file: …, line: …, read_count: …}, as the importer writes it",
            )
            return ()

    def macros(self) -> dict[str, Any]:
        """The post's own macros, `math: {macros: {…}}` as in the settings; another `math` is not ours (`math: true`)."""
        given = self.extra.get("math")
        macros = given.get("macros", {}) if isinstance(given, dict) else {}
        if not isinstance(macros, dict):
            self._fault(self.mapping.items["math"], "math", 'expected macros: {name: "TeX"}')
            return {}
        return macros

    def _fault(self, node: Node, name: str, message: str) -> None:
        column = node.column if isinstance(node, Scalar) else 0
        kind = {"date": "date", "updated": "date", "expires": "date", "slug": "unsafe-path"}.get(name, KIND)
        if name in ("permalink", "save_as", "aliases"):
            kind = "unsafe-path"
        prefix = "" if name in ("date",) else f"{name}: "
        self.problems.append(error(self.path, node.line, kind, prefix + message, column=column))

    def _warn(self, key: str, message: str) -> None:
        line, column = self.mapping.keys.get(key, (0, 0))
        self.problems.append(warning(self.path, line, KIND, message, column=column))


_READERS: dict[str, Callable[[_Fields], Any]] = {
    "title": lambda fields: fields.text("title"),
    "author": _Fields.author,
    "date": lambda fields: fields.typed("date", read_day, None),
    "updated": lambda fields: fields.typed("updated", read_day, None),
    "expires": lambda fields: fields.typed("expires", read_day, None),
    "read_count": lambda fields: fields.typed("read_count", count, None),
    "tags": _Fields.tags,
    "series": lambda fields: fields.text("series"),
    "series_number": lambda fields: fields.typed("series_number", count, None),
    "slug": lambda fields: fields.typed("slug", slug, ""),
    "permalink": _Fields.permalink,
    "aliases": _Fields.aliases,
    "draft": _Fields.draft,
    "hidden": _Fields.hidden,
    "description": lambda fields: fields.text("description"),
    "lang": lambda fields: fields.typed("lang", _language, ""),
    "truncated": lambda fields: fields.typed("truncated", flag, False),
    "original": lambda fields: fields.text("original"),
    "archive": _Fields.archive,
    "comments": lambda fields: fields.typed("comments", flag, True),
}
"""How each field is read, if its name is given, or another that belongs to it."""

_KNOWN = {*_READERS, *OTHERS}


def _optional_int(value: Any) -> int | None:
    return None if value is None else int(value)


def _language(text: str) -> str:
    fault = settings.check_language(text)
    if fault:
        raise ValueError(f"{text!r}: {fault}")
    return text
