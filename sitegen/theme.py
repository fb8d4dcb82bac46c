"""The theme: Jinja templates, the site's own before ours, and the rendering of one page."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import quote

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from sitegen import mathjax, yamltext
from sitegen.day import Day
from sitegen.marks import address, equation, mention
from sitegen.page import Page
from sitegen.problem import Problem, SiteError, error
from sitegen.settings import Settings
from sitegen.site import Entry, Site

_SAFE_IN_ADDRESS = "/:@!$&'()*+,;=~-._"
_MATH_SCRIPTS = "\x06"
"""Stands for the scripts of MathJax while a page is rendered: only then it is known whether it shows a formula."""

_TITLED_BY_CATALOGUE = ("tags", "series_list", "archive", "popular", "missing")

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def folder(name: str) -> Path:
    """Return our own `templates` or `static` folder: in the package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "theme_files" / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name


@dataclass(frozen=True)
class SiteView:
    """What templates see of the site as `site`."""

    site: Site
    settings: Settings

    def __getattr__(self, name: str) -> Any:
        return getattr(self.site if hasattr(self.site, name) else self.settings, name)


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
    """The templates of one site, ready to render its pages."""

    def __init__(self, source: Path, site: Site, settings: Settings) -> None:
        self.settings = settings
        self.site = site
        self.folders = [source / "static", folder("static")]
        ours = folder("templates")
        self.templates = [source / "templates", ours]
        self.environment = jinja2.Environment(
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
            bytecode_cache=_COMPILED,
        )
        self.environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
        self.environment.filters |= {
            "day": self.day,
            "number": lambda n: f"{n:,}",
            "moment": lambda day: day.stamp(settings.zone) if day else "",
            "address": lambda url: quote(url, safe=_SAFE_IN_ADDRESS),
        }
        self.environment.globals |= {
            "site": SiteView(site, settings),
            "t": self.text,
            "absolute": self.absolute,
            "feed_id": self.feed_id,
            "math_scripts": Markup(_MATH_SCRIPTS),
            "macros": json.dumps(settings.math.macros, ensure_ascii=False),
        }
        self.mathjax = mathjax.installed(source)
        self.has_math = False
        self._assets: dict[str, str] = {}

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page. Raises SiteError naming the template and its line where it cannot be rendered."""
        link = self._linker(page)

        def summary(entry: Entry) -> Markup:
            return self._shown(entry, entry.prose.summary, link, link(entry.folder, folder=True))

        def content(entry: Entry) -> Markup:
            here = "" if page.url == entry.url else link(entry.folder, folder=True)
            return self._shown(entry, entry.prose.html, link, here)

        context = {
            "page": replace(page, title=self.text(page.title)) if page.kind in _TITLED_BY_CATALOGUE else page,
            "link": link,
            "asset": lambda name: f"{link('/' + name)}?v={self._digest(name)}",
            "summary": summary,
            "content": content,
            "feed_content": lambda entry: self._feed_content(entry, link),
            "mathjax": link(self._copy + mathjax.ENTRY) if self.mathjax else self.settings.math.mathjax,
            "math_fonts": link(self._copy + mathjax.FONTS) if self.mathjax else "",
            **page.data,
        }
        try:
            text = self.environment.get_template(page.template).render(context)
            if _MATH_SCRIPTS in text:
                scripts = ""
                if '<span class="math' in text:
                    self.has_math = True
                    scripts = self.environment.get_template("parts/math.html").render(context)
                text = text.replace(_MATH_SCRIPTS, scripts)
        except SiteError:
            raise
        except Exception as fault:  # whatever a template does wrong is named with its line
            raise SiteError(self._template_fault(fault, page)) from fault
        return (_NOT_XML.sub("", text) if page.url.endswith(".xml") else text).encode()

    _copy = f"/assets/mathjax-{mathjax.VERSION}/"

    def text(self, key: str, **values: object) -> str:
        """Return a text of the interface in the site's language. Raises SiteError if the catalogue has none."""
        try:
            return self._catalogue[key].format(**values)
        except (LookupError, ValueError):
            message = f"there is no text {key}, or no value for a name in its braces"
            raise SiteError(error(self._catalogue_path, 0, "template", message)) from None

    def day(self, day: Day) -> str:
        """Return a day as readers write it; one without a year says so."""
        values = {"month": day.month, "day": day.day, "month_name": self.text(f"month_{day.month}")}
        if day.year is None:
            return self.text("day_without_year", **values)
        return self.text("day", year=day.year, **values)

    def absolute(self, url: str) -> str:
        """Return the absolute address of a page, or nothing if the site does not know its own."""
        return self.settings.base_url + quote(url, safe=_SAFE_IN_ADDRESS) if self.settings.base_url else ""

    def feed_id(self, url: str) -> str:
        """Return the lasting id of a page in a feed: its absolute address, or a UUID where there is none."""
        return self.absolute(url) or uuid.uuid5(uuid.NAMESPACE_URL, f"{self.settings.title}{url}").urn

    def _linker(self, page: Page) -> Callable[..., str]:
        """Return the function that gives the href for an address of the site on this page.

        With a base URL it begins with its path; without one it is relative and names the file, so that the site
        works from a disk too. The page for what is missing is shown at any depth and always begins at the root.
        """
        if self.settings.base_url or page.kind == "missing":
            base = self.settings.base_path if self.settings.base_url else "/"
            return lambda url, folder=False: base + quote(url.lstrip("/"), safe=_SAFE_IN_ADDRESS)
        up = "../" * (page.path.count("/"))

        def relative(url: str, folder: bool = False) -> str:
            path = quote(url.lstrip("/"), safe=_SAFE_IN_ADDRESS)
            if not folder and (not path or path.endswith("/")):
                path += "index.html"
            return (up + path) or "./"

        return relative

    def _shown(self, entry: Entry, html: str, link: Callable[..., str], here: str) -> Markup:
        """Return the HTML of a post as it stands on a page, with the links of that page."""
        linked = mention.resolve(html, lambda n: link(entry.mentions[n].url) if n in entry.mentions else None)
        linked = equation.resolve(linked, lambda name: self._equation(entry, name, link))
        if here:  # a place in the text is on the post's page, not in its folder
            linked = linked.replace(f"{address.HERE}#", f"{link(entry.url)}#")
        return Markup(address.resolve(linked, link, here))

    def _equation(self, entry: Entry, name: str, link: Callable[..., str]) -> tuple[str, str] | None:
        """Return the address and the number of an equation that is not on the page, if it is known."""
        if name not in entry.equations:
            return None
        other, label = entry.equations[name]
        return (f"{link(other.url)}#{quote(label.id, safe=_SAFE_IN_ADDRESS)}", label.number) if label.number else None

    def _feed_content(self, entry: Entry, link: Callable[..., str]) -> str:
        """Return the body of a post for a feed reader: no anchors, no character XML forbids.

        Addresses are absolute; where the site does not know its own, they are relative to the feed.
        """

        def absolute(url: str, folder: bool = False) -> str:
            return self.absolute(url) or link(url, folder)

        html = self._shown(entry, entry.prose.html, absolute, absolute(entry.folder, folder=True))
        return _NOT_XML.sub("", re.sub(r'<a class="anchor"[^>]*></a>', "", html))

    def _digest(self, name: str) -> str:
        if name not in self._assets:
            path = next((f / name for f in self.folders if (f / name).is_file()), None)
            self._assets[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path else ""
        return self._assets[name]

    @property
    def _catalogue_path(self) -> str:
        name = f"text/{self.settings.language.split('-')[0].lower()}.yaml"
        return next(
            (str(f / name) for f in self.templates if (f / name).is_file()),
            str(self.templates[-1] / "text/en.yaml"),
        )

    @cached_property
    def _catalogue(self) -> dict[str, str]:
        """Our texts in the language (English where we have none), and the site's own over them."""
        language = self.settings.language.split("-")[0].lower()
        texts: dict[str, str] = {}
        for path in (
            self.templates[1] / f"text/{language}.yaml",
            self.templates[0] / f"text/{language}.yaml",
        ):
            if path.is_file():
                texts |= _read_catalogue(path)
        return texts or _read_catalogue(self.templates[1] / "text/en.yaml")

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


def _read_catalogue(path: Path) -> dict[str, str]:
    try:
        mapping = yamltext.read_mapping(path.read_text("utf-8"), str(path), "text")
    except yamltext.YamlError as fault:
        raise SiteError(fault.problem) from None
    except UnicodeDecodeError as fault:
        raise SiteError(error(str(path), 0, "text", f"not UTF-8 (at byte {fault.start}); save it as UTF-8")) from None
    return {key: node.text for key, node in mapping.items.items() if isinstance(node, yamltext.Scalar)}
