"""Where formulas begin and end: as MathJax finds it, at the first closing delimiter outside braces."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sitegen.chinese import HAN
from sitegen.lazypattern import pattern

BLANK = pattern(r"\n[ \t>]*(?=\n|\Z|:::)")
"""A blank line, with the end of the line before it; a line of colons, which ends paragraphs, is as good as one."""

BEGIN = re.compile(r"\\begin\s*\{([^{}\\$\n]{1,80})\}")
"""An environment."""

_PLAIN = r"[^\\${}`\n]*+"
_BRACED = rf"\{{{_PLAIN}(?:(?:\\[^\n]|\{{{_PLAIN}(?:\\[^\n]{_PLAIN})*+\}}){_PLAIN})*+\}}"
_SIMPLE_END = rf"{_PLAIN}(?:(?:\\[^\n]|{_BRACED}){_PLAIN})*+(?<!\s)\$(?![0-9])"
SIMPLE = rf"\$(?![\s\d$]){_SIMPLE_END}"
"""A formula in a line that is one at first sight: unpadded, no digit first, braces two deep at most and no dollar in
them, no backtick. Most are like that; the others are looked at more closely."""

SIMPLE_NUMBER = rf"\$(?=\d)(?!\d[\d.,]*+\s*+{HAN}){_SIMPLE_END}"
"""Likewise with a digit first, and no price."""

_NO_MARK = r"[^\\{}]*+"
_GROUP = rf"\{{{_NO_MARK}(?:(?:\\.|\{{{_NO_MARK}(?:\\.{_NO_MARK})*+\}}){_NO_MARK})*+\}}"


class Closer(NamedTuple):
    """How a kind of formula ends: `swift` matches up to the end where braces are simple; `exact` finds each candidate."""

    kind: str
    swift: re.Pattern[str]
    exact: re.Pattern[str]


@cache
def closer(kind: str) -> Closer:
    """Return how a formula ends that is opened by `$` or `$$`, ended by `\\)` or `\\]`, or an environment of this name."""
    if kind in ("$", "$$"):
        end, plain = re.escape(kind), r"[^\\{}$]*+"
        part = rf"\\.|{_GROUP}" if kind == "$" else rf"\\.|{_GROUP}|\$(?!\$)"
    else:
        end, plain = re.escape(kind) if kind in (r"\)", r"\]") else rf"\\end\s*\{{{re.escape(kind)}\}}", _NO_MARK
        part = rf"(?!{end})\\.|{_GROUP}"
    return Closer(
        kind,
        re.compile(rf"{plain}(?:(?:{part}){plain})*+({end})", re.DOTALL),
        re.compile(rf"({end})|\\(?:[^\n]|\Z)|[{{}}]"),
    )


_any_event = pattern(r"\\begin\s*\{([^{}\\$\n]{1,80})\}|\\end\s*\{([^{}\\$\n]{1,80})\}|\\(?:[^\n]|\Z)|[{}$]")


def all_closers(text: str) -> dict[int, int]:
    """Return for each place where a formula may begin the position after its end, found for all of them in one pass.

    From right to left: what follows a closing brace is what a formula inside that group would find after the group;
    before the group's opening brace the group is passed over, so the state from behind it is taken up again.
    """
    events = list(_any_event.finditer(text))
    partner: dict[int, int] = {}
    opened: list[int] = []
    for n, event in enumerate(events):
        if event[0] == "{":
            opened.append(n)
        elif event[0] == "}" and opened:
            start = opened.pop()
            partner[start], partner[n] = n, start
    ends: dict[int, int] = {}
    state: dict[str, int] = {}
    undo: list[tuple[str, int | None]] = []
    marks: list[int] = []

    def remember(kind: str, end: int) -> None:
        undo.append((kind, state.get(kind)))
        state[kind] = end

    for n in range(len(events) - 1, -1, -1):
        event, what, at = events[n], events[n][0], events[n].start()
        if what == "}":
            if n in partner:
                marks.append(len(undo))
        elif what == "{":
            if n in partner:
                mark = marks.pop()
                while len(undo) > mark:
                    kind, end = undo.pop()
                    if end is None:
                        state.pop(kind, None)
                    else:
                        state[kind] = end
            else:  # never closed: no end behind it can be reached from before it
                undo.extend(state.items())
                state.clear()
        elif what == "$":
            double = text.startswith("$$", at)
            end = state.get("$$" if double else "$")
            if double and end == at + 3:  # of three dollars, the second two are no end of what the first two begin
                end = state.get("next $$")
            if end is not None:
                ends[at] = end
            remember("$", at + 1)
            if double:
                if "$$" in state:
                    remember("next $$", state["$$"])
                remember("$$", at + 2)
        elif event[1] is not None or what in ("\\(", "\\["):
            end = state.get(event[1] or {"\\(": "\\)", "\\[": "\\]"}[what])
            if end is not None:
                ends[at] = end
        elif event[2] is not None or what in ("\\)", "\\]"):
            remember(event[2] or what, event.end())
    return ends
