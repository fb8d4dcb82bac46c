"""The settings of a site: one YAML file, every key optional, into one frozen value."""

from __future__ import annotations

import os
import re
import typing
from collections import abc
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sitegen import engine, environment, packing, regular, yamltext
from sitegen.folders import SETTINGS, check_source
from sitegen.lazypattern import pattern
from sitegen.problem import USAGE, Problem, SiteError, error
from sitegen.target import Target
from sitegen.webaddress import in_ascii
from sitegen.yamltext import Mapping, Node, Scalar, Sequence

KIND = "settings"

SEARCHES = ("auto", "pagefind", "json", "off")
"""What the search page may search with; `search.engine` says what `auto` comes to."""


class MarkdownSettings(NamedTuple):
    """How Markdown is read."""

    html: bool = False
    """Whether raw HTML in posts is HTML, or text to be shown."""


class MathSettings(NamedTuple):
    """How formulas are typeset."""

    mathjax: str = "https://cdn.jsdelivr.net/npm/mathjax@4.1.3/tex-chtml.js"
    """Where MathJax comes from when no copy stands beside the site."""
    macros: abc.Mapping[str, Any] = {}
    """TeX macros for all posts: a text, or a list of a text and the number of its arguments."""
    lazy: bool = False
    """Whether formulas are typeset only when they are scrolled into view."""


class ArchiveWords(NamedTuple):
    """The words by which the dialects of an archive are known, so that another language is read without code."""

    by: str = "By"
    """Stands before the author's name."""
    readers: str = "位读者"
    """Stands after the read count."""
    quote: str = "引用"
    """The link by which a post is quoted."""
    comments: str = "最近评论"
    """The heading of the latest comments."""
    read_more: str = "点击阅读全文"
    """The link to the rest of a post."""
    ten_thousand: str = "万"
    """Stands after a read count in ten thousands."""


class ArchiveSettings(NamedTuple):
    """What the importer needs to know, and where the original of a cut post is found."""

    words: ArchiveWords = ArchiveWords()
    """The words by which the dialects of an archive are known."""
    original: str = ""
    """Where the original of a post is, an address in which :title, :slug, :year, :month and :day are filled in."""


class HostingSettings(NamedTuple):
    """What is done for the host of the site."""

    cname: str = ""
    """The site's own domain, for hosts that read a file CNAME."""
    compress: str = "none"
    """Which packed files lie beside text files: gzip, brotli, both or none."""


class CheckSettings(NamedTuple):
    """What `sitegen check` looks for."""

    skip: str = ""
    """The kinds of problems that it passes over, with commas between them."""

    @property
    def skipped(self) -> tuple[str, ...]:
        """The kinds."""
        return tuple(filter(None, map(str.strip, self.skip.split(","))))


class GiscusSettings(NamedTuple):
    """Comments in the discussions of a GitHub repository."""

    repo: str = ""
    """The owner and the name of the repository, such as someone/notes."""
    repo_id: str = ""
    """The id of the repository, as https://giscus.app tells it."""
    category: str = ""
    """The category of discussions."""
    category_id: str = ""
    """The id of the category, as https://giscus.app tells it."""


class WalineSettings(NamedTuple):
    """Comments on a Waline server."""

    server: str = ""
    """The address of the server, such as https://comments.example.org."""
    client: str = "https://unpkg.com/@waline/client@3.15.2/dist"
    """The address of the folder with waline.js and waline.css."""


class CommentsSettings(NamedTuple):
    """Where comments on posts are kept: nowhere, or in one of these."""

    giscus: GiscusSettings = GiscusSettings()
    """Comments in the discussions of a GitHub repository."""
    waline: WalineSettings = WalineSettings()
    """Comments on a Waline server."""

    @property
    def kind(self) -> str:
        """The name of the one that is set, or nothing."""
        return "giscus" if self.giscus.repo else "waline" if self.waline.server else ""

    @property
    def origins(self) -> list[str]:
        """The addresses from which a page with comments loads what it needs."""
        return {"giscus": ["https://giscus.app/"], "waline": [self.waline.client, self.waline.server]}.get(
            self.kind, []
        )


