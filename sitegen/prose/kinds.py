"""Blocks that are well-behaved: one function a kind, which gives the block that begins at a position of a draft's body
and the position where it ends, or None for a block that is not.

Each is given the end of the run of lines without a blank one, in which the block begins. A list and a fence may go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sitegen.lazypattern import pattern
from sitegen.marks import code, heading, mention
from sitegen.marks.delimiter import BEGIN, BLANK, closer
from sitegen.marks.masked import Formula
from sitegen.prose.draft import FORMULA, Block, Draft
from sitegen.prose.line import CELL, TRIMMED, read, splitter
from sitegen.prose.lined import Quick, Title
from sitegen.prose.pieces import turns
from sitegen.prose.values import Heading

Found = tuple[Block, int] | None

_ROW = "\x1c"

PLAIN = (
    r"(?:[^ \t\n>\-+*0-9#`~\[:<|=_\\$]|\*{1,2}+(?=[^ \t\n*])|`(?!`)|\[|\$(?!\$)|\\(?:\(|(?:eq)?ref)|[0-9]++(?![.)]))"
)
"""How a line begins that is no more than text, wherever it stands."""

_ITEM = r"(?:[-+*]|[0-9]{1,9}[.)])"
_plain = re.compile(f" ?{PLAIN}")
_other_line = pattern(rf"\n(?!{PLAIN})")
_other_line_of_quote = pattern(rf"\n(?!\n|{PLAIN})")
_item = pattern(rf"({_ITEM}) {{1,4}}+(?={PLAIN})")
_item_of_list = pattern(rf"({_ITEM})(?=[ \t\n]|\Z)")
_after_list = pattern(rf" ?[^-+*0-9 \t\n]|{PLAIN}|\Z")
_rule = pattern(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}+")
_more = pattern(r"<!--[ \t]*+more[ \t]*+-->[ \t]*+", re.IGNORECASE)
_quote_mark = pattern("^> ?", re.MULTILINE)
_fence = pattern(r"```([A-Za-z0-9_+#.-]*+)[ \t]*+\n")
_end_of_fence = pattern(r"\n```[ \t]*+(?=\n|\Z)")
_after_heading = pattern(rf"\n(?:[ \t]*+(?:\n|\Z)|#|{PLAIN})|\Z")
GAP = pattern(r"\n(?:[ \t]*+\n)++")
"""Blank lines, with the end of the line before them."""

_other_line_of_table = pattern(r"\n(?!\|)")
_under_head = pattern(r"\|(?:[ \t]*+:?-++:?[ \t]*+\|)++[ \t]*+")

_LINES = splitter(r"\n")
_ITEMS = (rf"\n(?:[ \t]*+\n)*+{_ITEM} {{1,4}}+(?={PLAIN})", r"\n")
_PARAGRAPHS = (r"\n++",)
_CELLS = (r"\|", r"\n")


def paragraph(draft: Draft, at: int, stop: int) -> Found:
    """Find a paragraph."""
    if not _plain.match(draft.body, at):
        return None
    text = draft.body[at:stop].strip(TRIMMED)
    if not text or ("\n" in text and _other_line.search(text)):
        return None
    line = read(draft, text, at, _LINES)
    return (Quick("paragraph", f"<p>{''.join(line[1])}</p>\n", line), stop) if line else None


def equation(draft: Draft, at: int, stop: int) -> Found:
    """Find a displayed formula, or a paragraph that begins with a formula."""
    text = draft.body[at:stop].rstrip(" \t")
    if text.startswith("\\begin") and (begin := BEGIN.match(text)):
        kind, content = begin[1], begin.end()
    elif text.startswith("$$") or text.startswith("\\["):
        kind, content = ("$$" if text[0] == "$" else r"\]"), 2
        if not text[2:-2].strip():
            return None
    else:
        return paragraph(draft, at, stop)
    end = closer(kind).swift.match(text, content)
    if not end or end.end() != len(text) or (">" in text and BLANK.search(text)):
        return None
    formula = Formula(text, text, True, draft.line(at))
    shown = draft.mark(formula) if draft.macros or "\\label" in text else draft.show(formula)
    line = ["", text, ""], ["", shown, ""], ["", FORMULA, ""]
    return Quick("equation", f'<div class="equation">{shown}</div>\n', line), stop


def title(draft: Draft, at: int, stop: int) -> Found:
    """Find a heading."""
    eol = draft.body.find("\n", at, stop)
    stop = stop if eol < 0 else eol
    whole = draft.body[at:stop]
    after = whole.lstrip("#")
    level = len(whole) - len(after)
    text = after.strip(TRIMMED)
    if level > 6 or after[:1] not in (" ", "\t") or not text or text.endswith("#"):
        return None
    if not _after_heading.match(draft.body, stop):
        return None
    line = read(draft, text, at, _LINES)
    if line is None or any(mark[0] == "[" for mark in line[0][1::2]):
        return None
    name = heading.heading_id(mention.strip("".join(turns(line[0]))), draft.ids)
    content = "".join(line[1])
    html = f'<h{level} id="{name}">{content}{heading.anchor_html(name)}</h{level}>\n'
    return Title(html, line, Heading(level, name, mention.strip(content))), stop


def fence(draft: Draft, at: int, stop: int) -> Found:
    """Find a block of code between fences, or a paragraph that begins with code."""
    body = draft.body
    if not body.startswith("```", at):
        return paragraph(draft, at, stop)
    opening = _fence.match(body, at)
    if not opening:
        return None
    start = opening.end()
    closing = body.find("```", start)
    end = _end_of_fence.match(body, closing - 1) if closing > 0 else None
    if not end:
        return None
    return Quick("other", code.html(body[start : end.start() + 1], opening[1])), end.end()


def items(draft: Draft, at: int, stop: int) -> Found:
    """Find a list whose items are a line each, a rule, or a paragraph that begins with emphasis or a number."""
    body = draft.body
    first = _item.match(body, at)
    if not first:
        if _rule.fullmatch(body, at, stop):
            return Quick("other", "<hr />\n"), stop
        return paragraph(draft, at, stop) if not _item_of_list.match(body, at) else None
    kind = first[1][-1]
    while gap := GAP.match(body, stop):
        following = _item_of_list.match(body, gap.end())
        if not following and not _after_list.match(body, gap.end()):
            return None
        if not following or following[1][-1] != kind:
            break
        next_gap = GAP.search(body, gap.end())
        stop = next_gap.start() if next_gap else draft.end
    is_loose = GAP.search(body, at, stop) is not None
    before, after = ("<li>\n<p>", "</p>\n</li>\n") if is_loose else ("<li>", "</li>\n")

    def joint(_: str) -> str:
        return after + before

    line = read(draft, body[first.end() : stop].strip(TRIMMED), first.end(), splitter(*_ITEMS), joint)
    if line is None or any(mark[0] == "\n" and mark.rstrip(" ")[-1] != kind for mark in line[0][1::2]):
        return None
    tag, number = ("ul", "1") if kind in "-+*" else ("ol", first[1][:-1])
    opening = f"<{tag}>" if int(number) == 1 else f'<{tag} start="{int(number)}">'
    html = f"{opening}\n{before}{''.join(line[1])}{after}</{tag}>\n"
    return Quick("list", html, line, joint=joint), stop


def quote(draft: Draft, at: int, stop: int) -> Found:
    """Find a quote of paragraphs."""
    text, count = _quote_mark.subn("", draft.body[at:stop])
    text = text.rstrip(TRIMMED)
    if not _plain.match(text):
        return None
    has_lines = count > 1 or "\n" in text
    if has_lines and (count != draft.body.count("\n", at, stop) + 1 or _other_line_of_quote.search(text)):
        return None
    line = read(draft, text.lstrip(TRIMMED), at, splitter(*_PARAGRAPHS), _between_paragraphs)
    if line is None:
        return None
    html = f"<blockquote>\n<p>{''.join(line[1])}</p>\n</blockquote>\n"
    return Quick("quote", html, line, joint=_between_paragraphs), stop


def _between_paragraphs(mark: str) -> str | None:
    return None if mark == "\n" else "</p>\n<p>"


def table(draft: Draft, at: int, stop: int) -> Found:
    """Find a table with a border on both sides."""
    head, *rest = draft.body[at:stop].split("\n", 2)
    if not rest or not _under_head.fullmatch(rest[0]):
        return None
    styles = [_style(column.strip(" \t")) for column in rest[0].rstrip(" \t")[1:-1].split("|")]
    lines = [read(draft, head, at, splitter(*_CELLS), _between_cells)]
    if rest[1:]:
        if rest[1][0] != "|" or _other_line_of_table.search(rest[1]):
            return None
        lines.append(read(draft, rest[1], stop - len(rest[1]), splitter(*_CELLS), _between_cells))
    rows: list[str] = []
    for line, tag in zip(lines, ("th", "td"), strict=False):
        if line is None or any(mark[0] == "`" and "|" in mark for mark in line[0][1::2]):
            return None
        for row in "".join(line[1]).split(_ROW):
            border, *cells, end = row.split(CELL) if CELL in row else ("", row, "x")
            if border or end.strip(TRIMMED) or len(cells) != len(styles):
                return None
            shown = [
                f"<{tag}{style}>{cell.strip(TRIMMED)}</{tag}>\n" for style, cell in zip(styles, cells, strict=True)
            ]
            rows.append(f"<tr>\n{''.join(shown)}</tr>\n")
    below = f"<tbody>\n{''.join(rows[1:])}</tbody>\n" if rows[1:] else ""
    html = f'<div class="table" tabindex="0">\n<table>\n<thead>\n{rows[0]}</thead>\n{below}</table>\n</div>\n'
    block = Quick("other", html, *filter(None, lines), joint=_between_cells)
    block.text = "\n".join("".join(line[2]) for line in lines if line)
    return block, stop


def _between_cells(mark: str) -> str:
    return CELL if mark == "|" else _ROW


def _style(column: str) -> str:
    if column[-1] == ":":
        return f' style="text-align:{"center" if column[0] == ":" else "right"}"'
    return ' style="text-align:left"' if column[0] == ":" else ""


def more(draft: Draft, at: int, stop: int) -> Found:
    """Find the end of the summary."""
    return (Quick("more", ""), stop) if _more.fullmatch(draft.body, at, stop) else None


KINDS: dict[str, Callable[[Draft, int, int], Found]] = {
    "$": equation,
    "\\": equation,
    "#": title,
    "`": fence,
    ">": quote,
    "|": table,
    "<": more,
    **dict.fromkeys("-+*0123456789_", items),
}
"""The kinds by the characters that they begin with; all others begin paragraphs."""
