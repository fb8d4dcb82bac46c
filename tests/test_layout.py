"""A site that was packed by one process and unpacked by another is the same site, as far as anybody looks."""

from __future__ import annotations

import marshal
from pathlib import Path
from typing import Any

import pytest

from sitegen import story
from sitegen.building import build
from sitegen.galley import Outline
from sitegen.layout import Remains, pack, unpack
from sitegen.page import Pagination
from sitegen.prose import Prose
from sitegen.settings import load
from sitegen.site import Entry, Series, Tag
from sitegen.workshop import Workshop
from tests.sitehelp import built, post, published, write

TEXTS = {
    "content/posts/a.md": post(
        "低秩近似（一）",
        "见《乙》。\\begin{equation}\\label{eq:a} x \\end{equation}",
        tags="[t, u]",
        date="2024-03-01",
        series="低秩近似",
    ),
    "content/posts/b.md": post(
        "低秩近似（二）",
        "由 \\eqref{a:eq:a} 与 \\eqref{b:eq:b}。\\begin{equation}\\label{eq:b} y \\end{equation}",
        date="2024-02-01",
        series="低秩近似",
    ),
    "content/posts/c/index.md": post("乙", "图 ![图](p.svg)，见《低秩近似（一）》。", tags="[u]", date="2024-01-01"),
    "content/posts/c/p.svg": "<svg width='1' height='1'/>",
    "content/posts/secret.md": post("Secret", "见《乙》。", hidden="true", aliases="[/old/]", tags="[t]"),
    "content/pages/about.md": post("关于", "见《乙》。"),
    "content/redirects.txt": "/gone/ /about/\n",
    "sitegen.yaml": "page_size: 2\n",
}


class Built:
    """A site that was built, as it was laid out and as another process would unpack it."""

    def __init__(self, folder: Path) -> None:
        write(folder, TEXTS)
        workshop = Workshop()
        build(folder, workshop=workshop)
        assert workshop.layout
        self.layout = workshop.layout
        outlines = {entry.post.path: entry.outline for entry in self.layout.site.everything}
        self.unpacked: list[str] = []

        def outline_of(path: str) -> Outline:
            self.unpacked.append(Path(path).name)
            return outlines[path]

        def prose_of(path: str) -> Prose:
            raise LookupError(path)

        with_files = frozenset(path for path in outlines if path.endswith("c/index.md"))
        values = marshal.loads(marshal.dumps(pack(self.layout)))
        remains = Remains(outline_of, prose_of, with_files)
        self.again = unpack(self.layout.key, values, folder, load(folder), True, remains)


def plain(value: Any) -> Any:
    """Return what can be compared of a value of the site: of a post in another only its address."""
    if isinstance(value, Entry):
        return ("post", value.url)
    if isinstance(value, Tag | Series):
        return (type(value), value.name, value.url, value.face, plain(value.entries))
    if isinstance(value, Pagination):
        return (value.number, value.pages)
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | None) else type(value)


def facts(entry: Entry) -> dict[str, Any]:
    return {
        name: plain(getattr(entry, name))
        for name in Entry.__slots__
        if name not in ("shelf", "outline", "post", "_title_html")
    }


def test_every_post_tag_and_series_comes_back_with_all_that_relates_it_to_others(tmp_path: Path) -> None:
    site = Built(tmp_path)
    before, now = site.layout.site, site.again.site
    assert [facts(entry) for entry in now.everything] == [facts(entry) for entry in before.everything]
    assert [entry.outline for entry in now.everything] == [entry.outline for entry in before.everything]
    for name in ("entries", "pages", "hidden", "tags", "series", "redirects"):
        assert plain(getattr(now, name)) == plain(getattr(before, name)), name


def test_every_page_is_laid_out_as_it_was(tmp_path: Path) -> None:
    site = Built(tmp_path)

    def told(pages: Any) -> dict[str, Any]:
        return {path: plain(tuple(page)) for path, page in pages.items()}

    assert told(site.again.pages) == told(site.layout.pages)
    assert list(site.again.pages) == list(site.layout.pages)
    assert site.again.assets.copies == site.layout.assets.copies
    assert (site.again.found, site.again.said) == (site.layout.found, site.layout.said)


def test_only_posts_that_are_looked_at_are_unpacked(tmp_path: Path) -> None:
    site = Built(tmp_path)
    page = site.again.pages["posts/b/index.html"]
    assert page.entry is not None
    assert page.entry.newer is not None
    assert (page.entry.newer, len(site.again.pages)) == (site.again.site.entries[0], len(site.layout.pages))
    assert site.unpacked == ["index.md", "b.md"]  # files lie beside the first
    assert (page.entry.newer.title, page.entry.newer.title) == ("低秩近似（一）",) * 2
    assert site.unpacked == ["index.md", "b.md", "a.md"]
    assert type(page.entry) is Entry


def test_the_first_look_at_a_post_is_noted_like_any_other(tmp_path: Path) -> None:
    layout = Built(tmp_path).again
    layout.site.watch()
    entry = layout.site.entries[1]
    assert entry.title == "低秩近似（二）"
    assert layout.site.shelf.faces == {entry.face}
    with pytest.raises(AttributeError, match="'Entry' object has no attribute 'titel'"):
        entry.titel  # type: ignore[attr-defined]  # noqa: B018


def test_after_the_edit_of_a_text_another_process_does_not_assemble_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write(tmp_path / "site", TEXTS)
    built(site)
    edited = {"content/posts/a.md": TEXTS["content/posts/a.md"] + "\n另一段。\n"}
    write(site, edited)
    write(tmp_path / "clean", TEXTS | edited)
    with monkeypatch.context() as patch:
        patch.setattr(story, "assemble", None)
        assert build(site).report.written == [
            "atom.xml", "feed.json", "index.html", "posts/a/index.html", "search/index.html", "search/index.js",
            "tags/t/atom.xml", "tags/t/index.html", "tags/u/atom.xml", "tags/u/index.html",
        ]  # fmt: skip
    assert published(site / "public") == published(built(tmp_path / "clean"))
