"""Every address of every page leads to a file, wherever the site is served from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.sitehelp import ROOT, broken_links, built, hrefs, live, made, post, soup, texts, write

ENGLISH = ("coin-flips-entropy-and-the-price-of-fairness", "why-is-a-harmonic-number-never-an-integer")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site, with a few things more that have addresses."""
    site = tmp_path_factory.mktemp("demo")
    shutil.copytree(ROOT / "content", site / "content")
    shutil.copy(ROOT / "sitegen.yaml", site)
    return write(
        site,
        {
            "content/posts/图 1/index.md": post(
                "图", "![](图.png) [a](/tags/) [b](#x) [c](a/b%20c.txt?q#f)\n\n## x\n", aliases="[/旧/址.html]"
            ),
            "content/posts/图 1/图.png": b"png",
            "content/posts/图 1/a/b c.txt": "text",
        },
    )


@pytest.mark.parametrize("base", ["", "https://example.org", "https://example.org/blog/zh"])
def test_every_address_of_the_demo_site_leads_to_a_file(demo: Path, base: str) -> None:
    assert broken_links(built(demo, base_url=base), base) == []


def test_the_walker_finds_what_leads_nowhere(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/posts/a.md": post("A", "[x](nowhere.html) [y](#none) [z](/tags/) [w](../)")})
    (output / "posts/b.html").write_text("<a href='/tags/index.html'>a</a><img src='../../up.png'><a href='a/'>b</a>")
    assert [text for text in broken_links(output) if text.startswith("posts/")] == [
        "posts/a/index.html: #none",
        "posts/a/index.html: ../",
        "posts/a/index.html: nowhere.html",
        "posts/b.html: ../../up.png",
        "posts/b.html: /tags/index.html",
        "posts/b.html: a/",
    ]
    (output / "posts/b.html").write_text("<a href='/posts/'>a</a><a href='https://e.example/posts/a/'>b</a>")
    assert [text for text in broken_links(output, "https://e.example/x") if text.startswith("posts/b.html")] == [
        "posts/b.html: /posts/",
        "posts/b.html: https://e.example/posts/a/",
    ]


def test_pages_hold_no_script_or_style_of_their_own_and_ask_no_other_host_but_that_of_mathjax(demo: Path) -> None:
    output = built(demo)
    for path in output.rglob("*.html"):
        page = soup(path)
        if path.name == "404.html":
            base, finder = page.select('head > meta[charset] + base[href="/"], head > base + script:not([src])')
            finder.extract()
            base.extract()
        assert live(page) == []
        assert page.select("style, [style], [onclick]") == []
        loaded = [str(found.get("src") or found.get("href")) for found in page.select("[src], link[rel=stylesheet]")]
        assert {address for address in loaded if "//" in address} <= {
            "https://cdn.jsdelivr.net/npm/mathjax@4.1.3/tex-chtml.js"
        }


def test_every_page_has_one_heading_of_the_first_level_a_language_and_a_title(demo: Path) -> None:
    for path in built(demo).rglob("*.html"):
        page = soup(path)
        if page.select_one("meta[http-equiv=refresh]"):
            continue
        assert len(page.select("h1")) == 1, path
        assert page.html is not None
        is_english = path.parent.name in ENGLISH
        assert page.html["lang"] == ("en" if is_english else "zh-CN")
        assert page.title is not None
        assert page.title.get_text().strip()
        assert len(page.select(".post-body")) == (
            1 if path.parent.parent.name == "posts" or "about" in str(path) else 0
        )


def test_only_pages_that_show_a_formula_load_mathjax(demo: Path) -> None:
    found = set()
    for path in built(demo).rglob("*.html"):
        page = soup(path)
        has_math = bool(page.select(".math")) or path.parent.name == "search"  # titles will stand there
        assert bool(page.select("script[src$='tex-chtml.js']")) is has_math, path
        assert bool(page.select("script[src*='/math.']")) is has_math, path
        found.add(has_math)
    assert found == {True, False}


def test_with_a_base_url_addresses_begin_with_its_path(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("A", "[x](/tags/)", tags="[概率]")}
    page = soup(made(tmp_path, files, base_url="https://e.example/blog") / "posts/a/index.html")
    assert hrefs(page, ".post-body a, .tags a") == ["/blog/tags/%E6%A6%82%E7%8E%87/", "/blog/tags/"]
    assert hrefs(page, "link[rel=canonical]") == ["https://e.example/blog/posts/a/"]


def test_without_a_base_url_nothing_claims_to_know_the_address(tmp_path: Path) -> None:
    page = soup(made(tmp_path, {"content/posts/a.md": post()}) / "posts/a/index.html")
    assert page.select("link[rel=canonical], meta[property='og:url']") == []
    assert texts(page, ".printed-address") == []


def test_an_asset_that_changes_gets_another_address(tmp_path: Path) -> None:
    def address() -> str:
        return hrefs(soup(built(tmp_path) / "index.html"), "link[rel=stylesheet]")[0]

    write(tmp_path, {"static/style.css": "a {}"})
    before = address()
    write(tmp_path, {"static/style.css": "b {}"})
    assert (before, address()) == ("assets/style.9a4487cc.css", "assets/style.cf2f3b65.css")
