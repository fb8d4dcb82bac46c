"""The posts that builds are measured with are posts like any other, and nothing of them is lost in a build."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from benchmarks import corpus
from tests.sitehelp import built, soup, texts

FORMULA = re.compile(r"(?<!\$)\$([^$\n]+)\$(?!\$)|\$\$\n(.+?)\n\$\$|(\\begin\{(align|equation)\}.+?\\end\{\4\})", re.S)


def formulas(body: str) -> list[str]:
    text = re.sub(r"(?ms)^```.*?^```$", "", body)
    return [next(filter(None, found.groups())) for found in FORMULA.finditer(text)]


def test_the_posts_are_the_same_ones_every_time() -> None:
    assert list(corpus.posts(20, "short")) == list(corpus.posts(20, "short"))
    assert len({post.title for post in corpus.posts(500, "short")}) == 500


def test_what_is_written_can_be_read_again(tmp_path: Path) -> None:
    posts = list(corpus.posts(30, "long"))
    corpus.write(tmp_path, posts, "yaml")
    assert list(corpus.read(tmp_path)) == posts


def test_titles_tags_series_and_formulas_come_through_a_build(tmp_path: Path) -> None:
    posts = list(corpus.posts(60, "short"))
    parts = Counter(post.series for post in posts if post.series)
    corpus.write(tmp_path / "content/posts", posts, "yaml")
    output = built(tmp_path)
    for post in posts:
        page = soup(output / "posts" / post.slug / "index.html")
        assert texts(page, "h1") == [post.title]
        assert texts(page, ".post-header .tags a") == post.tags
        assert texts(page, ".series-box p a") == [post.series] * (parts[post.series] > 1)
        text = page.get_text()
        assert [formula for formula in formulas(post.body) if formula not in text] == []
