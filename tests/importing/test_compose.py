"""The body of a record as Markdown: what it shows is what the archive holds, and formulas are formulas."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.importing.compose import blocks, compose
from sitegen.importing.dialects import trimmed
from sitegen.marks import math
from sitegen.prose import typeset
from tests.conftest import formulas_on, squeezed, visible


def composed(*lines: str) -> str:
    return compose(lines)


def kinds(*lines: str) -> str:
    """The first letter of each line's kind."""
    return "".join(block.kind[0] for block in blocks(math.mask("\n".join(lines), verbatim=True)))


# ---------------------------------------------------------------------------------------------- paragraphs and headings


def test_a_line_is_a_paragraph_without_indentation_and_characters_of_no_width() -> None:
    assert composed("\u3000\u3000第一段。\u00a0 ", "", "  第二\u200b段。\ufeff") == "第一段。\n\n第二段。\n"


def test_no_lines_are_no_text() -> None:
    assert composed() == composed("", " \u3000") == ""


PROSE = "下面的论证只用到紧性,并不需要度量。"


@pytest.mark.parametrize("line", ["基本概念", "二次型的回顾", "Main Results", "Q&A", "3D旋转", "为什么是$"])
def test_a_short_line_before_prose_is_a_heading(line: str) -> None:
    assert kinds(PROSE, line, PROSE) == "php"


@pytest.mark.parametrize(
    "line",
    [
        "于是有:",
        "证毕。",
        "真的吗?",
        "即,",
        "设$x>0$",
        "12345",
        "——",
        "(1) 存在性",
        "- 存在性",
        "① 存在性",
        "这一行长得多多多多多多多多多多多多多多多多多多多",
    ],
)
def test_a_line_that_looks_otherwise_is_a_paragraph(line: str) -> None:
    assert kinds(PROSE, line, PROSE) == "ppp"


@pytest.mark.parametrize("after", [(), ("1、存在性。",), ("$$x=1$$",), ("\\begin{align}", "x&=1", "\\end{align}")])
def test_a_short_line_before_a_list_a_formula_or_the_end_only_leads_in(after: tuple[str, ...]) -> None:
    assert kinds(PROSE, "基本概念", *after)[:2] == "pp"


def test_of_two_short_lines_only_the_one_before_prose_is_a_heading() -> None:
    assert kinds("基本概念", "紧性", PROSE) == "php"


def test_the_hash_of_a_heading_is_not_part_of_it() -> None:
    assert composed("基本概念 #", PROSE) == f"## 基本概念\n\n{PROSE}\n"


def test_a_heading_is_followed_by_a_heading_nowhere() -> None:
    assert composed("基本概念", PROSE, "主要结果", PROSE).count("## ") == 2


# ---------------------------------------------------------------------------------------------- lists


def test_numbered_lines_are_a_list_with_their_numbers_also_when_a_paragraph_interrupts_it() -> None:
    markdown = composed("1、存在性;", "2、唯一性。", PROSE, "3、光滑性。", "7、其余。")
    assert markdown == f"1. 存在性;\n2. 唯一性。\n\n{PROSE}\n\n3. 光滑性。\n7) 其余。\n"
    assert visible(typeset(markdown).html) == f"1、存在性;2、唯一性。{PROSE}3、光滑性。7、其余。"


@pytest.mark.parametrize(
    "line", ["1、2、3这三个数都是平方数的差。", "1、", "01、前面有零。", "2024、年份不是编号。", "1、2和3互素。"]
)
def test_numbers_in_prose_are_no_list(line: str) -> None:
    assert kinds(line) == "p"


def test_a_formula_over_several_lines_in_a_numbered_line_stays_as_it_is() -> None:
    markdown = composed("1、由$$", "x", "=y", "$$得;", "2、同理。")
    assert "$$\nx\n=y\n$$" in markdown or formulas_on(typeset(markdown).html) == ["$$\nx\n=y\n$$"]
    assert "1. 由$$\na_1\nb\n$$得" in composed("1、由$$", "a_1", "b", "$$得")


# ---------------------------------------------------------------------------------------------- formulas

