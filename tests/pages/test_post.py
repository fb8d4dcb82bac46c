"""The page of a post: what is shown of it, and nothing that is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sitehelp import hrefs, made, post, soup, texts


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(
        tmp_path_factory.mktemp("site"),
        {
            "sitegen.yaml": "author: 站长\narchive: {original: 'https://o.example/?q=:title'}\n",
            "content/posts/full.md": post(
                "从 $e^{i\\pi}$ 说起",
                "见《Bare》。\n\n## 一\n\n## 二\n\n### 三\n",
                author="林知远",
                date="2024-06-14",
                updated="2024-07-01",
                read_count=28425,
                tags="[概率]",
                truncated="true",
            ),
            "content/posts/seen.md": post(
                "Seen",
                "Text.",
                archive="[{file: b.txt, line: 9, read_count: 1500}, {file: a.txt, line: 7, read_count: 1000}, "
                "{file: c.txt, line: 3, read_count: 3000}, {file: d.txt, line: 1}, {file: e.txt, line: 2, read_count: 1000}]",
            ),
            "content/posts/single.md": post("Once", "Text.", archive="[{file: a.txt, line: 7, read_count: 1000}]"),
            "content/posts/bare.md": post("Bare", "Text."),
            "content/posts/quiet.md": post("Quiet", "Text.", truncated="true", original="'javascript:alert(1)'"),
        },
    )


def test_everything_that_is_known_of_a_post_is_shown(output: Path) -> None:
    page = soup(output / "posts/full/index.html")
    assert texts(page, "h1") == ["从 $e^{i\\pi}$ 说起"]
    assert page.select_one("h1 .math") is not None
    assert texts(page, ".post-header .meta span") == [
        "林知远",
        "2024年6月14日",
        "2024年7月1日更新",
        "28,425 次阅读",
        "约 1 分钟",
        "摘录",
    ]
    assert texts(page, ".tags li") == ["概率"]
    assert texts(page, ".toc li") == ["一", "二", "三"]


def test_what_is_not_known_is_not_there(output: Path) -> None:
    page = soup(output / "posts/bare/index.html")
    assert texts(page, ".post-header .meta span") == ["约 1 分钟"]
    assert page.select(".tags, .toc, .series-box, .excerpt, .history, time") == []


def test_the_text_stands_in_one_element_called_post_body(output: Path) -> None:
    page = soup(output / "posts/bare/index.html")
    assert texts(page, ".post-body") == ["Text."]
    assert page.select(".post-summary") == []


def test_a_post_that_was_cut_says_so_and_leads_to_its_original(output: Path) -> None:
    page = soup(output / "posts/full/index.html")
    assert texts(page, ".excerpt") == ["本文为摘录，全文请看原文。 阅读原文"]
    assert hrefs(page, ".excerpt a") == ["https://o.example/?q=%E4%BB%8E%20%24e%5E%7Bi%5Cpi%7D%24%20%E8%AF%B4%E8%B5%B7"]


def test_a_post_that_was_cut_and_has_no_known_original_says_that(output: Path) -> None:
    page = soup(output / "posts/quiet/index.html")
    assert texts(page, ".excerpt") == ["本文为摘录，后文未收录。"]
    assert hrefs(page, ".excerpt a") == []


def test_a_post_leads_to_the_older_and_the_newer_one(output: Path) -> None:
    page = soup(output / "posts/bare/index.html")
    assert hrefs(page, ".around .newer a") == ["../../posts/full/index.html"]
    assert hrefs(page, ".around .older a") == ["../../posts/quiet/index.html"]


def test_names_that_mean_nothing_to_us_reach_the_templates(tmp_path: Path) -> None:
    template = "{{ entry.post.meta.extra.mood }}"
    output = made(tmp_path, {"content/posts/a.md": post(mood="merry"), "templates/post.html": template})
    assert (output / "posts/a/index.html").read_text() == "merry"


def test_read_counts_that_were_told_at_several_times_are_drawn_and_listed(output: Path) -> None:
    (history,) = soup(output / "posts/seen/index.html").select(".history")
    assert texts(history, "summary, title, li") == [
        "阅读数记录",
        "3 次记录的阅读数：从 1,000 到 3,000",
        "1,000 a.txt，第 7 行",
        "1,500 b.txt，第 9 行",
        "3,000 c.txt，第 3 行",
    ]
    assert [line["points"] for line in history.select("polyline")] == ["24.0,72.0 160.0,60.0 296.0,24.0 "]
    assert [(dot["cx"], dot["cy"]) for dot in history.select("circle")] == [
        ("24.0", "72.0"),
        ("160.0", "60.0"),
        ("296.0", "24.0"),
    ]
    assert texts(history, "text") == ["1,000", "3,000"]


def test_one_read_count_is_no_history(output: Path) -> None:
    assert soup(output / "posts/single/index.html").select(".history") == []
