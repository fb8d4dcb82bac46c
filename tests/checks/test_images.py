"""Pictures: those that are not there, those that no words stand for, and links that nobody can follow."""

from __future__ import annotations

from pathlib import Path

from tests.checks import said
from tests.sitehelp import post


def test_a_picture_that_is_not_there_is_an_error_at_its_place(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/posts/a/index.md": post(body="![甲](a.png) ![乙](circels.png) ![丙](/b.svg)\n\n[![丁](no.png)](/)"),
        "content/posts/a/circles.png": b"",
        "content/posts/a/a.png": b"",
        "static/b.svg": "<svg/>",
    }
    assert said(tmp_path, files, "missing-image") == [
        "content/posts/a/index.md:5:13: error[missing-image]: there is no picture circels.png:"
        " the site has no /posts/a/circels.png\n    did you mean /posts/a/circles.png?",
        "content/posts/a/index.md:7:2: error[missing-image]: there is no picture no.png: the site has no /posts/a/no.png\n"
        "    pictures lie in static/, or beside the index.md of a post that is a folder",
    ]


def test_pictures_elsewhere_are_not_asked_for(tmp_path: Path) -> None:
    body = "![a](https://e.org/a.png) ![b](//e.org/b.png) ![c](data:image/gif;base64,R0lGODlhAQABAAAAACw=)"
    assert said(tmp_path, {"content/posts/a.md": post(body=body)}, "missing-image") == []


def test_a_picture_without_words_is_named_and_no_other(tmp_path: Path) -> None:
    body = "![圆](a.png) ![](a.png)\n\n![ ](b.png 'b') ![$x$](a.png)"
    assert said(tmp_path, {"content/posts/a.md": post(body=body)}, "image-alt") == [
        "content/posts/a.md:5:13: warning[image-alt]: no words stand for the picture a.png\n"
        "    say between the brackets what it shows: ![a circle and its chord](…)",
        "content/posts/a.md:7:1: warning[image-alt]: no words stand for the picture b.png\n"
        "    say between the brackets what it shows: ![a circle and its chord](…)",
    ]


def test_raw_html_can_say_that_a_picture_is_decoration(tmp_path: Path) -> None:
    body = '<img src="a.png" alt=""> <img src="b.png">'
    files = {"sitegen.yaml": "markdown: {html: true}\n", "content/posts/a.md": post(body=body)}
    assert said(tmp_path, files, "image-alt") == [
        "content/posts/a.md:5:26: warning[image-alt]: no words stand for the picture b.png\n"
        "    say between the brackets what it shows: ![a circle and its chord](…)",
    ]


def test_links_without_address_or_words_are_named(tmp_path: Path) -> None:
    body = "## 一\n\n[甲]() [](/posts/a/) [ ](#一) [![图](a.png)](/) [乙](/) <https://e.org>"
    assert said(tmp_path, {"content/posts/a.md": post(body=body)}, "empty-link") == [
        "content/posts/a.md:7:1: warning[empty-link]: the link has no address",
        "content/posts/a.md:7:7: warning[empty-link]: the link to /posts/a/ has no words",
        "content/posts/a.md:7:21: warning[empty-link]: the link to #一 has no words",
    ]


def test_files_that_nothing_uses_are_named(tmp_path: Path) -> None:
    used = ("shown.png", "linked.pdf", "cover.jpg", "from elsewhere.csv")
    files: dict[str, str | bytes] = {f"content/posts/a/{name}": b"" for name in (*used, "sub/left.png")}
    files["content/posts/a/index.md"] = post(body="![图](shown.png) [文](linked.pdf)", cover="cover.jpg")
    files["content/posts/b.md"] = post("B", body="[数](/posts/a/from%20elsewhere.csv)")
    assert said(tmp_path, files, "unused-file") == [
        "content/posts/a/sub/left.png: warning[unused-file]:"
        " neither content/posts/a/index.md nor any other text uses this file",
    ]