FORMULAS = [
    "$x_1*x_2*x_3$",
    "$$a_b$$",
    "\\(\\langle u, v\\rangle\\)",
    "\\[\\sum_{n\\ge 1}\\frac{1}{n^2}\\]",
    "$$\n= 1\n- 2\n+ 3\n> 4\n* 5\n6. 7\n    8\n$$",
    "\\begin{equation}\nx=1\\label{eq:x}\n\\end{equation}",
    "\\begin{align*}\na &= b \\\\\n- c &= \\begin{cases} 1 \\\\ 2 \\end{cases}\n\\end{align*}",
    "\\begin{array}{c|c}\n1 & 2 \\\\ \\hline\n3 & 4\n\\end{array}",
    "\\begin{gather}\n\\begin{aligned}\n# &\\# \\\\\n\\end{aligned}\n\\end{gather}",
    "$\\text{若 $x>0$,则}$",
    "$a<b>c&d$",
    "$`x`$",
    "\\eqref{eq:x}",
    "$\\$5$",
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("frame", ["{}", "设{}成立。", "{},", "1、条件{}", "*{}*", "《{}》", "“{}”#"])
def test_formulas_reach_the_markdown_and_the_page_byte_for_byte(formula: str, frame: str) -> None:
    body = frame.replace("{}", formula)
    markdown = compose(body.split("\n"))
    assert formulas_on(typeset(markdown).html) == [formula]
    if not frame.startswith("1、"):
        assert formula in markdown


@pytest.mark.parametrize("opening", ["$", "$$", "\\[", "\\(", "\\begin{align}", "$\\{", "\\begin{a}\\begin{b}\\end{a}"])
def test_an_unclosed_formula_is_text_and_takes_nothing_with_it(opening: str) -> None:
    lines = ["第一段的文字在这里。", f"设{opening}x_1*y*z", "第二段,有公式$n!$,还有\\[m\\]。"]
    prose = typeset(compose(lines))
    assert visible(prose.html) == squeezed("".join(lines))
    assert formulas_on(prose.html)[-2:] == ["$n!$", "\\[m\\]"]


def test_a_character_of_no_width_keeps_a_formula_apart_from_a_digit() -> None:
    markdown = composed("共$n$\u200b2个")
    assert formulas_on(typeset(markdown).html) == ["$n$"]


def test_chinese_punctuation_leaves_formulas_and_code_alone() -> None:
    assert compose(["设$f(x,y)$,则`g(a,b)`成立(显然),如(见下)."], chinese_punctuation=True) == (
        "设$f(x,y)$，则\\`g(a,b)\\`成立（显然），如（见下）.\n"
    )


# ---------------------------------------------------------------------------------------------- everything else is literal

_PIECES = """\
# ## ####### * ** *** _ __ _a_ a_b > 1. 12) - + ` `` ``` ~~~ ~~ ~a~ | |---| --- === *** <b> </b> <br/> <script> <!-- -->
<!--more--> <? <![CDATA[ <http://a.b> <a@b.c> [x](y) [x][y] [x] [x]: [^1] [^1]: ^[n] ![a](b) [ ] [x] &nbsp; &#65; &amp;
&lt; & {{ }} {% %} {# #} {: .a} {#id} \\ \\\\ \\* \\# \\$ $ $$ $5 $10 : ~ = - http://a.b www.a.b a@b.c :::note [toc] [[w]] ==m==
H~2~O x^2^ \\( \\) \\[ \\] \\begin{x} \\end{x} 《》 《a》 " ' “ ” 😀 👨‍👩‍👧 甲 概率 word 0 1 12 , . 。 ( ) ! 1、 2、 3、
"""
LITERAL = _PIECES.split()
TEX = [*FORMULAS, "1、设$$\nx=y\n$$得", "$\\begin{x}", "$a\n+b$", "{", "}", "$$\n\n$$", "\\ref{a}"]


@settings(max_examples=int(os.environ.get("SITEGENTEST_ARCHIVE_TEXTS", "600")), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*LITERAL, "\x7f", "\u2028", "\ue000", "\ue001", "\t", *TEX, " ", "    ", "\n", "\n\n", "\u3000", "\u200b"]
        ),
        min_size=1,
        max_size=14,
    ).map("".join)
)
def test_whatever_the_archive_holds_stands_on_the_page(text: str) -> None:
    body = text.split("\n")
    prose = typeset(compose(body))
    shown = squeezed("".join(map(trimmed, body)))
    without_hashes = squeezed("".join(re.sub(r"\s#$", "", trimmed(line)) for line in body))
    assert visible(prose.html) in (shown, without_hashes)
    in_archive = [squeezed(formula.source) for formula in math.mask(text, verbatim=True).formulas]
    assert [squeezed(formula) for formula in formulas_on(prose.html)] == in_archive
    assert not [fault for fault in prose.faults if fault.is_error]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).map(lambda text: text.split("\n")))
def test_any_text_stands_on_the_page(body: list[str]) -> None:
    shown = squeezed("".join(map(trimmed, body)))
    hashless = squeezed("".join(re.sub(r"\s#$", "", trimmed(line)) for line in body))
    assert visible(typeset(compose(body)).html) in (shown, hashless)


@pytest.mark.parametrize(
    "piece",
    ["|", "a ", "$", "《", "[", "]( ", "`", "*", "_", "&a", "\\", "<", "1、", "$x$", "\\begin{a}", "{", "\u200b"],
)
def test_endless_lines_are_composed_to_their_end(piece: str) -> None:
    text = "甲" + (piece * 50_000)[:50_000] + "乙"
    assert compose([text]).rstrip()[-1] == "乙"
