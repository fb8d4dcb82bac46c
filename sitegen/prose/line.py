"""The text of a line or of several, where it is plain: words, formulas, code, emphasis, links and mentions, taken apart
by one regular expression. Whatever else may mean something to Markdown makes it no such line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from html import escape

from sitegen.lazypattern import pattern
from sitegen.marks import address, equation, mention
from sitegen.marks.delimiter import SIMPLE, SIMPLE_NUMBER
from sitegen.marks.masked import Formula, element
from sitegen.prose.draft import FORMULA, Draft
from sitegen.prose.pieces import (
    can_close,
    can_open,
    character_after,
    character_before,
    code_of,
    is_blank_line_beside,
    joins_chinese,
)

_BRACES = r"\{(?:[^\\{}\n]++|\\[^\n()]|\{(?:[^\\{}\n]++|\\[^\n()])*+\})*+\}"
_MARKS = (
    SIMPLE,
    SIMPLE_NUMBER,
    r"\*\*(?<!\*\*\*)[^*$\\`\[\]<>~&_^\n|《》\"]++\*\*(?!\*)",
    r"\*(?<!\*\*)\*?+(?!\*)",
    r"`(?<!``)[^`\n]++`(?!`)",
    rf"\[[^\[\]\\`*_~!<>&$^\"\n|]++\]\({address.PLAIN}\)",
    rf"\\\((?:[^\\{{}}\n]++|\\[^\n()]|{_BRACES})*+\\\)",
    r"\\(?:eq)?ref[ \t]*+\{[^{}\n]*+\}",
)


_UNKNOWN = (
    r"\$|\\|\[|\]|`|<|\^|\*\*\*++|~(?=~)|&(?=[#A-Za-z])",
    r"_(?<![A-Za-z0-9_]_)|_(?![A-Za-z0-9_])",
)
"""What may mean something to Markdown and is none of the marks; an underscore within a word does not."""

_unknown = frozenset(("$", "\\", "[", "]", "`", "<", "^", "~", "&", "_"))


@cache
def splitter(*joints: str) -> re.Pattern[str]:
    """Return the expression that parts text from marks, with these marks between lines, cells or items besides."""
    return re.compile(f"({'|'.join((*_MARKS, *joints, *_UNKNOWN))})")


CELL = "\x1d"
"""What stands between the cells of a table in HTML that is not finished."""

_mentions = pattern(f"[^《》]*(?:《[^《》]{{1,{mention.LONGEST}}}》[^《》]*)*")
_mention = pattern("《([^《》]+)》")

FORMULA_START, FORMULA_END = element("\0", display=False).split("\0")

TRIMMED = (
    " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What the library takes away at both ends of a text, but for characters that no such text holds."""


Joint = Callable[[str], str | None]


Parts = tuple[list[str], list[str], list[str]]
"""Text and marks by turns, beginning and ending with text; likewise the HTML of each; and what one reads there."""


def _one_line(_: str) -> None:
    return None


def read(draft: Draft, text: str, at: int, split: re.Pattern[str], joint: Joint = _one_line) -> Parts | None:
    """Return the line that this text is, at a position of the draft's body, or None if it is none.

    `joint` gives the HTML of what stands between two lines of their own; None if it is a break in one line.
    """
    pieces = split.split(text)
    marks = pieces[1::2]
    if not _unknown.isdisjoint(marks):
        return None
    words = pieces.copy()
    if "《" in text and not _mark_mentions(draft, pieces, at, joint):
        return None
    html = pieces.copy()
    formulas = marks
    if "<" in text or "&" in text or ">" in text or '"' in text:
        html[::2] = [escaped(piece) for piece in pieces[::2]]
        formulas = [_without_tags(mark) for mark in marks]
    html[1::2] = [f"{FORMULA_START}{formula}{FORMULA_END}" if formula != "|" else CELL for formula in formulas]
    words[1::2] = [FORMULA if mark[0] in "$\\" else " " for mark in marks]
    simple = "|" if draft.refers and "ref" in text else "$|"
    others = [n for n, mark in enumerate(marks) if mark[0] not in simple]
    draft.count += len(marks) - len(others) - marks.count("|")
    if others:
        reader = _Reader(draft, pieces, html, words, at, joint)
        for n in others:
            mark = marks[n]
            if not _TAKE[mark[0]](reader, 2 * n + 1, mark):
                return None
        if reader.opened:
            return None
    return pieces, html, words


