"""The feeds, as a feed reader reads them."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote, unquote

import feedparser
import pytest
from bs4 import BeautifulSoup

from tests.sitehelp import ROOT, built, hrefs, made, post, soup, texts

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


def feed(folder: Path, settings: str = "", files: dict[str, str | bytes] = POSTS, name: str = "atom.xml") -> ET.Element:
    return ET.parse(made(folder, {**files, "sitegen.yaml": settings}) / name).getroot()


def values(element: ET.Element, *names: str) -> list[str | None]:
    return [found.text for found in element.iterfind("/".join(ATOM + name for name in names))]


def content(entry: ET.Element) -> BeautifulSoup:
    return BeautifulSoup(values(entry, "content")[0] or "", "html5lib")


@pytest.mark.parametrize("settings", ["", "base_url: https://example.org/blog"])
@pytest.mark.parametrize(("name", "count"), [("atom.xml", 3), ("tags/概率/atom.xml", 1)])
def test_a_feed_has_everything_that_atom_requires(tmp_path: Path, settings: str, name: str, count: int) -> None:
    root = feed(tmp_path, settings, name=name)
    require_atom(root)
    assert values(root, "author", "name") == ["我的数学笔记"]
    assert len(values(root, "entry", "id")) == count


def require_atom(root: ET.Element) -> None:
    """Fail where a feed lacks what the specification requires of it."""
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert [len(values(element, name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert re.match(r"https://example\.org/|urn:uuid:", values(element, "id")[0] or "")
    moments = [*values(root, "updated"), *values(root, "entry", "updated"), *values(root, "entry", "published")]
    assert all(RFC_3339.fullmatch(moment or "") for moment in moments)
    assert len(values(root, "author", "name")) == 1
    assert len(set(values(root, "entry", "id"))) == len(values(root, "entry", "id"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
    assert {content.get("type") for content in root.iter(f"{ATOM}content")} == {"html"}


def test_every_feed_of_the_demo_site_is_whole_and_leads_to_pages_of_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "sitegen.yaml", tmp_path)
    base = "https://example.org"
    output = built(tmp_path, base_url=base)
    feeds = sorted(output.rglob("atom.xml"))
    for path in feeds:
        root = ET.parse(path).getroot()
        require_atom(root)
        links = [link.get("href", "") for link in root.iter(f"{ATOM}link") if link.get("rel") == "alternate"]
        pages = [output / unquote(link.removeprefix(base)).strip("/") / "index.html" for link in links]
        assert [page for page in pages if not page.is_file()] == []
    items = json.loads((output / "feed.json").read_text("utf-8"))["items"]
    assert [item["url"] for item in items] == links_of(output / "atom.xml")
    assert len(feeds) == 1 + len(list((output / "tags").glob("*/index.html")))


def links_of(path: Path) -> list[str | None]:
    """Return where the entries of a feed lead to."""
    return [link.get("href") for link in ET.parse(path).getroot().iterfind(f"{ATOM}entry/{ATOM}link")]


@pytest.mark.parametrize("name", ["", "tags/概率/"])
def test_a_feed_leads_to_itself_and_to_its_page(tmp_path: Path, name: str) -> None:
    root = feed(tmp_path, "base_url: https://example.org", name=f"{name}atom.xml")
    home = f"https://example.org/{quote(name)}"
    assert [link.attrib for link in root.findall(f"{ATOM}link")] == [
        {"rel": "alternate", "type": "text/html", "href": home},
        {"rel": "self", "type": "application/atom+xml", "href": f"{home}atom.xml"},
    ]
    assert values(root, "id") == [f"{home}atom.xml"]


@pytest.mark.parametrize("name", ["atom.xml", "tags/概率/atom.xml"])
def test_a_feed_reader_finds_no_fault(tmp_path: Path, name: str) -> None:
    output = made(tmp_path, {**POSTS, "sitegen.yaml": "base_url: https://example.org"})
    read = feedparser.parse((output / name).read_bytes())
    assert (read.bozo, read.version) == (False, "atom10")
    assert read.entries[0].title == "A & <b>"
    assert read.entries[0].link == "https://example.org/posts/a/"
    assert read.entries[0].content[0].base == "https://example.org/posts/a/"
    assert "$$x$$" in read.entries[0].content[0].value


def test_a_tag_has_a_feed_of_its_newest_twenty_to_which_its_pages_lead(tmp_path: Path) -> None:
    posts: dict[str, str | bytes] = {
        f"content/posts/{n}.md": post(f"P{n}", date=f"2024-01-{n:02}", tags="[熵]" if n % 25 else "[]")
        for n in range(1, 31)
    }
    output = made(tmp_path, {**posts, "content/tags.yaml": "tags: {熵: 多少不知道}\n"})
    root = ET.parse(output / "tags/熵/atom.xml").getroot()
    assert values(root, "title") == ["熵 · 我的数学笔记"]
    assert values(root, "subtitle") == ["多少不知道"]
    assert values(root, "entry", "title") == [f"P{n}" for n in range(30, 9, -1) if n != 25]
    for page, way in (("tags/熵/index.html", "../../"), ("tags/熵/page/2/index.html", "../../../../")):
        (tag_feed,) = soup(output / page).select("link[type='application/atom+xml']:not([title='我的数学笔记'])")
        assert (tag_feed["title"], tag_feed["href"]) == ("熵 · 我的数学笔记", f"{way}tags/{quote('熵')}/atom.xml")
        assert texts(soup(output / page), f"a[href='{tag_feed['href']}']") == ["订阅本标签（Atom）"]


def test_a_post_in_another_language_says_so_in_the_feeds(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/posts/a.md": post("A", date="2024-01-01", lang="en")})
    (entry,) = ET.parse(output / "atom.xml").getroot().iter(f"{ATOM}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert json.loads((output / "feed.json").read_text())["items"][0]["language"] == "en"


def test_the_json_feed_is_what_the_atom_feed_is(tmp_path: Path) -> None:
    output = made(tmp_path, {**POSTS, "sitegen.yaml": "base_url: https://example.org/blog\ndescription: About.\n"})
    found = json.loads((output / "feed.json").read_text("utf-8"))
    items = found.pop("items")
    assert found == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "我的数学笔记",
        "home_page_url": "https://example.org/blog/",
        "feed_url": "https://example.org/blog/feed.json",
        "description": "About.",
        "language": "zh-CN",
    }
    root = ET.parse(output / "atom.xml").getroot()
    assert [item["content_html"] for item in items] == values(root, "entry", "content")
    assert [item["date_modified"] for item in items] == values(root, "entry", "updated")
    assert [item["id"] for item in items] == values(root, "entry", "id")
    items[1].pop("content_html")
    assert items[1] == {
        "id": "https://example.org/blog/posts/b/",
        "url": "https://example.org/blog/posts/b/",
        "title": "B",
        "summary": "Full text.",
        "date_published": "2024-01-02T08:30:00+01:00",
        "date_modified": "2024-01-02T08:30:00+01:00",
    }
    assert items[0]["tags"] == ["概率"]


def test_addresses_in_a_json_feed_are_relative_to_it_where_the_site_does_not_know_its_own(tmp_path: Path) -> None:
    item = json.loads((made(tmp_path, POSTS) / "feed.json").read_text("utf-8"))["items"][0]
    html = BeautifulSoup(item["content_html"], "html5lib")
    assert item["url"] == "posts/a/index.html"
    assert hrefs(html) == ["posts/b/index.html", "tags/index.html", "posts/a/index.html#part"]
    assert [image["src"] for image in html.select("img")] == ["posts/a/fig.png"]


def test_a_text_that_changes_changes_every_feed_that_it_is_in(tmp_path: Path) -> None:
    output = made(tmp_path, POSTS)
    again = made(tmp_path, {"content/posts/a/index.md": post("A & <b>", "New.", date="2024-06-14", tags="[概率]")})
    assert again == output
    for name in ("atom.xml", "tags/概率/atom.xml", "feed.json"):
        assert "&lt;p&gt;New." in (output / name).read_text() or "<p>New." in (output / name).read_text()


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
    root = feed(tmp_path, 'title: "S\\uffff"\n', {"content/posts/a.md": text})
    assert values(root, "entry", "title") == ["ab"]
    assert "cd" in content(root.findall(f"{ATOM}entry")[0]).get_text()
    text = (tmp_path / "public/feed.json").read_text("utf-8")
    item = json.loads(text)["items"][0]
    assert (item["title"], "cd" in item["content_html"]) == ("ab", True)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]|\\u00", text) is None


@pytest.mark.parametrize(
    "end", ["]]>", "]]]]>>", "]]\x0b>", "]\x01]>", "]\uffff]\ufffe\x02>", "]]\x03\x03]]>", "]]\x7f"]
)
def test_a_text_may_hold_what_ends_a_section_of_xml(tmp_path: Path, end: str) -> None:
    text = post("A", f'<p title="{end}">a {end} b</p>{end}', date="2024-01-01")
    root = feed(tmp_path, "markdown: {html: true}\n", {"content/posts/a.md": text})
    found = content(root.findall(f"{ATOM}entry")[0]).select_one("p")
    plain = re.sub("[\x01-\x1f\x7f\ufffe\uffff]", "", end)
    assert found is not None
    assert (found["title"], found.get_text()) == (plain, f"a {plain} b")


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
