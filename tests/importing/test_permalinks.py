"""Old addresses: patterns filled in, and addresses as paths from the root of their site."""

from __future__ import annotations

import pytest

from sitegen.day import read_day
from sitegen.importing.permalinks import date_parts, fill, path_of


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:year/:month/:day/:title/", "/2024/03/05/a/"),
        (":year/:i_month/:i_day/:title", "/2024/3/5/a/"),
        ("/:categories/:short_year/:y_day/:title.html", "/24/065/a.html"),
        ("/:hour-:minute-:second/:title/index.html", "/07-08-09/a/"),
        ("/:abbrlink/", ""),
    ],
)
def test_a_pattern_is_filled_or_the_address_is_not_known(pattern: str, expected: str) -> None:
    parts = {"title": "a", "categories": "", **date_parts(read_day("2024-03-05 07:08:09"))}
    assert fill(pattern, parts) == expected


def test_without_a_year_no_address_with_a_year_is_known() -> None:
    assert fill("/:year/:title/", {"title": "a", **date_parts(read_day("--03-05"))}) == ""


@pytest.mark.parametrize(
    ("address", "base", "expected"),
    [
        ("https://example.org/blog/2024/a.html", "https://example.org/blog", "/2024/a.html"),
        ("http://www.example.org/blog/a/", "https://example.org/blog/", "/a/"),
        ("https://example.org/%E6%A6%82%E7%8E%87/", "https://example.org", "/概率/"),
        ("/a/b", "/", "/a/b/"),
        ("https://other.org/a/", "https://example.org", ""),
        ("https://example.org/?p=12", "https://example.org", ""),
        ("https://example.org/", "https://example.org", ""),
        ("https://example.org/%2e%2e/etc", "https://example.org", ""),
        ("http://[", "https://example.org", ""),
    ],
)
def test_an_address_is_a_path_of_its_site_or_none(address: str, base: str, expected: str) -> None:
    assert path_of(address, base) == expected