class _Reader:
    """What is known of a line while the marks in it are read that are not just formulas. A method a kind of mark writes
    what one sees and what one reads, and returns whether the mark means what it seems to mean."""

    __slots__ = ("at", "draft", "html", "joint", "lines", "opened", "opened_at", "pieces", "words")

    def __init__(
        self, draft: Draft, pieces: list[str], html: list[str], words: list[str], at: int, joint: Joint
    ) -> None:
        self.draft, self.pieces, self.html, self.words = draft, pieces, html, words
        self.at, self.joint = at, joint
        self.lines, self.opened, self.opened_at = 0, "", 0

    def formula(self, n: int, mark: str) -> bool:
        if "ref" in mark and equation.reference(Formula(mark, mark, False, 0)) is not None:
            self.html[n] = self.draft.mark(Formula(mark, mark, False, self.draft.line(self.at) + self.lines))
            return True
        self.draft.count += 1
        return mark[0] == "$" or mark[2:-2].strip() != ""

    def emphasis(self, n: int, mark: str) -> bool:
        if len(mark) > 2:
            return mark[2] != "*" and self.strong(n, mark)
        before, after = character_before(self.pieces, n), character_after(self.pieces, n)
        self.words[n] = ""
        if self.opened:
            self.html[n] = "</em>" if mark == "*" else "</strong>"
            is_sound = mark == self.opened and can_close(before, after) and "|" not in self.pieces[self.opened_at : n]
            self.opened = ""
        else:
            self.html[n] = "<em>" if mark == "*" else "<strong>"
            is_sound = can_open(before, after)
            self.opened, self.opened_at = mark, n
        return is_sound

    def strong(self, n: int, mark: str) -> bool:
        content = self.words[n] = mark[2:-2]
        self.html[n] = f"<strong>{content}</strong>"
        is_opened = content[0].isalnum() or can_open(character_before(self.pieces, n), content[0])
        is_closed = content[-1].isalnum() or can_close(content[-1], character_after(self.pieces, n))
        return is_opened and is_closed and not self.opened

    def link(self, n: int, mark: str) -> bool:
        label, _, target = mark[1:-1].partition("](")
        self.html[n] = f'<a href="{target}">{label}</a>'
        self.words[n] = label
        return self.pieces[n - 1][-1:] != "!"

    def code(self, n: int, mark: str) -> bool:
        content = self.words[n] = code_of(mark)
        self.html[n] = f"<code>{escaped(content)}</code>"
        return True

    def line_end(self, n: int, mark: str) -> bool:
        self.lines += mark.count("\n")
        between = self.joint(mark)
        if between is not None:
            _trim(self.pieces, self.html, n)
            self.html[n] = between
            return not self.opened
        self.html[n] = "" if joins_chinese(self.pieces, n) else "\n"
        return self.pieces[n - 1][-1:] != " " and not is_blank_line_beside(self.pieces, n)


_TAKE: dict[str, Callable[[_Reader, int, str], bool]] = {
    "$": _Reader.formula,
    "\\": _Reader.formula,
    "*": _Reader.emphasis,
    "[": _Reader.link,
    "`": _Reader.code,
    "\n": _Reader.line_end,
}


def escaped(text: str) -> str:
    """Return the text as the library writes it in HTML."""
    text = _without_tags(text)
    return text.replace('"', "&quot;") if '"' in text else text


def _without_tags(text: str) -> str:
    return escape(text, quote=False) if "<" in text or "&" in text or ">" in text else text


def _trim(pieces: list[str], html: list[str], n: int) -> None:
    before, after = pieces[n - 1], pieces[n + 1]
    if before and before[-1] in TRIMMED:
        pieces[n - 1], html[n - 1] = before.rstrip(TRIMMED), html[n - 1].rstrip(TRIMMED)
    if after and after[0] in TRIMMED:
        pieces[n + 1], html[n + 1] = after.lstrip(TRIMMED), html[n + 1].lstrip(TRIMMED)


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
