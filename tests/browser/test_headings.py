"""Reading with keyboard and mouse: the place one is at, addresses to copy, lists in another order, focus that is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sitehelp import made, post

pytestmark = pytest.mark.browser

LONG = "前言。\n\n" * 20 + "\n\n".join(f"## 第 {n} 节\n\n" + "一段文字。\n\n" * 40 for n in range(1, 6))
FOCUSED = """() => ({
  at: document.activeElement.className || document.activeElement.tagName,
  outline: getComputedStyle(document.activeElement).outlineStyle,
  wide: document.activeElement.getBoundingClientRect().width,
})"""


@pytest.fixture
def address(tmp_path: Path, serve: Any) -> str:
    """A site of three posts with headings and read counts, served."""
    files = {
        f"content/posts/{name}.md": post(name, LONG, date=f"2024-0{n}-01", read_count=ord(name))
        for n, name in ((1, "c"), (2, "a"), (3, "b"))
    }
    return str(serve(made(tmp_path, files)))


def current(page: Any) -> list[str]:
    """The entries of the table of contents that say: you are here."""
    return list(page.locator(".toc [aria-current=location]").all_text_contents())


@pytest.mark.parametrize("width", [390, 1280])
def test_the_table_of_contents_tells_the_place_one_is_at(address: str, tab: Any, width: int) -> None:
    page = tab(f"{address}/posts/a/", width).page
    assert current(page) == []
    for name in ("第 2 节", "第 5 节", "第 1 节"):
        page.evaluate("name => document.getElementById(name).scrollIntoView()", name.replace(" ", "-"))
        page.wait_for_function("name => document.querySelector('.toc [aria-current]')?.textContent === name", arg=name)
        assert current(page) == [name]
    page.evaluate("scrollBy(0, 900)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert current(page) == ["第 1 节"]


def test_an_anchor_copies_the_whole_address_of_its_heading_and_says_so(address: str, tab: Any) -> None:
    page = tab(f"{address}/posts/a/").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    anchor = page.locator("#第-3-节 > .anchor")
    assert anchor.get_attribute("aria-label") == "复制本节链接"
    anchor.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('[role=status]').textContent === '已复制'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url == page.evaluate("new URL('#第-3-节', location).href")


def test_the_first_tab_leads_past_the_menu_and_the_last_link_back_to_the_top(address: str, tab: Any) -> None:
    page = tab(f"{address}/posts/a/").page
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert (first["at"], first["outline"], first["wide"] > 50) == ("skip", "solid", True)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.locator(".site-footer a[href='#top']").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("scrollY === 0")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["at"] == "skip"


@pytest.mark.parametrize(
    ("path", "scheme"), [("/", "light"), ("/posts/a/", "dark"), ("/popular/", "dark"), ("/archive/", "light")]
)
def test_whatever_has_the_focus_is_seen_to_have_it(address: str, tab: Any, path: str, scheme: str) -> None:
    page = tab(address + path, scheme=scheme).page
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["at"] == "BODY":
            break
        reached.add(here["at"])
        assert (here["outline"], here["wide"] > 0) == ("solid", True), here
    assert {"skip", "scheme", "A"} <= reached


def test_popular_posts_are_sorted_by_the_day_and_back(address: str, tab: Any) -> None:
    page = tab(f"{address}/popular/").page
    titles = page.locator(".ranking a")
    assert titles.all_text_contents() == ["c", "b", "a"]
    page.get_by_role("button", name="按日期").click()
    assert titles.all_text_contents() == ["b", "a", "c"]
    assert page.locator(".sorting [aria-pressed=true]").all_text_contents() == ["按日期"]
    page.get_by_role("button", name="按阅读数").click()
    assert titles.all_text_contents() == ["c", "b", "a"]


def test_without_scripts_nothing_promises_to_sort(address: str, tab: Any) -> None:
    page = tab(f"{address}/popular/", scripts=False).page
    assert page.locator(".sorting").is_hidden()
