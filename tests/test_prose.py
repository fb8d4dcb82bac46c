"""Prose: Markdown as CommonMark says, nothing lost, nothing slow; and the summaries and faults that pages need."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.marks import address, equation, mention
from sitegen.marks.math import mask
from sitegen.prose import DESCRIPTION_LONGEST, Fault, title_html, typeset
from sitegen.prose.markdown import DEEPEST
from tests.marks.shown import readable, shown

ROOT = Path(__file__).parent.parent
SPEC = Path(os.environ.get("SITEGENTEST_COMMONMARK_SPEC") or ROOT / "node_modules" / "commonmark-spec" / "spec.txt")


# ---------------------------------------------------------------------------------------------- CommonMark


def _stock(html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": html, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    footnote_plugin(parser)
    deflist_plugin(parser)
    return parser


STOCK = {html: _stock(html) for html in (False, True)}


def as_stock(markdown: str, html: bool) -> tuple[str, str]:
    """Return what we render and what the library does, without what we add: ids, boxes, colours, figures."""
    ours = re.sub(r"</?span[^>]*>", "", readable(typeset(markdown, html).html.replace(address.ROOT, "/")))
    ours = re.sub(r'<(h[1-6]) id="[^"]*">', r"<\1>", ours).replace('<pre class="highlight" tabindex="0">', "<pre>")
    ours = ours.replace('<div class="table" tabindex="0">\n<table>', "<table>").replace("</table>\n</div>", "</table>")
    ours = re.sub(r"<figure>\n(.*) />\n<figcaption>(.*)</figcaption>\n</figure>", r'<p>\1 title="\2" /></p>', ours)
    theirs = re.sub(r"</?span[^>]*>", "", STOCK[html].render(markdown).strip())
    return re.sub(r' class="language-[^"]*"', "", ours), re.sub(r' class="language-[^"]*"', "", theirs)


def spec_examples() -> list[str]:
    """The examples of the CommonMark specification, where there is a copy of it (its licence is not ours)."""
    if not SPEC.is_file():
        return []
    text = SPEC.read_text(encoding="utf-8")
    found = re.findall(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", text, re.DOTALL | re.MULTILINE)
    return [example.replace("→", "\t") for example in found]


@pytest.mark.skipif(
    not SPEC.is_file(), reason="no copy of the CommonMark specification; SITEGENTEST_COMMONMARK_SPEC names one"
)
def test_the_examples_of_commonmark_render_as_the_library_renders_them() -> None:
    examples = [example for example in spec_examples() if not mask(example).formulas]
    assert len(examples) > 600
    differing = []
    for example in examples:
        for html in (False, True):
            ours, theirs = as_stock(example, html)
            if ours != theirs:
                differing.append((example, ours, theirs))
    assert differing == []


MARKDOWN = """\
# Heading *one*|Heading\\n===|Two\\n---|####### seven|#hash|# closed ##|## |a\\n\\nb|a  \\nb|a\\\\\\nb|- a\\n- b|- a\\n\\n- b
* a\\n+ b|1. a\\n2. b|7) a|- a\\n  - b\\n    - c|-   a\\n\\n    b|- \\n  a|10. a|- a\\n> b|> a\\nb|> > a|> - a\\n> - b|>a\\n>\\n>b
    code|a\\n    b|```\\ncode\\n```|~~~ a b\\n<x>\\n~~~|````\\n```\\n````|```\\nopen|`a` ``b ` c`` ` d|` `` `|***|- - -|_ _ _
