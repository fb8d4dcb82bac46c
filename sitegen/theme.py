"""The theme: Jinja templates, the site's own before ours, and the rendering of one page."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Hashable, Iterable, MutableMapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from sitegen import links, mathjax
from sitegen.day import Day
from sitegen.jinja import Environment
from sitegen.links import Links
from sitegen.marks import address, equation, mention
from sitegen.page import Page
from sitegen.post import Sighting
from sitegen.problem import Problem, SiteError, error
from sitegen.settings import Settings
from sitegen.site import Entry, Site
from sitegen.texts import Texts

_MATH_SCRIPTS = b"\x06"
"""Stands for the scripts of MathJax while a page is rendered: only then it is known whether it shows a formula."""

_TITLED_BY_CATALOGUE = ("tags", "series_list", "archive", "popular", "missing")

_NOT_XML = re.compile("[\x00-\x03\x05\x06\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What XML forbids, but for the two marks of `links`, which are gone when a page is ready."""

_ANCHOR = re.compile(r'<a class="anchor"[^>]*></a>')
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def folder(name: str) -> Path:
    """Return our own `templates` or `static` folder: in the package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "theme_files" / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name


class SiteView:
    """What templates see of the site as `site`: the site's values, and those of its settings."""

    def __init__(self, site: Site, settings: Settings) -> None:
        self._sources = (site, settings)

    def __getattr__(self, name: str) -> Any:
        """Return the value, which is found at once from now on."""
        site, settings = self._sources
        value = getattr(site if hasattr(site, name) else settings, name)
        setattr(self, name, value)
        return value


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates by their texts, for as long as the process lives: a preview compiles each of them once."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class Theme:
    """The templates of one site, ready to render its pages. `compiled` remembers templates once they are compiled."""

    def __init__(
        self, source: Path, site: Site, settings: Settings, compiled: jinja2.BytecodeCache = _COMPILED
    ) -> None:
        self.settings = settings
        self.site = site
        self.folders = [source / "static", folder("static")]
        self.templates = [source / "templates", folder("templates")]
        self.links = Links(settings)
        self.texts = Texts(*self.templates, settings.language)
        self.mathjax = mathjax.installed(source)
        self.has_math = False
        self.shows_math = False
        self._url, self._language = "", settings.language
        self._remembered: dict[Hashable, tuple[Markup, frozenset[str]]] = {}
        self.environment = self._environment(compiled)

    def _environment(self, compiled: jinja2.BytecodeCache) -> jinja2.Environment:
        ours = self.templates[-1]
        environment = Environment(
            loader=jinja2.ChoiceLoader(
                [
                    jinja2.FileSystemLoader(self.templates),
                    jinja2.PrefixLoader({"default": jinja2.FileSystemLoader(ours)}),
                ]
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=compiled,
        )
        environment.policies["json.dumps_function"] = _json
        environment.policies["json.dumps_kwargs"] = {}
        environment.filters |= {
            "day": cache(self.texts.day),
            "time": cache(self.time),
            "iso": _iso,
            "number": lambda n: f"{n:,}",
            "moment": lambda day: day.stamp(self.settings.zone) if day else "",
            "address": links.quoted,
            "told": _told,
            "bibtex": _bibtex,
        }
        copy = f"/assets/mathjax-{mathjax.VERSION}/"
        environment.globals |= {
            "site": SiteView(self.site, self.settings),
            "t": self.texts.text,
            "part": self.part,
            **{name: self._macro(name) for name in ("card", "title_link", "tags", "place")},
            "meta": self.meta,
            "macros_of": macros_of,
            "json_ld": self.json_ld,
            "link": self.links.link,
            "absolute": self.links.absolute,
            "asset": cache(self._asset),
            "summary": self.summary,
            "content": self.content,
            "lang_of": self.lang_of,
            "ours": self.ours,
            "feed_id": self.feed_id,
            "feed_content": self.feed_content,
            "math_scripts": Markup(_MATH_SCRIPTS.decode()),
            "macros": json.dumps(self.settings.math.macros, ensure_ascii=False),
            "mathjax": self.links.link(copy + mathjax.ENTRY) if self.mathjax else self.settings.math.mathjax,
            "math_fonts": self.links.link(copy + mathjax.FONTS) if self.mathjax else "",
        }
        return environment

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page; `shows_math` tells of this one whether it needs MathJax, `has_math` of any so far.

        Raises SiteError naming the template and its line where it cannot be rendered.
        """
        try:
            data = self._rendered(page)
        except SiteError:
            raise
        except Exception as fault:  # whatever a template does wrong is named with its line
            raise SiteError(self._template_fault(fault, page)) from fault
        self.has_math = self.has_math or self.shows_math
        return links.placed(data, page)

    def _rendered(self, page: Page) -> bytes:
        """Return the bytes of a page whose links are still marked."""
        if page.kind in _TITLED_BY_CATALOGUE:
            page = replace(page, title=self.texts.text(page.title))
        self._url, self._language = page.url, page.lang or self.settings.language
        text = self.environment.get_template(page.template).render(page.data, page=page)
        data = (_NOT_XML.sub("", text) if page.url.endswith(".xml") else text).encode()
        self.shows_math = _MATH_SCRIPTS in data and b'<span class="math' in data
        if _MATH_SCRIPTS in data:
            scripts = self.part("parts/math.html") if self.shows_math else ""
            data = data.replace(_MATH_SCRIPTS, scripts.encode())
        return data

    def part(self, name: str, **values: Hashable) -> Markup:
        """Return what a template gives for these values, which are all it sees; made once for the pages in a language."""

        def make() -> Markup:
            return Markup(self.environment.get_template(name).render(values))

        return self.remembered((name, self._language, *values.items()), make)

    def _macro(self, name: str) -> Callable[..., Markup]:
        """Return the macro of `parts/entry.html`; what it gives is made once for the pages in a language."""

        def shown(*arguments: Hashable) -> Markup:
            return self.remembered((name, self._language, *arguments), lambda: self._macros[name](*arguments))

        return shown

    def meta(self, entry: Entry, author: bool = False) -> Markup:
        """Return the quiet line under the title of a post; with the author and the last change on the post's own page."""
        return self._macros["meta"](entry, author)

    @cached_property
    def _macros(self) -> dict[str, Callable[..., Markup]]:
        return vars(self.environment.get_template("parts/entry.html").module)

    def remembered(self, key: Hashable, make: Callable[[], Markup]) -> Markup:
        """Return what was made for this key; the shelf notes each time what was taken from it to make it."""
        if key not in self._remembered:
            self._remembered[key] = self._made(make)
        text, taken = self._remembered[key]
        self.site.shelf.taken |= taken
        return text

    def _made(self, make: Callable[[], Markup]) -> tuple[Markup, frozenset[str]]:
        """Make what may stand on any page; return also whose prose was taken for it."""
        shelf, url = self.site.shelf, self._url
        before, shelf.taken, self._url = shelf.taken, set(), ""
        try:
            return make(), frozenset(shelf.taken)
        finally:
            shelf.taken, self._url = before, url

    def summary(self, entry: Entry) -> Markup:
        """Return the summary of a post."""
        return self._shown(entry, entry.prose.summary, self.links.link(entry.folder, folder=True), self.links.link)

    def content(self, entry: Entry) -> Markup:
        """Return the whole text of a post, whose own places lead nowhere else on its own page."""
        here = "" if self._url == entry.url else self.links.link(entry.folder, folder=True)
        return self._shown(entry, entry.prose.html, here, self.links.link)

    def feed_content(self, entry: Entry) -> str:
        """Return the text of a post for a feed reader, without anchors.

        Addresses are absolute; where the site does not know its own, they are relative to the feed.
        """

        def absolute(url: str, folder: bool = False) -> str:
            return self.links.absolute(url) or self.links.link(url, folder)

        html = self._shown(entry, entry.prose.html, absolute(entry.folder, folder=True), absolute)
        return _ANCHOR.sub("", html)

    def feed_id(self, url: str) -> str:
        """Return the lasting id of a page in a feed: its absolute address, or a UUID where there is none."""
        return self.links.absolute(url) or uuid.uuid5(uuid.NAMESPACE_URL, f"{self.settings.title}{url}").urn

    def json_ld(self, entry: Entry) -> dict[str, object]:
        """Return the post as schema.org knows it."""
        author, address = entry.author or self.settings.author, self.links.absolute(entry.url)
        known = {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": entry.title,
            "inLanguage": entry.lang or self.settings.language,
            "author": {"@type": "Person", "name": author} if author else None,
            "description": entry.description,
            "datePublished": _iso(entry.date),
            "dateModified": _iso(entry.updated),
            "keywords": [tag.name for tag in entry.tags],
            "url": address,
            "mainEntityOfPage": address,
        }
        return {name: value for name, value in known.items() if value}

    def time(self, day: Day) -> Markup:
        """Return a day as readers write it, in an element that tells machines too if the year is known."""
        shown = self.texts.day(day)
        return Markup(f'<time datetime="{day.iso}">{escape(shown)}</time>') if day.year is not None else escape(shown)

    def lang_of(self, entry: Entry) -> Markup:
        """Return the attribute that tells the language of a post where it differs from that of the page."""
        return self._lang(entry.lang or self.settings.language)

    def ours(self) -> Markup:
        """Return the attribute that tells the language of our own words on a page in another."""
        return self._lang(self.settings.language)

    def _lang(self, language: str) -> Markup:
        return Markup(' lang="{}"').format(language) if language != self._language else Markup()

    def _shown(self, entry: Entry, html: str, here: str, link: Callable[[str], str]) -> Markup:
        """Return the HTML of a post with its links; `here` is the address of its folder, empty on its own page."""
        html = address.resolve(html, link, here, link(entry.url) if here else "")
        html = mention.resolve(html, lambda n: link(entry.mentions[n].url) if n in entry.mentions else None)
        return Markup(equation.resolve(html, lambda name: _equation(entry, name, link)))

    def _asset(self, name: str) -> str:
        """Return the address of a file of `static/`, another one whenever the file changes."""
        path = next((f / name for f in self.folders if (f / name).is_file()), None)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path else ""
        return f"{self.links.link('/' + name)}?v={digest}"

    def _template_fault(self, fault: Exception, page: Page) -> Problem:
        if isinstance(fault, jinja2.TemplateSyntaxError):
            return error(fault.filename or fault.name or page.template, fault.lineno, "template", fault.message or "")
        if isinstance(fault, jinja2.TemplateNotFound):
            return error(
                page.template,
                0,
                "template",
                f"the template {fault.name} is in none of {', '.join(map(str, self.templates))}",
            )
        path, line = page.template, 0
        trace = fault.__traceback__
        while trace:
            name = trace.tb_frame.f_code.co_filename
            if name.endswith((".html", ".xml", ".txt")):
                path, line = name, trace.tb_lineno
            trace = trace.tb_next
        is_ours = isinstance(fault, jinja2.TemplateError)
        message = str(fault) if is_ours else f"{type(fault).__name__}: {fault}"
        return error(path, line, "template", f"{message} (while rendering {page.url})")


def _equation(entry: Entry, name: str, link: Callable[[str], str]) -> tuple[str, str] | None:
    """Return the address and the number of an equation that is not on the page, if it is known."""
    if name not in entry.equations:
        return None
    other, label = entry.equations[name]
    return (f"{link(other.url)}#{links.quoted(label.id)}", label.number) if label.number else None


def _iso(day: Day | None) -> str:
    """Return the day as machines write it, or nothing without a year."""
    return day.iso if day and day.year is not None else ""


def _bibtex(text: str) -> str:
    """Return the text as it stands in a field of BibTeX."""
    for special in "&%#":
        text = text.replace(f"\\{special}", special).replace(special, f"\\{special}")
    return text


def _told(history: Iterable[Sighting]) -> list[Sighting]:
    """Return the first sighting of each read count, from the lowest."""
    first: dict[int, Sighting] = {}
    for sighting in history:
        if sighting.read_count is not None:
            first.setdefault(sighting.read_count, sighting)
    return [first[count] for count in sorted(first)]


def macros_of(entry: Entry) -> Markup:
    """Return the attribute with a post's own TeX macros, which are defined before its formulas are typeset."""
    if not entry.post.meta.macros:
        return Markup()
    return Markup(' data-macros="{}"').format(str(htmlsafe_json_dumps(entry.macros, _json)))


def _json(value: object, **options: Any) -> str:
    """Return the value as JSON, in which the marks of links stand as they are."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, **options) if options else _JSON.encode(value)
    return links.unescaped(text)
