"""Sites of Jekyll: posts by their dated names, drafts, pages, Liquid's tags, permalinks, kramdown's formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sitegen.day import Day, read_day
from sitegen.importing import shortcodes, siteconfig
from sitegen.importing.harvest import Harvest
from sitegen.importing.markdownsite import MEDIA, SUFFIXES, MarkdownSite, Page, outside_code, single_backslashes
from sitegen.importing.permalinks import date_parts, fill, slug_of
from sitegen.importing.shortcodes import LIQUID, arguments, fenced, link
from sitegen.importing.transcript import Transcript
from sitegen.marks import math
from sitegen.slug import path_component

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_NEVER = {"_site", "node_modules", "vendor"}
_dated = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_address = re.compile(r"""["']([^"']+)["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:baseurl|url))\b.*""")
_site_root = re.compile(r"site\.(?:baseurl|url)|'/'\s*\|.*|\"/\"\s*\|.*")
_liquid = re.compile(r"(?:page|site|post|include|layout|content|forloop)\b|[\"'].*[\"']\s*\||\w+\s*\|\s*\w+")


def is_one(place: Path) -> bool:
    """Return whether this is a site of Jekyll."""
    return place.is_dir() and (place / "_posts").is_dir() and not (place / "source/_posts").exists()


def read(place: Path, harvest: Harvest) -> None:
    """Add the posts, pages and files of a site."""
    _Jekyll(place, harvest).read()


class _Jekyll:
    def __init__(self, root: Path, harvest: Harvest) -> None:
        self.site = MarkdownSite(root, harvest)
        self.config = siteconfig.read([root / "_config.yml", root / "_config.yaml"], harvest)
        style = siteconfig.text(self.config, "permalink", "date")
        self.pattern = _STYLES.get(style, style)
        self.is_kramdown = siteconfig.text(self.config, "markdown", "kramdown").lower() == "kramdown"

    def read(self) -> None:
        files = [f for f in self.site.files(self.site.root) if not _NEVER.intersection(self.site.name(f).split("/"))]
        for text in self.site.texts(filter(_may_be_text, files), spaced=True):
            self._page(text)
        media = [file for file in files if file.suffix.lower() in MEDIA and not self._is_hidden(file)]
        self.site.static(self.site.root, media)
        collections = self.config.get("collections")
        if isinstance(collections, dict) and (names := [name for name in collections if name != "posts"]):
            self.site.harvest.leave(str(self.site.root), f"collections stay behind: {', '.join(names)}")
        self.site.deliver(self._convert)

    def _is_hidden(self, file: Path) -> bool:
        return any(part.startswith("_") for part in self.site.name(file).split("/"))

    def _page(self, text: Transcript) -> None:
        folders = self.site.name(text.file).split("/")[:-1]
        if "_posts" in folders or "_drafts" in folders:
            self._post(text, folders)
        elif not self._is_hidden(text.file) and text.has_front_matter:
            name = text.file.stem
            if name in ("index", "404") and not folders:
                self.site.left["page of the theme (index, 404)"] += 1
                return
            slug = folders[-1] if name == "index" else name
            path = "/".join(folders if name == "index" else [*folders, name])
            ending = "/" if name == "index" or self.pattern.endswith("/") else ".html"
            address = text.meta.permalink or fill(f"/{path}{ending}", {})
            meta = text.meta._replace(
                title=text.meta.title or slug, slug=text.meta.slug or path_component(slug), extra=_extra(text)
            )
            self.site.pages.append(Page(text, meta, address, "page"))

    def _post(self, text: Transcript, folders: list[str]) -> None:
        found = _dated.fullmatch(text.file.stem)
        name, day = (found[2], _day(found[1])) if found else (text.file.stem, None)
        is_draft = "_drafts" in folders
        at = folders.index("_drafts" if is_draft else "_posts")
        date = text.meta.date or day
        categories = [*folders[:at], *(name.lower() for name in text.categories)]
        names = {
            "title": text.meta.slug or name,
            "slug": slug_of(text.meta.slug or name),
            "categories": "/".join(dict.fromkeys(categories)),
            "output_ext": ".html",
            **date_parts(date),
        }
        pattern = text.said.get("permalink") or self.pattern
        address = "" if is_draft and not date else fill(_STYLES.get(pattern.strip("/"), pattern), names)
        meta = text.meta._replace(
            title=text.meta.title or name.replace("-", " ").capitalize(),
            date=date,
            slug=path_component(text.meta.slug or name),
            permalink=address if text.meta.permalink else "",
            draft=text.meta.draft or is_draft,
            extra=_extra(text),
        )
        self.site.pages.append(Page(text, meta, address))

    # ------------------------------------------------------------------------------------------ texts

    def _convert(self, page: Page, tell: Callable[[int, str], None]) -> str:
        single = {
            "post_url": lambda given, _: self.site.address_of(given),
            "link": lambda given, _: self.site.address_of(given) or (None if "_posts" in given else f"/{given}"),
            "gist": lambda given, _: link(f"https://gist.github.com/{given}"),
            "seo": lambda *_: "",
            "output": _output,
        }
        paired: dict[str, shortcodes.Convert] = {
            "highlight": lambda given, code: fenced(code, next(iter(arguments(given)[0]), "")),
            "raw": lambda _, text: text,
            "comment": lambda *_: "",
        }
        body = shortcodes.convert(page.transcript.body, LIQUID, single, paired, tell)
        return _kramdown(single_backslashes(body)) if self.is_kramdown else single_backslashes(body)


def _output(given: str, _: str) -> str | None:
    """Return what `{{ … }}` puts out where that is an address; braces that are not Liquid's stay."""
    expression = given.strip().strip("-").strip()
    address = _address.fullmatch(expression)
    if address:
        return address[1] if "://" in address[1] else "/" + address[1].lstrip("/")
    if _site_root.fullmatch(expression):
        return ""
    return None if _liquid.match(expression) else f"{{{{{given}}}}}"


def _may_be_text(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES or "_posts" in file.parts


def _day(text: str) -> Day | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _extra(text: Transcript) -> dict[str, object]:
    return {name: value for name, value in text.meta.extra.items() if name != "layout"}


def _kramdown(text: str) -> str:
    """Return Markdown in which `$$…$$` amid a paragraph, a formula in the line to kramdown, is `$…$`."""
    return outside_code(text, _in_line) if "$$" in text else text


def _in_line(text: str) -> str:
    masked = math.mask(text)
    for number, formula in enumerate(masked.formulas):
        mark = f"{masked.opening}{number}{masked.closing}"
        if formula.source.startswith("$$") and not re.search(rf"(?:\A|\n)[ \t>]*{mark}[ \t]*(?:\n|\Z)", masked.text):
            single = f"${formula.raw[2:-2].strip()}$"
            whole = math.mask(single).formulas
            masked.text = masked.text.replace(
                mark, single if len(whole) == 1 and whole[0].raw == single else formula.raw
            )
    return masked.to_source(masked.text)
