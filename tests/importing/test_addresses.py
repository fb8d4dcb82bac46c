"""Old addresses lead to new ones, but none that a page of the site itself has."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.building import build
from sitegen.importing.addresses import RESERVED, Addresses
from sitegen.importing.original import Original
from sitegen.post import FrontMatter
from sitegen.problem import Problem
from sitegen.settings import Settings
from tests.conftest import tree


def aliases(wanted: tuple[str, ...], slug: str = "a") -> tuple[tuple[str, ...], list[str]]:
    """Return the aliases that a post gets which had these addresses, and what is told."""
    addresses, problems = Addresses(Settings()), list[Problem]()
    meta = FrontMatter(title="T", slug=slug, aliases=wanted[1:])
    addresses.claim(meta, "post", slug)
    original = Original(meta, "", "old", "a.md", "a.md", address=wanted[0])
    return addresses.with_aliases(meta, original, problems).aliases, [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (("/2020/a/", "/old/a.html"), ("/2020/a/", "/old/a.html")),
        (("/2020/a/", "/2020/a/"), ("/2020/a/",)),
        (("", "/old/"), ("/old/",)),
        (("/posts/a/", "/Posts/A/"), ()),
    ],
)
def test_old_addresses_become_aliases_unless_they_are_the_new_one(
    wanted: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert aliases(wanted) == (expected, [])


def test_an_address_that_a_page_of_ours_has_leads_nowhere() -> None:
    message = "the old address /tags/ belongs to a page of sitegen's; it does not lead to /posts/a/"
    assert aliases(("/tags/",)) == ((), [message])


def test_every_page_that_a_site_has_by_itself_is_known(tmp_path: Path) -> None:
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    for slug in ("a", "b"):
        (posts / f"{slug}.md").write_text("---\ntitle: 题\ndate: 2020-01-02\n---\n见《题》。\n", "utf-8")
    build(tmp_path, tmp_path / "public")
    owners = Addresses(Settings()).owners
    pages = [name for name in tree(tmp_path / "public") if name.endswith((".html", ".xml"))]
    ours = [f"/{name.removesuffix('index.html')}" for name in pages if not name.startswith("posts/")]
    assert [address for address in ours if address not in owners] == []
    assert {address.strip("/") for address in ours if address.endswith("/")} <= {"", *RESERVED}
