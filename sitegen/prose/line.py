"""The text of a line or of several, where it is plain: words, formulas, code, emphasis, links and mentions, taken apart
by one regular expression. Whatever else may mean something to Markdown makes it no such line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import NamedTuple

from sitegen.chinese import is_cjk
from sitegen.marks import equation, mention
from sitegen.marks.emphasis import kind_of
from sitegen.marks.linebreak import joins
from sitegen.marks.math import SIMPLE, Formula, element
from sitegen.marks.plain import ADDRESS
from sitegen.prose.draft import CLOSING, OPENING, Draft

_BRACES = r"\{(?:[^\\{}\n]++|\\[^\n()]|\{(?:[^\\{}\n]++|\\[^\n()])*+\})*+\}"
_MARKS = (
    SIMPLE,
    r"\*(?<!\*\*)\*?+(?!\*)",
    r"`(?<!``)[^`\n]++`(?!`)",
    rf"\[[^\[\]\\`*_~!<>&$^\"\n|]++\]\({ADDRESS}\)",
    rf"\\\((?:[^\\{{}}\n]++|\\[^\n()]|{_BRACES})*+\\\)",
    r"\\(?:eq)?ref[ \t]*+\{[^{}\n]*+\}",
)


def splitter(*joints: str) -> re.Pattern[str]:
    """Return the expression that parts text from marks, with these marks between lines, cells or items besides."""
    return re.compile(f"({'|'.join((*_MARKS, *joints))})")


_active = re.compile(
    r"[]\\$`<\[*^~&_\n](?:(?<=[]\\$`<\[*^\n])|(?<=~)~|(?<=&)[#A-Za-z]|(?<=_)(?:(?<![A-Za-z0-9_]_)|(?![A-Za-z0-9_])))"
)
"""What may mean something to Markdown and is none of the marks; an underscore in a word does not."""

_mentions = re.compile(f"[^《》]*(?:《[^《》]{{1,{mention.LONGEST}}}》[^《》]*)*")
_mention = re.compile("《([^《》]+)》")
_needs_escape = re.compile('[&<>"]')

FORMULA_START, FORMULA_END = element("\0", display=False).split("\0")

TRIMMED = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What the library takes away at both ends of a text, but for characters that no such text holds."""

_EMPHASIS = {"*": ("<em>", "</em>"), "**": ("<strong>", "</strong>")}


Joint = Callable[[str], str | None]


class Line(NamedTuple):
    """Text and marks by turns, beginning and ending with text; likewise the HTML of each; and what one reads."""

    pieces: list[str]
    html: list[str]
    text: str


def read(
    draft: Draft, text: str, at: int, split: re.Pattern[str], joint: Joint = lambda _: None
) -> Line | None:
    """Return the line that this text is, at a position of the draft's body, or None if it is none.

    `joint` gives the HTML of what stands between two lines of their own; None if it is a break in one line.
    """
    pieces = split.split(text)
    if _active.search("\0".join(pieces[::2])):
        return None
    words = pieces.copy()
    if "《" in text and not _mark_mentions(draft, pieces, at, joint):
        return None
    html = pieces.copy()
    is_escaped = _needs_escape.search(text) is not None
    if is_escaped:
        html[::2] = [escaped(piece) for piece in pieces[::2]]
    opened = ""
    count, lines = draft.count, 0
    for n in range(1, len(pieces), 2):
        mark = pieces[n]
        first = mark[0]
        if first == "$" or first == "\\":
            if "ref" in mark and equation.reference(Formula(mark, mark, False, 0)) is not None:
                draft.count = count
                html[n] = draft.mark(Formula(mark, mark, False, draft.line(at) + lines))
            elif first == "\\" and not mark[2:-2].strip():
                return None
            else:
                html[n] = FORMULA_START + (escape(mark, quote=False) if is_escaped else mark) + FORMULA_END
            words[n] = " "
            count += 1
        elif first == "*":
            if not (_opens(pieces, n) if not opened else mark == opened and _closes(pieces, n)):
                return None
            html[n] = _EMPHASIS[mark][opened != ""]
            words[n] = ""
            opened = "" if opened else mark
        elif first == "[":
            if pieces[n - 1].endswith("!"):
                return None
            label, _, address = mark[1:-1].partition("](")
            html[n] = f'<a href="{address}">{label}</a>'
            words[n] = label
        elif first == "`":
            content = _code(mark)
            html[n] = f"<code>{escaped(content) if is_escaped else content}</code>"
            words[n] = content
        else:
            lines += mark.count("\n")
            between = joint(mark)
            if between is None:
                if pieces[n - 1].endswith(" "):
                    return None
                between = "" if _joins_chinese(pieces, n) else "\n"
            elif opened:
                return None
            else:
                _trim(pieces, html, n)
            html[n] = between
            words[n] = " "
    if opened:
        return None
    draft.count = count
    return Line(pieces, html, "".join(words))