class Settings(NamedTuple):
    """Everything that a person can set; the defaults alone are a working site."""

    title: str = "我的数学笔记"
    """The name of the site."""
    base_url: str = ""
    """Where the site will be served, such as https://example.org/blog; without it all links are relative."""
    author: str = ""
    """The author of posts that name none."""
    description: str = ""
    """One sentence about the site, for the front page and for search engines."""
    language: str = "zh-CN"
    """The language of the site and of its interface: zh and en are there."""
    timezone: str = "+08:00"
    """The zone in which a day begins: an offset, or a name such as Asia/Shanghai."""
    page_size: int = 10
    """How many posts a page of a list shows, 1 to 1000."""
    permalink: str = "/posts/:slug/"
    """The address of a post; :slug, :year, :month and :day are filled in."""
    search: str = "auto"
    """What the search page searches with: auto, pagefind, json or off."""
    markdown: MarkdownSettings = MarkdownSettings()
    """How Markdown is read."""
    math: MathSettings = MathSettings()
    """How formulas are typeset."""
    archive: ArchiveSettings = ArchiveSettings()
    """What the importer needs to know of an archive."""
    comments: CommentsSettings = CommentsSettings()
    """Where comments on posts are kept; nowhere by default."""
    makers: tuple[str, ...] = ()
    """Modules of the site's own that make pages, such as mypackage.quotes."""
    hosting: HostingSettings = HostingSettings()
    """What the host of the site is told."""
    check: CheckSettings = CheckSettings()
    """What `sitegen check` looks for."""
    theme: abc.Mapping[str, Any] = {}
    """Whatever the templates want to know."""
    deploy: abc.Mapping[str, Target] = {}
    """Where `sitegen deploy` brings the site: targets by name, the first if none is named."""

    @property
    def zone(self) -> tzinfo:
        """The time zone in which a day begins."""
        return time_zone(self.timezone)

    @property
    def base_path(self) -> str:
        """The path of the base URL, beginning and ending with a slash."""
        return urlsplit(self.base_url).path.rstrip("/") + "/"


def load(source: Path, base_url: str | None = None) -> Settings:
    """Return the settings of the site in this folder; a missing file is an empty one.

    What the environment says wins over the file, and a `base_url` given here over both. Raises SiteError (status 2)
    with every problem of the file and of the environment.
    """
    check_source(source)
    path = source / SETTINGS
    shown = os.path.normpath(path)
    problems: list[Problem] = []
    settings = Settings()
    try:
        text = regular.read(path).decode("utf-8-sig")
        settings = _read(Settings, yamltext.read_mapping(text, shown, KIND), shown, "", problems)
    except FileNotFoundError:
        pass
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        problems.append(
            error(shown, line, KIND, f"byte 0x{fault.object[fault.start]:02x} is not UTF-8; save it as UTF-8")
        )
    except OSError as fault:
        problems.append(error(shown, 0, KIND, f"cannot be read: {fault.strerror}"))
    except yamltext.YamlError as fault:
        problems.append(fault.problem)
    settings = _with_environment(settings, problems)
    if base_url is not None:
        fault_of_option = _check_base_url(base_url)
        if fault_of_option:
            problems.append(error("--base-url", 0, "usage", f"{base_url}: {fault_of_option}"))
        settings = settings._replace(base_url=base_url)
    if problems:
        raise SiteError(problems, USAGE)
    return settings._replace(base_url=in_ascii(settings.base_url.rstrip("/")))


def _with_environment(settings: Settings, problems: list[Problem]) -> Settings:
    """Return the settings with those of the environment over them, and add to the problems what it has wrong."""
    variables = environment.variables()
    kinds = dict(environment.leaves(Settings)) if variables else {}
    for name, key, text in variables:
        if key not in kinds:
            import difflib  # a late import: only what is mistyped needs it

            close = difflib.get_close_matches(key, kinds, n=1)
            help = f"did you mean {environment.name_of(close[0])}?" if close else "sitegen config lists the settings"
            problems.append(error(name, 0, KIND, f"there is no setting {key}", help=help))
        elif typing.get_origin(kinds[key]) in (abc.Mapping, tuple):
            problems.append(error(name, 0, KIND, f"{key} is more than one value; set it in {SETTINGS}"))
        elif _NO_TEXT.search(text):
            problems.append(error(name, 0, KIND, "has a control character, or is not UTF-8"))
        else:
            try:
                settings = environment.with_value(settings, key, _checked(kinds[key], text, key))
            except ValueError as fault:
                problems.append(error(name, 0, KIND, str(fault)))
    return settings


