"""The theme: Jinja templates, the site's own before ours, and the rendering of one page."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable, Hashable, Set
from contextlib import suppress
from functools import cache, cached_property, lru_cache, partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from sitegen import faces, feedtext, filters, links, mathjax, reader, structured, themecode
from sitegen.assets import Assets
from sitegen.citation import Citation, cited
from sitegen.day import Day
from sitegen.engine import theme_folder
from sitegen.jinja import Compiled, Environment, markup, problem_of
from sitegen.lazypattern import pattern
from sitegen.links import Links
from sitegen.marks import address, box, equation, mention, picture
from sitegen.noted import Answer, Made, noted
from sitegen.page import Page
from sitegen.problem import SiteError
from sitegen.related import Reasons, Related, Relations
from sitegen.settings import Settings
from sitegen.site import Entry, Site
from sitegen.texts import Texts

_MATH_SCRIPTS = b"\x06"
"""Stands for the scripts of MathJax while a page is rendered: only then it is known whether it shows a formula."""

_TITLED_BY_CATALOGUE = ("tags", "series_list", "archive", "popular", "missing", "search", "graph")

_IMAGE = pattern(r'<img[^>]*?\ssrc="((?!data:)[^"]+)"')
_ANCHOR = pattern(r'<a class="anchor"[^>]*></a>')
_NO_ATTRIBUTE = Markup()

_MADE_ONCE = ("title_link", "tags", "place")
"""The macros of `parts/entry.html` that give the same on every page in one language."""


class SiteView:
    """What templates see of the site as `site`: the site's values, and those of its settings."""

    def __init__(self, site: Site, settings: Settings) -> None:
        self._site, self._settings = site, settings
        self._face = cache(partial(faces.of_site, site))

    def __getattr__(self, name: str) -> Any:
        """Return the value; the shelf notes which of the site's was looked at, and a setting is found at once from now on."""
        if hasattr(self._site, name):
            self._site.shelf.faces.add(self._face(name))
            return getattr(self._site, name)
        value = getattr(self._settings, name)
        setattr(self, name, value)
        return value


