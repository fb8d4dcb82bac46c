"""Sites of Hexo: posts with the folders beside them, drafts, pages, tags in `{% … %}`, permalinks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sitegen.importing import shortcodes, siteconfig
from sitegen.importing.harvest import Harvest
from sitegen.importing.markdownsite import MEDIA, SUFFIXES, MarkdownSite, Page, single_backslashes
from sitegen.importing.permalinks import date_parts, fill, path_of, slug_of
from sitegen.importing.shortcodes import NUNJUCKS, arguments, fenced, link, picture, quoted
from sitegen.importing.transcript import Transcript
from sitegen.slug import path_component

_TOOLS = {"tags", "categories", "archives", "search", "links", "link", "friends"}
"""Types and layouts of pages that hold no text of their own."""

_dated = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(.+)")
_size = re.compile(r"\d+(?:px|%)?|left|right|center")


def is_one(place: Path) -> bool:
    """Return whether this is a site of Hexo."""
    return place.is_dir() and (place / "_config.yml").is_file() and (place / "source").is_dir()


def read(place: Path, harvest: Harvest) -> None:
    """Add the posts, pages and files of a site."""
    _Hexo(place, harvest).read()


class _Hexo:
    def __init__(self, root: Path, harvest: Harvest) -> None:
        self.site = MarkdownSite(root, harvest)
        self.config = siteconfig.read([root / "_config.yml"], harvest)
        self.source = self.site.folder(siteconfig.text(self.config, "source_dir"), "source")
        self.pattern = siteconfig.text(self.config, "permalink", ":year/:month/:day/:title/")
        self.has_dated_names = ":year" in siteconfig.text(self.config, "new_post_name", ":title.md")
        self.has_folders = self.config.get("post_asset_folder") is True

    def read(self) -> None:
        files = self.site.files(self.source)
        posts = [file for file in files if self._top(file) in ("_posts", "_drafts")]
        pages = [file for file in files if not self._top(file).startswith("_")]
        for text in self.site.texts(posts):
            self._post(text, posts)
        for text in self.site.texts(file for file in pages if file.suffix.lower() in SUFFIXES):
            self._page(text)
        self.site.static(self.source, (file for file in pages if file.suffix.lower() in MEDIA))
        self.site.deliver(self._convert)

    def _top(self, file: Path) -> str:
        return file.relative_to(self.source).parts[0]

    def _post(self, text: Transcript, files: list[Path]) -> None:
        is_draft = self._top(text.file) == "_drafts"
        path = text.file.relative_to(self.source / self._top(text.file)).with_suffix("").as_posix()
        found = _dated.fullmatch(path) if self.has_dated_names else None
        title = text.said.get("slug") or (found[1] if found else path)
        folder = text.file.with_suffix("")
        beside = [file for file in files if folder in file.parents] if self.has_folders else []
        meta = text.meta._replace(
            title=text.meta.title or title,
            slug=path_component(title.rpartition("/")[2]),
            draft=text.meta.draft or is_draft or text.said.get("layout") == "draft",
            extra={name: value for name, value in text.meta.extra.items() if name != "layout"},
        )
        address = "" if is_draft else self._address(text, title)
        given = text.said.get("permalink", "")
        meta = meta._replace(permalink=address if given else "")
        kept = tuple((file.relative_to(folder).as_posix(), file) for file in beside)
        self.site.pages.append(Page(text, meta, address, "post", kept))

    def _address(self, text: Transcript, title: str) -> str:
        given = text.said.get("permalink")
        if given:
            return path_of("/" + given.lstrip("/"))
        names = {
            **{name: str(value) for name, value in text.meta.extra.items() if isinstance(value, str | int)},
            "title": title,
            "name": title.rpartition("/")[2],
            "post_title": slug_of(text.meta.title),
            "category": "/".join(text.categories) or siteconfig.text(self.config, "default_category", "uncategorized"),
            **date_parts(text.meta.date),
        }
        return fill("/" + self.pattern, names)

    def _page(self, text: Transcript) -> None:
        path = text.file.relative_to(self.source)
        kind = text.said.get("type") or text.said.get("layout", "")
        if kind in _TOOLS and not text.body.strip():
            self.site.left[f"page without text (type {kind})"] += 1
            return
        if path.with_suffix("").as_posix() == "index":
            self.site.left["home page"] += 1
            return
        is_index = path.stem == "index"
        name = path.parent.name if is_index else path.stem
        address = f"/{path.parent.as_posix()}/" if is_index else f"/{path.with_suffix('.html').as_posix()}"
        meta = text.meta._replace(
            title=text.meta.title or name,
            slug=path_component(name),
            extra={name: value for name, value in text.meta.extra.items() if name not in ("layout", "type")},
        )
        self.site.pages.append(Page(text, meta, meta.permalink or path_of(address), "page"))

    # ------------------------------------------------------------------------------------------ texts

    def _convert(self, page: Page, tell: Callable[[int, str], None]) -> str:
        single: dict[str, shortcodes.Convert] = {
            "asset_img": lambda given, _: _picture(given),
            "asset_path": lambda given, _: given.strip() or None,
            "asset_link": lambda given, _: _link(given),
            "img": lambda given, _: _picture(given),
            "post_link": lambda given, _: self._post_link(given),
            "post_path": lambda given, _: self.site.address_of(given),
            "link": lambda given, _: _named_link(given),
            "youtube": lambda given, _: link(f"https://www.youtube.com/watch?v={given.split()[0]}") if given else None,
            "gist": lambda given, _: link(f"https://gist.github.com/{given.split()[0]}") if given else None,
        }
        paired: dict[str, shortcodes.Convert] = {
            **dict.fromkeys(("codeblock", "code"), _code),
            **dict.fromkeys(("blockquote", "quote"), lambda given, text: quoted(text, " ".join(given.split()))),
            "raw": lambda _, text: text,
        }
        body = shortcodes.convert(page.transcript.body, NUNJUCKS, single, paired, tell)
        if page.files:  # what lies in the folder beside the post lies beside its text here
            body = re.sub(rf"(?<=\]\()(?:\./)?{re.escape(page.transcript.file.stem)}/(?=\S)", "", body)
        return single_backslashes(body)

    def _post_link(self, given: str) -> str | None:
        places, _ = arguments(given)
        address = self.site.address_of(places[0]) if places else None
        title = " ".join(places[1:]).removesuffix(" false").removesuffix(" true")
        return link(address, title or self._title(places[0])) if address else None

    def _title(self, name: str) -> str:
        return next((page.meta.title for page in self.site.pages if page.transcript.file.stem == name), name)


def _picture(given: str) -> str | None:
    """`[class names] address [width] [height] [title text [alt text]]`"""
    places, _ = arguments(given)
    at = next((n for n, place in enumerate(places) if "." in place or "/" in place), None)
    if at is None:
        return None
    rest = [place for place in places[at + 1 :] if not _size.fullmatch(place)]
    titles = [part.strip("'\" ") for part in rest]
    return picture(places[at], titles[-1] if titles else "", titles[0] if len(titles) > 1 else "")


def _link(given: str) -> str | None:
    places, _ = arguments(given)
    return link(places[0], " ".join(places[1:]) or places[0]) if places else None


def _named_link(given: str) -> str | None:
    """`text address [external] [title]`"""
    places, _ = arguments(given)
    at = next((n for n, place in enumerate(places) if "/" in place), 0)
    return link(places[at], " ".join(places[:at])) if at else None


def _code(given: str, code: str) -> str:
    """`[title] [lang:language] [url] [link text]`"""
    names = arguments(given)[1]
    return fenced(code, names.get("lang", ""))
