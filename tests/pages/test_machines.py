"""What machines read: the sitemap, the file for robots, old addresses, structured data."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.sitehelp import hrefs, made, post, soup, texts

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_sitemap_lists_every_page_of_its_own_with_its_last_change(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {
            "sitegen.yaml": "base_url: https://e.example/b",
            "content/posts/a.md": post(date="2024-01-02", tags="[概率]", aliases="[/old/]"),
            "content/posts/b.md": post(date="2024-01-02", updated="2024-02-03"),
            "content/posts/c.md": post(date="--02-03"),
            "content/pages/about.md": post(),
        },
    )
    found = {
        (url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod"))
        for url in ET.parse(output / "sitemap.xml").getroot().iterfind(f"{MAP}url")
    }
    lists = {(f"https://e.example/b/{name}", "2024-02-03") for name in ("", "tags/", "series/", "archive/", "popular/")}
    assert found == lists | {
        ("https://e.example/b/tags/%E6%A6%82%E7%8E%87/", "2024-01-02"),
        ("https://e.example/b/posts/a/", "2024-01-02"),
        ("https://e.example/b/posts/b/", "2024-02-03"),
        ("https://e.example/b/posts/c/", None),
        ("https://e.example/b/about/", None),
    }


def test_robots_may_read_everything_and_learn_where_the_sitemap_is(tmp_path: Path) -> None:
    assert (made(tmp_path / "1", {}) / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    output = made(tmp_path / "2", {}, base_url="https://e.example/b")
    assert (output / "robots.txt").read_text() == (
        "User-agent: *\nAllow: /\n\nSitemap: https://e.example/b/sitemap.xml\n"
    )


def test_an_old_address_leads_to_where_the_post_is_now(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("A & B", aliases="[/2019/old.html, legacy]")}
    output = made(tmp_path, files)
    page = soup(output / "2019/old.html")
    refresh = page.select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    assert refresh["content"] == "0; url=../posts/a/index.html"
    assert (hrefs(page), texts(page, "a")) == (["../posts/a/index.html"], ["A & B"])
    assert hrefs(soup(output / "legacy/index.html")) == ["../posts/a/index.html"]
    page = soup(made(tmp_path, files, base_url="https://e.example/b") / "2019/old.html")
    assert hrefs(page, "link[rel=canonical]") == ["https://e.example/b/posts/a/"]
    assert hrefs(page) == ["/b/posts/a/"]


def test_structured_data_say_what_the_page_says(tmp_path: Path) -> None:
    title = 'A </script><script>alert(1)</script> "B"'
    output = made(
        tmp_path,
        {
            "content/posts/a.md": post(
                f"'{title}'", "Two words.", date="2024-01-02", author="<i>", tags="[概率]", read_count=28425
            ),
            "content/posts/b.md": post("B", date="--01-02"),
        },
        base_url="https://e.example",
    )

    assert data(output / "posts/a/index.html") == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "inLanguage": "zh-CN",
        "author": {"@type": "Person", "name": "<i>"},
        "description": "Two words.",
        "datePublished": "2024-01-02",
        "keywords": ["概率"],
        "wordCount": 2,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/ReadAction",
            "userInteractionCount": 28425,
        },
        "url": "https://e.example/posts/a/",
        "mainEntityOfPage": "https://e.example/posts/a/",
        "isPartOf": {"@type": "Blog", "name": "我的数学笔记", "url": "https://e.example/"},
    }
    assert "datePublished" not in data(output / "posts/b/index.html")
    assert data(output / "index.html") == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "我的数学笔记",
        "inLanguage": "zh-CN",
        "url": "https://e.example/",
    }


def data(path: Path) -> dict[str, object]:
    """Return the structured data of a page."""
    (script,) = soup(path).select('script[type="application/ld+json"]')
    found: dict[str, object] = json.loads(str(script.string))
    return found


def cards(path: Path) -> list[tuple[str, str]]:
    """Return what a page says of itself to those who show links to it as cards."""
    elements = soup(path).select("meta[property], meta[name^=twitter]")
    return [(str(element.get("property") or element.get("name")), str(element["content"])) for element in elements]


def test_a_card_of_a_page_has_its_title_days_tags_and_first_picture(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/posts/a/index.md": post(
            "A", "Text.\n\n![](图&1.png) ![](b.png)", date="2024-01-02", updated="2024-02-03", tags="[概率, 熵]"
        ),
        "content/posts/a/图&1.png": b"png",
        "content/posts/a/b.png": b"png",
        "content/posts/b.md": post("B", "![](/c.png)", lang="en"),
        "content/posts/c.md": post("C", "![](https://o.example/x.png)"),
        "static/c.png": b"png",
        "sitegen.yaml": "base_url: https://e.example/b\ntitle: S\n",
    }
    output = made(tmp_path, files)
    assert cards(output / "posts/a/index.html") == [
        ("og:type", "article"),
        ("og:title", "A"),
        ("og:site_name", "S"),
        ("og:url", "https://e.example/b/posts/a/"),
        ("og:description", "Text."),
        ("og:locale", "zh_CN"),
        ("og:image", "https://e.example/b/posts/a/%E5%9B%BE&1.png"),
        ("twitter:card", "summary_large_image"),
        ("article:published_time", "2024-01-02"),
        ("article:modified_time", "2024-02-03"),
        ("article:tag", "概率"),
        ("article:tag", "熵"),
    ]
    assert data(output / "posts/a/index.html")["image"] == "https://e.example/b/posts/a/%E5%9B%BE&1.png"
    assert [value for name, value in cards(output / "posts/b/index.html") if name in ("og:locale", "og:image")] == [
        "en",
        "https://e.example/b/c.png",
    ]
    assert ("og:image", "https://o.example/x.png") in cards(output / "posts/c/index.html")
    assert cards(output / "index.html")[-2:] == [("og:locale", "zh_CN"), ("twitter:card", "summary")]


def test_pages_without_a_picture_have_the_one_that_the_settings_name(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/posts/a.md": post("A"),
        "static/cover.png": b"png",
        "sitegen.yaml": "base_url: https://e.example/b\ntheme: {image: cover.png}\n",
    }
    output = made(tmp_path, files)
    for page in ("index.html", "posts/a/index.html"):
        (address,) = [value for name, value in cards(output / page) if name == "og:image"]
        assert address.startswith("https://e.example/b/cover.png")


def test_a_site_that_does_not_know_its_address_has_no_cards(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/posts/a.md": post("A", "![](/c.png)"), "static/c.png": b"png"}
    assert cards(made(tmp_path, files) / "posts/a/index.html") == []


def test_posts_name_their_neighbours_to_machines(tmp_path: Path) -> None:
    files = {f"content/posts/{name}.md": post(name, date=f"2024-01-0{n}") for n, name in enumerate("abc", 1)}
    page = soup(made(tmp_path, files, base_url="https://e.example") / "posts/b/index.html")
    assert hrefs(page, "link[rel=prev]") == ["https://e.example/posts/a/"]
    assert hrefs(page, "link[rel=next]") == ["https://e.example/posts/c/"]
