"""What front matter lacks, has twice, or says in vain; and what `content/tags.yaml` says in vain."""

from __future__ import annotations

from pathlib import Path

from tests.checks import said
from tests.sitehelp import post

A, B, C = "content/posts/a.md", "content/posts/b.md", "content/posts/c.md"


def test_the_second_post_of_a_title_is_named(tmp_path: Path) -> None:
    files = {A: post("甲,乙", date="2024-01-02"), B: post("甲，乙", date="2024-01-01"), C: post("丙")}
    assert said(tmp_path, files, "duplicate-title") == [
        "content/posts/b.md:2:1: warning[duplicate-title]: content/posts/a.md has the title 甲，乙 too\n"
        "    a mention of it leads there, and never here",
    ]


def test_one_slug_at_two_addresses_is_named(tmp_path: Path) -> None:
    files = {
        "sitegen.yaml": "permalink: /:year/:slug/\n",
        A: post(slug="same", date="2024-01-02"),
        B: post("B", slug="same", date="2023-01-02"),
    }
    assert said(tmp_path, files, "duplicate-slug") == [
        "content/posts/b.md:3:1: warning[duplicate-slug]: content/posts/a.md has the slug same too\n"
        "    references to its equations lead there, and never here",
    ]


def test_front_matter_with_control_characters_is_read_as_a_build_reads_it(tmp_path: Path) -> None:
    files = {A: "---\ntitle: A\x16\n---\n\nx\n", B: "+++\ntitle\x01 = 'B'\ntags = ['b']\n+++\n\nx\n"}
    assert said(tmp_path, files, "untagged") == ["content/posts/a.md:1: warning[untagged]: the post has no tags"]


def test_two_posts_at_one_address_are_what_a_build_finds(tmp_path: Path) -> None:
    files = {A: post(slug="same"), B: post("B", slug="same")}
    assert said(tmp_path, files, "duplicate-slug") == []
    assert said(tmp_path, files, "duplicate-url") == [
        "error[duplicate-url]: /posts/same/ comes from content/posts/a.md and content/posts/b.md"
    ]


def test_posts_without_date_or_year_are_named(tmp_path: Path) -> None:
    files = {
        A: post(),
        B: post("B", date='"--06-14"'),
        C: post("C", date="2024-06-14"),
        "content/pages/p.md": post("P"),
    }
    assert said(tmp_path, files, "missing-date") == [
        "content/posts/a.md:1: warning[missing-date]: the post has no date\n    give it one, such as date: 2024-06-14",
        "content/posts/b.md:3:1: warning[missing-date]: the year of --06-14 is unknown",
    ]


def test_days_that_have_not_come_are_named(tmp_path: Path) -> None:
    files = {
        A: post(date="9999-01-02"),
        B: post("B", date="2024-01-02", lastmod="9999-01-02"),
        C: post("C", date="9999-01-02", draft="true"),
    }
    assert said(tmp_path, files, "unlikely-date") == [
        "content/posts/a.md:3:1: warning[unlikely-date]: the day 9999-01-02 has not come\n"
        "    the first build after it publishes the post; --future shows it now",
        "content/posts/b.md:4:1: warning[unlikely-date]: the day of the last change, 9999-01-02, has not come",
    ]


def test_a_change_before_there_was_a_post_is_named(tmp_path: Path) -> None:
    files = {
        A: post(date="2024-01-02 08:00", updated="2024-01-02"),
        B: post("B", date="2024-01-02", updated="2023-12-31"),
    }
    assert said(tmp_path, files, "unlikely-date") == [
        "content/posts/b.md:4:1: warning[unlikely-date]:"
        " last changed on 2023-12-31, before it was published on 2024-01-02",
    ]


def test_posts_without_tags_are_named_where_others_have_some(tmp_path: Path) -> None:
    files = {A: post(tags="[概率]"), B: post("B"), "content/pages/p.md": post("P")}
    assert said(tmp_path, files, "untagged") == ["content/posts/b.md:1: warning[untagged]: the post has no tags"]


def test_where_no_post_has_tags_none_lacks_them(tmp_path: Path) -> None:
    assert said(tmp_path, {A: post(), B: post("B")}, "untagged") == []


def test_a_tag_of_one_post_that_is_nearly_another_is_named(tmp_path: Path) -> None:
    files = {
        A: post(tags="[概率, Optimisation, C, 群论]"),
        B: post("B", tags="[概率, Optimization, C++, 环论]"),
        C: post("C", tags="[Optimization, e-mail]"),
        "content/posts/d.md": post("D", tags="[email]"),
    }
    assert said(tmp_path, files, "near-tag") == [
        "content/posts/a.md:3:12: warning[near-tag]: no other post has the tag Optimisation\n"
        "    did you mean Optimization?",
        "content/posts/d.md:3:8: warning[near-tag]: no other post has the tag email\n    did you mean e-mail?",
    ]


def test_a_described_tag_that_no_post_has_is_named(tmp_path: Path) -> None:
    files = {
        A: post(tags="[概率, Optimization]"),
        "content/tags.yaml": "tags:\n  概率: 随机\n  数论: 素数\n  optimisation: 凸\nkeep: [几何]\n",
    }
    assert said(tmp_path, files, "unused-tag") == [
        "content/tags.yaml:3:3: warning[unused-tag]: no post has the tag 数论",
        "content/tags.yaml:4:3: warning[unused-tag]: no post has the tag optimisation\n    did you mean Optimization?",
    ]


def test_front_matter_that_does_nothing_is_named(tmp_path: Path) -> None:
    files = {
        A: post(original="javascript:x", series_number="2"),
        B: post("B", original="https://e.org", series="甲", series_number="2"),
    }
    assert said(tmp_path, files, "no-effect") == [
        "content/posts/a.md:3:1: warning[no-effect]:"
        " original: javascript:x is no address of the web, and no link is made of it",
        "content/posts/a.md:4:1: warning[no-effect]: series_number has no effect without a series",
    ]


def test_posts_that_nothing_leads_to_are_named(tmp_path: Path) -> None:
    files = {
        A: post("甲", body="《乙》 [c](../c/) $\\eqref{d:x}$ [甲](/posts/a/)"),
        B: post("乙"),
        C: post("丙"),
        "content/posts/d.md": post("丁", body="$$x\\label{x}$$"),
        "content/posts/e.md": post("戊", series="五"),
        "content/posts/f.md": post("己", series="五"),
        "content/posts/g.md": post("庚", body="《庚》"),
    }
    assert said(tmp_path, files, "orphan") == [
        "content/posts/a.md:1: warning[orphan]: no other text leads to this post",
        "content/posts/g.md:1: warning[orphan]: no other text leads to this post",
    ]
