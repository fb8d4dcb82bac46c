"""Two sources that claim one file: both are named, and nothing is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.pages import collisions
from tests.sitehelp import faults, post, write


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ([("a/index.html", "x"), ("a/index.html", "y")], "error[duplicate-url]: /a/ comes from x and y"),
        (
            [("Abc/index.html", "x"), ("abc/index.html", "y")],
            "error[near-duplicate-url]: /Abc/ (x) and /abc/ (y) are one file on macOS and Windows",
        ),
        (
            [("é", "x"), ("e\u0301", "y")],
            "error[near-duplicate-url]: /é (x) and /e\u0301 (y) are one file on macOS and Windows",
        ),
        (
            [("É/a.png", "x"), ("e\u0301/a.png", "y")],
            "error[near-duplicate-url]: /É/a.png (x) and /e\u0301/a.png (y) are one file on macOS and Windows",
        ),
        (
            [("a.html/b/index.html", "x"), ("a.html", "y")],
            "error[duplicate-url]: /a.html (y) is a file, and /a.html/b/ (x) needs a folder there",
        ),
    ],
)
def test_both_sources_of_an_address_are_named(claims: list[tuple[str, str]], problem: str) -> None:
    assert list(map(str, collisions(claims))) == [problem]


def test_of_three_that_claim_a_file_each_is_named() -> None:
    assert len(collisions([("a", "x"), ("a", "y"), ("A", "z")])) == 2
    assert collisions([("a", "x"), ("ab", "y"), ("b/a", "z")]) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"content/posts/d.md": post(slug="abc"), "content/posts/e.md": post(slug="abc")},
            "error[duplicate-url]: /posts/abc/ comes from content/posts/d.md and content/posts/e.md",
        ),
        (
            {"content/posts/f.md": post(slug="Abc"), "content/posts/g.md": post(slug="abc")},
            "error[near-duplicate-url]: /posts/Abc/ (content/posts/f.md) and /posts/abc/ (content/posts/g.md) "
            "are one file on macOS and Windows",
        ),
        (
            {"content/posts/f.md": post(slug='"\\u00e9"'), "content/posts/g.md": post(slug='"e\\u0301"')},
            "error[duplicate-url]: /posts/é/ comes from content/posts/f.md and content/posts/g.md",
        ),
        (
            {"content/posts/a.md": post(permalink="/tags/")},
            "error[duplicate-url]: /tags/ comes from content/posts/a.md and the list of tags",
        ),
        (
            {"content/posts/a.md": post(permalink="/")},
            "error[duplicate-url]: / comes from the index and content/posts/a.md",
        ),
        (
            {"content/posts/a.md": post(), "content/posts/b.md": post(aliases="[/posts/a/]")},
            "error[duplicate-url]: /posts/a/ comes from content/posts/a.md and an alias in content/posts/b.md",
        ),
        (
            {"content/posts/a.md": post(), "static/posts/a/index.html": "mine"},
            "error[duplicate-url]: /posts/a/ comes from content/posts/a.md and static/posts/a/index.html",
        ),
        (
            {"content/posts/a/index.md": post(), "content/posts/a/x.png": "1", "static/posts/a/x.png": "2"},
            "error[duplicate-url]: /posts/a/x.png comes from static/posts/a/x.png and content/posts/a/x.png",
        ),
    ],
)
def test_a_site_in_which_two_claim_one_address_is_not_published(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    write(tmp_path, files)
    for options in ({}, {"skip_bad": True}):
        assert faults(tmp_path, **options) == [said, "1 error; nothing published, public/ is unchanged"]
    assert not (tmp_path / "public").exists()