class Theme:
    """The templates of one site, ready to render its pages; `compiled` keeps their code."""

    def __init__(self, source: Path, site: Site, settings: Settings, assets: Assets, compiled: Compiled) -> None:
        self.settings = settings
        self.site = site
        self.assets = assets
        self.compiled = compiled
        compiled.codes = compiled.codes or themecode.read()
        self.templates = [source / "templates", theme_folder("templates")]
        self.links = Links(settings)
        self._addressed = cache(self._address)
        self._file_of = cache(lambda name: reader.shown(self.templates[0] / name))
        self._texts_in = cache(partial(Texts, self.templates[0], self.templates[1]))
        self.texts = self._texts_in(settings.language)
        self.mathjax = mathjax.installed(source)
        self.shows_math = False
        self._url, self._language = "", settings.language
        self._made: dict[str, dict[tuple[Any, ...], Made[Markup]]] = {}
        self._made_here: dict[tuple[Any, ...], Made[Markup]] = {}
        self._relations = Relations(site)
        self.environment = self._environment()

    def _environment(self) -> Environment:
        """Return the environment with all that templates can use."""
        environment = Environment(self.templates[0], self.templates[1], self.compiled, self._use)
        environment.policies["json.dumps_function"] = filters.as_json
        environment.policies["json.dumps_kwargs"] = {}
        environment.filters |= {
            "day": cache(self.texts.day),
            "time": cache(self.time),
            "iso": filters.iso,
            "moment": lambda day: day.stamp(self.settings.zone) if day else "",
            "number": filters.number,
            "address": links.quoted,
            "origin": links.origin,
            "csp_hash": filters.csp_hash,
            "told": filters.told,
            "line": filters.line,
            "json": filters.indented,
        }
        copy = f"/assets/mathjax-{mathjax.VERSION}/"
        shelf = self.site.shelf
        self.answers: dict[str, Answer[Any]] = {
            "related_to": Answer(shelf, self._related),
            "json_ld": Answer(shelf, self._json_ld),
            "citation_of": Answer(shelf, self._citation),
        }
        environment.globals |= {
            "site": SiteView(self.site, self.settings),
            "t": lru_cache(10_000)(self.texts.text),
            "link": self.links.link,
            "absolute": self.links.absolute,
            "asset": self._asset,
            "part": self.part,
            **{name: self._macro(name) for name in _MADE_ONCE},
            "draft_mark": lambda entry: self._macros["draft_mark"](entry) if entry.is_draft else "",
            "meta": lambda entry, author=False: self._macros["meta"](entry, author),
            "summary": self.summary,
            "content": self.content,
            "feed_content": self.feed_content,
            "feed_id": self.feed_id,
            "lang_of": self.lang_of,
            "ours": self.ours,
            "macros_of": filters.macros_of,
            **self.answers,
            "reasons_for": lru_cache(10_000)(self.reasons),
            "json_ld_of_site": lambda: htmlsafe_json_dumps(structured.site(self.settings), filters.as_json),
            "json_feed": self.json_feed,
            "image_of": self.image_of,
            "math_scripts": Markup(_MATH_SCRIPTS.decode()),
            "macros": json.dumps(self.settings.math.macros, ensure_ascii=False),
            "mathjax": self.links.link(copy + mathjax.ENTRY) if self.mathjax else self.settings.math.mathjax,
            "lasting": lambda: [*self._lasting(), *([f"{copy}*"] if self.mathjax else [])],
            "math_fonts": self.links.link(copy + mathjax.FONTS) if self.mathjax else "",
        }
        return environment

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page; `shows_math` tells whether it needs MathJax.

        Raises SiteError naming the template and its line where it cannot be rendered.
        """
        try:
            data = self._rendered(page)
        except SiteError:
            raise
        except Exception as fault:  # whatever a template does wrong is named with its line
            raise SiteError(problem_of(fault, page.template, page.url, self.templates)) from fault
        finally:
            if page.entry:
                for answer in self.answers.values():
                    answer.forget(page.entry)
        return links.placed(data, page.path, at_any_depth=page.kind == "missing")

    def _rendered(self, page: Page) -> bytes:
        """Return the bytes of a page whose links are still marked."""
        self.site.shelf.faces.add(faces.of_page(page))
        if page.kind in _TITLED_BY_CATALOGUE:
            page = page._replace(title=self.texts.text(page.title))
        self._url, self._language = page.url, page.lang or self.settings.language
        self._made_here = self._made.setdefault(self._language, {})
        text = self.environment.get_template(page.template).render(page.data, page=page)
        data = feedtext.allowed(text) if page.url.endswith((".xml", ".json")) else text.encode()
        self.shows_math = _MATH_SCRIPTS in data and b'<span class="math' in data
        if _MATH_SCRIPTS in data:
            scripts = self.part("parts/math.html") if self.shows_math else ""
            data = data.replace(_MATH_SCRIPTS, scripts.encode())
        return data

    def compile(self) -> None:
        """Compile all templates, before processes that share the pages out do so each for itself."""
        for name in self.environment.list_templates(("html", "xml", "txt", "json", "js")):
            if not name.startswith("default/"):
                with suppress(jinja2.TemplateError, UnicodeDecodeError):  # rendering a page tells what is wrong
                    self.environment.get_template(name)

    def keep_code(self) -> None:
        """Keep the code of our own templates for whoever renders with them next, on any site."""
        if self.compiled.new:
            themecode.keep(self.compiled.codes, self.templates[-1])

    def part(self, name: str, **values: Hashable) -> Markup:
        """Return what a template gives for these values, which are all it sees; made once for the pages in a language."""
        return self.once((name, *values.items()), self._part)

    def _part(self, name: str, *values: tuple[str, Hashable]) -> Markup:
        return markup(self.environment.get_template(name).render(values))

    def _macro(self, name: str) -> Callable[..., Markup]:
        """Return the macro of `parts/entry.html`; what it gives is made once for the pages in a language."""
        return lambda *arguments: self.once((name, *arguments), self._shown_by_macro)

    def _shown_by_macro(self, name: str, *arguments: Hashable) -> Markup:
        return self._macros[name](*arguments)

    @property
    def _macros(self) -> dict[str, Callable[..., Markup]]:
        return self._macros_made.told_to(self.site.shelf)

    @cached_property
    def _macros_made(self) -> Made[dict[str, Callable[..., Markup]]]:
        return noted(self.site.shelf, lambda: vars(self.environment.get_template("parts/entry.html").module))

    def _use(self, name: str) -> None:
        """Have the shelf note that a page depends on a template of the site's own."""
        self.site.shelf.taken.add(self._file_of(name))

    def once(self, key: tuple[Any, ...], make: Callable[..., Markup]) -> Markup:
        """Return what is made of a key, once for the pages in a language; the shelf notes each time what was taken for it."""
        made = self._made_here.get(key)
        if made is None:
            made = self._made_here[key] = self._make(key, make)
        return made.told_to(self.site.shelf)

    def _make(self, key: tuple[Any, ...], make: Callable[..., Markup]) -> Made[Markup]:
        """Make what may stand on any page."""
        url, self._url = self._url, ""
        try:
            return noted(self.site.shelf, make, *key)
        finally:
            self._url = url

    def forget(self, touched: Set[str]) -> None:
        """Forget what was made of these posts' texts, which have become others."""
        for language, made in self._made.items():
            self._made[language] = {key: one for key, one in made.items() if touched.isdisjoint(one.taken)}

    def _related(self, entry: Entry) -> list[Related]:
        """Return what is related to a post; of all that had to be looked at for it, a page depends on this alone."""
        shelf = self.site.shelf
        before = shelf.begin()
        related = self._relations.of(entry)
        face = faces.of_related(entry, related)
        shelf.go_on(before)
        shelf.faces.add(face)
        return related

    def summary(self, entry: Entry) -> Markup:
        """Return the summary of a post."""
        folder = self.links.link(entry.folder, folder=True)
        return self._shown(entry, entry.prose.summary, folder, self.links.link, eager=0)

    def content(self, entry: Entry) -> Markup:
        """Return the whole text of a post, whose own places lead nowhere else on its own page."""
        here = "" if self._url == entry.url else self.links.link(entry.folder, folder=True)
        return self._shown(entry, entry.prose.html, here, self.links.link, eager=1)

    def feed_content(self, entry: Entry) -> Markup:
        """Return the text of a post for a feed reader as it stands in XML."""
        return feedtext.section(self._feed_html(entry))

    def _feed_html(self, entry: Entry) -> str:
        """Return the text of a post for a feed reader, without anchors.

        Addresses are absolute; where the site does not know its own, they are relative to the feed.
        """
        here = self._whole(entry.folder, folder=True)
        html = self._shown(entry, entry.prose.html, here, self._whole, eager=math.inf)
        return _ANCHOR.sub("", html)

    def _whole(self, url: str, folder: bool = False) -> str:
        return self.links.absolute(url) or self.links.link(url, folder)

    def feed_id(self, url: str) -> str:
        """Return the lasting id of a page in a feed: its absolute address, or a UUID where there is none."""
        return self.links.absolute(url) or uuid.uuid5(uuid.NAMESPACE_URL, f"{self.settings.title}{url}").urn

    def _json_ld(self, entry: Entry) -> Markup:
        """Return the post as schema.org knows it."""
        terms = structured.post(entry, self.settings, self.links.absolute(entry.url), self.image_of(entry))
        return htmlsafe_json_dumps(terms, filters.as_json)

    def _citation(self, entry: Entry) -> Citation:
        """Return how a post is cited."""
        return cited(entry, self.settings, self.links.absolute(entry.url), self.texts.text("cite_kind"))

    def image_of(self, entry: Entry | None) -> str:
        """Return the address of a picture for a page: the first in its text, or that of the settings, if any."""
        if not self.settings.base_url:
            return ""
        found = _IMAGE.search(entry.prose.html) if entry and self._has_image(entry.prose.html) else None
        if found and entry:
            source = address.resolve(found[1], self._whole, self._whole(entry.folder, folder=True), "")
            return urljoin(self.settings.base_url, unescape(source))
        name = self.settings.theme.get("image")
        return urljoin(self.settings.base_url, self._asset(name)) if isinstance(name, str) else ""

    def _has_image(self, html: str) -> bool:
        """Whether there may be a picture in the text; the tags of authors have no mark, which is found sooner."""
        return picture.MARK in html or (self.settings.markdown.html and "<img" in html)

    def json_feed(self, page: Page) -> dict[str, object]:
        """Return the feed as JSON Feed 1.1 has it."""
        zone, items = self.settings.zone, []
        for entry, changed in page.data["items"]:
            stamps = (entry.date.stamp(zone) if entry.date else "", changed)
            html = self._feed_html(entry)
            items.append(structured.feed_item(entry, self.feed_id(entry.url), self._whole(entry.url), html, stamps))
        addresses = (self.links.absolute(page.data["home"]), self.links.absolute(page.url))
        return structured.feed(self.settings, page.about, addresses, items)

    def time(self, day: Day) -> Markup:
        """Return a day as readers write it, in an element that tells machines too if the year is known."""
        shown = self.texts.day(day)
        return markup(f'<time datetime="{day.iso}">{escape(shown)}</time>') if day.year is not None else escape(shown)

    def reasons(self, reasons: Reasons) -> Markup:
        """Return why a post is related to another, in words."""
        html, text = self.environment.escaped, self.texts.text
        joint = html(text("related_joint"))
        each = [(kind, names if kind == "both" else map(html, names)) for kind, names in reasons]
        return markup(" · ".join([html(text(f"related_{kind}")) + joint.join(names) for kind, names in each]))

    def lang_of(self, entry: Entry) -> Markup:
        """Return the attribute that tells the language of a post where it differs from that of the page."""
        return _lang(entry.lang or self.settings.language, self._language)

    def ours(self) -> Markup:
        """Return the attribute that tells the language of our own words on a page in another."""
        return _lang(self.settings.language, self._language)

    def _shown(self, entry: Entry, html: str, here: str, link: Callable[[str], str], eager: float) -> Markup:
        """Return the HTML of a post with its links; `here` is the address of its folder, empty on its own page, and
        `eager` the number of pictures that are loaded at once."""
        html = picture.resolve(html, partial(self._size, entry), eager)
        html = box.resolve(html, self._texts_in(entry.lang or self.settings.language).box)
        html = address.resolve(html, link, here, link(entry.url) if here else "")
        html = mention.resolve(html, lambda n: link(entry.mentions[n].url) if n in entry.mentions else None)
        return markup(equation.resolve(html, lambda name: _equation(entry, name, link)))

    def _size(self, entry: Entry, address: str) -> tuple[int, int] | None:
        """Return the size of a picture in a post, if it is one of the site; the shelf notes its file."""
        path = picture.path_of(address, entry.folder)
        copy = self.assets.copies.get(path)
        self.site.shelf.faces.add(faces.of_file(path, copy))
        if copy is None:
            return None
        self.site.shelf.taken.update(copy.of)
        return self.assets.size(path)

    def _asset(self, name: str) -> str:
        """Return the address of a file of `static/`; the shelf notes which files it depends on."""
        address, told = self._addressed(name)
        self.site.shelf.taken.update(told)
        return address

    def _address(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Return the address of a file of `static/`, and the files that it depends on."""
        path, version = self.assets.address(name)
        address = self.links.link(f"/{path}")
        return f"{address}?v={version}" if version else address, self.assets.told_by(name)

    def _lasting(self) -> list[str]:
        """Return the paths at which no other content will ever be; the shelf notes which files they depend on."""
        for name in self.assets.lasting:
            self.site.shelf.taken.update(self.assets.told_by(name))
        return [f"/{self.assets.address(name)[0]}" for name in self.assets.lasting]


def _lang(language: str, around: str) -> Markup:
    return Markup(' lang="{}"').format(language) if language != around else _NO_ATTRIBUTE


def _equation(entry: Entry, name: str, link: Callable[[str], str]) -> tuple[str, str] | None:
    """Return the address and the number of an equation that is not on the page, if it is known."""
    if name not in entry.equations:
        return None
    other, label = entry.equations[name]
    return (f"{link(other.url)}#{links.quoted(label.id)}", label.number) if label.number else None
