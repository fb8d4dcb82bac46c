"""Finding formulas: whatever the text, what comes out is what was written as math, and nothing else is."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.marks.delimiter import all_closers, closer
from sitegen.marks.masked import OPENING, Formula
from sitegen.marks.math import mask
from sitegen.prose import title_html, typeset

steady = settings(max_examples=200, deadline=None, derandomize=True)


def formulas_on(html: str) -> list[str]:
    """The formulas in a page, as their elements show them."""
    found = re.findall(r'<span class="math[^"]*" translate="no"[^>]*>(.*?)</span>', html, re.DOTALL)
    return [unescape(source) for source in found]


# ---------------------------------------------------------------------------------------------- any text at all

atoms = [
    "x",
    "_1",
    "^2",
    "*",
    r"\alpha",
    r"\{",
    r"\}",
    r"\\",
    "&",
    "<",
    ">",
    "|",
    "{a}",
    r"\$",
    "~",
    "`",
    "'",
    "[",
    "](u)",
]
tex = st.lists(st.sampled_from(atoms), max_size=8).map(lambda parts: "a" + "".join(parts) + "b")
inline = tex.filter(lambda t: "`" not in t).map(lambda t: f"${t}$")
round_ = tex.map(lambda t: rf"\({t}\)")
display = tex.map(lambda t: f"$${t}$$")
square = tex.map(lambda t: rf"\[{t}\]")
environment = st.tuples(st.sampled_from(["align", "cases", "equation*", "foo"]), tex).map(
    lambda made: rf"\begin{{{made[0]}}}{made[1]}\end{{{made[0]}}}"
)
formula = st.one_of(inline, round_, display, square, environment, st.just(r"\eqref{eq:a_1}"))
words = st.sampled_from(["设", "函数 ", "，则", "the value ", "。", "（", "）", "a - b ", "见《甲》", " 50% "])
prose = st.lists(words, min_size=1, max_size=3).map("".join)
wrapped = st.sampled_from(["{}", "**{}**", "*{}*", "[{}](u)", "~~{}~~", "“{}”"])


@st.composite
def paragraph(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A paragraph in which formulas and prose take turns, and its formulas."""
    parts, formulas = [draw(prose)], []
    for _ in range(draw(st.integers(0, 4))):
        formulas.append(draw(formula))
        parts += [draw(wrapped).replace("{}", formulas[-1]), draw(prose)]
    return "".join(parts), formulas


shapes = st.sampled_from(["{}", "{}", "{}", "> {}", "- {}", "1. {}", "## {}", "> - {}", "  {}", "术语\n: {}"])
opaque = st.sampled_from(
    ["```\n$x$\n```", "    $$x$$", "`$x$` `\\(y\\)`", "<!-- $x$ -->", "[a](u$x$ '$y$')", "\\$x\\$"]
)


