"""How a post is cited on its page."""

from __future__ import annotations

from pathlib import Path

from tests.sitehelp import made, post, soup

SETTINGS = {"sitegen.yaml": "title: 我的 R&D 笔记\nauthor: 李四\nbase_url: https://e.example\n"}


def cited(folder: Path, files: dict[str, str]) -> list[str]:
    """Return what stands on the page of the post `a` to be copied."""
    return [copy.get_text() for copy in soup(made(folder, files) / "posts/a/index.html").select(".cite .copy")]


def test_a_citation_tells_author_title_site_day_and_address(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("熵 <1> & 50%", date="2024-02-03", author="张三")}
    assert cited(tmp_path, SETTINGS | files) == [
        "张三. 熵 <1> & 50%[EB/OL]. 我的 R&D 笔记, 2024-02-03. https://e.example/posts/a/",
        "@online{a,\n  title = {熵 <1> \\& 50\\%},\n  author = {张三},\n  year = {2024},\n  month = {2},\n  day = {3},\n"
        "  url = {https://e.example/posts/a/},\n  organization = {我的 R\\&D 笔记}\n}",
    ]


def test_a_citation_leaves_out_what_is_not_known(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("A", date="--02-03"), "sitegen.yaml": "title: S\n"}
    assert cited(tmp_path, files) == ["A[EB/OL]. S.", "@online{a,\n  title = {A},\n  organization = {S}\n}"]
