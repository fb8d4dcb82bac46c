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
    lists = {(f"https://e.example/b/{name}", None) for name in ("", "tags/", "series/", "archive/", "popular/")}
    assert found == lists | {
        ("https://e.example/b/tags/%E6%A6%82%E7%8E%87/", None),
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
            "content/posts/a.md": post(f"'{title}'", "Text.", date="2024-01-02", author="<i>", tags="[概率]"),
            "content/posts/b.md": post("B", date="--01-02"),
        },
        base_url="https://e.example",
    )

    def data(slug: str) -> dict[str, object]:
        (script,) = soup(output / f"posts/{slug}/index.html").select('script[type="application/ld+json"]')
        found: dict[str, object] = json.loads(str(script.string))
        return found

    assert data("a") == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "inLanguage": "zh-CN",
        "author": {"@type": "Person", "name": "<i>"},
        "description": "Text.",
        "datePublished": "2024-01-02",
        "keywords": ["概率"],
        "url": "https://e.example/posts/a/",
        "mainEntityOfPage": "https://e.example/posts/a/",
    }
    assert "datePublished" not in data("b")
