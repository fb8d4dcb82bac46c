"""HTML into Markdown and back: every formula as it was, and every other character for the reader as it was."""

from __future__ import annotations

import re
from html import escape

from bs4 import BeautifulSoup
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sitegen.importing.hypertext import to_markdown
from sitegen.marks import math
from sitegen.prose import typeset
from tests.conftest import formulas_on, page, squeezed

WORDS = [
    "a",
    "x_1",
    "\\frac{1}{2}",
    "\\{",
    "\\}",
    "\\\\",
    "<",
    ">",
    "&",
    "|x|",
    "*",
    "_",
    "^",
    "'",
    "`",
    "\\,",
    " ",
    "{",
    "}",
]
WORDS += ["\\text{若 $y$}", "[", "]", "#", "~", "(", ")", "!", "=", "-", "%", "1.", "\\begin{cases}a\\\\b\\end{cases}"]
TEXT = [
    "字",
    "。",
    "《题》",
    "word",
    " ",
    "*",
    "_",
    "**",
    "#",
    "1.",
    "- ",
    "> ",
    "`",
    "[x]",
    "(y)",
    "!",
    "<",
    "&",
    "&lt;",
    "\\",
    "\n",
]
TEXT += [
    "$",
    "$5",
    "|",
    "~~",
    ":",
    "---",
    "===",
    "[^1]",
    "{{ x }}",
    "\\(",
    "+",
    "“引”",
    "(a)",
    ":::note ",
    "[!NOTE]",
    "://",
    "<b",
    "[ ] ",
]

tex = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)
text = st.lists(st.sampled_from(TEXT), max_size=6).map("".join)
BLOCKS = ["<p>{}</p>", "<h2>{}</h2>", "<ul><li>a</li><li>{}</li></ul>", "<blockquote><p>b</p><p>{}</p></blockquote>"]
BLOCKS += ["{}", "<div>{}</div><p>x</p>", "<ul><li>a<ul><li>{}</li></ul></li></ul>", "<dl><dt>t</dt><dd>{}</dd></dl>"]
BLOCKS += ["<ol start='7'><li><p>{}</p><p>x</p></li></ol>", "<table><tr><th>h</th></tr><tr><td>{}</td></tr></table>"]
SPANS = ["{}", "<b>{}</b>", "<em>{}</em>", '<a href="https://e.org/_a_">{}</a>', "<span>{}</span>", "<del>{}</del>"]
blocks, spans = st.sampled_from(BLOCKS), st.sampled_from(SPANS)


def is_formula(source: str) -> bool:
    found = math.mask(f"字 {source} 字", verbatim=True).formulas
    return [formula.source for formula in found] == [source]


def displayed(element: str) -> list[str]:
    return formulas_on(typeset(element).html)


@settings(max_examples=150, deadline=None)
@given(tex, st.sampled_from(["$%s$", "$$%s$$", "\\(%s\\)", "\\[%s\\]", "\\begin{align}%s\\end{align}"]), blocks, spans)
@example("a<b", "$%s$", "<p>{}</p>", "{}")
@example("\\{", "$%s$", "<table><tr><td>{}</td></tr></table>", "<em>{}</em>")
def test_the_tex_that_goes_in_comes_out(tex: str, form: str, block: str, span: str) -> None:
    formula = form % tex
    assume(is_formula(formula))
    converted = to_markdown(block.format(f"文 {span.format(escape(formula))} 文"))
    assert displayed(converted.markdown) == [formula]
    assert converted.faults == []


@settings(max_examples=60, deadline=None)
@given(tex.filter(str.strip), blocks, st.booleans())
@example("<a", "<p>{}</p>", False)
def test_tex_in_the_scripts_of_mathjax_and_in_katex_comes_out(tex: str, block: str, display: bool) -> None:
    tex = tex.strip()
    assume(is_formula(f"\\({tex}\\)") and is_formula(f"\\[{tex}\\]"))
    mode = "; mode=display" if display else ""
    around = ' class="katex-display"' if display else ""
    script = f'<script type="math/tex{mode}">{tex}</script>'
    katex = f'<span{around}><span class="katex"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">'
    katex += f"{escape(tex)}</annotation></semantics></math><span>x</span></span></span>"
    for element in (script, katex):
        found = displayed(to_markdown(block.format(f"文 {element} 文")).markdown)
        assert [re.sub(r"^(?:\$\$?|\\[(\[])|(?:\$\$?|\\[)\]])$", "", source) for source in found] == [tex]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(text, spans), min_size=1, max_size=4), blocks)
def test_text_stays_what_it_is_for_the_reader(parts: list[tuple[str, str]], block: str) -> None:
    html = block.format("".join(span.format(escape(part)) for part, span in parts))
    converted = to_markdown(html)
    seen = page(typeset(converted.markdown).html)
    for anchor in seen.select("a.anchor"):
        anchor.decompose()
    assert squeezed(seen.get_text()) == squeezed(BeautifulSoup(html, "html5lib").get_text())
