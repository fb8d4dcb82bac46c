"""Links to places that are not on their page are named; those to headings, equations, notes and the page's own are not."""

from __future__ import annotations

from pathlib import Path

from tests.checks import said
from tests.sitehelp import post


def test_a_place_that_is_not_on_the_page_is_named(tmp_path: Path) -> None:
    body = "## 收敛的速度\n\n[a](#收敛速度) [b](/posts/b/#x) [c](../b/#eq:no) [d](/archive/#y1999)"
    files = {"content/posts/a.md": post(body=body), "content/posts/b.md": post("B", date="2024-01-02")}
    assert said(tmp_path, files, "dead-anchor") == [
        "content/posts/a.md:7:1: warning[dead-anchor]: the link to #收敛速度 finds no such place on this page",
        "content/posts/a.md:7:12: warning[dead-anchor]: the link to /posts/b/#x finds no such place on /posts/b/",
        "content/posts/a.md:7:29: warning[dead-anchor]: the link to ../b/#eq:no finds no such place on /posts/b/",
        "content/posts/a.md:7:46: warning[dead-anchor]: the link to /archive/#y1999 finds no such place on /archive/",
    ]


def test_a_heading_that_is_nearly_called_so_is_suggested(tmp_path: Path) -> None:
    body = "## Rates of convergence\n\n[a](#rate-of-convergence)"
    assert said(tmp_path, {"content/posts/a.md": post(body=body)}, "dead-anchor") == [
        "content/posts/a.md:7:1: warning[dead-anchor]: the link to #rate-of-convergence finds no such place on this page\n"
        "    did you mean #rates-of-convergence?",
    ]


def test_headings_equations_notes_and_the_places_of_the_page_are_there(tmp_path: Path) -> None:
    body = "## 一\n\n$$x\\label{a}$$\n\n注[^n]\n\n[^n]: 记\n\n[a](#一) [b](#eq:a) [c](#fn1) [d](#main) [e](#top) [f](#:~:text=x)"
    body += " [g](/archive/#y2024) [h](/f.pdf#page=2) [i](/no/#x) [j](https://e.org/#x) [k](/posts/a/#%E4%B8%80) [l](#)"
    files = {"content/posts/a.md": post(body=body, date="2024-01-02"), "static/f.pdf": "f"}
    assert said(tmp_path, files, "dead-anchor") == []
