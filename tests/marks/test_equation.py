"""Equations: the numbers that MathJax shows, known when the site is built.

The tables were compared with MathJax 4.1.3 (`tags: 'ams'`): each row is a text's formulas and the numbers of its labels.
"""

from __future__ import annotations

import pytest

from sitegen.marks import equation
from sitegen.marks.equation import Label, element_id, numbered
from sitegen.marks.math import mask
from sitegen.prose import typeset

NUMBERS = [
    (r"\begin{equation}\label{a}x\end{equation}", "a=1"),
    (r"\begin{align}a\label{a}\\b\notag\\c\label{c}\end{align}", "a=1 c=2"),
    (r"\begin{align}a\nonumber\\b\label{b}\end{align}", "b=1"),
    (r"\begin{align*}a\\b\tag{T}\label{b}\end{align*} \begin{equation}\label{c}\end{equation}", "b=T c=1"),
    (r"$$x\tag{1}\label{a}$$ $$x\label{b}$$ $$x\tag*{$*$}\label{c}$$", "a=1 b= c=*"),
    (r"\begin{equation}y\label{a}\tag{q}\end{equation}\begin{equation}y\label{b}\end{equation}", "a=q b=1"),
    (
        r"\begin{multline}a\\b\\c\label{a}\end{multline}\begin{gather}a\label{b}\\[5pt]b\label{c}\end{gather}",
        "a=1 b=2 c=3",
    ),
    (r"\begin{gather*}a\label{a}\end{gather*}\begin{equation}\label{b}x\end{equation}", "a= b=1"),
    (r"\begin{equation}\begin{aligned}a\\b\end{aligned}\label{a}\end{equation}", "a=1"),
    (r"\begin{equation}\begin{split}a\\b\end{split}\label{a}\end{equation}", "a=1"),
    (
        r"\begin{align}\begin{cases}a\\b\end{cases}\label{a}\\\begin{array}{c}1\\2\end{array}\label{b}\end{align}",
        "a=1 b=2",
    ),
    (r"\begin{align}a\\b\\\end{align}\begin{equation}x\label{a}\end{equation}", "a=3"),
    ("\\begin{align}a\\label{a}\\\\ % \\label{no}\n\\end{align}\\begin{equation}x\\label{b}\\end{equation}", "a=1 b=2"),
    ("\\begin{align}a % \\label{no} \\\\\n\\label{a}\\\\b\\label{b}\\end{align}", "a=1 b=2"),
    (r"\begin{equation}50\% \label{a}\end{equation}", "a=1"),
    ("\\begin{align}a\\\\% \\label{no}\nb\\label{b}\\end{align}", "b=2"),
    (r"\begin{align}a\{\label{a}\\b\}\label{b}\end{align}", "a=1 b=2"),
    (r"\begin{align}{a\\b}\label{a}\\\text{c\\d}\label{b}\end{align}", "a=1 b=2"),
    (r"\begin{eqnarray}a&=&b\label{a}\\c&=&d\label{b}\end{eqnarray}\begin{eqnarray*}a\end{eqnarray*}", "a=1 b=2"),
    (
        r"\begin{alignat}{2}a&=b\label{a}\\c&=d\label{b}\end{alignat}\begin{flalign}a\label{c}\end{flalign}",
        "a=1 b=2 c=3",
    ),
    (r"\begin{multline*}a\tag{M}\label{a}\end{multline*}\begin{equation*}a\label{b}\end{equation*}", "a=M b="),
    (r"\begin{equation}a\notag\label{a}\end{equation}\begin{equation}b\label{b}\end{equation}", "a= b=1"),
    (r"\begin{align}\label{a}a\\\label{b}b\end{align}", "a=1 b=2"),
    (r"\begin{align}a\\\tag{x}b\label{a}\\\notag c\\d\label{b}\end{align}", "a=x b=2"),
    (r"\begin{align}\end{align}\begin{equation}x\label{a}\end{equation}", "a=1"),
    (r"\begin{align}\\\end{align}\begin{equation}x\label{a}\end{equation}", "a=2"),
    (r"\begin{multline}\end{multline}\begin{gather}\end{gather}\begin{equation}x\label{a}\end{equation}", "a=1"),
    (r"\begin{equation}\end{equation}\begin{equation}x\label{a}\end{equation}", "a=2"),
    (r"\begin{align}a\\\notag\end{align}\begin{equation}x\label{a}\end{equation}", "a=2"),
    (r"\begin{align}a\\ \label{z}\end{align}\begin{equation}x\label{a}\end{equation}", "z= a=2"),
    (r"\begin{align}a\\{}\end{align}\begin{equation}x\label{a}\end{equation}", "a=3"),
    (r"\begin{align}a\\[5pt]b\label{a}\\*c\label{b}\cr d\label{c}\end{align}", "a=2 b=3 c=4"),
    (r"\begin{align}a\newline b\label{a}\end{align}\begin{equation}x\newline y\label{b}\end{equation}", "a=2 b=3"),
    (r"\begin{align}a\verb|\\|\label{a}\\b\label{b}\end{align}", "a=1 b=2"),
    (r"\begin{numcases}{f}a\label{a}\\b\label{b}\end{numcases}\begin{equation}x\label{c}\end{equation}", "a=1 b=2 c=3"),
    (
        r"\begin{equation}x\tag{a $b$ c}\label{a}\end{equation}\begin{equation}x\tag{\textbf{B}}\label{b}\end{equation}",
        "a=a b c b=\\textbf{B}",
    ),
    (r"\begin{cases}a\\b\end{cases} $$\begin{align}a\label{a}\\b\label{b}\end{align}$$", "a=1 b=2"),
    (
        r"\begin{align}a\begin{pmatrix}1\\2\end{pmatrix}\\b\label{a}\end{align}\begin{CD}A@>>>B\end{CD}\begin{equation}x\label{b}\end{equation}",
        "a=2 b=3",
    ),
    (r"$x\label{a}$ 与 \eqref{a}", ""),
    (r"\begin{gather}\begin{align}a\label{a}\\b\label{b}\end{align}\\c\label{c}\end{gather}", "a=1 b=2 c=4"),
    (r"\begin{gather}\begin{aligned}a\\b\end{aligned}\label{a}\\c\label{c}\end{gather}", "a=1 c=2"),
    (r"\begin{equation}\begin{aligned}a\notag\\b\end{aligned}\label{a}\end{equation}", "a=1"),
    (r"\begin{align}a\notag\label{a}\\b\end{align}\begin{equation}\label{b}x\end{equation}", "a=1 b=2"),
    (r"\begin{subnumcases}{f}a\label{a}\\b\label{b}\end{subnumcases}", "a=1 b=2"),
    (r"\begin{empheq}[left=\{]{align}a\label{a}\\b\label{b}\end{empheq}", "a=1 b=2"),
    (r"\begin{spreadlines}{1em}\begin{align}a\label{a}\\b\label{b}\end{align}\end{spreadlines}", "a=1 b=2"),
    # what MathJax refuses has no number, and none is counted for it from there on
    (
        r"\begin{subequations}\label{s}\begin{align}a\label{a}\end{align}\end{subequations}$$b\tag{2}\label{b}$$",
        "s= a= b=2",
    ),
    (
        r"\begin{equation}\begin{align}a\label{a}\end{align}\end{equation}\begin{equation}\label{b}x\end{equation}",
        "a= b=1",
    ),
    (
        r"\begin{align}a\label{a}\\b\tag{1}\tag{2}\label{b}\end{align}\begin{equation}\label{c}x\end{equation}",
        "a=1 b= c=2",
    ),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_an_equation_has_the_number_that_mathjax_shows(text: str, numbers: str) -> None:
    assert " ".join(f"{label.name}={label.number}" for label in numbered(enumerate(mask(text).formulas))) == numbers


def test_a_label_knows_its_formula_and_its_line() -> None:
    text = "$x$\n\n\\begin{align}\na\\label{eq:a}\\\\\nb\\label{b}\n\\end{align}"
    assert numbered(enumerate(mask(text).formulas)) == [Label("eq:a", "1", 1, 3), Label("b", "2", 1, 4)]


@pytest.mark.parametrize(
    ("label", "id"), [("eq:a", "eq:a"), ("a", "eq:a"), ("thm:b c", "thm:b-c"), (" x  y ", "eq:x-y")]
)
def test_the_id_of_an_equation_can_be_read(label: str, id: str) -> None:
    assert element_id(label) == id


def test_a_labelled_equation_has_its_id_and_a_row_beyond_the_first_has_one_before_it() -> None:
    assert typeset(r"\begin{align}a\label{a}\\b\label{b}\end{align}").html == (
        '<div class="equation"><span id="eq:b"></span><span class="math display notranslate" translate="no" id="eq:a">'
        r"\begin{align}a\label{a}\\b\label{b}\end{align}</span></div>" + "\n"
    )


def test_a_label_that_stands_twice_is_a_problem_with_both_lines() -> None:
    prose = typeset("$$a\\label{x}$$\n\n文字。\n\n$$b\\label{x}$$")
    assert [(f.line, f.kind, f.message, f.is_error, f.other) for f in prose.faults] == [
        (4, "label", "the label x stands twice (first in line {first}); MathJax refuses the second", False, 0)
    ]
    assert prose.html.count('id="eq:x"') == 1
    assert [label.name for label in prose.labels] == ["x"]


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (r"\eqref{a}", "a"),
        (r"$\ref{a:b}$", "a:b"),
        (r"\( \eqref{a} \)", "a"),
        (r"$x\eqref{a}$", None),
        (r"$$\eqref{a}$$", None),
    ],
)
def test_a_reference_is_nothing_but_one(source: str, label: str | None) -> None:
    assert equation.reference(mask(source).formulas[0]) == label