*a* **b** ***c*** _d_ __e__|*a **b** c*|**a*b**|a*b*c a_b_c|*a\\nb*|* a *|\\*a\\*|**a**b|"*a*"|*a*. _b_!|~~a~~ ~~ b ~~|~a~
[a](b) [a](<b c> "d") [a]() [a](b 'c') [a](b (c))|[a][b] [b][] [b]\\n\\n[b]: /u "t"|[a [b](c) d](e)|[a](b\\nc)|![a *b*](c "d")
![a][b]\\n\\n[b]: <u>|[[a]](b)|[a](b(c)d)|[a\\](b)|[a](b|[a]: b|[a]: b\\n"c"|[Aa]\\n\\n[aA]: x|[a]\\n\\n[a]: x\\n[a]: y|[![a](b)](c)
<http://a.b/c?d=e&f> <a@b.c>|<b>x</b>|<div>\\n*a*\\n</div>\\n\\n*b*|<!-- a\\n\\nb -->|<a href="b">c</a>|<a b=c d>|<3 <- a<b|<?a?> <!A> <![CDATA[b]]>
&amp; &copy; &#35; &#x22; &nosuch; &|\\<a\\> \\& \\# \\a|a\\tb|\\ta|  a|   # a|a<br>b|<script>\\na\\n\\nb</script>|<pre>\\n\\na</pre>|<p>\\na
|a|b|\\n|-|:-:|\\n|c|d\\|e|\\n|f||a|b\\n-|-\\nc|d\\n\\ne||a|\\n|-|\\n> b|a|b|a\\n: b|a\\nb\\n~ c|a\\n: b\\n\\n  c|a[^1]\\n\\n[^1]: b|a^[b *c*]
"""


def _snippets() -> list[str]:
    """The pieces of the text above, one between two bars; a bar in a piece is a table's where the line begins with one."""
    pieces = []
    for line in MARKDOWN.splitlines():
        parts = [line] if line.startswith("|") else line.split("|")
        pieces += [part.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\") for part in parts]
    return pieces


@pytest.mark.parametrize("html", [False, True], ids=["raw HTML off", "raw HTML on"])
def test_every_construct_of_markdown_renders_as_the_library_renders_it(html: bool) -> None:
    pieces = _snippets()
    assert len(pieces) > 75
    for piece in pieces:
        ours, theirs = as_stock(piece, html)
        assert ours == theirs


PIECES = [
    *"abc *_`~[]()<>!#->+1.:|&;\"'/=\\\n\n",
    "\n\n",
    "    ",
    "```",
    "](u)",
    "**",
    "> ",
    "- ",
    "1. ",
    "<b>",
    "[a]: /u\n",
    "|-|-|\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
@settings(max_examples=500, deadline=None, derandomize=True)
def test_ascii_text_without_math_renders_as_the_library_renders_it(text: str, html: bool) -> None:
    if mask(text).formulas or re.search(r"^\s*(?:[-+*]|\d+[.)])\s+\[[ xX]\]|\[\^|\^\[", text, re.MULTILINE):
        return  # math, tasks and lost footnotes are our own
    ours, theirs = as_stock(text, html)
    assert ours == theirs


# ---------------------------------------------------------------------------------------------- nothing is lost


def plain(html: str) -> str:
    """The text of a page without tags and spaces."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", readable(html))))


@given(
    st.lists(
        st.sampled_from(
            [
                "> ",
                "- ",
                "1. ",
                "## ",
                "**",
                "*",
                "[",
                "](u)",
                "`",
                "~~",
                "| ",
                "\n",
                "\n\n",
                "  ",
                ": ",
                "《",
                "》",
                "^[",
            ]
        ),
        max_size=30,
    )
)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_every_word_is_on_the_page(marks: list[str]) -> None:
    text = "".join(f"{mark}w{n}w" for n, mark in enumerate(marks))
    html = typeset(text).html
    assert [n for n in range(len(marks)) if f"w{n}w" not in html] == []


DEEP = {
    "quotes": "> " * 150 + "word",
    "quotes without spaces": ">" * 150 + "word",
    "lists": "\n".join("  " * n + "- item" for n in range(80)) + "\n" + "  " * 80 + "- word",
    "ordered lists": "1. " * 120 + "word",
    "lists in quotes": "> - " * 80 + "word",
    "definitions in lists": "- " * 60 + "a\n" + "  " * 60 + ": word",
    "footnotes": "甲[^a]\n\n" + "[^a]: " * 120 + "word",
}
SHALLOW = {
    "emphasis": "*a " * 200 + "word" + " b*" * 200,
    "strong emphasis of Chinese": "**甲" * 200 + "word" + "乙**" * 200,
    "deletions": "~~a " * 200 + "word" + " b~~" * 200,
    "brackets": "[" * 200 + "word" + "]" * 200 + "(u)",
    "links": "[" * 200 + "word" + "](u)" * 200,
    "pictures": "![" * 60 + "word" + "](u)" * 60,
    "footnotes in the line": "^[" * 60 + "word" + "]" * 60,
    "mentions": "《" * 200 + "word" + "》" * 200,
    "quotes as deep as may be": "> " * 99 + "word",
    "a table in a list in a quote": "> - | a |\n>   |---|\n>   | word |",
    "brackets of a formula": "$" + "{" * 500 + "word" + "}" * 500 + "$",
}


@pytest.mark.parametrize("kind", DEEP)
def test_text_nested_deeper_than_the_parser_goes_is_an_error_with_its_line(kind: str) -> None:
    prose = typeset("开头。\n\n" + DEEP[kind])
    fault = next(fault for fault in prose.faults if fault.kind == "nesting")
    assert fault.is_error
    assert fault.message == "quotes or lists nested deeper than 100; the text inside would be lost"
    assert 2 <= fault.line <= 2 + DEEP[kind].count("\n")


@pytest.mark.parametrize("kind", SHALLOW)
def test_other_nesting_loses_nothing(kind: str) -> None:
    prose = typeset(SHALLOW[kind])
    assert "word" in prose.html
    assert prose.faults == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "甲\n\n[^a]: 乙",
            [Fault(2, "footnote", "nothing refers to the footnote [^a]; it is shown at the end", False, 2)],
        ),
        (
            "甲[^a]\n\n[^a]: 乙\n[^a]: 丙",
            [
                Fault(
                    3,
                    "footnote",
                    "the footnote [^a] stands twice (first in line {first}); both are shown at the end",
                    False,
                    2,
                )
            ],
        ),
        ("$$\na\n\n乙", [Fault(0, "math", "$$ has no closing $$ before the blank line; kept as text", False)]),
        (
            "甲\n\n\\begin{align}\na",
            [Fault(2, "math", "\\begin{align} has no \\end{align} before the blank line; kept as text", False)],
        ),
        ("\\[\na", [Fault(0, "math", "\\[ has no \\] before the blank line; kept as text", False)]),
    ],
)
def test_a_fault_names_its_line_and_the_text_stays(text: str, faults: list[Fault]) -> None:
    prose = typeset(text)
    assert list(prose.faults) == faults
    assert [c for c in "甲乙丙" if c in text and c not in prose.html] == []


# ---------------------------------------------------------------------------------------------- nothing is slow


def _pathological() -> Any:
    """The inputs of the benchmark that measures them; here the work is counted instead."""
    spec = importlib.util.spec_from_file_location("pathological", ROOT / "benchmarks" / "pathological.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


INPUTS: dict[str, Any] = _pathological().INPUTS


def _work(text: str) -> int:
    """How many functions are called for a text."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        typeset(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("name", INPUTS)
def test_the_work_grows_with_the_length_and_no_faster(name: str) -> None:
    typeset(INPUTS[name](200))
    size = 4000 if "boxes" in name else 700  # a box is looked for the end of by itself, up to a hundred in one another
    small, large = _work(INPUTS[name](size)), _work(INPUTS[name](4 * size))
    assert large <= 4**1.35 * small + 2000


@pytest.mark.parametrize(
    "name",
    [
        "dollars", "opened displays", "begins of all names in paragraphs", "nested braces in a display", "growing backticks",
        "link target of spaces", "less and letter apart", "tag with many spaces", "comments on lines", "nested mentions",
        "rule in a line", "spaces", "Chinese on lines", "full stops of ASCII", "long entity", "table wide",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_come_to_an_end(name: str) -> None:
    text = INPUTS[name](100_000)
    assert len(plain(typeset(text).html)) <= 2 * len(text)
    assert len(title_html(text)) >= len(text)


# ---------------------------------------------------------------------------------------------- summaries

LONG = "我们从一个简单的例子开始，一步一步地走向一般的情形。" * 5


def summary(text: str) -> str:
    """The summary of a text, readable, and whether the text goes on."""
    prose = typeset(text)
    return readable(prose.summary) + (" …" if prose.is_cut else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲 $a$。\n\n<!--more-->\n\n乙", "<p>甲 $a$。</p> …"),
        ("甲。\n\n<!--more-->\n", "<p>甲。</p>"),
        ("甲。", "<p>甲。</p>"),
        ("", ""),
        ("甲[^1]。\n\n[^1]: 注", "<p>甲。</p>"),
        ("甲^[注]。", "<p>甲。</p>"),
        ("## 引言\n\n甲。\n\n## 正文\n\n乙。", "<p>甲。</p> …"),
        ("```\ncode\n```\n\n甲。", "<p>甲。</p> …"),
        ("- 甲。\n- 乙。", "<ul>\n<li>甲。</li>\n<li>乙。</li>\n</ul>"),
        (
            LONG + "于是：\n\n$$\na=b\n$$\n\n后文。",
            f'<p>{LONG}于是：</p>\n<div class="equation">$$\na=b\n$$</div> …',
        ),
        (LONG + LONG[:20] + "。\n\n$$\na=b\n$$", f"<p>{LONG}{LONG[:20]}。</p> …"),
        ("见《什么是矩阵?》" + "一文" * 150 + "。后文。", "<p>见《什么是矩阵?》" + "一文" * 150 + "。</p> …"),
        ("设 $x=1.5。$ 与" + "甲" * 200 + "。后" + "乙" * 200 + "。", "<p>设 $x=1.5。$ 与" + "甲" * 200 + "。</p> …"),
    ],
)
def test_a_summary_ends_with_a_whole_sentence(text: str, expected: str) -> None:
    assert re.sub(r'<a class="mention"[^>]*>(.*?)</a>', r"\1", summary(text)) == expected


def test_a_summary_leads_into_no_second_use_of_an_id() -> None:
    prose = typeset("甲[^1]。\n\n> ## 引 $x$\n>\n> 乙。\n\n$$a\\label{b}$$\n\n丙。\n\n[^1]: 注")
    assert 'id="' in prose.html
    assert 'id="' not in prose.summary
    assert "anchor" not in prose.summary


sentences = st.lists(
    st.sampled_from(
        [
            "甲乙丙，",
            "丁。",
            "$a。b$",
            "《何为戊?》",
            "《己！》",
            "**庚。**",
            "Why? ",
            "e.g. x",
            "$$c$$",
            "\n",
            "\n\n",
            "\\eqref{d}",
        ]
    ),
    min_size=20,
    max_size=150,
).map("".join)


@given(sentences)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_summary_holds_whole_formulas_whole_mentions_and_whole_elements(text: str) -> None:
    prose = typeset(text)
    html = prose.summary
    assert html.count(mention.START) == html.count(mention.STOP)
    assert html.count(equation.FAR_START) == html.count(equation.FAR_STOP)
    for tag in ("span", "strong", "p", "div"):
        assert html.count(f"<{tag}") == html.count(f"</{tag}>")
    shown_text = plain(html)
    assert plain(prose.html).startswith(shown_text)
    assert "\n" not in prose.description
    assert len(prose.description) <= DESCRIPTION_LONGEST + 1
    assert prose.description.count("$") % 2 == 0


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("设 $a<b$，\n\n则 *$c$*《丁》。", "设 $a<b$， 则 $c$《丁》。"),
        ("字" * 155 + "，$x+y$ 尾", "字" * 155 + "…"),
        ("word " * 40, ("word " * 32)[:-1] + "…"),
        ("$$\na\n+b\n$$", "$$ a +b $$"),
    ],
)
def test_a_description_is_one_line_and_its_formulas_are_whole(text: str, description: str) -> None:
    assert typeset(text).description == description


def test_reading_counts_characters_words_and_displayed_formulas() -> None:
    prose = typeset("数学 is fun，见《群》。\n\n$$x$$\n\n$y$ `code z`")
    assert (prose.han, prose.words, prose.displays) == (4, 4, 1)


def test_a_text_knows_whether_it_has_math() -> None:
    assert typeset("$x$").has_math
    assert not typeset("`$x$` 与 \\$5").has_math


# ---------------------------------------------------------------------------------------------- raw HTML, templates


def test_raw_html_is_text_unless_it_is_asked_for() -> None:
    text = '<div onclick="x()">$a$</div>\n\n甲<script>b</script>'
    assert shown(text) == (
        "<p>&lt;div onclick=&quot;x()&quot;&gt;$a$&lt;/div&gt;</p>\n<p>甲&lt;script&gt;b&lt;/script&gt;</p>"
    )
    assert shown(text, html=True) == '<div onclick="x()">$a$</div>\n<p>甲<script>b</script></p>'


def test_entities_of_raw_html_are_kept_as_written() -> None:
    assert shown("<p>&copy; &lt; $a &lt; b$</p>", html=True) == "<p>&copy; &lt; $a &lt; b$</p>"


@pytest.mark.parametrize("text", ["{{ site.title }}", "{% include 'a' %}", "{# note #}", "{{ '{{' }}", "{%- raw -%}"])
def test_template_syntax_is_text(text: str) -> None:
    assert plain(typeset(text).html) == plain(text)
    assert unescape(title_html(text)) == text
