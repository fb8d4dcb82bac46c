"""The feed, as a feed reader reads it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.sitehelp import hrefs, made, post

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

POSTS: dict[str, str | bytes] = {
    "content/posts/a/index.md": post(
        "A & <b>",
        "## Part\n\n见《B》, [top](/tags/), [part](#part), ![](fig.png).\n\n$$x$$",
        date="2024-06-14",
        tags="[概率]",
    ),
    "content/posts/a/fig.png": b"png",
    "content/posts/b.md": post(
        "B", "Full text.\n\n<!-- more -->\n\nThe rest ]]> of it.", date="2024-01-02 08:30 +0100"
    ),
    "content/posts/c.md": post("C", date="--06-14"),
    "content/posts/d.md": post("D"),
    "content/posts/e.md": post("E", updated="2024-07-01"),
}


def feed(folder: Path, settings: str = "", files: dict[str, str | bytes] = POSTS) -> ET.Element:
    return ET.parse(made(folder, {**files, "sitegen.yaml": settings}) / "atom.xml").getroot()


def values(element: ET.Element, *names: str) -> list[str | None]:
    return [found.text for found in element.iterfind("/".join(ATOM + name for name in names))]


def content(entry: ET.Element) -> BeautifulSoup:
    return BeautifulSoup(values(entry, "content")[0] or "", "html5lib")


@pytest.mark.parametrize("settings", ["", "base_url: https://example.org/blog"])
def test_a_feed_has_everything_that_atom_requires(tmp_path: Path, settings: str) -> None:
    root = feed(tmp_path, settings)
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert [len(values(element, name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert re.match(r"https://example\.org/blog/|urn:uuid:", values(element, "id")[0] or "")
    moments = [*values(root, "updated"), *values(root, "entry", "updated"), *values(root, "entry", "published")]
    assert all(RFC_3339.fullmatch(moment or "") for moment in moments)
    assert values(root, "author", "name") == ["我的数学笔记"]
    assert len(set(values(root, "entry", "id"))) == len(values(root, "entry", "id")) == 3


def test_posts_stand_newest_first_and_those_without_a_moment_are_left_out(tmp_path: Path) -> None:
    root = feed(tmp_path)
    assert values(root, "entry", "title") == ["A & <b>", "B", "E"]
    assert values(root, "entry", "published") == ["2024-06-14T00:00:00+08:00", "2024-01-02T08:30:00+01:00"]
    assert values(root, "updated") == ["2024-07-01T00:00:00+08:00"]


def test_the_whole_text_is_in_the_feed_with_its_formulas(tmp_path: Path) -> None:
    a, b, _ = feed(tmp_path).iter(f"{ATOM}entry")
    assert "Full text." in content(b).get_text()
    assert "The rest ]]> of it." in content(b).get_text()
    assert "$$x$$" in content(a).get_text()
    assert content(a).select("a.anchor, script") == []


def test_addresses_in_the_text_are_absolute(tmp_path: Path) -> None:
    entry = next(feed(tmp_path, "base_url: https://example.org/blog").iter(f"{ATOM}entry"))
    assert hrefs(content(entry)) == [
        "https://example.org/blog/posts/b/",
        "https://example.org/blog/tags/",
        "https://example.org/blog/posts/a/#part",
    ]
    assert [image["src"] for image in content(entry).select("img")] == ["https://example.org/blog/posts/a/fig.png"]
    assert [link.get("href") for link in entry.iterfind(f"{ATOM}link")] == ["https://example.org/blog/posts/a/"]


def test_addresses_are_relative_to_the_feed_where_the_site_does_not_know_its_own(tmp_path: Path) -> None:
    root = feed(tmp_path)
    entry = next(root.iter(f"{ATOM}entry"))
    assert hrefs(content(entry)) == ["posts/b/index.html", "tags/index.html", "posts/a/index.html#part"]
    assert [image["src"] for image in content(entry).select("img")] == ["posts/a/fig.png"]
    assert root.findall(f"{ATOM}link") == []


def test_ids_stay_when_everything_but_the_address_changes(tmp_path: Path) -> None:
    def ids(folder: str, settings: str, title: str) -> list[str | None]:
        files: dict[str, str | bytes] = {"content/posts/a.md": post(title, title, date="2024-01-01")}
        return values(feed(tmp_path / folder, settings, files), "entry", "id")

    assert ids("1", "", "One") == ids("2", "author: B\n", "Two")
    assert ids("3", "base_url: https://e.example\n", "One") == ["https://e.example/posts/a/"]


def test_nothing_that_xml_forbids_gets_into_a_feed(tmp_path: Path) -> None:
    text = '---\ntitle: "a\\x0bb\\uffff"\ndate: 2024-01-01\n---\nc\x0bd\x00 &#11; &#x1b; \ufffe\n'
    root = feed(tmp_path, 'title: "S\\x08"\n', {"content/posts/a.md": text})
    assert values(root, "entry", "title") == ["ab"]
    assert "cd" in content(root.findall(f"{ATOM}entry")[0]).get_text()


def test_local_time_of_long_ago_is_told_in_a_way_that_feeds_know(tmp_path: Path) -> None:
    root = feed(
        tmp_path,
        "timezone: Asia/Shanghai\n",
        {"content/posts/a.md": post(date="1900-01-01"), "content/posts/b.md": post()},
    )
    assert values(root, "entry", "updated") == ["1899-12-31T15:54:17Z"]


def test_a_feed_without_posts_is_a_feed(tmp_path: Path) -> None:
    root = feed(tmp_path, "", {})
    assert values(root, "updated") == ["1970-01-01T00:00:00Z"]


def test_a_feed_holds_the_newest_twenty(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        f"content/posts/{n}.md": post(f"P{n}", date=f"2024-01-{n:02}") for n in range(1, 26)
    }
    assert values(feed(tmp_path, "", posts), "entry", "title") == [f"P{n}" for n in range(25, 5, -1)]
