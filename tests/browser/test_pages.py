"""Every kind of page in a real browser: formulas typeset, nothing foreign, nothing that scrolls sideways."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sitegen.building import build
from sitegen.importer import import_archives
from sitegen.prose import typeset
from tests.browser.conftest import REPOSITORY, with_mathjax

pytestmark = pytest.mark.browser

FORMULAS = """() => ({
  marked: document.querySelectorAll('.math').length,
  typeset: [...document.querySelectorAll('.math')].filter(e => e.querySelector('mjx-container')).length,
  outside: [...document.querySelectorAll('mjx-container')].filter(e => !e.closest('.math')).length,
  broken: document.querySelectorAll('mjx-merror, [data-mjx-error]').length,
})"""


def addresses(public: Path) -> list[str]:
    """Every page of the site, as a path with a slash before it."""
    pages = sorted(public.rglob("*.html"))
    return ["/" + quote(page.relative_to(public).as_posix().removesuffix("index.html")) for page in pages]


def test_every_page_typesets_all_its_formulas_and_asks_nobody_else(demo: tuple[Path, str], tab: Any) -> None:
    public, base = demo
    wrong = []
    total = 0
    for address in addresses(public):
        visit = tab(base + address)
        formulas = visit.page.evaluate(FORMULAS)
        total += formulas["marked"]
        faults = [*visit.console, *visit.failed, *visit.foreign(base)]
        if formulas["typeset"] != formulas["marked"] or formulas["outside"] or formulas["broken"] or faults:
            wrong.append((address, formulas, faults))
        visit.page.context.close()
    assert wrong == []
    assert total > 1000


ARCHIVE = Path(os.environ.get("SITEGENTEST_ARCHIVE", REPOSITORY.parent / "shared" / "archive"))


@pytest.mark.skipif(not ARCHIVE.is_dir(), reason="no archive beside the repository; SITEGENTEST_ARCHIVE names one")
@pytest.mark.parametrize("width", [390, 1280])
def test_the_site_of_a_real_archive_is_whole(
    tmp_path: Path, mathjax_copy: Path, tab: Any, serve: Any, width: int
) -> None:
    source = with_mathjax(tmp_path / "site", mathjax_copy)
    import_archives(sorted(ARCHIVE.glob("*.txt")), source)
    build(source, tmp_path / "public")
    base = serve(tmp_path / "public")
    wrong = []
    for address in addresses(tmp_path / "public"):
        visit = tab(base + address, width)
        formulas = visit.page.evaluate(FORMULAS)
        faults = [*visit.console, *visit.failed, *visit.foreign(base)]
        overflow = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if formulas["typeset"] != formulas["marked"] or formulas["broken"] or faults or overflow > 0:
            wrong.append((address, formulas, faults, overflow))
        visit.page.context.close()
    assert wrong == []


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways_on_a_phone(demo: tuple[Path, str], tab: Any, width: int) -> None:
    public, base = demo
    posts = [address for address in addresses(public) if address.startswith("/posts/")][::6]
    others = [address for address in addresses(public) if not address.startswith(("/posts/", "/tags/"))]
    wide = {}
    for address in [*posts, *others, "/tags/"]:
        visit = tab(base + address, width)
        overflow = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            wide[address] = overflow
        visit.page.context.close()
    assert wide == {}


def test_the_site_works_from_a_folder_on_disk(tmp_path: Path, mathjax_copy: Path, tab: Any, small_site: Any) -> None:
    small_site(a="---\ntitle: 圆的面积 $S$\n---\n面积是 $S=\\pi r^2$。\n")
    visit = tab((tmp_path / "public" / "index.html").as_uri())
    visit.page.click("article a")
    visit.page.wait_for_function("document.querySelectorAll('.math mjx-container').length === 2")
    assert visit.page.url.endswith("/posts/a/index.html")
    assert [*visit.console, *visit.failed] == []


def test_equations_have_the_numbers_that_the_build_counted(demo: tuple[Path, str], tab: Any) -> None:
    _, base = demo
    wrong = []
    total = 0
    for file in sorted((REPOSITORY / "content" / "posts").glob("*.md")):
        labels = typeset(file.read_text("utf-8").split("---\n", 2)[2]).labels
        if not labels:
            continue
        visit = tab(f"{base}/posts/{file.stem}/")
        for label in labels:
            shown = visit.page.evaluate("id => document.getElementById(id)?.textContent", f"mjx-eqn:{label.name}")
            total += 1
            if shown is None or "".join(c for c in shown if c.isascii()) != f"({label.number})":
                wrong.append((file.stem, label.name, label.number, shown))
        visit.page.context.close()
    assert wrong == []
    assert total > 40
