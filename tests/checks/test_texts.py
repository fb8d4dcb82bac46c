"""What is wrong with texts themselves: formulas that are not closed, headings, HTML as text, no text at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks import said
from tests.sitehelp import post

A = "content/posts/a.md"


def test_formulas_that_are_not_closed_are_named_at_their_place(tmp_path: Path) -> None:
    body = "设 $a$ 与 $x^2 为数。\n\n又 \\(y_1 为数,\n> 且$\\alpha 为数。\n\n$$z\n$$ 与 $ 6$,\\\\(不是)。"
    help = "close it in its paragraph, or write \\$ for a dollar that means itself"
    assert said(tmp_path, {A: post(body=body)}, "open-formula") == [
        f"{A}:5:9: warning[open-formula]: $x^2 begins a formula that no $ ends; shown as text\n    {help}",
        f"{A}:7:3: warning[open-formula]: \\(y_1 begins a formula that no \\) ends; shown as text",
        f"{A}:8:4: warning[open-formula]: $\\alpha begins a formula that no $ ends; shown as text\n    {help}",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "花了 $5 和 $10,共 $15。",
        "`$x^2` 与 ``\\(y_1`` 和 $a$",
        "```sh\necho $x_1 $HOME\n```",
        "\\$x^2 是原文",
        "变量 $HOME_DIR 与 $a$",
        "$x$ 和 \\(y\\)",
    ],
)
def test_prices_code_and_escaped_dollars_are_no_formulas(tmp_path: Path, body: str) -> None:
    assert said(tmp_path, {A: post(body=body)}, "open-formula") == []


def test_a_displayed_formula_that_is_not_closed_is_what_a_build_finds(tmp_path: Path) -> None:
    assert said(tmp_path, {A: post(body="甲\n\n$$x^2\n\n乙")}, "math") == [
        f"{A}:7: warning[math]: $$ has no closing $$ before the blank line; kept as text"
    ]


def test_a_second_title_and_a_level_left_out_are_named(tmp_path: Path) -> None:
    body = "# 一\n\n## 二\n\n#### 三\n\n# 四\n\n## 五\n\n五\n===\n\n### 六"
    assert said(tmp_path, {A: post(body=body)}, "heading") == [
        f"{A}:5:3: warning[heading]: a heading of the first level gives the page a second title\n"
        "    the front matter gives it one; begin sections with ##",
        f"{A}:9:6: warning[heading]: a heading of level 4 stands right below one of level 2\n    begin it with ###",
        f"{A}:18:5: warning[heading]: a heading of level 3 stands right below one of level 1\n    begin it with ##",
    ]


def test_sections_of_sections_are_in_order(tmp_path: Path) -> None:
    assert said(tmp_path, {A: post(body="## 一\n\n### 二\n\n#### 三\n\n## 四\n\n### 五")}, "heading") == []


def test_html_that_readers_see_is_named(tmp_path: Path) -> None:
    body = "甲 <b>乙</b> $x<y$ a<b\n\n<div class='x'\n     id=y>\n丙\n</div>\n\n- <!-- 丁 -->\n\n<!-- more -->\n\n<vector> `<b>` \\<em>"
    help = "write Markdown, or set markdown.html: true in sitegen.yaml; in backticks it is meant so"
    assert said(tmp_path, {A: post(body=body)}, "html-as-text") == [
        f"{A}:5:3: warning[html-as-text]: readers see <b> as text\n    {help}",
        f"{A}:7:1: warning[html-as-text]: readers see <div class='x' id=y> as text\n    {help}",
        f"{A}:12:3: warning[html-as-text]: readers see <!-- 丁 --> as text\n    {help}",
    ]


def test_where_html_is_html_nobody_sees_it(tmp_path: Path) -> None:
    files = {"sitegen.yaml": "markdown: {html: true}\n", A: post(body="甲 <b>乙</b>")}
    assert said(tmp_path, files, "html-as-text") == []


def test_posts_and_pages_without_text_are_named(tmp_path: Path) -> None:
    files = {
        A: "---\ntitle: A\n---\n\n \n",
        "content/pages/p.md": "---\ntitle: P\n---\n",
        "content/posts/b.md": post("B"),
    }
    assert said(tmp_path, files, "empty-post") == [
        "content/pages/p.md:4: warning[empty-post]: the page has no text",
        "content/posts/a.md:4: warning[empty-post]: the post has no text",
    ]