@cache
def time_zone(name: str) -> tzinfo:
    """Return the zone of a name (`Asia/Shanghai`, `UTC`) or of an offset (`+08:00`). Raises ValueError."""
    if name.upper() in ("UTC", "Z"):
        return UTC
    offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", name)
    if offset:
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3])))
    from zoneinfo import ZoneInfo  # a late import: an offset needs none

    try:
        return ZoneInfo(name)
    except Exception as fault:  # ZoneInfo raises four unrelated kinds for names that are none
        raise ValueError(name) from fault


def _check_base_url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
    except ValueError:
        return "not an address; expected one like https://example.org/blog"
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        return "expected an address that begins with http:// or https://, such as https://example.org/blog"
    if parts.query or parts.fragment:
        return "expected an address without ? and #"
    return None


def _check_timezone(value: str) -> str | None:
    try:
        time_zone(value)
    except ValueError:
        return "not a time zone; expected a name such as Asia/Shanghai or an offset such as +08:00"
    return None


def _check_page_size(value: int) -> str | None:
    return None if 1 <= value <= 1000 else "expected a number from 1 to 1000"


def _check_permalink(value: str) -> str | None:
    if not value.startswith("/") or not value.endswith("/"):
        return "expected an address that begins and ends with a slash, such as /posts/:slug/"
    unknown = [token for token in re.findall(r":\w+", value) if token not in (":slug", ":year", ":month", ":day")]
    if unknown:
        return f"{unknown[0]} is not known; expected :slug, :year, :month or :day"
    if ":slug" not in value:
        return "expected :slug somewhere, or all posts would have one address"
    if any(part in ("", ".", "..") for part in value.strip("/").split("/")) or "\\" in value:
        return "expected plain folder names between single slashes"
    return None


def check_language(value: str) -> str | None:
    ok = re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value)
    return None if ok else "expected a language tag such as zh-CN or en"


def _check_comments(value: CommentsSettings) -> str | None:
    return "expected giscus or waline, found both" if value.giscus.repo and value.waline.server else None


def _check_giscus(value: GiscusSettings) -> str | None:
    missing = [key for key, text in value._asdict().items() if not text]
    if value == GiscusSettings():
        return None
    if missing:
        return f"{missing[0]} is missing; https://giscus.app tells repo, repo_id, category and category_id"
    ok = re.fullmatch(r"[\w.-]+/[\w.-]+", value.repo)
    return None if ok else f"{value.repo!r}: expected the owner and the name of a repository, such as someone/notes"


def _check_waline(value: WalineSettings) -> str | None:
    if value == WalineSettings():
        return None
    if not value.server:
        return "server is missing: the address of your Waline server, such as https://comments.example.org"
    return _check_base_url(value.server) or _check_base_url(value.client)


def _check_maker(value: str) -> str | None:
    ok = all(part.isidentifier() for part in value.split("."))
    return None if ok else "expected the dotted path of a module, such as mypackage.quotes"


