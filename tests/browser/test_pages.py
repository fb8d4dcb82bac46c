"""Every kind of page in a real browser: formulas typeset, nothing foreign, nothing that scrolls sideways."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sitegen.building import build
from sitegen.importing import import_archives
from sitegen.prose import typeset
from tests.browser.conftest import REPOSITORY, Tab, with_mathjax

pytestmark = pytest.mark.browser

FORMULAS = """() => ({
  marked: document.querySelectorAll('.math').length,
  typeset: [...document.querySelectorAll('.math')].filter(e => e.querySelector('mjx-container')).length,
  outside: [...document.querySelectorAll('mjx-container')].filter(e => !e.closest('.math')).length,
  broken: document.querySelectorAll('mjx-merror, [data-mjx-error]').length,
})"""


EVERY = 1 if os.environ.get("SITEGENTEST_EVERY_PAGE") == "1" else 5
"""Of posts and tags, every so many-th is looked at; a run before a release looks at all: SITEGENTEST_EVERY_PAGE=1."""

NUMBERS = """() => Object.fromEntries([...document.querySelectorAll('[id^="mjx-eqn:"]')].map(
    e => [e.id.slice(8), e.textContent.replace(/[^\\x00-\\x7f]/g, '')]))"""


@dataclass(frozen=True)
class Look:
    """What was seen of a page: its formulas, its numbers of equations, what went wrong, how much is too wide for it."""

    formulas: dict[str, int]
    numbers: dict[str, str]
    faults: list[str]
    overflow: int

    @property
    def is_whole(self) -> bool:
        """Whether all formulas are typeset, and nothing is missing or asked of others."""
        shown = self.formulas
        return shown["typeset"] == shown["marked"] and not (shown["outside"] or shown["broken"] or self.faults)


def addresses(public: Path, every: int = EVERY) -> list[str]:
    """Pages of each kind, as paths with a slash before them: all but posts and tags, of which there are many."""
    pages = sorted(public.rglob("*.html"))
    paths = ["/" + quote(page.relative_to(public).as_posix().removesuffix("index.html")) for page in pages]
    many = [path for path in paths if path.startswith(("/posts/", "/tags/")) and path != "/tags/"]
    return [*many[::every], *(path for path in paths if path not in many)]


def walk(tab: Tab, base: str, paths: list[str], width: int) -> dict[str, Look]:
    """Look at each page in a window of this width."""
    looks = {}
    for path in paths:
        visit = tab(base + path, width)
        faults = [*visit.console, *visit.failed, *visit.foreign(base)]
        overflow = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        looks[path] = Look(visit.page.evaluate(FORMULAS), visit.page.evaluate(NUMBERS), faults, overflow)
        visit.page.close()
    return looks


@pytest.fixture(scope="module")
def looks(demo: tuple[Path, str], browser: Any) -> Iterator[dict[str, Look]]:
    """The pages of the demo site as a phone shows them."""
    public, base = demo
    tab = Tab(browser)
    yield walk(tab, base, addresses(public), width=390)
    tab.close()


def test_every_page_typesets_all_its_formulas_and_asks_nobody_else(looks: dict[str, Look]) -> None:
    assert {path: look for path, look in looks.items() if not look.is_whole} == {}
    assert sum(look.formulas["marked"] for look in looks.values()) > 300


def test_no_page_scrolls_sideways_on_a_phone(looks: dict[str, Look]) -> None:
    assert {path: look.overflow for path, look in looks.items() if look.overflow > 0} == {}


def test_no_page_scrolls_sideways_on_a_small_phone(demo: tuple[Path, str], tab: Tab) -> None:
    public, base = demo
    small = walk(tab, base, addresses(public, every=2 * EVERY), width=320)
    assert {path: look.overflow for path, look in small.items() if look.overflow > 0} == {}


def test_equations_have_the_numbers_that_the_build_counted(looks: dict[str, Look]) -> None:
    counted = {}
    for file in sorted((REPOSITORY / "content" / "posts").glob("*.md")):
        labels = typeset(file.read_text("utf-8").split("---\n", 2)[2]).labels
        if labels and f"/posts/{file.stem}/" in looks:
            counted[file.stem] = {label.name: f"({label.number})" for label in labels}
    shown = {stem: looks[f"/posts/{stem}/"].numbers for stem in counted}
    assert {stem: {name: shown[stem].get(name) for name in labels} for stem, labels in counted.items()} == counted
    assert sum(map(len, counted.values())) > 5


ARCHIVE = Path(os.environ.get("SITEGENTEST_ARCHIVE", REPOSITORY.parent / "shared" / "archive"))


@pytest.mark.skipif(not ARCHIVE.is_dir(), reason="no archive beside the repository; SITEGENTEST_ARCHIVE names one")
def test_the_site_of_a_real_archive_is_whole(tmp_path: Path, mathjax_copy: Path, tab: Tab, serve: Any) -> None:
    source = with_mathjax(tmp_path / "site", mathjax_copy)
    import_archives(sorted(ARCHIVE.glob("*.txt")), source)
    public = tmp_path / "public"
    build(source, public)
    base = serve(public)
    narrow = walk(tab, base, addresses(public), width=390)
    wide = walk(tab, base, addresses(public, every=2 * EVERY), width=1280)
    assert {path: look for path, look in narrow.items() if not look.is_whole or look.overflow > 0} == {}
    assert {path: look for path, look in wide.items() if not look.is_whole or look.overflow > 0} == {}


def test_the_site_works_from_a_folder_on_disk(tmp_path: Path, mathjax_copy: Path, tab: Any, small_site: Any) -> None:
    small_site(a="---\ntitle: 圆的面积 $S$\n---\n面积是 $S=\\pi r^2$。\n")
    visit = tab((tmp_path / "public" / "index.html").as_uri())
    visit.page.click("article a")
    visit.page.wait_for_function("document.querySelectorAll('.math mjx-container').length === 2")
    assert visit.page.url.endswith("/posts/a/index.html")
    assert [*visit.console, *visit.failed] == []
