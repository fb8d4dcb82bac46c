"""The search page in a real Chromium: both engines find Chinese phrases, and hands can stay on the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sitegen import engine
from sitegen.building import Options, build
from tests.browser.conftest import Tab
from tests.sitehelp import post, write
from tests.test_theme import ATTACKS

pytestmark = pytest.mark.browser

FILES = {
    "content/posts/a.md": post(
        "旋转位置编码", "它的长度外推性是可量级的改进。", date="2024-05-01", tags="[注意力]", read_count=3
    ),
    "content/posts/b.md": post("长度外推性", "标题里有的词。", date="2023-05-01", tags="[注意力]", read_count=900),
    "content/posts/c.md": post("外推", "关于长度、度外、外推，以及推性。", date="2022-05-01", series="漫谈"),
    "content/posts/d.md": post("LoRA 改进", "低秩。", date="2021-05-01", series="漫谈"),
}
ENGINES = ["json", *["pagefind"] * engine.has_pagefind()]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> dict[str, str]:
    """The addresses of one site with each engine, under a path; `disk` is that of its folder."""
    root = tmp_path_factory.mktemp("search")
    address = serve(root)
    for name in ENGINES:
        source = write(root / "source" / name, FILES | {"sitegen.yaml": f"search: {name}"})
        build(source, root / name, Options(base_url=f"{address}/{name}"))
    build(write(root / "source" / "disk", FILES), root / "disk")
    return {name: f"{address}/{name}/search/" for name in ENGINES} | {
        "disk": (root / "disk/search/index.html").as_uri()
    }


def found(page: Any, count: str) -> list[str]:
    """Wait until the page tells this count and shows the hits; return the titles found, a bar before those that are merely related."""
    page.wait_for_function(
        """text => document.querySelector('.search-status').textContent === text
            && document.querySelector('.search-results').ariaBusy !== 'true'""",
        arg=count,
    )
    return [each.text_content() for each in page.locator(".search-results h2, .search-results li > a").all()]


@pytest.mark.parametrize("where", [*ENGINES, "disk"])
def test_a_chinese_phrase_is_found_titles_first_and_looser_hits_under_it(
    sites: dict[str, str], tab: Tab, where: str
) -> None:
    visit = tab(f"{sites[where]}?q=长度外推性")
    assert found(visit.page, "找到 2 篇") == ["长度外推性", "旋转位置编码", "相关结果", "外推"]
    assert visit.page.locator(".excerpt-found").nth(1).inner_html() == "它的<mark>长度外推性</mark>是可量级的改进。"
    visit.page.locator(".search-results a").first.click()
    assert visit.page.locator("h1").text_content() == "长度外推性"
    assert (visit.console, visit.failed) == ([], [])


@pytest.mark.parametrize("where", ENGINES)
def test_what_is_typed_is_searched_remembered_in_the_address_and_reached_by_keys(
    sites: dict[str, str], tab: Tab, where: str
) -> None:
    page = tab(sites[where]).page
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("量级的")  # across what a dictionary takes for words
    assert found(page, "找到 1 篇") == ["旋转位置编码"]
    assert page.evaluate("new URL(location).searchParams.get('q')") == "量级的"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === '旋转位置编码'")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "旋转位置编码"


@pytest.mark.parametrize("where", ENGINES)
def test_hits_are_told_apart_by_tag_year_and_series_and_sorted(sites: dict[str, str], tab: Tab, where: str) -> None:
    page = tab(f"{sites[where]}?q=外推&sort=reads").page
    assert found(page, "找到 3 篇")[0] == "长度外推性"
    page.locator("[name=series]").select_option("漫谈")
    assert found(page, "找到 1 篇") == ["外推"]
    page.locator("[name=series]").select_option("")
    assert len(found(page, "找到 3 篇")) == 3
    page.locator("[name=year]").select_option("2024")
    assert found(page, "找到 1 篇") == ["旋转位置编码"]
    page.locator("[name=year]").select_option("")
    page.locator("[name=q]").fill("")
    page.locator("[name=tag]").select_option("注意力")
    page.locator("[name=sort]").select_option("date")
    assert found(page, "找到 2 篇") == ["旋转位置编码", "长度外推性"]


@pytest.mark.parametrize("where", ENGINES)
def test_where_nothing_is_found_the_page_says_so_and_without_a_question_nothing(
    sites: dict[str, str], tab: Tab, where: str
) -> None:
    page = tab(f"{sites[where]}?q=没有这个词").page
    assert found(page, "没有找到。试试更短的词，或去掉筛选。") == []
    page.locator("[name=q]").fill("")
    assert found(page, "") == []


def test_the_index_is_loaded_only_when_it_is_asked_and_letters_of_an_input_method_ask_nothing(
    sites: dict[str, str], tab: Tab
) -> None:
    visit = tab(sites["json"])
    visit.page.evaluate("""() => {
        const field = document.querySelector('[name=q]');
        field.value = "wai'tui";
        field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    }""")
    visit.page.wait_for_timeout(300)
    assert not [url for url in visit.requests if "search/index.js" in url]
    visit.page.evaluate("""() => {
        const field = document.querySelector('[name=q]');
        field.value = '外推';
        field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    }""")
    assert found(visit.page, "找到 3 篇")[:2] == ["外推", "长度外推性"]


@pytest.mark.parametrize("width", [320, 1440])
def test_without_scripts_the_page_shows_other_ways(sites: dict[str, str], tab: Tab, width: int) -> None:
    page = tab(sites["json"], width=width, scripts=False).page
    assert page.locator("noscript").inner_text() == "搜索需要 JavaScript。也可以这样找： 标签 · 归档"
    assert not page.locator("form.search").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


LIVE = """[...document.querySelectorAll('.search-results *, .search-filters *')].filter(element =>
  element.matches('script, img, iframe, object, embed, svg, base, style')
  || [...element.attributes].some(({name, value}) => name.startsWith('on') || /^\\s*javascript:/i.test(value))
).map(element => element.outerHTML)"""


@pytest.mark.parametrize("where", ENGINES)
def test_nothing_that_a_post_or_a_question_says_runs_and_a_hit_is_shown_though_mathjax_is_not(
    tmp_path: Path, serve: Any, tab: Tab, where: str
) -> None:
    address = serve(tmp_path / "site")
    files = {"sitegen.yaml": f"search: {where}\nmath: {{mathjax: {address}/none.js}}"}
    for n, text in enumerate(ATTACKS):
        quoted = "'" + text.replace("'", "''") + "'"
        meta = {"date": "2024-06-14", "tags": f"[{quoted}]", "series": quoted}
        files[f"content/posts/p{n}.md"] = post(quoted, f"{text} alert(1)", **meta)
    build(write(tmp_path / "source", files), tmp_path / "site", Options(base_url=address))
    page = tab(f"{address}/search/").page
    run: list[str] = []

    def note(dialog: Any) -> None:
        run.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    for question in ("alert", ATTACKS[0], ATTACKS[2], ATTACKS[10]):
        page.goto(f"{address}/search/?q={quote(question)}")
        page.wait_for_function("document.querySelector('.search-status').textContent")
        assert page.evaluate(LIVE) == []
        assert page.locator("input[name=q]").input_value() == question
    page.goto(f"{address}/search/?q=alert")
    while page.wait_for_selector(".search-results a") and page.locator(".more button").count():
        page.locator(".more button").click()
    page.wait_for_function("document.querySelectorAll('.search-results .math').length > 1")
    assert page.locator(".search-status").text_content() == f"找到 {len(ATTACKS)} 篇"
    assert run == []