def test_references_to_equations_of_other_posts_become_links() -> None:
    prose = typeset(
        "$$x\\tag{A}\\label{own}$$\n\n见 \\eqref{own}、\\eqref{post:far}、\\ref{post:far} 与 \\eqref{none}。"
    )
    assert prose.references == (("post:far", 2), ("post:far", 2), ("none", 2))
    html = equation.resolve(prose.html, {"post:far": ("/post/#eq:far", "7")}.get)
    assert html.splitlines()[1] == (
        '<p>见 <span class="math notranslate" translate="no">\\eqref{own}</span>、'
        '<a class="eqref" href="/post/#eq:far">(7)</a>、<a class="eqref" href="/post/#eq:far">7</a> 与 '
        '<span class="math notranslate" translate="no">\\eqref{none}</span>。</p>'
    )


def test_in_a_summary_a_reference_to_an_equation_behind_its_end_is_a_far_one() -> None:
    prose = typeset("见 \\eqref{a}。\n\n<!--more-->\n\n$$x\\label{a}$$")
    assert equation.FAR_START in prose.summary
    assert equation.FAR_START not in prose.html
    assert 'id="' not in prose.summary


def test_macros_that_stand_for_labels_and_numbers_are_counted_as_mathjax_counts_them() -> None:
    macros = {
        "lab": ["\\label{eq:#1}", 1],
        "quiet": "\\nonumber",
        "eqn": ["\\begin{align}#1\\end{align}", 1],
        "RR": "R",
    }
    text = (
        "\\begin{align} a \\lab{a} \\\\ b \\quiet \\\\ c \\lab{c} \\end{align}\n\n"
        "$$\\eqn{d \\lab{d} \\\\ e\\in\\RR \\lab{e}}$$\n\n$$\\loop x$$"
    )
    labels = numbered(enumerate(mask(text).formulas), {**macros, "loop": "\\loop\\loop\\nonumber"})
    assert " ".join(f"{label.name}={label.number}" for label in labels) == "eq:a=1 eq:c=2 eq:d=3 eq:e=4"
