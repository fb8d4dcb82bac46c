"""The body of an archive record as Markdown: formulas byte for byte, structure where the archive shows it, all else literal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.chinese import CJK, restore_punctuation
from sitegen.importing.dialects import ZERO_WIDTH, trimmed, without_zero_width
from sitegen.marks import math
from sitegen.marks.masked import Masked

LONGEST_HEADING = 23
"""Of 2350 headings in the blog's original posts the longest has 23 characters."""

_numbered = re.compile(r"(?!0[0-9])([0-9]{1,3})、(?!\s*\d+\s*[、,，和与或及])\s*(?=\S)")
_listlike = re.compile(r"[-*+•·▪]\s|[(（]?\d{1,3}[)）.、]|[①-⑳]|[(（][一二三四五六七八九十]+[)）]")
_final_mark = re.compile(r"[。.!！?？,，;；:：、…—~]$")
_word = re.compile(rf"[^\W\d_]|{CJK}")
_hash = re.compile(r"\s#$")


@dataclass(frozen=True)
class Block:
    """A line of a body with its formulas masked: a `heading`, an `item` with its number, a `formula` or a `paragraph`."""

    kind: str
    text: str
    number: int = 0


def compose(body: Sequence[str], chinese_punctuation: bool = False) -> str:
    """Return the Markdown of a body. Rendered, it shows every character of the archive."""
    masked = math.mask("\n".join(body), verbatim=True)
    ticks = any("`" in formula.source for formula in masked.formulas)
    parts: list[str] = []
    previous: Block | None = None
    delimiter = "."
    for block in blocks(masked):
        if block.kind == "item":
            follows = previous is not None and previous.kind == "item"
            if follows and previous and block.number != previous.number + 1:
                delimiter = ")" if delimiter == "." else "."  # another delimiter begins another list
            marker = f"{block.number}{delimiter} "
            text = _literal(block.text, masked, ticks, chinese_punctuation, in_item=True)
            if _leaves_item.search(text):
                text = text.replace("\n", "\n" + " " * len(marker))
            parts.append(("\n" if follows else "\n\n") + marker + text)
        else:
            text = _literal(block.text, masked, ticks, chinese_punctuation)
            parts.append("\n\n" + ("## " if block.kind == "heading" else "") + text)
        previous = block
    return "".join(parts).lstrip("\n") + "\n" if parts else ""


def blocks(masked: Masked) -> list[Block]:
    """Return the lines of a masked body, each with what it is.

    A heading is short, has no final punctuation and no formula, and is followed by ordinary prose: neither by a
    formula, a list, another heading, nor by the end. (A line that ends in ` #`, as headings of article pages do, only
    has to be short.) So the lines are judged from the last to the first.
    """
    found: list[Block] = []
    needed = re.compile(f"(?<={masked.closing}){ZERO_WIDTH}+(?=[0-9$\\\\{masked.opening}])")
    text = needed.sub(_KEPT, masked.text) if masked.formulas else masked.text
    for line in reversed([line for raw in text.split("\n") if (line := trimmed(raw))]):
        after = found[-1] if found else None
        found.append(_block(line, after, masked))
    return found[::-1]


def _block(line: str, after: Block | None, masked: Masked) -> Block:
    formulas = masked.formulas_in(line)
    if formulas and not masked.without_marks(line).strip(" .。,，;；") and any(f.display for f in formulas):
        return Block("formula", line)
    item = _numbered.match(line)
    if item:
        return Block("item", line[item.end() :], int(item[1]))
    marked = _hash.search(line)
    if marked and not formulas and len(line) <= 2 * LONGEST_HEADING:
        return Block("heading", line[: marked.start()].rstrip())
    is_short = len(line) <= (LONGEST_HEADING if re.search(CJK, line) else 2 * LONGEST_HEADING)
    if is_short and not formulas and after and after.kind == "paragraph" and _can_head(line):
        return Block("heading", line)
    return Block("paragraph", line)


def _can_head(line: str) -> bool:
    return bool(_word.search(line)) and not _final_mark.search(line) and not _listlike.match(line)


# ---------------------------------------------------------------------------------------------- literal text

_KEPT = "\x03"
"""A character of no width that keeps the end of a formula apart from what follows: `$x$1` is no formula."""

_special = re.compile(r"[\\`*$]|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_line_start = re.compile(r"(#{1,6})(?=\s|$)|([-+>])|(:(?=::|\s)|~(?=\s))|(\d{1,9})([.)])(?=\s|$)|(=+|-+)$")
_leaves_item = re.compile(r"\n[ \t]*(?:[-+*>#`~:=]|\d|\[|\n)")
_link_like = re.compile(r"\]\s*[(\[:]|\^\[")


def escaped(text: str, brackets: bool, ticks: bool = False) -> str:
    """Return text as Markdown in which no character in the line means anything; brackets only if asked for.

    `ticks`: whether a formula near it has a backtick.
    """
    text = _special.sub(lambda found: "\\" + found[0], text)
    if ticks:
        text = text.replace("\\`", "&#96;")  # an escaped backtick can still end a code span that begins in a formula
    return text.replace("[", "&#91;").replace("]", "&#93;") if brackets else text


def escaped_start(line: str) -> str:
    """Return a line of Markdown that begins no list, heading, quote or the like, and ends in no hashes."""
    line = _line_start.sub(_escaped_start, line, count=1) if _line_start.match(line) else line
    return re.sub(r"(\s)(#+)$", r"\1\\\2", line)


def _literal(line: str, masked: Masked, ticks: bool, chinese_punctuation: bool, in_item: bool = False) -> str:
    """Return a masked line as Markdown that shows it: what Markdown would react to is escaped, formulas put back.

    `ticks`: whether a formula of the body has a backtick.
    """
    text = without_zero_width(line)
    if chinese_punctuation:
        text = _outside_code(text)
    brackets = bool(_link_like.search(text)) or (in_item and text.startswith("["))
    text = escaped_start(escaped(text, brackets, ticks))
    return masked.to_source(text.replace(_KEPT, "\u200b"))


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[4]}\\{found[5]}" if found[4] else "\\" + found[0]


def _outside_code(text: str) -> str:
    """Chinese punctuation, but not between backticks, which the archive's author writes around code."""
    parts = re.split(r"(`+[^`]*`+)", text)
    return "".join(part if n % 2 else restore_punctuation(part) for n, part in enumerate(parts))