def turns(pieces: list[str]) -> list[str]:
    """Return the pieces of a line as text and formulas by turns."""
    out = [pieces[0]]
    for n in range(1, len(pieces), 2):
        mark = pieces[n]
        if mark[0] in "$\\":
            out += (mark, pieces[n + 1])
        else:
            out[-1] += _reading(mark) + pieces[n + 1]
    return out


def _reading(mark: str) -> str:
    if mark[0] == "[":
        return mark[1:-1].partition("](")[0]
    if mark[0] == "`":
        return _code(mark)
    return "" if mark[0] == "*" else " "


def _code(mark: str) -> str:
    content = mark[1:-1]
    is_padded = content[0] == content[-1] == " " and content.strip(" ") != ""
    return content[1:-1] if is_padded else content


def escaped(text: str) -> str:
    """Return the text as the library writes it in HTML."""
    return escape(text, quote=False).replace('"', "&quot;")


def _trim(pieces: list[str], html: list[str], n: int) -> None:
    for some in (pieces, html):
        some[n - 1] = some[n - 1].rstrip(TRIMMED)
        some[n + 1] = some[n + 1].lstrip(TRIMMED)


# ---------------------------------------------------------------------------------------------- neighbours


def _before(pieces: list[str], n: int) -> str:
    """The character before a mark, as the library sees it: that of a formula stands for the formula."""
    if pieces[n - 1]:
        return pieces[n - 1][-1]
    return {"$": CLOSING, "\\": CLOSING, "[": ")", "`": "`"}.get(pieces[n - 2][0], " ") if n > 1 else " "


def _after(pieces: list[str], n: int) -> str:
    if pieces[n + 1]:
        return pieces[n + 1][0]
    return {"$": OPENING, "\\": OPENING, "[": "[", "`": "`"}.get(pieces[n + 2][0], " ") if n + 2 < len(pieces) else " "


def _opens(pieces: list[str], n: int) -> bool:
    space_before, punct_before, wide_before = kind_of(_before(pieces, n))
    space_after, punct_after, _ = kind_of(_after(pieces, n))
    return not space_after and (not punct_after or space_before or punct_before or wide_before)


def _closes(pieces: list[str], n: int) -> bool:
    space_before, punct_before, _ = kind_of(_before(pieces, n))
    space_after, punct_after, wide_after = kind_of(_after(pieces, n))
    return not space_before and (not punct_before or space_after or punct_after or wide_after)


def _joins_chinese(pieces: list[str], n: int) -> bool:
    """Whether the line break is one between Chinese characters, or one of them and a formula."""
    before = _edge(pieces, n - 1, -1)
    after = _edge(pieces, n + 1, 1)
    return joins(before) and joins(after) and (is_cjk(before) or is_cjk(after))


def _edge(pieces: list[str], n: int, step: int) -> str:
    """The character next to a line break, looked for through emphasis and links; empty at an edge."""
    end = -1 if step < 0 else 0
    while 0 <= n < len(pieces):
        piece = pieces[n]
        if n % 2 == 0:
            text = mention.strip(piece)
        elif piece[0] in "$\\":
            return OPENING
        elif piece[0] == "\n":
            return ""
        else:
            text = _reading(piece)
        if text:
            return text[end]
        n += step
    return ""


def _mark_mentions(draft: Draft, pieces: list[str], at: int, joint: Joint) -> bool:
    """Mark the mentions in the text; return whether each stands within one piece of it, and in no other mention."""
    line = first_line = draft.line(at)
    for n in range(0, len(pieces), 2):
        if n and pieces[n - 1][0] in "\n|":
            line += pieces[n - 1].count("\n")
            first_line = line if joint(pieces[n - 1]) is not None else first_line
        if "《" in pieces[n]:
            if not _mentions.fullmatch(pieces[n]):
                return False
            pieces[n] = _mention.sub(partial(_marked, draft, first_line), pieces[n])
    return True


def _marked(draft: Draft, line: int, found: re.Match[str]) -> str:
    draft.mentions.append((found[1], line))
    return mention.marked(found[0], len(draft.mentions) - 1)
