"""Which posts are related, and the reasons that are given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.sitehelp import hrefs, made, post, soup, texts

DATES = {name: f"2024-01-{n:02}" for n, name in enumerate("abcdefghij", 1)}


def related(folder: Path, files: Mapping[str, str], name: str = "a") -> list[str]:
    """Build a site of posts (`meta|body` by name); return what stands under "related" on the page of one."""
    pages = {}
    for slug, text in files.items():
        meta, _, body = text.partition("|")
        fields = dict(pair.split("=") for pair in meta.split())
        pages[f"content/posts/{slug}.md"] = post(slug.upper(), body or "正文。", date=DATES[slug], **fields)
    return texts(soup(made(folder, pages) / f"posts/{name}/index.html"), ".related li")


def test_posts_with_more_tags_in_common_come_first_and_rare_tags_say_more(tmp_path: Path) -> None:
    files = {"a": "tags=[x,y,r]", "b": "tags=[x]", "c": "tags=[r]", "d": "tags=[x,y]", "e": "tags=[y]", "f": "tags=[z]"}
    assert related(tmp_path, files) == ["D 标签：x、y", "C 标签：r", "B 标签：x", "E 标签：y"]


def test_among_equals_the_nearest_in_time_come_first_five_at_most(tmp_path: Path) -> None:
    assert related(tmp_path, dict.fromkeys("abcdefgh", "tags=[x]"), "d") == [f"{name} 标签：x" for name in "ECFBG"]


def test_a_series_is_a_reason_but_its_neighbours_stand_elsewhere(tmp_path: Path) -> None:
    files = dict.fromkeys("abcd", "series=s") | {"e": "tags=[x]"}
    assert related(tmp_path, files, "b") == ["D 同一系列"]


def test_posts_that_mention_the_same_are_related_and_mentions_themselves_only_where_nothing_else_is(
    tmp_path: Path,
) -> None:
    files = {"a": "|《C》与《D》。", "b": "|《D》《C》《C》", "c": "", "d": ""}
    assert related(tmp_path / "1", files) == ["B 都提到《D》、《C》"]
    assert related(tmp_path / "2", {"a": "|见《B》。", "b": "|见《A》与《C》。", "c": ""}) == ["B 本文提到 · 提到本文"]
    assert related(tmp_path / "3", {"a": "", "b": "|《A》"}) == ["B 提到本文"]


def test_of_a_tag_with_many_posts_the_nearest_are_looked_at(tmp_path: Path) -> None:
    files = dict.fromkeys("bcdefghij", "tags=[x]") | {"a": "tags=[x,y]", "j": "tags=[x,y]"}
    assert related(tmp_path, files) == ["J 标签：x、y", *(f"{name} 标签：x" for name in "BCD")]


def test_a_post_without_relations_shows_none_and_links_lead_to_posts(tmp_path: Path) -> None:
    files = {"a": "tags=[x]", "b": "tags=[x]", "c": "tags=[z]"}
    assert related(tmp_path, files, "c") == []
    assert hrefs(soup(tmp_path / "public/posts/a/index.html"), ".related a") == ["../../posts/b/index.html"]


def test_a_hidden_post_is_related_to_none_and_none_to_it(tmp_path: Path) -> None:
    files = {"a": "tags=[x] hidden=true", "b": "tags=[x]", "c": "tags=[x]"}
    assert related(tmp_path / "1", files) == []
    assert related(tmp_path / "2", files, "b") == ["C 标签：x"]
