"""Inputs made to be slow: how long each takes at three sizes, and with which power of the size it grows.

Most are texts to be typeset; those of `pathological_files.py` are whole sites, archives and other sites.

    python benchmarks/pathological.py [--only WORD] [--html] [--limit SECONDS] [--jobs N]

Prints a table (input, seconds at 25, 50 and 100 thousand characters, exponent); exit status 1 if an input takes over
5 seconds or grows faster than its size to the power of 1.35. An exponent is the mean slope between the first and the
last size; times under 200 milliseconds, or half a second where files are written, say nothing about growth and have none.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pathological_files import TRIALS

from sitegen.prose import title_html, typeset

SIZES = (25_000, 50_000, 100_000)
LONGEST, STEEPEST = 5.0, 1.35
TOO_SHORT, TOO_SHORT_WITH_FILES = 0.2, 0.5
RUNS = 3

Make = Callable[[int], str]


def again(unit: str, before: str = "", after: str = "") -> Make:
    """One piece again and again, up to the size."""
    return lambda size: before + unit * ((size - len(before)) // len(unit)) + after


def mirrored(left: str, right: str, middle: str = "x") -> Make:
    """As many pieces on the left as on the right."""

    def make(size: int) -> str:
        n = size // (len(left) + len(right))
        return left * n + middle + right * n

    return make


def growing(one: str, between: str = " ") -> Make:
    """Runs of one character, each longer than the last."""

    def make(size: int) -> str:
        runs, length, total = [], 1, 0
        while total < size:
            runs.append(one * length)
            total += length + len(between)
            length += 1
        return between.join(runs)[:size]

    return make


def counted(unit: str, before: str = "", after: str = "") -> Make:
    """One piece again and again, `{n}` in it counted."""

    def make(size: int) -> str:
        parts, total, n = [before], len(before), 0
        while total < size:
            parts.append(unit.replace("{n}", str(n)))
            total += len(parts[-1])
            n += 1
        return "".join(parts) + after

    return make


def deep_list(marker: str) -> Make:
    """A list in a list in a list …, each line two columns deeper than the one before."""

    def make(size: int) -> str:
        lines, total, depth = [], 0, 0
        width = len(marker)
        while total < size:
            lines.append(" " * (width * depth) + marker + "x")
            total += len(lines[-1]) + 1
            depth += 1
        return "\n".join(lines)

    return make


def squared(cell: str) -> Make:
    """A table with as many columns as rows."""

    def make(size: int) -> str:
        columns = max(1, int(math.sqrt(size / (len(cell) + 1))))
        head = "|" + "h|" * columns
        return "\n".join([head, "|" + "-|" * columns, *["|" + (cell + "|") * columns] * columns])

    return make


INPUTS: dict[str, Make] = {
    # formulas
    "dollars": again("$"),
    "dollars apart": again("$ "),
    "dollar and letter": again("$a "),
    "letter and dollar": again("a$ "),
    "prices": again("$5 "),
    "opened inline formulas": again("$a\n"),
    "padded dollars": again(" $ x"),
    "dollars and digits": again("$x$1 "),
    "dollars and Chinese": again("$ 的 "),
    "double dollars": again("$$ "),
    "double dollars on lines": again("$$\n"),
    "opened displays": again("$$a\n\n"),
    "opened displays in a paragraph": again("$$a{\n"),
    "odd dollars": again("$$$a"),
    "dollar in braces": again("${$}"),
    "dollar and open brace": again("${"),
    "dollar and closing brace": again("$}"),
    "double dollar and open brace": again("$${"),
    "dollars behind an open brace": again("a$", "${"),
    "escaped dollars": again("\\$"),
    "formulas": again("$x$ "),
    "formulas in Chinese": again("设$x_1$为"),
    "formulas on lines": again("$x$\n"),
    "displays": again("$$x$$\n\n"),
    "displays in a line": again("$$x$$"),
    "environments": again("\\begin{a}x\\end{a}\n"),
    "labels": counted("\\begin{align}x\\label{{n}}\\end{align}\n\n"),
    "one label many times": again("$$x\\label{a}$$\n\n"),
    "references": counted("\\eqref{a{n}} "),
    "unclosed references": again("\\eqref{"),
    "rows": again("a&b\\\\\n", "\\begin{align}\n", "\\end{align}"),
    "round brackets": again("\\("),
    "round brackets and text": again("\\(a "),
    "closing round brackets": again("\\)"),
    "square brackets of TeX": again("\\["),
    "square brackets of TeX on lines": again("\\[\n"),
    "square brackets of TeX in paragraphs": again("\\[a\n\n"),
    "nested round brackets": mirrored("\\(", "\\)"),
    "nested square brackets of TeX": mirrored("\\[", "\\]"),
    "begins": again("\\begin{x}"),
    "begins on lines": again("\\begin{x}\n"),
    "begins in paragraphs": again("\\begin{x}\n\n"),
    "begins of all names": counted("\\begin{x{n}}"),
    "begins of all names on lines": counted("\\begin{x{n}}\n"),
    "begins of all names in paragraphs": counted("\\begin{x{n}}\n\n"),
    "begins without a name": again("\\begin{"),
    "begins with spaces": again("\\begin      "),
    "ends": again("\\end{x}"),
    "nested environments": mirrored("\\begin{x}", "\\end{x}"),
    "crossed environments": again("\\begin{a}\\begin{b}\\end{a}"),
    "begin and open brace": again("\\begin{x}{"),
    "open braces": again("{"),
    "open braces in a formula": again("{", "$", "$"),
    "closing braces in a formula": again("}", "$", "$"),
    "nested braces in a formula": lambda size: "$" + mirrored("{", "}")(size - 2) + "$",
    "nested braces in a display": lambda size: "$$" + mirrored("{", "}")(size - 4) + "$$",
    "braces of three levels in an open formula": again("{{{a}}}", "$"),
    "escaped braces": again("\\{"),
    "escaped braces in an open formula": again("\\{", "$"),
    "left braces in an open display": again("\\left\\{", "$$"),
    "backslashes": again("\\"),
    "double backslashes": again("\\\\"),
    "double backslashes on lines": again("\\\\\n"),
    "one long formula": again("a_{i}*b ", "$", "x$"),
    "one long display": again("a_i &= b_i \\\\\n", "$$\n", "$$"),
    "one long comment": again("% x\n", "$$\n", "$$"),
    "displays in quotes": again("> $$\n> x\n> $$\n\n"),
    "open displays in a quote": again("> $$a\n"),
    "open displays in lists": again("- $$a\n"),
    "open displays in nested quotes": again("> > > \\begin{x}\n"),
    "inline code in formulas": again("$a `b$ "),
    "formula and code": again("$`$"),
    "mixed openings": again("$$ \\[ \\( $ \\begin{a} "),
    "mixed openings on lines": again("$$\n\\[\n\\(\n$\n\\begin{a}\n"),
    # mentions, Chinese
    "opened mentions": again("《"),
    "closing mentions": again("》"),
    "mentions": again("《甲》"),
    "nested mentions": mirrored("《", "》", "甲"),
    "Chinese": again("数学是科学的皇后。"),
    "Chinese on lines": again("数学是科学的皇后，\n"),
    "Chinese in one sentence": again("数学"),
    "Chinese emphasis": again("**“甲”**的"),
    "Chinese emphasis unclosed": again("甲**“"),
    "Chinese emphasis unopened": again("”**甲"),
    "ideographic spaces": again("\u3000"),
    "full stops": again("。"),
    "full stops of ASCII": again("a. "),
    "exclamations and quotes": again("！”"),
    "question marks": again("?"),
    "ellipses": again("……"),
    # code
    "backticks": again("`"),
    "backticks apart": again("` "),
    "growing backticks": growing("`"),
    "growing backticks on lines": growing("`", "a\n"),
    "growing backticks in paragraphs": growing("`", "a\n\n"),
    "falling backticks": lambda size: growing("`")(size)[::-1],
    "fences": again("```\n"),
    "fences open": again("```x\n\n"),
    "growing fences": growing("`", "\n"),
    "tildes": again("~"),
    "double tildes": again("~~"),
    "double tildes and text": again("~~a "),
    "text and double tildes": again("a~~ "),
    "indented code": again("    x\n"),
    "fences in quotes": again("> ```\n"),
    "code in fences": again("def f(x): return x\n", "```python\n", "```"),
    "code of C in a fence": again("/* ", "```c\n", "```"),
    "open strings in a fence": again('"', "```python\n", "\n```"),
    "brackets in a fence": again("{", "```json\n", "\n```"),
    "angles in a fence": again("<", "```html\n", "\n```"),
    "TeX in a fence": again("$\\begin{x}", "```latex\n", "\n```"),
    # tags and entities
    "less": again("<"),
    "less and letter": again("<a"),
    "less and letter apart": again("<a "),
    "tags": again("<b>"),
    "tags on lines": again("<b>\n"),
    "div tags": again("<div>\n"),
    "div tags in paragraphs": again("<div>\n\n"),
    "closing tags": again("</a>"),
    "tags with open attributes": again('<a b="'),
    "tag with many attributes": again(" a=1", "<b"),
    "tag with many spaces": again(" ", "<a b"),
    "tags without an end": again("<a b=c "),
    "comments": again("<!-- "),
    "comments on lines": again("<!--\n"),
    "comments in paragraphs": again("x <!-- \n\n"),
    "comment starts": again("<!"),
    "comment ends": again("<!-->"),
    "comment starts and an end": again("<!--", "a ", "-->"),
    "instructions": again("<?"),
    "instructions and text": again("a <? "),
    "declarations": again("<!A "),
    "character data": again("<![CDATA["),
    "character data and text": again("a <![CDATA[ "),
    "script tags": again("<script>"),
    "script tags and text": again("a <script> "),
    "script tags in paragraphs": again("<script>\n\n"),
    "pre tags": again("<pre>x\n"),
    "code tags": again("a <code> "),
    "all opaque tags": again("a <code> <pre> <kbd> <samp> <textarea> "),
    "autolinks": again("<http://a>"),
    "autolinks open": again("<http://a"),
    "autolinks of mail": again("<a@b"),
    "autolink of one scheme": again("a", "<"),
    "autolink of dots": again("a.", "<a@"),
    "ampersands": again("&"),
    "entities": again("&amp;"),
    "entities open": again("&a"),
    "numeric entities": again("&#"),
    "long entity": again("a", "&"),
    "more markers": again("<!--more-->\n\n"),
    "more markers in a line": again("<!--more-->"),
    # links
    "open brackets": again("["),
    "open brackets and text": again("[a "),
    "open brackets on lines": again("[\n"),
    "closing brackets": again("]"),
    "bracket pairs": again("[]"),
    "nested brackets": mirrored("[", "]"),
    "nested brackets and text": mirrored("[a", "]"),
    "nested links": mirrored("[", "](a)"),
    "nested images": mirrored("![", "](a)"),
    "link openings": again("[a]("),
    "link openings with titles": again('[a](b "'),
    "link openings with angles": again("[a](<b"),
    "link ends": again("]("),
    "link ends and brackets": again("](a)"),
    "link target of brackets": again("(", "[a]("),
    "link target of pairs": again("()", "[a]("),
    "link target of backslashes": again("\\(", "[a]("),
    "link target of spaces": again(" ", "[a]("),
    "links": again("[a](b) "),
    "links with titles": again('[a](b "c") '),
    "images open": again("!["),
    "images open and text": again("![a "),
    "images": again("![a](b) "),
    "images in images": again("![[]()"),
    "references of links": again("[a][b] "),
    "references nested": again("[a][b"),
    "reference definitions": counted("[a{n}]: b\n"),
    "one reference definition": again("[a]: b\n"),
    "reference definitions open": again("[a]: \n"),
    "reference definition with a title": again('[a]: b "\n'),
    "reference definition long": again("a", "[", "]: b"),
    "reference definitions in a row": again("[a]: "),
    "open references of backslashes": again("\\]", "["),
    "definitions and uses": lambda size: counted("[a{n}]: b\n")(size // 2) + "\n" + counted("[a{n}] ")(size // 2),
    "unknown references": counted("[a{n}] "),
    "nested footnotes in a line": again("^["),
    "inline footnotes": again("^[a] "),
    "inline footnotes nested": mirrored("^[", "]"),
    "footnote references": again("[^a] "),
    "footnotes open": again("[^"),
    "footnotes": counted("[^{n}]: a\n"),
    "footnotes in one line": again("[^a]: "),
    "footnotes and uses": lambda size: counted("[^{n}] ")(size // 2) + "\n\n" + counted("[^{n}]: a\n")(size // 2),
    "footnotes that use themselves": again("[^a]: [^a]\n"),
    "one footnote many times": again("[^a] ", "", "\n\n[^a]: b\n"),
    # emphasis
    "stars": again("*"),
    "stars apart": again("* "),
    "star and letter": again("*a "),
    "letter and star": again("a* "),
    "star in words": again("a*"),
    "double star and letter": again("**a "),
    "letter and double star": again("a** "),
    "double star in words": again("a**"),
    "triple stars": again("***a "),
    "four stars": again("a****b "),
    "growing stars": growing("*", "a "),
    "growing stars and letters": growing("*", "a"),
    "underscores": again("_"),
    "underscore and letter": again("_a "),
    "letter and underscore": again("a_ "),
    "double underscores": again("__a "),
    "stars and underscores": again("*a _b "),
    "stars and underscores mixed": again("*_"),
    "stars and words and underscores": again("**x* _y__ "),
    "nested emphasis": mirrored("*a ", " b*"),
    "nested strong": mirrored("**a ", " b**"),
    "nested emphasis of both kinds": mirrored("*a _b ", " c_ d*"),
    "nested deletions": mirrored("~~a ", " b~~"),
    "emphasis of three": again("a**b*c "),
    "emphasis that does not match": again("*a**b "),
    "emphasis and brackets": again("*[a "),
    "emphasis in brackets": again("[*a] "),
    "deletions of all lengths": growing("~", "a"),
    # blocks
    "quotes": again("> "),
    "quotes without spaces": again(">"),
    "quotes on lines": again("> a\n"),
    "quotes deep on lines": again("> > > > > > > > a\n"),
    "quotes deeper each line": lambda size: "\n".join("> " * n + "a" for n in range(1, int(math.sqrt(size)))),
    "quotes deep once": lambda size: "> " * 90 + "a\n" + again("> " * 90 + "a\n")(size - 200),
    "quotes with lazy lines": again("a\n", "> > > > "),
    "quote and empty lines": again(">\n"),
    "list marks": again("- "),
    "list marks on lines": again("- a\n"),
    "list marks empty": again("-\n"),
    "list marks of plus": again("+ "),
    "list marks and quotes": again("- > "),
    "list of numbers": again("1. "),
    "list of numbers on lines": again("1. a\n"),
    "list with empty lines": again("- a\n\n"),
    "list deep": deep_list("- "),
    "list deep of numbers": deep_list("1. "),
    "list deep once": lambda size: deep_list("- ")(9000) + "\n" + again(" " * 150 + "- a\n")(size - 9000),
    "list with lazy lines": again("a\n", "- - - - "),
    "list in long lines": again("- " + "a " * 50 + "\n"),
    "list of all marks": again("- a\n+ b\n* c\n"),
    "items of one character": again("*\n"),
    "tasks": again("- [ ] a\n"),
    "definitions": again("a\n: b\n\n"),
    "definition marks": again(": "),
    "definition marks on lines": again(": a\n"),
    "definition marks on lines after text": again(": a\n", "a\n"),
    "definition marks nested": deep_list(": "),
    "definition of tildes": again("a\n~ b\n"),
    "terms": again("a\n\n: b\n"),
    "headings": again("# a\n"),
    "hashes": again("#"),
    "hashes apart": again("# "),
    "headings without text": again("#\n"),
    "headings of Chinese": again("## 证明\n\n"),
    "heading of spaces and hashes": again(" #", "# a"),
    "underlined headings": again("a\n=\n"),
    "underlines": again("=\n"),
    "equal signs": again("="),
    "text and underline": again("a\n", "", "==="),
    "rules": again("- - -\n"),
    "rules of stars": again("* * *\n"),
    "rule in a line": again("- ", "", "a"),
    "rule of stars in a line": again("* ", "", "a"),
    "rule of underscores": again("_ ", "", "a"),
    "long rule": again("-"),
    "pipes": again("|"),
    "pipes apart": again("| "),
    "pipes on lines": again("|\n"),
    "table heads": again("|a|b|\n"),
    "table": again("|a|b|\n", "|a|b|\n|-|-|\n"),
    "tables": again("|a|\n|-|\n"),
    "table of squares": squared("a"),
    "table of formulas": squared("$a|b$"),
    "table wide": lambda size: "|" + "a|" * (size // 4) + "\n|" + "-|" * (size // 4),
    "table wide with short rows": lambda size: (
        "|" + "a|" * 3000 + "\n|" + "-|" * 3000 + "\n" + again("|a\n")(max(0, size - 12000))
    ),
    "table of delimiters": again("|-"),
    "table of delimiter rows": again("|-|-|\n"),
    "table of escaped pipes": again("\\|", "|a|\n|-|\n|"),
    "table of code": again("`|", "|a|\n|-|\n|"),
    # long and empty lines
    "letters": again("a"),
    "words": again("word "),
    "words on lines": again("word\n"),
    "paragraphs": again("word\n\n"),
    "spaces": again(" "),
    "spaces and a letter": again(" ", "a", "b"),
    "spaces on lines": again(" \n"),
    "four spaces": again("a    "),
    "hard breaks": again("a  \n"),
    "tabs": again("\t"),
    "tabs in words": again("a\t"),
    "tabs and list marks": again("-\t"),
    "tabs and quotes": again(">\t"),
    "line ends": again("\n"),
    "line ends of the old Macintosh": again("a\r"),
    "line ends of Windows": again("a\r\n"),
    "zero bytes": again("\0"),
    "private characters": again("\ue000\ue001"),
    "marks of formulas": again("\ue0000\ue001", "$x$ "),
    "quotation marks": again("\"'"),
    "brackets of all kinds": again("([{<"),
    "template syntax": again("{{ x }} {% y %} {# z #}"),
    "template openings": again("{{ {% {# "),
    "colons": again(":"),
    "exclamation marks": again("!"),
    "emoji": again("😀"),
    "combining marks": again("\u0301"),
    "addresses": again("https://a.b/c "),
    # boxes, figures, definitions, footnotes: what is newer than the rest
    "boxes": again("::: theorem\nx\n:::\n"),
    "boxes open": again("::: theorem\n"),
    "boxes open in paragraphs": again("::: theorem\n\n"),
    "boxes closed": again(":::\n"),
    "boxes closed after text": again("x\n:::\n"),
    "nested boxes": mirrored("::: theorem\n", ":::\n", "x\n"),
    "nested boxes of growing colons": lambda size: "".join(
        ":" * n + " note\n" for n in range(int(math.sqrt(size)), 3, -1)
    ),
    "boxes of all names": counted("::: x{n}\n:::\n"),
    "boxes of unknown names open": again("::: x\n"),
    "boxes in lists": again("- ::: note\n  x\n"),
    "boxes in quotes": again("> ::: note\n> x\n"),
    "boxes in quotes open": again("> ::: note\n\n"),
    "boxes around code": again("::: note\n```\n"),
    "boxes with titles": again("::: note [*a* $x$ 《甲》]\nx\n:::\n"),
    "boxes with open titles": again("[", "::: note [", "\nx\n:::\n"),
    "boxes with titles of braces": again("{", "::: note {", "\nx\n:::\n"),
    "boxes with titles of blanks": again(" ", "::: note", "x\n:::\n"),
    "colons of all lengths": growing(":", "\n"),
    "colons of all lengths with names": growing(":", " note\n"),
    "boxes in boxes side by side": again("::: note\n::: proof\n:::\n"),
    "alerts": again("> [!NOTE]\n> x\n\n"),
    "alerts in one quote": again("> [!NOTE]\n"),
    "alerts without end": again("> [!NOTE\n\n"),
    "alerts in alerts": again("> [!NOTE]\n> > [!TIP]\n> > x\n\n"),
    "alerts deep": lambda size: "".join("> " * n + "[!NOTE]\n" for n in range(1, int(math.sqrt(size)))),
    "alert marks in a line": again("[!NOTE]", "> "),
    "alerts of blanks": again(" ", "> [!NOTE]", "\n> x"),
    "figures": again('![a](b "c")\n\n'),
    "figures of formulas": again('![a](b "$x$ 《甲》")\n\n'),
    "figure with a long caption": again("*a _b ", '![a](b "', '")'),
    "figure with a caption of brackets": again("[", '![a](b "', '")'),
    "figure with a caption of dollars": again("$", '![a](b "', '")'),
    "figure with a caption of figures": again("![a](b 'c') ", '![a](b "', '")'),
    "figure with an open caption": again('![a](b "c\n\n'),
    "figures in lists": again('- ![a](b "c")\n\n'),
    "figures in tables": again('|![a](b "c")|\n', "|a|\n|-|\n"),
    "definitions of several": again("a\n: b\n: c\n: d\n\n"),
    "definitions of terms in a row": again("a\n", "", ": b"),
    "definitions of paragraphs": again("a\n: b\n\n    c\n\n"),
    "definitions of code": again("a\n: ```\n"),
    "definitions in quotes": again("> a\n> : b\n\n"),
    "definitions in definitions": again("a\n: b\n  : c\n"),
    "definition of long term": again("*a ", "", "\n: b"),
    "definitions of boxes": again("a\n: ::: note\n"),
    "footnotes of paragraphs": counted("[^{n}]: a\n\n    b\n\n"),
    "footnotes in footnotes": counted("[^{n}]: [^{n}0] ^[a]\n"),
    "footnotes that follow one another": lambda size: (
        "".join(f"[^{n}]: [^{n + 1}]\n" for n in range(size // 16)) + "\n[^0]"
    ),
    "footnotes of long names": lambda size: f"[^{'a' * (size // 2)}]\n\n[^{'a' * (size // 2)}]: b\n",
    "footnotes of formulas": counted("^[$x_{n}$ 《甲》] "),
    "footnotes in quotes": counted("> [^{n}]: a\n\n"),
    "footnotes in boxes": counted("::: note\nx[^{n}]\n\n[^{n}]: a\n:::\n"),
    "footnotes in tables": counted("|[^{n}]|\n", "|a|\n|-|\n"),
    "footnotes of blanks": again(" ", "[^a]:", "x"),
    "footnote openings on lines": again("[^a\n"),
    # mentions
    "double brackets": again("[["),
    "double brackets and text": again("[[甲 "),
    "double brackets closed": again("[[甲]] "),
    "double brackets with names": counted("[[甲{n}|乙]] "),
    "nested double brackets": mirrored("[[", "]]", "甲"),
    "bars in double brackets": again("|", "[[甲", "]]"),
    "mentions of all names": counted("《甲{n}》 "),
    "mentions in links": again("[《甲》](b) "),
    "mentions open and double brackets": again("《[["),
    "mentions of mentions": again("《《甲》乙》"),
    "mentions of two hundred": again("《" + "甲" * 199 + "》"),
    "mentions that are too long": again("《" + "甲" * 201 + "》"),
}


def measure(name: str, raw_html: bool, limit: float) -> tuple[str, list[float | None], str]:
    """Return the seconds that each size takes (the best of three runs; None where it was stopped), and what went wrong."""
    seconds: list[float | None] = []

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, stop)
    run = _of_files(name) if name in TRIALS else _of_text(name, raw_html)
    try:
        at_rest = min(_seconds(run(0), limit) for _ in range(RUNS)) if name in TRIALS else 0.0
        for size in SIZES:
            took = min(_seconds(run(size), limit) for _ in range(RUNS))
            seconds.append(max(took - at_rest, 0.0))
    except TimeoutError:
        return name, seconds + [None] * (len(SIZES) - len(seconds)), "stopped"
    except Exception as fault:  # every kind is what this script looks for
        return name, seconds + [None] * (len(SIZES) - len(seconds)), f"{type(fault).__name__}: {str(fault)[:60]}"
    return name, seconds, ""


Run = Callable[[], object]


def _of_text(name: str, raw_html: bool) -> Callable[[int], Run]:
    """Return what typesets the text of a size, as a body and as a title."""

    def run(size: int) -> Run:
        text = INPUTS[name](size)
        return lambda: (typeset(text, raw_html), title_html(text.replace("\n", " ")))

    return run


def _of_files(name: str) -> Callable[[int], Run]:
    """Return what does the work of a trial with the files of a size, in a folder of their own."""

    def run(size: int) -> Run:
        files = TRIALS[name].files(size)

        def work() -> None:
            with TemporaryDirectory() as folder:
                for path, text in files.items():
                    file = Path(folder, path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, "utf-8")
                TRIALS[name].work(Path(folder))

        return work

    return run


def _seconds(run: Run, limit: float) -> float:
    """Return the seconds of the processor that a run takes, without the collector of garbage as in a build."""
    gc.collect()
    gc.disable()
    signal.setitimer(signal.ITIMER_PROF, limit)
    began = time.process_time()
    try:
        run()
        return time.process_time() - began
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()


def exponent(seconds: list[float | None], too_short: float = TOO_SHORT) -> float | None:
    """Return the power of the size with which the time grows, or None where it is too short to tell."""
    first, last = seconds[0], seconds[-1]
    if first is None or last is None or last < too_short:
        return None
    return math.log(last / max(first, 1e-4)) / math.log(SIZES[-1] / SIZES[0])


def main() -> int:
    """Measure every input and print the table; return the exit status."""
    parser = argparse.ArgumentParser(description="Measure inputs made to be slow.")
    parser.add_argument("--only", default="", help="only inputs with this word in their name")
    parser.add_argument("--html", action="store_true", help="with raw HTML on")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds after which an input is stopped")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    names = [name for name in (*INPUTS, *TRIALS) if asked.only in name]
    bad = 0
    print(f"{'input':46}{'25k':>8}{'50k':>8}{'100k':>8}  exponent")
    with ProcessPoolExecutor(asked.jobs) as pool:
        for name, seconds, fault in pool.map(measure, names, [asked.html] * len(names), [asked.limit] * len(names)):
            power = exponent(seconds, TOO_SHORT_WITH_FILES if name in TRIALS else TOO_SHORT)
            last = seconds[-1]
            is_bad = bool(fault) or last is None or last > LONGEST or (power or 0) > STEEPEST
            bad += is_bad
            shown = "".join(f"{s:8.2f}" if s is not None else "       –" for s in seconds)
            print(
                f"{name:46}{shown}  {'' if power is None else f'{power:.2f}':8} {'TOO SLOW ' if is_bad else ''}{fault}"
            )
    print(f"{len(names)} inputs, {bad} over the limits ({LONGEST:g} s, exponent {STEEPEST})")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
