"""Boxes: theorems, proofs and notes, from a line `::: theorem Title` to a line `:::`, and GitHub's `> [!NOTE]`.

A box may hold others. The word for its kind is one of the page's language, which is known when the page is rendered: in
rendered HTML its title reads `START kind SEPARATOR title STOP`; the three are control characters, which no post can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sitegen.lazypattern import pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

START, SEPARATOR, STOP = "\x10", "\x11", "\x12"

STATEMENTS = {
    "theorem": "定理",
    "lemma": "引理",
    "proposition": "命题",
    "corollary": "推论",
    "definition": "定义",
    "example": "例",
    "remark": "注",
    "proof": "证明",
}
NOTES = {"note": "说明", "tip": "提示", "important": "重要", "warning": "警告", "caution": "小心"}

_kind_of = {name: kind for kind, chinese in (STATEMENTS | NOTES).items() for name in (kind, chinese)}

LINE = pattern(
    rf":{{3,}}+[ \t]*+(?:({'|'.join(_kind_of)})(?![\w:])([^\n]*+))?(?=\n|\Z)",
    re.IGNORECASE,
)
"""A line that begins a box, or ends one: the name of a kind and the title, if any, with spaces around it."""

_like_one = pattern(r":{3,}+[ \t]*+([^\W\d_]*+)[ \t]*+(?=\n|\Z)")
_in_brackets = pattern(r"（(.*)）|\((.*)\)")
_code = pattern(r"(`{3,})[^`\n]*(?=\n|\Z)|(~{3,})")
_alert = pattern(rf"\[!({'|'.join(NOTES)})\][ \t]*(?:\n[ \t]*|\Z)", re.IGNORECASE)
_mark = pattern(f"{START}([^{SEPARATOR}]*){SEPARATOR}([^{STOP}]*){STOP}")

_DEEPER = 2
"""So many columns further in, a line of colons belongs to a list item, and not to the box around the list."""


def extend(parser: MarkdownIt) -> None:
    """Make the parser know boxes."""
    parser.block.ruler.before("table", "box", _box, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.core.ruler.after("block", "alert", _read_alerts)
    parser.add_render_rule("box_open", lambda _, tokens, at, *__: _opening(tokens[at].info))
    parser.add_render_rule("box_title_close", lambda *_: f"{STOP}</p>\n")
    parser.add_render_rule("box_close", lambda *_: "</div>\n")


def resolve(html: str, title: Callable[[str, str], str]) -> str:
    """Return the HTML with the title of each box, which `title` makes of its kind and the author's words, both HTML."""
    return _mark.sub(lambda found: title(found[1], found[2]), html) if START in html else html


def _opening(kind: str) -> str:
    group = f'statement {kind}"' if kind in STATEMENTS else f'admonition {kind}" role="note"'
    return f'<div class="{group}>\n<p class="box-title">{START}{kind}{SEPARATOR}'


# ---------------------------------------------------------------------------------------------- between lines of colons


def _box(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    fence = _fence_at(state, line)
    if fence is None or not fence[1]:
        if not silent and (other := _like_one.match(state.src, _start(state, line))):
            known = ", ".join(STATEMENTS | NOTES)
            _complain(state, line, f"begins no box; kept as text; known are {known}" if other[1] else "ends no box")
        return False
    if not silent:
        last, is_closed = _last_line(state, line, end)
        if not is_closed:
            _complain(state, line, "has no line ::: that ends it")
        _push(state, line, last, fence)
        state.line = last + is_closed
    return True


def _push(state: StateBlock, line: int, last: int, fence: re.Match[str]) -> None:
    """Add the tokens of a box whose content ends before the last line."""
    opening = state.push("box_open", "div", 1)
    opening.info, opening.map = _kind_of[fence[1].lower()], [line, last]
    title = fence[2].strip()
    if brackets := _in_brackets.fullmatch(title):
        title = brackets[1] or brackets[2] or ""
    if title:
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = title, [line, line + 1], []
    state.push("box_title_close", "", 0)
    line_max, state.lineMax = state.lineMax, last
    state.md.block.tokenize(state, line + 1, last)
    state.lineMax = line_max
    state.push("box_close", "div", -1)


def _last_line(state: StateBlock, line: int, end: int) -> tuple[int, bool]:
    """Return the line that ends the box which begins here, and whether it does so; else its container ends there."""
    depth, code, innermost = 1, "", state.sCount[line] + _DEEPER
    for n in range(line + 1, end):
        if state.isEmpty(n):
            continue
        if state.sCount[n] < state.blkIndent:
            return n, False
        if state.sCount[n] >= innermost:
            continue
        code, was_code = _code_after(state, n, code), code
        fence = _fence_at(state, n) if not code and not was_code else None
        if fence:
            depth += 1 if fence[1] else -1
        if not depth:
            return n, True
    return end, False


def _code_after(state: StateBlock, line: int, code: str) -> str:
    """Return the fence of the block of code that is open after a line, where this one was open before it."""
    found = _code.match(state.src, _start(state, line))
    fence = (found[1] or found[2]) if found else ""
    if not code:
        return fence
    is_end = fence.startswith(code) and state.src[_start(state, line) : state.eMarks[line]].strip() == fence
    return "" if is_end else code


def _fence_at(state: StateBlock, line: int) -> re.Match[str] | None:
    start = _start(state, line)
    if state.src[start : start + 1] != ":" or state.is_code_block(line):
        return None
    return LINE.match(state.src, start)


def _start(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _complain(state: StateBlock, line: int, message: str) -> None:
    text = state.env["math"].to_source(state.src[_start(state, line) : state.eMarks[line]].strip())
    state.env["faults"].append((line, "box", f"{text} {message}", False))


# ---------------------------------------------------------------------------------------------- GitHub's alerts


def _read_alerts(state: StateCore) -> None:
    """Make boxes of the quotes that begin with `[!NOTE]` or the like on a line of its own."""
    if not any(token.type == "inline" and token.content.startswith("[!") for token in state.tokens):
        return
    out: list[Token] = []
    are_boxes: list[bool] = []
    skipped = 0
    for n, token in enumerate(state.tokens):
        if n < skipped:
            continue
        if token.type == "blockquote_open":
            alert = _alert_in(state.tokens[n + 1 : n + 3])
            are_boxes.append(alert is not None)
            if alert:
                token.type, token.info = "box_open", alert[1].lower()
                out += [token, _title_close(token.level + 1)]
                skipped = n + (1 if _has_more(state.tokens[n + 2], alert.end()) else 4)
                continue
        elif token.type == "blockquote_close" and are_boxes.pop():
            token.type = "box_close"
        out.append(token)
    state.tokens = out


def _alert_in(tokens: list[Token]) -> re.Match[str] | None:
    kinds = [token.type for token in tokens]
    return _alert.match(tokens[1].content) if kinds == ["paragraph_open", "inline"] else None


def _has_more(inline: Token, end: int) -> bool:
    """Take the first line from the text of a paragraph; return whether there are more."""
    inline.content = inline.content[end:]
    if inline.map:
        inline.map[0] += 1
    return inline.content != ""


def _title_close(level: int) -> Token:
    from markdown_it.token import Token  # a late import: most texts need no library

    return Token("box_title_close", "", 0, level=level)
