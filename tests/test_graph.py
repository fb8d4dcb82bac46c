"""The picture of mentions, and the page that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen import graph
from tests.sitehelp import broken_links, hrefs, made, post, soup, texts

FILES = {
    "content/posts/a.md": post("甲", "见《乙》与《丙 $x$》，再见《乙》。", date="2024-03-01"),
    "content/posts/b.md": post("乙", "见《甲》。", date="2024-02-01", series="漫谈"),
    "content/posts/c.md": post("丙 $x$", "正文。", date="2024-01-01", series="漫谈"),
    "content/posts/d.md": post("丁", "《无》。", date="2023-01-01", series="漫谈"),
    "content/pages/about.md": post("关于", "《丁》"),
}


def test_an_arc_leads_from_a_post_to_each_that_it_mentions_and_a_light_line_through_a_series(tmp_path: Path) -> None:
    page = soup(made(tmp_path, FILES) / "graph/index.html")
    lines = [(path["class"], path["d"], path.get_text()) for path in page.select(".graph > svg > path")]
    assert lines == [
        (["series"], "M128 48A22 16 0 0 0 128 80", "乙 → 丙 $x$"),
        (["mention"], "M128 16A22 16 0 0 0 128 48", "甲 → 乙"),
        (["mention"], "M128 16A120 32 0 0 0 128 80", "甲 → 丙 $x$"),
        (["mention"], "M128 48A22 16 0 0 1 128 16", "乙 → 甲"),
    ]
    assert hrefs(page, ".graph ol a") == [f"../posts/{name}/index.html" for name in "abc"]
    assert texts(page, ".graph ol li") == ["甲 2024-03-01", "乙 2024-02-01", "丙 $x$ 2024-01-01"]


def test_the_pairs_stand_beneath_as_a_list(tmp_path: Path) -> None:
    output = made(tmp_path, FILES)
    assert texts(soup(output / "graph/index.html"), ".graph-list > li") == ["甲 乙 丙 $x$", "乙 甲"]
    assert broken_links(output) == []


def test_the_archive_leads_there_and_a_site_without_mentions_has_no_such_page(tmp_path: Path) -> None:
    assert hrefs(soup(made(tmp_path / "1", FILES) / "archive/index.html"), ".list-header a") == ["../graph/index.html"]
    output = made(
        tmp_path / "2", {"content/posts/a.md": post("甲", "《无》"), "content/pages/b.md": post("B", "《甲》")}
    )
    assert not (output / "graph").exists()
    assert hrefs(soup(output / "archive/index.html"), ".list-header a") == []


def test_of_a_large_site_the_posts_with_the_most_mentions_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "MOST", 2)
    page = soup(made(tmp_path, FILES) / "graph/index.html")
    assert texts(page, ".graph ol a") == ["甲", "乙"]
    assert texts(page, ".list-header span")[1] == "只画出联系最多的 2 篇，共 3 篇"


def test_a_hidden_post_that_another_mentions_is_in_no_picture(tmp_path: Path) -> None:
    files = {**FILES, "content/posts/b.md": post("乙", "见《甲》。", date="2024-02-01", hidden="true")}
    page = soup(made(tmp_path, files) / "graph/index.html")
    assert texts(page, ".graph ol a") == ["甲", "丙 $x$"]
