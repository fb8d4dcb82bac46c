"""The quick lane is a shortcut and nothing else: without it, every text becomes the same prose."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.common.utils import MD_TRIM_CHARS, isMdAsciiPunct, isPunctChar, isWhiteSpace

from sitegen import prose
from sitegen.marks import code, equation, numbering
from sitegen.marks.math import mask
from sitegen.marks.neighbour import kind_of
from sitegen.prose import Prose, quick, typeset
from sitegen.prose.draft import Draft
from sitegen.prose.line import TRIMMED
from sitegen.prose.lined import Quick
from tests.sitehelp import ROOT
from tests.test_math_suite import SHARED_CASES, own_cases
from tests.test_prose import spec_examples

Macros = dict[str, Any] | None


def slowly(body: str, html: bool, macros: Macros = None) -> Prose:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "IS_QUICK", False)
        return typeset(body, html, macros)


def is_quick(body: str) -> bool:
    """Whether the quick lane reads the whole of a text without the library."""
    draft = Draft(body, raw_html=False)
    return quick.read(draft) and all(isinstance(block, Quick) for block in draft.blocks)


# ---------------------------------------------------------------------------------------------- what it reads

QUICK = """\
word¦中文。¦中\\n文¦a\\nb¦中 $x$\\n$y$ 文¦a **b** c¦a*b*c¦**“概率”**的¦*a*。**b**¦`a` ` b ` `  `¦batch_size¦a & b > c "d"
[a](https://b.c/d_e) f¦《题》和《另一篇?》。¦\\(x\\)¦见$\\eqref{a}$和\\ref{b}¦$|x|<\\epsilon$¦价 $10^3$ 与 $0<x$¦# a\\n¦>  a¦　　段¦1、2¦2024年¦**a**
# a¦## a *b* $x$¦### 《题》?¦# a\\nb¦- a\\n- b¦* a\\n\\n* **b**\\n* [c](https://d.e)¦3. a\\n4. b¦1) a¦> a¦> a\\n> b\\n>\\n> c
---¦* * *¦___¦<!--more-->¦<!-- More -->¦```\\na\\n```¦```py\\nx = 1\\n\\n\\ny\\n```¦$$x$$¦$$\\nx\\n$$¦\\[x\\]
\\begin{equation}x\\label{a}\\end{equation}¦\\begin{align}\\na &= b \\\\\\\\\\nc &= d\\n\\end{align}
"""
TABLES = ["| a | b |\n|---|:-:|\n| 1 | $a|b$ |\n|||", "|a|\n|-:|"]


def quick_blocks() -> list[str]:
    blocks = [text.replace("\\n", "\n").replace("\\\\", "\\") for text in re.split("[¦\n]", QUICK) if text]
    return [*blocks, *TABLES]


@pytest.mark.parametrize("block", quick_blocks())
def test_a_plain_block_needs_no_library(block: str) -> None:
    assert is_quick(block)
    assert typeset(block) == slowly(block, False)


@pytest.mark.parametrize(
    "text",
    ["a\n: b", "a\n\n: b", "[a]: b", "[^a]: b", "a\ue001", "a\x03", "$$\n\na\n\n$$", "~~~", "a\n\n^[b]", "a <!-- b"],
)
def test_a_text_that_may_go_on_over_a_blank_line_is_read_as_a_whole(text: str) -> None:
    assert not quick.read(Draft(text, raw_html=False))


def test_only_what_is_not_plain_goes_to_the_library() -> None:
    draft = Draft("# a\n\nb\n\nc ![d](e)\n\n- f\n\n- g\n  - h\n\n  i\n\nj", raw_html=False)
    assert quick.read(draft)
    kinds = [(isinstance(block, Quick), block.kind) for block in draft.blocks]
    assert kinds == [
        (True, "heading"),
        (True, "paragraph"),
        (False, "paragraph"),
        (False, "list"),
        (True, "paragraph"),
    ]


# ---------------------------------------------------------------------------------------------- the same prose

NASTY = [
    "- b\n\n -",
    "- a\n\n１.     $x$",
    "1. a\n\n   b",
    "- a\n\n  b",
    "- a\n\n* b\n\n+ c",
    "- a\n\n- [ ] b",
    "\n```\na",
    "```\n```\n\u3000\na",
    "# ||\n-|-",
    "# a\n===",
    "> a\nb",
    "> a\n\n> b",
    "> ```\n\na",
    "    a\n\n    b",
    "\ta\n\nb",
    "<div>\n\na\n\n</div>",
    "a <b>\n\nc </b>",
    "a $x\n\n$y$",
    "\\begin{a}\n\n\\end{a}",
    "\\begin\n\n{a}",
    "a \\ref\n\n{a}",
    "a。b **c。** [d。](https://e.f) " + "长。" * 200,
    "长" * 300 + "。",
    "a **《题》。** 《甲。乙》。" + "丙" * 240 + "。丁",
    "# a\n\n# a\n\na ![b](c)\n\n# a",
    "$\\eqref{a}$\n\n\\begin{equation}x\\label{a}\\end{equation}\n\na \\\n\n$\\eqref{b}$",
    "- 《甲》\n- $\\ref{a}$《乙》\n\n> a\n> 《丙》\n>\n> 《丁》\n\n| 《戊》 |\n|---|\n| 《己》 |",
    "\ue0011\ue002 $x$",
    "\ue123 **a** $x$",
    "$x$\n\n&#xE001;0&#xE002; $y$\n\n\\begin{equation}z\\label{a}\\end{equation}\n\n\\eqref{a}",
    "$x$\n\n<https://a/%EE%80%811%EE%80%82>\n\n$\\eqref{a}$",
    "$5 和 $6\n\n" * 20 + "$x$",
    "::: 定理 甲 $x$\n设 $y$。\n\n- a\n  ::: note\n  b\n  :::\n\n::: proof\n```\n:::\n```\n\n$$z$$\n:::\n:::\n丙",
    "a\n::: foo\n\n:::\n\n::: lemma\nb",
    "> [!NOTE]\n> a $x$\n\n> [!tip]\n\n> [!WARNING] b",
    "![a](b \"c $x\\{\\}$ 《甲》\")\n\n![a](b)\n\n![a](b 'c $x') $",
    "甲\n: 乙 $x$\n\n  丙\n\n丁\n~ 戊",
]
EXAMPLES = [
    *NASTY,
    *spec_examples(),
    *(case.markdown for case in own_cases()),
    *(str(case["markdown"]) for case in SHARED_CASES),
    *(path.read_text("utf-8").split("\n---\n", 1)[-1] for path in sorted((ROOT / "content" / "posts").glob("*.md"))),
]


@pytest.mark.parametrize("html", [False, True])
def test_examples_are_the_same_with_the_quick_lane_and_without(html: bool) -> None:
    assert [text for text in EXAMPLES if typeset(text, html) != slowly(text, html)] == []


PIECES = [
    *quick_blocks(),
    *NASTY,
    *("`\\$<>[](){}*_~&!^|-+#:=.1 \t\"'《》。？！中x\u3000\xa0\n"),
    *("**", "$$", "```", "  \n", "\n- ", "\n> ", "\n1. ", "](", "\\(", "\\)", "<!--", "-->", "\\begin{a}", "\\end{a}"),
    *("- [x] a", "term\n: def", "a\n---", "a\\\nb", "&amp;", "![a](b)", "[a][b]", "[^1]", "~~a~~", "<b>", "    code"),
    *("::: theorem x", "::: 注", ":::", "\n:::\n", "> [!NOTE]\n> a", "[!tip]", '![a](b "c")', ' "$x$")', "\n: b"),
]
JOINTS = ["\n\n", "\n\n", "\n\n\n", "\n \n", "\n", ""]
MACROS = {"lab": "\\label{z}", "al": ["\\begin{align}#1\\end{align}", 1]}


def changed(text: str, chance: random.Random) -> str:
    """A neighbour of a text: some of its characters taken out, put in, exchanged or doubled."""
    characters = list(text)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
        at = chance.randrange(len(characters) + 1)
        end = min(len(characters), at + chance.randint(0, 3))
        kept = characters[at:end] * chance.choice((0, 1, 2))
        characters[at:end] = [*kept, chance.choice(PIECES)] if chance.random() < 0.7 else kept
    return "".join(characters)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(JOINTS)), max_size=6),
    st.randoms(use_true_random=False),
    st.booleans(),
    st.sampled_from([None, None, MACROS]),
)
@example([("- b", "\n\n"), (" -", "")], random.Random(0), False, None)
def test_neighbours_of_plain_texts_are_the_same_with_the_quick_lane_and_without(
    parts: list[tuple[str, str]], chance: random.Random, html: bool, macros: Macros
) -> None:
    text = changed("".join(piece + joint for piece, joint in parts), chance)
    assert typeset(text, html, macros) == slowly(text, html, macros)


# ---------------------------------------------------------------------------------------------- what it is made of


def test_characters_are_what_the_library_says() -> None:
    for number in range(0x30000):
        character = chr(number)
        punctuation = isMdAsciiPunct(number) or isPunctChar(character)
        assert kind_of.__wrapped__(character)[:2] == (isWhiteSpace(number), punctuation), hex(number)


def test_ends_of_texts_are_trimmed_as_the_library_trims_them() -> None:
    assert {*MD_TRIM_CHARS} - {*TRIMMED} == {*"\n\v\f\r"}
    assert {*TRIMMED} <= {*MD_TRIM_CHARS}


TEX = st.lists(
    st.sampled_from(
        [
            *("\\begin{equation}", "\\end{equation}", "\\begin{align}", "\\end{align}", "\\begin{pmatrix}"),
            *("\\end{pmatrix}", "\\label{a}", "\\label {b}", "\\tag{x}", "\\notag", "\\\\", "%", "\n", "{", "}", "x"),
            *("\\verb|\\label{q}|", "\\", "\\alpha", "\\nu", "\\begin", "\\begin{array}{cc}", "\\end{array}"),
            *("\\\\\\ ", "\\\\[2pt]", "{a\\\\b}", "{{x}}", "\\{", "\\cr", "\\newline ", "& ", "\\renewcommand{\\a}{}"),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.builds(
            "\\begin{{{0}}}{1}\\end{{{0}}}".format, st.sampled_from(["equation", "align", "gather", "align*"]), TEX
        ),
        max_size=3,
    ).map(lambda equations: "\n\n".join([*equations, "\\begin{equation}x\\label{z}\\end{equation}"]))
)
def test_simple_equations_are_numbered_as_all_others(text: str) -> None:
    formulas = mask(text).formulas
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbering, "_plain_equation", re.compile(r"(?!)"))
        patch.setattr(numbering, "_plain_rows", re.compile(r"(?!)"))
        patch.setattr(numbering, "_numbers", re.compile(""))
        expected = equation.numbered(enumerate(formulas))
    assert equation.numbered(enumerate(formulas)) == expected


def test_only_so_much_highlighted_code_is_remembered() -> None:
    counts = set()
    for n in range(300):
        made = code.html(f"x = {n}", "no-such")
        counts.add(len(code._made))
    code.recall("".join([made.replace("299", f"{n}") for n in range(300, 700)]))
    assert max(counts) == 200
    assert len(code._made) <= 200


def test_plain_texts_need_neither_the_library_nor_the_highlighter() -> None:
    program = (
        "import json, sys; from sitegen.prose import title_html, typeset\n"
        "typeset('# a\\n\\nb $x$ **c**\\n\\n```\\nd\\n```'); title_html('a')\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert {"markdown_it", "mdit_py_plugins", "mdurl", "pygments"} & {*json.loads(done.stdout)} == set()
