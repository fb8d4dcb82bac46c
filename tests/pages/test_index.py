"""The front page and those after it, and the pages of tags, which are paged alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.page import Pagination, paged
from tests.sitehelp import hrefs, made, post, soup, texts

FIVE = {f"content/posts/p{n}.md": post(f"P{n}", date=f"2024-01-0{n}", tags="[矩阵]") for n in range(1, 6)}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("site"), {**FIVE, "sitegen.yaml": "page_size: 2\ntitle: S\n"})


def test_every_page_shows_as_many_posts_as_the_settings_say(output: Path) -> None:
    names = ["index.html", "page/2/index.html", "page/3/index.html"]
    assert [texts(soup(output / name), "article h2") for name in names] == [["P5", "P4"], ["P3", "P2"], ["P1"]]
    assert not (output / "page/1").exists()
    assert not (output / "page/4").exists()


def test_pages_lead_to_their_neighbours_and_say_which_they_are(output: Path) -> None:
    page = soup(output / "page/2/index.html")
    assert hrefs(page, "nav.pagination a.step") == ["../../index.html", "../../page/3/index.html"]
    assert texts(page, "nav.pagination [aria-current=page]") == ["2"]
    assert page.title is not None
    assert page.title.get_text() == "第 2 页 · S"
    assert hrefs(page, "link[rel=prev], link[rel=next]") == ["../../index.html", "../../page/3/index.html"]


def test_the_first_page_has_nothing_newer_and_the_last_nothing_older(output: Path) -> None:
    assert [link["rel"] for link in soup(output / "index.html").select("a.step")] == [["next"]]
    assert [link["rel"] for link in soup(output / "page/3/index.html").select("a.step")] == [["prev"]]


def test_a_summary_stands_in_one_element_a_post_and_nowhere_else(output: Path) -> None:
    assert texts(soup(output / "index.html"), ".post-summary") == ["Text.", "Text."]
    assert soup(output / "index.html").select(".post-body") == []


def test_a_summary_ends_where_the_author_says_and_leads_on(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/posts/a.md": post("A", "First.\n\n<!-- more -->\n\nSecond.")})
    page = soup(output / "index.html")
    assert texts(page, ".post-summary") == ["First."]
    assert hrefs(page, "a.read-on") == ["posts/a/index.html"]
    assert texts(soup(output / "posts/a/index.html"), ".post-body") == ["First. Second."]


def test_a_site_without_posts_says_so(tmp_path: Path) -> None:
    output = made(tmp_path, {})
    assert texts(soup(output / "index.html"), ".lead") == ["还没有文章。"]
    assert texts(soup(output / "tags/index.html"), "main p") == ["还没有标签。"]
    assert texts(soup(output / "series/index.html"), "main p") == ["还没有系列。"]
    assert texts(soup(output / "archive/index.html"), "main > p") == ["还没有文章。"]
    assert texts(soup(output / "popular/index.html"), "main p") == ["还没有阅读数。"]


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2])])
def test_a_list_is_cut_into_pages_without_an_empty_one_at_its_end(count: int, sizes: list[int]) -> None:
    cut = list(paged("/x/", [None] * count, 2))  # type: ignore[list-item]
    assert [len(entries) for _, entries, _ in cut] == sizes
    assert [url for url, _, _ in cut] == ["/x/", "/x/page/2/"][: len(sizes)]
    assert cut[0][2].newer is None
    assert cut[-1][2].older is None


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 1, "1"),
        (1, 2, "1 2"),
        (1, 9, "1 2 … 9"),
        (3, 9, "1 2 3 4 … 9"),
        (4, 9, "1 … 3 4 5 … 9"),
        (5, 9, "1 … 4 5 6 … 9"),
        (9, 9, "1 … 8 9"),
    ],
)
def test_page_numbers_are_those_at_the_ends_and_around(number: int, total: int, shown: str) -> None:
    pagination = Pagination(number, [(n, f"/page/{n}/") for n in range(1, total + 1)])
    assert " ".join(str(n) if url else "…" for n, url in pagination.shown) == shown
    assert all(url in (None, f"/page/{n}/") for n, url in pagination.shown)