@st.composite
def document(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of blocks, some of them code, and its formulas."""
    blocks, formulas = [], []
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 5)) == 0:
            blocks.append(draw(opaque))
        else:
            text, found = draw(paragraph())
            blocks.append(draw(shapes).replace("{}", text))
            formulas += found
    return "\n\n文字。\n\n".join(blocks), formulas


@given(document())
@steady
def test_the_formulas_of_the_page_are_those_of_the_text(written: tuple[str, list[str]]) -> None:
    text, formulas = written
    assert formulas_on(typeset(text, html=True).html) == formulas


@pytest.mark.parametrize(
    "text",
    [
        "&#xE001;0&#xE002;",
        "&#57345;0&#57346; &#xE003;",
        "<https://a.example/%EE%80%810%EE%80%82>",
        "[a](/b/%ee%80%810%ee%80%82)",
        "[a](/&#37;EE%80%810%EE%80%82 'b')",
        "b ![a](b.png '&#xE001;0&#xE002;')",
    ],
)
def test_no_entity_and_no_bytes_of_an_address_stand_for_a_formula(text: str) -> None:
    alone = typeset(text).html.removeprefix("<p>").removesuffix("</p>\n")
    html = typeset(f"$x$\n\n{text} $y$\n\n\\begin{{equation}}z\\label{{a}}\\end{{equation}}").html
    assert formulas_on(html) == ["$x$", "$y$", "\\begin{equation}z\\label{a}\\end{equation}"]
    assert f"<p>{alone} <span" in html


pieces = [*"$$$\\(){}[]<>`*_-#|~:!&;^ \n\n\tab1中《》。", "\\begin{a}", "\\end{a}", "$$", "```", "[^a]: ", "> ", "- "]
anything = st.lists(st.sampled_from(pieces), max_size=40).map("".join)


@given(anything)
@example("$a\n> b$")
@example("- $$a\n\n  b$$")
@example("\ue001$x$\ue002")
@settings(max_examples=500, deadline=None, derandomize=True)
def test_masking_loses_nothing(text: str) -> None:
    for verbatim in (False, True):
        masked = mask(text, verbatim)
        assert masked.to_source(masked.text) == text
        assert [formula.raw in text for formula in masked.formulas] == [True] * len(masked.formulas)


@given(anything)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_no_text_is_made_that_was_not_written(text: str) -> None:
    for raw_html in (False, True):
        html = typeset(text, raw_html).html
        assert OPENING not in html
        for formula in formulas_on(html):
            assert re.sub(r"[\s>]+", "", formula) in re.sub(r"[\s>]+", "", text)


plain = st.text(alphabet=st.sampled_from(list("ab 1.,;:!?()[]{}<>&*_`~#-+=|/'\"\n中，。")), max_size=80)


@given(plain)
@steady
def test_text_without_delimiters_has_no_formula(text: str) -> None:
    assert mask(text).formulas == []
    assert "math" not in typeset(text).html


@given(st.lists(st.tuples(prose, inline), max_size=5))
@steady
def test_a_title_shows_its_formulas_and_the_rest_as_text(parts: list[tuple[str, str]]) -> None:
    title = "".join(text + formula + " " for text, formula in parts)
    html = title_html(title)
    assert formulas_on(html) == [formula for _, formula in parts]
    assert unescape(re.sub(r"</?span[^>]*>", "", html)) == title


# ---------------------------------------------------------------------------------------------- what a mask knows


def test_a_mask_tells_each_formula_with_its_line() -> None:
    masked = mask("设 $a$。\n\n$$\nb\n$$\n\n> \\begin{c}\n> d\n> \\end{c}\n\n见 \\ref{e}。")
    assert [(f.source, f.display, f.line) for f in masked.formulas] == [
        ("$a$", False, 0),
        ("$$\nb\n$$", True, 2),
        ("\\begin{c}\nd\n\\end{c}", True, 6),
        ("\\ref{e}", False, 10),
    ]
    assert masked.formulas[2].raw == "\\begin{c}\n> d\n> \\end{c}"
    assert masked.text == "设 \ue0010\ue002。\n\n\ue0011\ue002\n\n> \ue0012\ue002\n\n见 \ue0013\ue002。"
    assert [masked.line(line) for line in range(7)] == [0, 1, 2, 5, 6, 9, 10]


def test_marks_are_of_characters_that_the_text_has_not() -> None:
    masked = mask("\ue000 $x$ \ue001 \ue002")
    assert masked.text == "\ue000 \ue0030\ue004 \ue001 \ue002"


@pytest.mark.parametrize(
    ("text", "unclosed"),
    [
        ("$$\na\n\nb", [(0, "$$")]),
        ("a\n\n\\begin{align}\nb\n\nc", [(2, "\\begin{align}")]),
        ("\\[\na", [(0, "\\[")]),
        ("文 $$ 文", []),
        ("$$a$$", []),
    ],
)
def test_a_display_that_is_never_closed_is_named(text: str, unclosed: list[tuple[int, str]]) -> None:
    assert mask(text).unclosed == unclosed


@pytest.mark.parametrize(
    ("title", "sources"),
    [
        ("`$x$` 与 *$y$*", ["$x$", "$y$"]),
        ("    $x$", ["$x$"]),
        ("<b>$x$</b> [a]($y$)", ["$x$", "$y$"]),
        ("价 $5 与 $6", []),
        ("$a\n这是一行很长很长的中文文字\nb$", []),
    ],
)
def test_verbatim_text_has_formulas_and_no_markdown(title: str, sources: list[str]) -> None:
    assert [f.source for f in mask(title, verbatim=True).formulas] == sources


def test_raw_html_keeps_the_entities_of_its_author() -> None:
    html = typeset("<p>$a &lt; b$ 与 $c & d<e$</p>", html=True).html
    assert html == (
        '<p><span class="math notranslate" translate="no">$a &lt; b$</span> 与 '
        '<span class="math notranslate" translate="no">$c &amp; d&lt;e$</span></p>'
    )


def test_an_id_is_escaped() -> None:
    found = Formula("$x$", "$x$", False, 0)
    assert found.html('eq:"<') == '<span class="math notranslate" translate="no" id="eq:&quot;&lt;">$x$</span>'


def test_closers_found_all_at_once_are_those_found_one_by_one() -> None:
    """Behind many failures the ends of all formulas are found in one pass; the result is the same."""
    misses = "${ " * 20
    text = "$a{b}c$ \\(d\\) \\begin{e}{f}\\end{e} $$g{$}h$$ \\[i\\]"
    fresh = [f.source for f in mask(text).formulas]
    assert fresh == ["$a{b}c$", "\\(d\\)", "\\begin{e}{f}\\end{e}", "$$g{$}h$$", "\\[i\\]"]
    assert [f.source for f in mask(misses + "\n\n" + "}" * 20 + "\n\n" + text).formulas][-5:] == fresh


@given(st.lists(st.sampled_from(["$", "$$", "{", "}", "1", "x", "\\$", "\\", " "]), max_size=14).map("".join))
def test_ends_that_are_found_in_one_pass_are_those_that_are_found_one_by_one(text: str) -> None:
    ends = all_closers(text)
    for at in (at for at, character in enumerate(text) if character == "$" and text[:at].count("\\") == 0):
        kind = "$$" if text.startswith("$$", at) else "$"
        swift = closer(kind).swift.match(text, at + len(kind))
        if swift:
            assert ends.get(at) == swift.end(), (text, at)
