"""The pieces of a line, text and marks by turns: what one reads in them, and what stands beside a mark."""

from __future__ import annotations

from sitegen.chinese import is_cjk
from sitegen.marks import mention
from sitegen.marks.linebreak import joins
from sitegen.marks.masked import CLOSING, OPENING
from sitegen.marks.neighbour import kind_of


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
    """What one reads of a mark that is no formula."""
    if mark[0] == "[":
        return mark[1:-1].partition("](")[0]
    if mark[0] == "`":
        return code_of(mark)
    return mark.strip("*") if mark[0] == "*" else " "


def code_of(mark: str) -> str:
    """Return the code of a code span."""
    content = mark[1:-1]
    is_padded = content[0] == content[-1] == " " and content.strip(" ") != ""
    return content[1:-1] if is_padded else content


def character_before(pieces: list[str], n: int) -> str:
    """Return the character before a mark, as the library sees it: that of a formula stands for the formula."""
    if pieces[n - 1]:
        return pieces[n - 1][-1]
    return {"$": CLOSING, "\\": CLOSING, "[": ")", "`": "`"}.get(pieces[n - 2][0], " ") if n > 1 else " "


def character_after(pieces: list[str], n: int) -> str:
    """Return the character after a mark, likewise."""
    if pieces[n + 1]:
        return pieces[n + 1][0]
    return {"$": OPENING, "\\": OPENING, "[": "[", "`": "`"}.get(pieces[n + 2][0], " ") if n + 2 < len(pieces) else " "


def can_open(before: str, after: str) -> bool:
    """Return whether emphasis can begin between these characters."""
    is_space, is_punctuation, _ = kind_of(after)
    return not is_space and (not is_punctuation or any(kind_of(before)))


def can_close(before: str, after: str) -> bool:
    """Return whether emphasis can end between these characters."""
    is_space, is_punctuation, _ = kind_of(before)
    return not is_space and (not is_punctuation or any(kind_of(after)))


def is_blank_line_beside(pieces: list[str], n: int) -> bool:
    """Return whether a line beside this break has nothing but characters in it that the library may take for spaces."""
    before, after = pieces[n - 1], pieces[n + 1]
    is_first = n == 1 or pieces[n - 2][0] == "\n"
    return (is_first and not before) or before.isspace() or after.isspace()


def joins_chinese(pieces: list[str], n: int) -> bool:
    """Return whether the line break is one between Chinese characters, or one of them and a formula."""
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
