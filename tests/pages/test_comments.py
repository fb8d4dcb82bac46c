"""Comments: off unless the settings say where they are kept, and nothing asked of that place before they are near."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sitehelp import live, made, post, published, soup, texts

GISCUS = "comments: {giscus: {repo: me/notes, repo_id: R_1, category: Posts, category_id: C_2}}\n"
WALINE = "comments: {waline: {server: https://w.example/x, client: https://c.example/dist}}\n"
POSTS = {
    "content/posts/a.md": post("A", "Text."),
    "content/posts/b.md": post("B", comments="false"),
    "content/pages/about.md": post("About"),
}


def test_there_are_none_unless_the_settings_say_so(tmp_path: Path) -> None:
    for path, data in published(made(tmp_path, POSTS)).items():
        assert b"comments.js" not in data, path


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        (
            GISCUS,
            {
                "data-kind": "giscus",
                "data-repo": "me/notes",
                "data-repo-id": "R_1",
                "data-category": "Posts",
                "data-category-id": "C_2",
            },
        ),
        (
            WALINE,
            {"data-kind": "waline", "data-server": "https://w.example/x", "data-client": "https://c.example/dist"},
        ),
    ],
)
def test_a_post_has_a_place_for_them_known_by_its_address(tmp_path: Path, settings: str, given: dict[str, str]) -> None:
    output = made(tmp_path, {**POSTS, "sitegen.yaml": settings})
    page = soup(output / "posts/a/index.html")
    (place,) = page.select(".comments")
    own = {"data-thread": "/posts/a/", "data-language": "zh-CN"}
    assert {name: value for name, value in place.attrs.items() if name.startswith("data-")} == given | own
    assert texts(page, ".comments noscript") == ["看评论和发表评论需要打开 JavaScript。"]
    assert live(page) == []
    for other in ("posts/b/index.html", "about/index.html", "index.html"):
        assert soup(output / other).select(".comments, script[src*=comments]") == [], other


@pytest.mark.parametrize(
    ("settings", "hosts"), [(GISCUS, " https://giscus.app"), (WALINE, " https://c.example https://w.example"), ("", "")]
)
def test_hosts_are_asked_to_let_pages_load_them(tmp_path: Path, settings: str, hosts: str) -> None:
    (policy,) = [line for line in _headers(tmp_path, settings) if "Content-Security-Policy" in line]
    assert f"' https://cdn.jsdelivr.net{hosts}; style-src" in policy
    assert f"style-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net{hosts};" in policy
    assert f"connect-src 'self' https://cdn.jsdelivr.net{hosts};" in policy


def _headers(folder: Path, settings: str) -> list[str]:
    return (made(folder, {"sitegen.yaml": settings}) / "_headers").read_text().splitlines()