def _check_domain(value: str) -> str | None:
    ok = re.fullmatch(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", value, re.IGNORECASE)
    return (
        None if ok or not value else "expected a domain such as blog.example.org, without https:// and without a path"
    )


def _check_search(value: str) -> str | None:
    if value not in SEARCHES:
        return f"expected one of {', '.join(SEARCHES)}"
    if value == "pagefind" and not engine.has_pagefind():
        return "Pagefind is not installed; pip install 'sitegen[search]' brings it, and json needs nothing"
    return None


_CHECKS: dict[str, Callable[[Any], str | None]] = {
    "makers": _check_maker,
    "comments": _check_comments,
    "comments.giscus": _check_giscus,
    "comments.waline": _check_waline,
    "base_url": _check_base_url,
    "language": check_language,
    "timezone": _check_timezone,
    "page_size": _check_page_size,
    "permalink": _check_permalink,
    "hosting.cname": _check_domain,
    "hosting.compress": packing.check,
    "deploy.*.base_url": _check_base_url,
    "search": _check_search,
}

_NO_TEXT = pattern("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

T = typing.TypeVar("T")


def _read(cls: type[T], mapping: Mapping, path: str, prefix: str, problems: list[Problem]) -> T:
    """Return the value of a class that the mapping describes, and add to the problems what it does not."""
    kinds = typing.get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, node in mapping.items.items():
        line, column = mapping.keys[key]
        if key not in kinds:
            import difflib  # a late import: only what is mistyped needs it

            close = difflib.get_close_matches(key, kinds, n=1)
            help = f"did you mean {prefix}{close[0]}?" if close else f"known here: {', '.join(kinds)}"
            problems.append(error(path, line, KIND, f"there is no setting {prefix}{key}", column=column, help=help))
            continue
        if isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null"):
            continue
        try:
            values[key] = _value(kinds[key], node, path, f"{prefix}{key}", problems)
        except ValueError as fault:
            problems.append(error(path, node.line, KIND, f"{prefix}{key}: {fault}", column=node.column))
    return cls(**values)


def _value(kind: Any, node: Node, path: str, name: str, problems: list[Problem]) -> Any:
    if environment.is_group(kind):
        if not isinstance(node, Mapping):
            keys = ", ".join(typing.get_type_hints(kind))
            raise ValueError(f"expected indented lines with any of: {keys}")
        before = len(problems)
        whole = _read(kind, node, path, f"{name}.", problems)
        fault = _CHECKS[name](whole) if name in _CHECKS and len(problems) == before else None
        if fault:
            raise ValueError(fault)
        return whole
    if typing.get_origin(kind) is abc.Mapping:
        if not isinstance(node, Mapping):
            raise ValueError("expected indented lines of `name: value`")
        inner = typing.get_args(kind)[1]
        return _read_each(inner, node, path, name, problems) if environment.is_group(inner) else plain(node)
    if typing.get_origin(kind) is tuple:
        if not isinstance(node, Sequence):
            raise ValueError("expected a list, such as [one, two]")
        return tuple(_items(node, path, name, problems))
    if not isinstance(node, Scalar):
        raise ValueError("expected one value, found a list or a mapping")
    return _checked(kind, node.text, name)


def _checked(kind: Any, text: str, name: str) -> Any:
    value = _typed(kind, text)
    name = re.sub(r"^deploy\..+\.", "deploy.*.", name)
    fault = _CHECKS[name](value) if name in _CHECKS else None
    if fault:
        raise ValueError(f"{text!r}: {fault}")
    return value


def _read_each(kind: Any, mapping: Mapping, path: str, name: str, problems: list[Problem]) -> dict[str, Any]:
    """Return the values that the mapping describes by name, and add to the problems what is none."""
    values = {}
    for key, node in mapping.items.items():
        try:
            values[key] = _value(kind, node, path, f"{name}.{key}", problems)
        except ValueError as fault:
            problems.append(error(path, node.line, KIND, f"{name}.{key}: {fault}", column=node.column))
    return values


def _items(node: Sequence, path: str, name: str, problems: list[Problem]) -> Iterator[str]:
    for item in node.items:
        try:
            yield _value(str, item, path, name, problems)
        except ValueError as fault:
            problems.append(error(path, item.line, KIND, f"{name}: {fault}", column=item.column))


def _typed(kind: Any, text: str) -> Any:
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{text!r}: expected true or false")
        return text.lower() == "true"
    if kind is int:
        if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
            raise ValueError(f"{text!r}: expected a whole number")
        return int(text)
    return text


def plain(node: Node) -> Any:
    """Return the node as Python values: unquoted true, false and whole numbers get their type, all else is text."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    if node.plain and node.text in ("", "~", "null"):
        return None
    if node.plain and re.fullmatch(r"-?(0|[1-9]\d{0,17})", node.text, re.ASCII):
        return int(node.text)
    return node.text
