"""Links: marks while a page is rendered, addresses when it is whole."""

from __future__ import annotations

import json

import pytest

from sitegen.links import Links, placed, unescaped
from sitegen.settings import Settings


def seen(url: str, path: str, folder: bool = False, **options: bool) -> str:
    """Return the link to an address as a page with this file shows it."""
    link = Links(Settings()).link(url, folder)
    return placed(f'<a href="{link}">'.encode(), path, **options).decode()[9:-2]


@pytest.mark.parametrize(
    ("url", "from_root", "from_below"),
    [
        ("/", "index.html", "../../index.html"),
        ("/posts/a/", "posts/a/index.html", "../../posts/a/index.html"),
        ("/lab.html", "lab.html", "../../lab.html"),
        ("/tags/概率/", "tags/%E6%A6%82%E7%8E%87/index.html", "../../tags/%E6%A6%82%E7%8E%87/index.html"),
        ("/a b?c#d", "a%20b%3Fc%23d", "../../a%20b%3Fc%23d"),
    ],
)
def test_a_link_is_relative_and_names_the_file(url: str, from_root: str, from_below: str) -> None:
    assert seen(url, "index.html") == from_root
    assert seen(url, "posts/b/index.html") == from_below


def test_a_folder_is_never_an_empty_address() -> None:
    assert seen("/", "index.html", folder=True) == "./"
    assert seen("/", "a/index.html", folder=True) == "../"
    assert seen("/a/", "index.html", folder=True) == "a/"


def test_links_of_a_page_at_any_depth_begin_at_the_root_and_name_folders() -> None:
    assert seen("/", "404.html", at_any_depth=True) == "/"
    assert seen("/posts/a/", "404.html", at_any_depth=True) == "/posts/a/"
    assert seen("/style.css", "404.html", at_any_depth=True) == "/style.css"


def test_a_page_that_tells_its_base_has_links_as_at_the_root() -> None:
    assert placed(b'<base href="/"><a href="\4a/\7"><a href="\4">', "404.html", at_any_depth=True) == (
        b'<base href="/"><a href="a/index.html"><a href="./">'
    )


def test_with_a_base_url_a_link_is_whole_before_it_is_placed() -> None:
    links = Links(Settings(base_url="https://e.example/blog"))
    assert links.link("/posts/概/") == "/blog/posts/%E6%A6%82/"
    assert links.link("/posts/a/", folder=True) == "/blog/posts/a/"
    assert links.absolute("/posts/概/") == "https://e.example/blog/posts/%E6%A6%82/"
    assert Links(Settings()).absolute("/") == ""


@pytest.mark.parametrize("text", ["\\u0004", "\\\\u0007", "\\\\\\u0004", 'a"\\u0004"\n', "\u0001"])
def test_in_json_only_marks_are_marks(text: str) -> None:
    link = Links(Settings()).link("/a/")
    data = {"said": text, "link": link}
    assert json.loads(unescaped(json.dumps(data)), strict=False) == data
    assert link in unescaped(json.dumps(data))
    assert unescaped(json.dumps(text)) == json.dumps(text)
