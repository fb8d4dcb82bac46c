"""Links that lead nowhere are named with line and column, and what is known of where they were to lead."""

from __future__ import annotations

from pathlib import Path

from tests.checks import said
from tests.sitehelp import post


def test_a_link_to_nothing_is_an_error_at_its_place(tmp_path: Path) -> None:
    body = "见 $x$ 与 [甲](/nowhere/),\n> 又见[乙](../none/ '题')。\n\n[丙][r]\n\n[r]: c.pdf"
    assert said(tmp_path, {"content/posts/a.md": post(body=body)}, "dead-link") == [
        "content/posts/a.md:5:9: error[dead-link]: the link to /nowhere/ leads nowhere",
        "content/posts/a.md:6:5: error[dead-link]: the link to ../none/ leads nowhere: the site has no /posts/none/",
        "content/posts/a.md:8:1: error[dead-link]: the link to c.pdf leads nowhere: the site has no /posts/a/c.pdf",
    ]


def test_pages_files_and_aliases_are_somewhere(tmp_path: Path) -> None:
    body = (
        "[a](/) [b](/posts/b/) [c](../b/) [d](/f.pdf) [e](/old/) [f](#t) [g](x.txt) [h](/tags/概率/) [i](mailto:a@b.c)"
    )
    body += " [j](https://e.org/none) [k](//e.org) [l](/atom.xml?a=b) [m](../b/index.html) [n](/robots.txt) [o](/posts/b/#x)"
    files = {
        "content/posts/a/index.md": post(body=body, slug="a"),
        "content/posts/a/x.txt": "x",
        "content/posts/b.md": post("B", aliases="[/old/]", tags="[概率]"),
        "static/f.pdf": "f",
    }
    assert said(tmp_path, files, "dead-link") == []


def test_the_address_of_a_markdown_file_is_not_that_of_its_page(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post(body="[b](b.md)"), "content/posts/b.md": post("B", slug="other")}
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/a.md:5:1: error[dead-link]: the link to b.md leads nowhere: the site has no /posts/a/b.md\n"
        "    the page of content/posts/b.md is /posts/other/",
    ]


def test_a_draft_is_not_there_until_drafts_are_shown(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post(body="[b](/posts/b/)"), "content/posts/b.md": post("B", draft="true")}
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/a.md:5:1: error[dead-link]: the link to /posts/b/ leads nowhere\n"
        "    content/posts/b.md is not published: it is a draft, or its day has not come or is over",
    ]
    assert said(tmp_path, files, "dead-link", drafts=True) == []


def test_an_address_that_is_nearly_right_is_suggested(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post(body="[b](/posts/fouier-series)"), "content/posts/fourier-series.md": post("B")}
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/a.md:5:1: error[dead-link]: the link to /posts/fouier-series leads nowhere\n    did you mean /posts/fourier-series/?",
    ]


def test_a_folder_without_its_slash_is_a_warning(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post(body="[b](/posts/b)"), "content/posts/b.md": post("B")}
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/a.md:5:1: warning[dead-link]: the link to /posts/b lacks its last slash\n"
        "    write /posts/b/; only some servers add it",
    ]


def test_whole_addresses_of_the_site_itself_are_looked_up(tmp_path: Path) -> None:
    body = (
        "[a](https://e.org/blog/posts/a/) [b](https://e.org/blog/no/) [c](https://e.org/blog) [d](https://e.org/blogs/)"
    )
    files = {"sitegen.yaml": "base_url: https://e.org/blog\n", "content/posts/a.md": post(body=body)}
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/a.md:5:34: error[dead-link]: the link to https://e.org/blog/no/ leads nowhere: the site has no /no/",
    ]


def test_raw_html_has_links_too(tmp_path: Path) -> None:
    body = "甲 <a class=x href='no.html'>乙</a>\n\n<div>\n<a href=\"posts/?a&amp;b\">丙</a>\n</div>"
    files = {"sitegen.yaml": "markdown: {html: true}\n", "content/posts/a.md": post(body=body)}
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/a.md:5:3: error[dead-link]: the link to no.html leads nowhere: the site has no /posts/a/no.html",
        "content/posts/a.md:8:1: error[dead-link]: the link to posts/?a&b leads nowhere: the site has no /posts/a/posts/",
    ]


def test_what_is_in_code_is_no_link(tmp_path: Path) -> None:
    body = "`[a](/no/)` 与 [b](/no/)\n\n```md\n[a](/no/)\n```\n\n    [a](/no/)"
    assert said(tmp_path, {"content/posts/a.md": post(body=body)}, "dead-link") == [
        "content/posts/a.md:5:15: error[dead-link]: the link to /no/ leads nowhere",
    ]


def test_hidden_posts_are_there_and_are_read_too(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": post(body="[b](/posts/b/)"),
        "content/posts/b.md": post("B", body="[c](/no/)", hidden="true"),
    }
    assert said(tmp_path, files, "dead-link") == [
        "content/posts/b.md:6:1: error[dead-link]: the link to /no/ leads nowhere",
    ]
