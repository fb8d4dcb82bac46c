"""Plain text: what no rule of Markdown can react to is taken as it is, without asking every rule. A shortcut only: take
this mark out of the list in `prose`, and the same pages are made more slowly.

- A line that begins with a letter, a Chinese character or a formula, with a blank line or the next item of its list
  after it, is a paragraph. (A line of a definition after it would make it a term.)
- Text without any of the characters at which an inline rule begins or ends is one piece of text.
- A web address of plain characters is as it should be.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sitegen.chinese import CJK
from sitegen.marks import address

LIVE = re.compile(r"[\n!&*<\[\\\]^_`~]")
"""The characters at which one of our inline rules can begin or end; the library stops at a dozen more."""

_plain_address = re.compile(address.PLAIN)
_item = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]+\S")
_plain_start = re.compile(rf"[A-Za-z\ue000-\uf8ff]|{CJK}")


def extend(parser: MarkdownIt) -> None:
    """Make the parser take plain lines and plain text as they are."""
    parser.block.ruler.before("table", "plain", _paragraph)
    parse = parser.inline.parse

    def plainly(src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if LIVE.search(src):
            return parse(src, md, env, tokens)
        tokens.append(Token("text", "", 0, content=src))
        return tokens

    normal = parser.normalizeLink

    def normally(url: str) -> str:
        return url if _plain_address.fullmatch(url) else normal(url)

    parser.normalizeLink = normally  # type: ignore[method-assign]
    parser.inline.terminator_re = LIVE
    parser.inline.parse = plainly  # type: ignore[method-assign]


def _paragraph(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Take the one line of a plain paragraph."""
    at = state.bMarks[line] + state.tShift[line]
    if silent or state.sCount[line] - state.blkIndent >= 4 or not _plain_start.match(state.src, at):
        return False
    after = line + 1
    if after < end and not state.isEmpty(after) and not _begins_next_item(state, after):
        return False
    while after < end and state.isEmpty(after):
        after += 1
    if after < end and state.src[state.bMarks[after] + state.tShift[after]] in ":~":
        return False
    state.line = line + 1
    opening = state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    opening.map = inline.map = [line, line + 1]
    inline.content = mdTrim(state.src[at : state.eMarks[line]])
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _begins_next_item(state: StateBlock, line: int) -> bool:
    """Whether a line further out than this item begins an item, which ends the paragraph whatever its number."""
    is_outside = 0 <= state.sCount[line] < min(state.blkIndent, 4)  # with four spaces it may be more of the paragraph
    return is_outside and _item.match(state.src, state.bMarks[line] + state.tShift[line]) is not None
