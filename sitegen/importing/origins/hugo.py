"""Sites of Hugo: posts and page bundles, front matter in YAML, TOML or JSON, shortcodes, permalinks, static files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sitegen.importing import shortcodes, siteconfig
from sitegen.importing.harvest import Harvest
from sitegen.importing.markdownsite import MEDIA, SUFFIXES, MarkdownSite, Page, single_backslashes
from sitegen.importing.permalinks import date_parts, fill, path_of
from sitegen.importing.shortcodes import HUGO, arguments, fenced, link, picture
from sitegen.importing.transcript import Transcript
from sitegen.slug import path_component

_CONFIGS = [f"{name}.{kind}" for name in ("hugo", "config") for kind in ("toml", "yaml", "yml", "json")]
_TOOLS = {"search", "archives", "archive", "tags", "categories", "links"}
"""Layouts of pages that hold no text of their own."""

_escaped = re.compile(r"\{\{([<%])/\*\s*(.*?)\s*\*/([>%])\}\}", re.DOTALL)


def is_one(place: Path) -> bool:
    """Return whether this is a site of Hugo."""
    names = [*_CONFIGS, "config/_default"]
    return place.is_dir() and any((place / name).exists() for name in names) and not (place / "source/_posts").exists()


def read(place: Path, harvest: Harvest) -> None:
    """Add the posts, pages and files of a site."""
    _Hugo(place, harvest).read()


class _Hugo:
    def __init__(self, root: Path, harvest: Harvest) -> None:
        self.site = MarkdownSite(root, harvest)
        files = [*map(root.joinpath, _CONFIGS), *(root / "config/_default" / name for name in _CONFIGS)]
        self.config = siteconfig.read(files, harvest)
        pages = siteconfig.read([root / "config/_default" / f"permalinks.{kind}" for kind in ("toml", "yaml")], harvest)
        self.permalinks = pages or siteconfig.table(self.config, "permalinks")
        self.content = self.site.folder(siteconfig.text(self.config, "contentDir"), "content")
        self.languages = set(siteconfig.table(self.config, "languages"))
        self.has_passthrough = "passthrough" in str(self.config.get("markup", ""))

    def read(self) -> None:
        files = self.site.files(self.content)
        bundles = {file.parent for file in files if self._stem(file)[0] == "index" and file.parent != self.content}
        beside = {file for file in files if self._bundle(file, bundles) and self._stem(file)[0] != "index"}
        for text in self.site.texts(file for file in files if file not in beside):
            is_bundle = text.file.parent in bundles
            self._page(text, [file for file in beside if is_bundle and text.file.parent in file.parents])
        self.site.static(self.content, (f for f in files if f not in beside and f.suffix.lower() in MEDIA))
        folder = self.site.folder(siteconfig.text(self.config, "staticDir"), "static")
        self.site.static(folder, self.site.files(folder))
        if self.config.get("menu") or self.config.get("menus"):
            self.site.left["menu"] += 1
        self.site.deliver(self._convert)

    def _stem(self, file: Path) -> tuple[str, str]:
        """Return the name of a file without its ending, and the language that it names."""
        if file.suffix.lower() not in SUFFIXES:
            return file.name, ""
        stem, _, language = file.stem.rpartition(".")
        return (stem, language) if stem and language in self.languages else (file.stem, "")

    @staticmethod
    def _bundle(file: Path, bundles: set[Path]) -> Path | None:
        return next((folder for folder in file.parents if folder in bundles), None)

    def _page(self, text: Transcript, beside: list[Path]) -> None:
        stem, language = self._stem(text.file)
        where = text.file.parent.relative_to(self.content)
        layout = text.said.get("layout") or text.said.get("type", "")
        if stem == "_index":
            if text.body.strip():
                self.site.harvest.leave(text.path, "the text of a list of posts; only posts and pages come over")
            return
        if layout in _TOOLS and not text.body.strip():
            self.site.left[f"page without text (layout {layout})"] += 1
            return
        name = where.name if stem == "index" else stem
        section = where.parts[0] if where.parts and (stem != "index" or len(where.parts) > 1) else ""
        default = siteconfig.text(self.config, "defaultContentLanguage", "en")
        has_folder = (language or default) != default or self.config.get("defaultContentLanguageInSubdir") is True
        address = text.meta.permalink or self._address(text, where, stem, name)
        if address and has_folder and not text.meta.permalink:
            address = f"/{language or default}{address}"
        files = tuple((file.relative_to(text.file.parent).as_posix(), file) for file in sorted(beside))
        slug = text.meta.slug or path_component(self._path(name))
        meta = text.meta._replace(
            slug=slug,
            title=text.meta.title or name,
            lang=text.meta.lang or (language if language != default else ""),
            aliases=tuple(self._alias(alias, address) for alias in text.meta.aliases),
        )
        is_page = section in ("", "page", "pages") or layout == "page"
        self.site.pages.append(Page(text, meta, address, "page" if is_page else "post", files))

    def _alias(self, alias: str, address: str) -> str:
        """Aliases are paths from the root here; Hugo has them from the folder of the post too."""
        return alias if alias.startswith("/") else f"{address.rstrip('/').rpartition('/')[0]}/{alias}"

    def _address(self, text: Transcript, where: Path, stem: str, name: str) -> str:
        folders = [*where.parts[:-1]] if stem == "index" else [*where.parts]
        section = where.parts[0] if where.parts else ""
        by_kind = self.permalinks.get("page")
        patterns: dict[str, Any] = by_kind if isinstance(by_kind, dict) else self.permalinks
        pattern = patterns.get(section)
        slug, name = self._path(text.meta.slug), self._path(name)
        if isinstance(pattern, str):
            title = re.sub("-{2,}", "-", self._path(text.meta.title).replace("+", ""))
            names = {
                "slug": slug or title or name,
                "title": title,
                "filename": name,
                "contentbasename": name,
                "slugorfilename": slug or name,
                "slugorcontentbasename": slug or name,
                "section": section,
                "sections": "/".join(self._sections(folders)),
            }
            return fill(pattern, names | date_parts(text.meta.date))
        ending = ".html" if self.config.get("uglyURLs") is True else "/"
        return path_of("/" + "/".join([*map(self._path, folders), slug or name]) + ending)

    def _sections(self, folders: list[str]) -> list[str]:
        """Return those of the folders that are sections: the first, and any with a page of its own."""
        paths = [self.content.joinpath(*folders[: n + 1]) for n in range(len(folders))]
        return [self._path(path.name) for n, path in enumerate(paths) if not n or (path / "_index.md").exists()]

    def _path(self, name: str) -> str:
        """Return a name as Hugo has it in addresses."""
        path = re.sub(r"[^\w./\\+~-]", "", re.sub(r"\s+", "-", name.strip()))
        return path if self.config.get("disablePathToLower") is True else path.lower()

    def _convert(self, page: Page, tell: Callable[[int, str], None]) -> str:
        single = {
            "figure": _figure,
            "ref": lambda given, _: self._reference(given),
            "relref": lambda given, _: self._reference(given),
            "youtube": lambda given, _: _played("https://www.youtube.com/watch?v=", given),
            "vimeo": lambda given, _: _played("https://vimeo.com/", given),
            "gist": lambda given, _: link("https://gist.github.com/" + "/".join(arguments(given)[0][:2])),
            "toc": lambda given, _: "",
        }
        paired: dict[str, shortcodes.Convert] = {
            "highlight": lambda given, code: fenced(code, next(iter(arguments(given)[0]), "")),
            **dict.fromkeys(("math", "katex", "mathjax", "latex"), lambda _, tex: tex),
        }
        body = shortcodes.convert(page.transcript.body, HUGO, single, paired, tell)
        body = _escaped.sub(r"{{\1 \2 \3}}", body)
        return body if self.has_passthrough else single_backslashes(body)

    def _reference(self, given: str) -> str | None:
        places, names = arguments(given)
        return self.site.address_of(names.get("path") or next(iter(places), ""))


def _figure(given: str, _: str) -> str | None:
    places, names = arguments(given)
    caption = names.get("caption") or names.get("title") or ""
    shown = picture(names.get("src") or next(iter(places), ""), names.get("alt") or caption)
    if shown and names.get("link"):
        shown = f"[{shown}](<{names['link']}>)"
    return f"{shown}\n\n{caption}" if shown and caption else shown


def _played(address: str, given: str) -> str | None:
    places, names = arguments(given)
    name = names.get("id") or next(iter(places), "")
    return link(address + name) if name else None
