"""`<!--more-->` on a line of its own: what stands before it is the summary. It is known with raw HTML off, too."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_marker = re.compile(r"<!--\s*more\s*-->\s*", re.IGNORECASE)


def extend(parser: MarkdownIt) -> None:
    """Make the parser know the marker, as a token `more` that renders to nothing."""
    parser.block.ruler.before("html_block", "more", _more, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.add_render_rule("more", lambda *_: "")


def _more(state: StateBlock, line: int, _: int, silent: bool) -> bool:
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if not _marker.fullmatch(state.src, start, end):
        return False
    if not silent:
        state.line = line + 1
        state.push("more", "", 0).map = [line, line + 1]
    return True
