"""The quick lane: well-behaved blocks become HTML at once, and only what is between them goes to the library.

A shortcut and nothing else: a text is cut only where what stands on one side of a blank line cannot matter to the other.
Where that is not certain, the whole text is left to the library.
"""

from __future__ import annotations

import re

from sitegen.lazypattern import pattern
from sitegen.marks.masked import CLOSING, OPENING
from sitegen.prose.draft import Draft
from sitegen.prose.kinds import GAP, KINDS, paragraph

_USUAL = bytes({*range(256)} - {*range(32)} | {*b"\t\n"})
_definition = pattern(r"^[ \t>+*0-9.)-]*+\[(?:[^\[\]\\]|\\.)*+\]:", re.MULTILINE | re.DOTALL)
_term = re.compile(r"\n[ \t]*+[:~][ \t]")
_line_ends = re.compile(r"\n(?:[ \t]*+\n)*+")
_leading = re.compile(r"(?:[ \t]*+\n)*+")
_starts_anew = re.compile(" ?[^ \t\n]")
_starts_no_item = re.compile(r" ?[^-+*0-9 \t\n]")
_item = pattern(r"^[ \t]*+(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_open_ended = pattern(
    r"```|~~~|\^\[|<[!?]|<(?:script|style|pre|textarea|code|noscript|kbd|samp)(?:[\s>]|\Z)"
    r"|\\(?:begin|(?:eq)?ref)[ \t]*+\Z",
    re.IGNORECASE,
)


def read(draft: Draft) -> bool:
    """Add the blocks of a draft's body; return False if it must be read as a whole, by the library."""
    body, end = draft.body, draft.end
    if not _is_usual(body):
        return False
    at = _leading.match(body).end()  # type: ignore[union-attr]
    gaps = iter([gap.span() for gap in GAP.finditer(body, at, end)])
    left, left_end, has_list, run_end, next_run = -1, -1, False, -1, -1
    while at < end:
        while run_end <= at:
            run_end, next_run = next(gaps, (end, end))
        stop = run_end
        if left >= 0 and (_starts_no_item if has_list else _starts_anew).match(body, at):
            if not _leave_to_library(draft, left, left_end):
                return False
            left = -1
        if left < 0:
            count, mentions = draft.count, len(draft.mentions)
            found = KINDS.get(body[at], paragraph)(draft, at, stop)
            if found:
                block, stop = found
                draft.blocks.append(block)
            else:
                draft.go_back(count, mentions)
                left, has_list = at, False
        if left >= 0:
            left_end = stop
            has_list = has_list or _item.search(body, at, stop) is not None
        at = next_run if stop == run_end else _next_line(body, stop, end)
    return left < 0 or _leave_to_library(draft, left, left_end)


def _next_line(body: str, at: int, end: int) -> int:
    """Return where the next line begins that is not blank."""
    return _line_ends.match(body, at).end() if at < end else end  # type: ignore[union-attr]


def _is_usual(body: str) -> bool:
    """Whether a body is without control characters, the characters around formulas' numbers, boxes, and what is defined
    in one place for another: links, footnotes, terms."""
    ascii = body.encode("ascii", "ignore")
    if OPENING in body or CLOSING in body or b":::" in ascii or ascii.translate(None, _USUAL):
        return False
    may_define = b"]:" in ascii and _definition.search(body)
    return not may_define and not ((b":" in ascii or b"~" in ascii) and _term.search(body))


def _leave_to_library(draft: Draft, start: int, end: int) -> bool:
    """Let the library read a part; return whether nothing in it could go on after its end, and formulas are marked in it as
    they are everywhere else.
    """
    if _open_ended.search(draft.body, start, end):
        return False
    from sitegen.prose import markdown  # a late import: most texts need no library, and it is slow to load

    faults = len(draft.faults)
    markdown.read(draft, start, end + 1)  # with its line end, which the library copies after raw HTML
    return len(draft.faults) == faults and draft.opening == OPENING
