"""The list of tags and their pages."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.sitehelp import hrefs, made, post, published, soup, texts


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    posts = {f"content/posts/p{n}.md": post(f"P{n}", date=f"2024-01-0{n}", tags="[矩阵]") for n in range(1, 4)}
    more = {"content/posts/q.md": post("Q", tags="[C++ & C#, 矩阵]"), "sitegen.yaml": "page_size: 3"}
    return made(tmp_path_factory.mktemp("site"), posts | more)


def test_tags_are_listed_by_how_many_posts_carry_them(output: Path) -> None:
    assert texts(soup(output / "tags/index.html"), ".tag-index li") == ["矩阵 4", "C++ & C# 1"]


def test_the_newest_posts_of_a_tag_are_shown_with_summaries_and_the_others_by_their_titles(output: Path) -> None:
    first, second = (soup(output / f"tags/矩阵/{name}index.html") for name in ("", "page/2/"))
    assert (texts(first, "article h2"), texts(first, ".rows li")) == (["P3", "P2", "P1"], [])
    assert (texts(second, "article h2"), texts(second, ".rows li")) == ([], ["Q"])
    assert texts(second, "h1") == ["矩阵"]


def test_a_hundred_titles_are_on_a_page_and_each_post_is_on_one(tmp_path: Path) -> None:
    posts = {f"content/posts/{n}.md": post(f"P{n}", date=f"{n:04}-01-02", tags="[x]") for n in range(1, 114)}
    output = made(tmp_path, {**posts, "sitegen.yaml": "page_size: 2"})
    pages = [soup(output / f"tags/x/{name}index.html") for name in ("", "page/2/", "page/3/")]
    rows = [f"P{n} {n}年1月2日" for n in range(111, 0, -1)]
    assert texts(pages[0], "article h2") == ["P113", "P112"]
    assert [texts(page, ".rows li") for page in pages[1:]] == [rows[:100], rows[100:]]
    assert not (output / "tags/x/page/4").exists()


def test_a_tag_in_an_address_is_quoted_and_its_folder_is_not(output: Path) -> None:
    addresses = hrefs(soup(output / "posts/q/index.html"), ".tags a")
    assert addresses == ["../../tags/c++-&-c-/index.html", "../../tags/%E7%9F%A9%E9%98%B5/index.html"] or addresses == [
        "../../tags/c++-&-c/index.html",
        "../../tags/%E7%9F%A9%E9%98%B5/index.html",
    ]
    assert all((output / "posts/q" / unquote(address)).resolve().is_file() for address in addresses)


HOSTILE = [
    "../../evil",
    "..",
    "/etc/passwd",
    "C:\\x",
    "CON",
    "nul.txt",
    "dots...",
    "a/b",
    "x" * 300,
    "长" * 300,
    "e\u0301",
    "?#%",
    "\u202e",
    "😀" * 80,
]


def test_whatever_a_tag_is_called_its_page_stays_in_its_folder_under_a_name_that_every_system_takes(
    tmp_path: Path,
) -> None:
    tags = ", ".join(f"'{tag}'" for tag in HOSTILE)
    output = made(tmp_path / "site", {"content/posts/a.md": post(tags=f"[{tags}]", series="'../../evil'")})
    files = published(output)
    pages = [
        path for path in files if path.startswith("tags/") and path.count("/") == 2 and path.endswith("/index.html")
    ]
    assert len(pages) == len(HOSTILE)
    for path in files:
        for part in path.split("/"):
            assert 0 < len(part.encode()) <= 200
            assert part not in (".", "..")
            assert not part.endswith((".", " "))
            assert not set(part) & set('\\:*?"<>|')
            assert part.split(".")[0].lower() not in ("con", "nul")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]
    assert len(hrefs(soup(output / "tags/index.html"), ".tag-index a")) == len(HOSTILE)


def test_the_author_orders_describes_renames_and_drops_tags(tmp_path: Path) -> None:
    words = "tags: {概率: 随机与分布, 优化: }\naliases: {优化: [optimization]}\ndrop: [杂]\n"
    posts = {
        "content/posts/a.md": post("A", tags="[矩阵, 杂, 优化]"),
        "content/posts/b.md": post("B", tags="[矩阵, Optimization]"),
        "content/posts/c.md": post("C", tags="[概率]"),
    }
    output = made(tmp_path, {**posts, "content/tags.yaml": words})
    assert texts(soup(output / "tags/index.html"), ".tag-index li") == ["概率 1", "优化 2", "矩阵 2"]
    page = soup(output / "tags/概率/index.html")
    assert texts(page, ".lead") == ["随机与分布"]
    assert page.select_one("meta[name=description]")["content"] == "随机与分布"  # type: ignore[index]
    assert texts(soup(output / "posts/a/index.html"), ".tags a") == ["矩阵", "优化"]
    assert texts(soup(output / "posts/b/index.html"), ".tags a") == ["矩阵", "优化"]
    assert not (output / "tags/杂").exists()
