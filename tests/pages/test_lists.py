"""Lists of posts besides the index: series, the archive by year and month, and the most read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sitehelp import hrefs, made, post, soup, texts


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(
        tmp_path_factory.mktemp("site"),
        {
            "content/posts/a.md": post("A", date="2024-03-05", read_count=1200, series="漫谈", series_number=3),
            "content/posts/b.md": post("B", date="2024-01-02", read_count=7, series="漫谈", series_number=5),
            "content/posts/c.md": post("C", date="2023-12-31", read_count=0),
            "content/posts/d.md": post("D", date="--06-14", read_count=99),
            "content/posts/e.md": post("E"),
        },
    )


def test_the_archive_goes_by_year_and_month_and_ends_with_what_has_no_year(output: Path) -> None:
    page = soup(output / "archive/index.html")
    assert texts(page, "h1, h2, h3, .days li") == [
        "归档",
        "2024 年",
        "3 月",
        "5 A 1,200 次阅读",
        "1 月",
        "2 B 7 次阅读",
        "2023 年",
        "12 月",
        "31 C",
        "年份不详",
        "06-14 D 99 次阅读",
        "— E",
    ]
    assert hrefs(page, ".years a") == ["#y2024", "#y2023", "#undated"]
    assert [time["datetime"] for time in page.select("time")] == ["2024-03-05", "2024-01-02", "2023-12-31"]


def test_the_most_read_stand_by_their_numbers_and_without_those_that_nobody_read(output: Path) -> None:
    page = soup(output / "popular/index.html")
    assert texts(page, ".ranking li a") == ["A", "D", "B"]
    assert texts(page, ".ranking li .meta span:first-child") == ["1,200 次阅读", "99 次阅读", "7 次阅读"]


def test_the_most_read_know_their_rank_and_their_day_by_which_a_reader_may_sort_them(output: Path) -> None:
    page = soup(output / "popular/index.html")
    assert [(li["value"], li["data-date"]) for li in page.select(".ranking li")] == [
        ("1", "2024-03-05"),
        ("2", ""),
        ("3", "2024-01-02"),
    ]
    assert page.select(".sorting[hidden] button[aria-pressed=true]")[0].get_text() == "按阅读数"


def test_a_series_lists_its_posts_by_number_and_says_what_is_missing(output: Path) -> None:
    assert texts(soup(output / "series/index.html"), "section h2, section li a") == ["漫谈 2 篇", "A", "B"]
    page = soup(output / "series/漫谈/index.html")
    assert texts(page, "ol.places li .number [aria-hidden]") == ["3", "4", "5"]
    assert texts(page, "ol.places li.gap div") == ["暂缺"]


def test_a_post_shows_its_place_in_its_series_and_the_way_on(output: Path) -> None:
    box = soup(output / "posts/a/index.html").select_one(".series-box")
    assert box is not None
    assert texts(box, "p") == ["漫谈 · 第 1 篇，共 2 篇"]
    assert hrefs(box, "li a") == ["../../posts/b/index.html"]


def test_a_day_without_a_year_is_shown_as_such(output: Path) -> None:
    assert texts(soup(output / "posts/d/index.html"), ".post-header .meta span")[0] == "6月14日（年份不详）"
    assert soup(output / "posts/d/index.html").select("time") == []


def test_the_page_for_what_is_missing_leads_home_from_any_depth(output: Path) -> None:
    page = soup(output / "404.html")
    assert texts(page, "h1") == ["页面不存在"]
    assert [base["href"] for base in page.select("base")] == ["/"]
    assert hrefs(page, ".choices a") == ["index.html", "archive/index.html"]
    assert page.select_one("meta[name=robots][content=noindex]") is not None
