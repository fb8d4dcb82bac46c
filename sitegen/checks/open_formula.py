r"""Formulas in a line that are never closed: a `$` or `\(` that stayed text, with TeX after it.

Such a formula ends in its own paragraph, and `$…$` has blanks on both sides or on neither. What a dollar begins that none
ends is shown as it is. A dollar without TeX after it is a price; write `\$` for one that means itself. Displayed formulas
that are not closed are found by every build (`math`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sitegen.manuscript import Manuscript, Text
from sitegen.marks import math
from sitegen.problem import Problem, warning

KIND = "open-formula"

_no_text = re.compile(r'<(pre|code)\b.*?</\1>|<span class="math[^>]*>[^<]*</span>', re.DOTALL)
_code = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1|(?<!`)(`+)(?!`).{0,2000}?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL)
_open = re.compile(
    r"(?<!\\)(?P<delimiter>\$(?=\S)|\\\()(?P<tex>[^$<>\n]{0,40}?(?:\\[A-Za-z]+|\^\S|_[{0-9a-z](?![A-Za-z])))"
)


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each formula in a line that is not closed."""
    for entry in manuscript.entries:
        html = entry.prose.html
        data = Path(manuscript.files[entry.post.path].file).read_bytes()
        has_dollar = "$" in html and "$" in _no_text.sub("", html)
        if has_dollar or data.count(b"\\(") > data.count(b"\\)"):
            yield from _problems(manuscript.text(entry.post))


def _problems(text: Text) -> Iterator[Problem]:
    masked = math.mask(text.post.body)
    plain = _code.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), masked.text)
    for found in _open.finditer(plain):
        before = masked.to_source(masked.text[: found.start()])
        line, column = text.post.body_line + before.count("\n"), len(before) - before.rfind("\n")
        shown = masked.to_source(found[0])
        closing = "$" if found["delimiter"] == "$" else "\\)"
        message = f"{shown} begins a formula that no {closing} ends; shown as text"
        help = "close it in its paragraph, or write \\$ for a dollar that means itself" if closing == "$" else ""
        yield warning(text.post.path, line, KIND, message, column=column, help=help)
