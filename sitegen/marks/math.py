"""Formulas: found in Markdown before Markdown is read, masked by opaque marks, and put back byte for byte.

One scan over the text knows just enough of Markdown to tell where a formula can stand: containers (quotes, lists,
footnotes), fences and indented code, code spans, HTML tags and comments, link targets, escapes. Where a formula
begins, its end is found as MathJax finds it: the first closing delimiter that is neither escaped nor in braces.

- `$$…$$`, `\\[…\\]` and `\\begin{X}…\\end{X}` for any X are displayed; `\\(…\\)` and `$…$` stand in the line;
  `\\ref{…}` and `\\eqref{…}` are formulas in prose too.
- An inline formula holds no blank line. A displayed one may, when its delimiters begin and end their lines.
- `$…$` besides: padded on both sides or on neither, no price at its beginning (`$6元与$`), and no digit after it, so
  `$5 and $10` is text.
- What leads a line because of its container (`> `, a list's indentation) is not part of a formula; its line ends are.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from urllib.parse import unquote

from sitegen.chinese import CJK, HAN
from sitegen.marks import box
from sitegen.marks.delimiter import BEGIN, BLANK, SIMPLE, all_closers, closer
from sitegen.marks.masked import CLOSING, OPENING, Formula, Masked


def mask(text: str, verbatim: bool = False, first: int = 0, first_line: int = 0) -> Masked:
    """Return the text with its formulas masked.

    `verbatim` text has no Markdown in it (a title, the body of an archive's record): each of its lines is a paragraph,
    so a formula over several lines must not hold a line of prose. A part of a text says how many formulas stand before
    it, and how many lines.
    """
    opening, closing = _free_characters(text)
    scan = _Scan(text, opening, closing, verbatim, first, first_line)
    return scan.line_of_text() if verbatim else scan.document()


@cache
def _tag() -> re.Pattern[str]:
    from markdown_it.common.html_re import HTML_TAG_RE  # a late import: most texts have no tags

    return HTML_TAG_RE


def _free_characters(text: str) -> tuple[str, str]:
    """Two characters of the private use area that the text does not hold, nor as entities, nor as bytes in an address."""
    if "&#" in text or "%E" in text or "%e" in text:
        plain = unescape(text)
        text = "".join((text, plain, unquote(text), unquote(plain)))
    if OPENING not in text and CLOSING not in text:
        return OPENING, CLOSING
    free = (chr(code) for code in range(ord(CLOSING) + 1, 0xF8FF) if chr(code) not in text)
    return next(free), next(free)


# ---------------------------------------------------------------------------------------------- patterns

_QUOTE = 0
"""A quote among the containers; a list item is there as the width of its indentation."""

_DEEPEST = 100
"""Containers in containers, at most; there the parser ends, with a problem."""

_LONGEST_PREFIX = 4 * _DEEPEST
"""Container marks before the text of a line, at most."""

_simple = re.compile(SIMPLE)
_event = re.compile(r"[\\$`<\]\n]")
_ticks = re.compile(r"`+")
_text_event = re.compile(r"[\\$]")
_plain_line = re.compile(r"[^\s>\-+*0-9#`~\[:]")
_list_marker = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t]|\n|\Z)")
_definition_marker = re.compile(r"[:~](?=[ \t])")
_footnote = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
_reference = re.compile(r"\[(?!\^)(?:[^\[\]\n\\]|\\.)+\]:[ \t]*\n?[ \t]*\S+")
_rule = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}+(?=\n|\Z)")
_fence = re.compile(r"(`{3,})[^`\n]*(?=\n|\Z)|(~{3,})[^\n]*(?=\n|\Z)")
_block_start = re.compile(r"\n[ \t>]*(?:(?=\n|\Z)|(?:[-+*]|[0-9]{1,9}[.)])[ \t]|#{1,6}[ \t]|`{3}|~{3}|:{3})")
_interrupting = re.compile(r"\n[ \t>]*(?:[-+*]|[0-9]{1,9}[.)]|#{1,6})[ \t]")
_end_of_row = re.compile(r"\|[ \t]*+\n[ \t>]*+\|")
_TITLE = r"""(?:(?P<quote>["'])(?:(?!(?P=quote))[^\\\n]|\\.|\n(?![ \t>]*\n))*+(?P=quote)|\((?:[^()\\\n]|\\.|\n(?![ \t>]*\n))*+\))"""
_link_target = re.compile(
    r"\]\([ \t]*+\n?[ \t]*+(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*+)"
    rf"(?:[ \t]*+\n?[ \t]*+(?<=\s)(?P<title>{_TITLE}))?+[ \t]*+\n?[ \t]*+\)"
)
_autolink = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+)>")
_opaque = re.compile(r"<(script|style|pre|textarea|code|noscript|kbd|samp)(?=[\s>])", re.IGNORECASE)
_reference_to = re.compile(r"\\(?:eq)?ref\s*\{[^{}\n]*\}")
_token = re.compile(r"\\(?:[^\n]|\Z)|[{}]")
_cjk = re.compile(CJK)
_price = re.compile(rf"\s*\d[\d.,]*\s*{HAN}")
_prose = re.compile(f"(?:{CJK}|\\s)+")

# ---------------------------------------------------------------------------------------------- the scan


class _Scan:
    """One pass over a text. Positions are offsets into it; `out` gathers the text with marks in place of formulas."""

    def __init__(self, text: str, opening: str, closing: str, verbatim: bool, first: int, first_line: int) -> None:
        self.text, self.size = text, len(text)
        self.verbatim = verbatim
        self.opening, self.closing = opening, closing
        self.out: list[str] = []
        self.copied = 0
        self.formulas: list[Formula] = []
        self.unclosed: list[tuple[int, str]] = []
        self.first, self.first_line = first, first_line
        self.counted, self.lines = 0, first_line
        self.containers: list[int] = []
        self.in_paragraph = False
        self.paragraph_start = 0
        self.blank_at = self.block_at = -1
        self.lazy: int | None = None
        self.container_ends: dict[int, int] = {}
        self.last_ticks: dict[int, int] = {}
        self.absent: dict[str, int] = {}
        self.misses = 0
        self.closers: dict[int, int] | None = None

    def document(self) -> Masked:
        start = 0
        while start < self.size:
            content = self._enter_line(start)
            if content is None:
                start = self._end_of_line(self._skipped)
            elif self.lazy is None:
                start = self._inline(content)
            else:
                start = self._lazy_line(content, self.lazy)
        return self._masked()

    def _lazy_line(self, content: int, matched: int) -> int:
        """Scan a line of a paragraph that does not bear the marks of all its containers: nor does a formula in it."""
        containers, self.containers = self.containers, self.containers[:matched]
        end = self._inline(content)
        self.containers, self.lazy = containers, None
        return end

    def line_of_text(self) -> Masked:
        pos = 0
        while found := _text_event.search(self.text, pos):
            at = found.start()
            pos = self._backslash(at) if found[0] == "\\" else self._dollar(at)
        return self._masked()

    def _masked(self) -> Masked:
        if not self.formulas:
            text = self.text
        else:
            self.out.append(self.text[self.copied :])
            text = "".join(self.out)
        rest = (self.opening, self.closing, self.unclosed, self.first, self.first_line)
        return Masked(text, self.formulas, *rest)

    # ------------------------------------------------------------------------------------------ lines

    def _enter_line(self, start: int) -> int | None:
        """Return where the text of a line begins, its containers entered; None for a line without any (its end is
        then after `_skipped`)."""
        if not self.containers:
            if _plain_line.match(self.text, start):
                if not self.in_paragraph:
                    self.in_paragraph, self.paragraph_start = True, start
                return start
            if self.text[start] == "\n":
                self.in_paragraph, self._skipped = False, start
                return None
        pos, column, matched = self._match_containers(start)
        text_at, text_column = self._skip_spaces(pos, column)
        if text_at >= self.size or self.text[text_at] == "\n":
            self._blank_line(matched)
            self._skipped = text_at
            return None
        if matched < len(self.containers):
            if self.in_paragraph and not self._starts_block(
                text_at, leaves_item=_QUOTE not in self.containers[matched:]
            ):
                self.lazy = matched
                return text_at
            self._leave_containers(matched)
        return self._open_blocks(pos, column, text_at, text_column)

    def _match_containers(self, start: int) -> tuple[int, int, int]:
        """Return position and column after the marks of the open containers in a line, and how many matched."""
        pos, column, matched = start, 0, 0
        for container in self.containers:
            at, at_column = self._skip_spaces(pos, column)
            if container == _QUOTE:
                if at_column - column > 3 or self.text[at : at + 1] != ">":
                    break
                pos, column = at + 1, at_column + 1
                if self.text[pos : pos + 1] in (" ", "\t"):
                    pos, column = pos + 1, column + 1
            elif self.text[at : at + 1] in ("\n", ""):
                pass
            elif at_column - column >= container:
                wanted = column + container
                while column < wanted:
                    column += 4 - column % 4 if self.text[pos] == "\t" else 1
                    pos += 1
            else:
                break
            matched += 1
        return pos, column, matched

    def _skip_spaces(self, pos: int, column: int) -> tuple[int, int]:
        text = self.text
        while pos < self.size:
            if text[pos] == " ":
                column += 1
            elif text[pos] == "\t":
                column += 4 - column % 4
            else:
                break
            pos += 1
        return pos, column

    def _blank_line(self, matched: int) -> None:
        self.in_paragraph = False
        if _QUOTE in self.containers[matched:]:
            self._leave_containers(matched)

    def _leave_containers(self, matched: int) -> None:
        for depth in range(matched + 1, len(self.containers) + 1):
            self.container_ends.pop(depth, None)
        del self.containers[matched:]
        self.in_paragraph = False

    def _enter_container(self, container: int) -> None:
        self.containers.append(container)
        self.in_paragraph = False

    def _starts_block(self, at: int, leaves_item: bool) -> bool:
        """Whether a line interrupts the paragraph before it; outside the item it belongs to, any list mark does."""
        text = self.text
        if text[at] == ">" or _rule.match(text, at) or _fence.match(text, at) or _footnote.match(text, at):
            return True
        if text[at] == "#":
            return re.match(r"#{1,6}(?=[ \t]|\n|\Z)", text[at : at + 8]) is not None
        if text[at] == ":":
            return box.LINE.match(text, at) is not None
        marker = _list_marker.match(text, at)
        if not marker:
            return False
        if leaves_item:
            return True
        has_text = text[marker.end() : marker.end() + 2].strip(" \t") not in ("", "\n")
        return has_text and marker[1] in (None, "1")

    def _open_blocks(self, pos: int, column: int, at: int, at_column: int) -> int | None:
        """Return where the text of a line begins, having opened the containers that begin in it."""
        text = self.text
        while True:
            if at_column - column >= 4 and not self.in_paragraph:
                self._skipped = at
                return None
            was_paragraph, character = self.in_paragraph, text[at : at + 1]
            if len(self.containers) >= _DEEPEST:
                break
            if character == ">":
                self._enter_container(_QUOTE)
                pos, column = at + 1, at_column + 1
                if text[pos : pos + 1] in (" ", "\t"):
                    pos, column = pos + 1, column + 1
            elif character in ("`", "~") and (fence := _fence.match(text, at)):
                self._skipped = self._end_of_fence(at, fence[1] or fence[2])
                self.in_paragraph = False
                return None
            elif _rule.match(text, at) and character in "*-_":
                self.in_paragraph, self._skipped = False, at
                return None
            elif character == ":" and at_column - column < 4 and box.LINE.match(text, at):
                self._bound_line(at)
                return at
            elif (marker := _list_marker.match(text, at)) and (
                not was_paragraph or self._starts_block(at, leaves_item=False)
            ):
                pos, column = self._enter_item(marker, at_column - column, at_column)
            elif marker := _footnote.match(text, at):
                self._enter_container(4)
                pos, column = marker.end(), at_column + 4
            elif marker := _definition_marker.match(text, at):
                pos, column = self._enter_item(marker, at_column - column, at_column)
            else:
                break
            at, at_column = self._skip_spaces(pos, column)
            if at >= self.size or text[at] == "\n":
                self._skipped = at
                return None
        if character == "[" and not self.in_paragraph and (reference := _reference.match(text, at)):
            return reference.end()
        if not self.in_paragraph:
            self.in_paragraph, self.paragraph_start = True, at
        if character == "#" and re.match(r"#{1,6}(?=[ \t]|\n|\Z)", text[at : at + 8]):
            self.in_paragraph = False
        return at

    def _bound_line(self, at: int) -> None:
        """Let nothing that begins in this line, which is no part of a paragraph, go on after it."""
        self.in_paragraph, self.paragraph_start = False, at
        end = self.text.find("\n", at)
        self._bound_code(at, end if end >= 0 else self.size)
        self.blank_at = self.block_at

    def _enter_item(self, marker: re.Match[str], indent: int, column: int) -> tuple[int, int]:
        """Enter a list item; return position and column where its content begins."""
        width = marker.end() - marker.start()
        after = column + width
        at, at_column = self._skip_spaces(marker.end(), after)
        spaces = at_column - after
        if spaces > 4 or at >= self.size or self.text[at] == "\n":
            spaces, at = 1, min(marker.end() + 1, self.size) if spaces else marker.end()
        self._enter_container(indent + width + spaces)
        return at, after + spaces

    def _end_of_fence(self, at: int, fence: str) -> int:
        """Return a position in the last line of a fenced block: its closing fence, or where its container ends."""
        closing = re.compile(rf"[ \t]*{fence[0]}{{{len(fence)},}}[ \t]*(?=\n|\Z)")
        line = self._end_of_line(at)
        last = at
        while line < self.size:
            pos, _, matched = self._match_containers(line)
            if matched < len(self.containers) and self.text[pos : pos + 1] not in ("\n", ""):
                return last
            if closing.match(self.text, pos):
                return pos
            last, line = line, self._end_of_line(line)
        return self.size

    def _end_of_line(self, pos: int) -> int:
        """Return the position after the next line end."""
        end = self.text.find("\n", pos)
        return self.size if end < 0 else end + 1

    # ------------------------------------------------------------------------------------------ in a line

    def _inline(self, pos: int) -> int:
        """Scan the text from here to the end of the line in which the last construct ends; return the next line."""
        text = self.text
        while found := _event.search(text, pos):
            what, at = found[0], found.start()
            if what == "\n":
                return at + 1
            if what == "$":
                simple = _simple.match(text, at)
                pos = self._take(at, simple[0], simple[0], display=False) if simple else self._dollar(at)
            elif what == "\\":
                pos = self._backslash(at)
            elif what == "<":
                pos = self._angle(at)
            elif what == "]":
                pos = self._after_link_target(at) if text.startswith("](", at) else at + 1
            else:
                pos = self._after_code_span(at, _ticks.match(text, at)[0])  # type: ignore[index]
        return self.size

    def _after_code_span(self, at: int, ticks: str) -> int:
        end = self._end_of_code_span(at + len(ticks), len(ticks))
        return at + len(ticks) if end is None else end

    def _end_of_code_span(self, pos: int, ticks: int) -> int | None:
        if self.block_at < pos:
            boundary = _block_start.search(self.text, pos)
            self._bound_code(pos, boundary.start() if boundary else self.size)
        if self.last_ticks.get(ticks, -1) < pos:
            return None
        closing = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(self.text, pos, self.block_at)
        return closing.end() if closing else None

    def _bound_code(self, pos: int, boundary: int) -> None:
        """Let no code span that begins here go on after the boundary."""
        self.block_at = boundary
        self.last_ticks = {len(run[0]): run.start() for run in _ticks.finditer(self.text, pos, boundary)}

    def _after_link_target(self, at: int) -> int:
        if self.text.rfind("[", self.paragraph_start, at) < 0:
            return at + 1
        target = _link_target.match(self.text, at)
        if target and target["title"] is not None:
            self._title(*target.span("title"))
        return target.end() if target else at + 1

    def _title(self, start: int, end: int) -> None:
        """Scan the title of a link or a picture for formulas in the line: it may become a caption."""
        blank, self.blank_at = self.blank_at, end
        pos = start
        while found := _text_event.search(self.text, pos, end):
            at = found.start()
            if self.text.startswith("\\(", at):
                pos = self._delimited(at, at + 2, r"\)", display=False)
            else:
                is_dollar = found[0] == "$" and not self.text.startswith("$$", at)
                pos = self._dollar(at) if is_dollar else at + 2
        self.blank_at = blank

    def _angle(self, at: int) -> int:
        text = self.text
        limit = self.size if self._begins_line(at) else self._next_blank(at)
        for opening, ending in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
            if text.startswith(opening, at):
                end = self._find(ending, at + len(opening), limit)
                return end + len(ending) if end >= 0 else at + 1
        autolink = _autolink.match(text, at)
        if autolink:
            return autolink.end()
        window = text[at : min(at + 4000, self._next_blank(at))]
        tag = _tag().match(window)
        if not tag:
            return at + 1
        element = _opaque.match(text, at)
        if element:
            name = element[1].lower()
            end = self._find(f"</{name}", at, limit)
            if end >= 0:
                return end + len(name) + 2
        return at + tag.end()

    def _find(self, needle: str, pos: int, limit: int) -> int:
        if pos >= self.absent.get(needle, self.size + 1):
            return -1
        end = self.text.find(needle, pos)
        if end < 0 and needle.startswith("</"):
            found = re.compile(re.escape(needle), re.IGNORECASE).search(self.text, pos)
            end = found.start() if found else -1
        if end < 0:
            self.absent[needle] = pos
        return end if end < limit else -1

    def _backslash(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following == "(":
            return self._delimited(at, at + 2, r"\)", display=False)
        if following == "[":
            return self._delimited(at, at + 2, r"\]", display=True)
        if following == "b" and (begin := BEGIN.match(self.text, at)):
            return self._delimited(at, begin.end(), begin[1], display=True)
        if following in ("e", "r") and (reference := _reference_to.match(self.text, at)):
            return self._formula(at, reference.end(), display=False)
        return at + 1 if following == "\n" else at + 2

    def _dollar(self, at: int) -> int:
        text = self.text
        if text.startswith("$$", at):
            return self._delimited(at, at + 2, "$$", display=True)
        close = self._close("$", at, at + 1, self._next_blank(at))
        if close is None:
            return at + 1
        if self._is_inline_formula(at, close - 1):
            return self._formula(at, close, display=False)
        self.misses += 1
        return at + 1

    def _is_inline_formula(self, at: int, close: int) -> bool:
        text = self.text
        if text[close + 1 : close + 2].isdigit() and text[close + 1].isascii():
            return False
        padded = text[at + 1].isspace()
        if padded != (text[close - 1].isspace() and text[close - 2] != "\\"):
            return False
        content = text[at + 1 : close]
        if _price.match(content):
            return False
        if padded and (not content.strip() or _prose.fullmatch(content) or self._opens_tightly(close)):
            return False
        if (
            "\n" in content
            and (self.verbatim or _interrupting.search(content))
            and _cjk.search(_outside_braces(content))
        ):
            return False
        if "\n" in content and _end_of_row.search(content):
            return False
        return self.verbatim or "`" not in content or not self._ends_in_code_span(at, close)

    def _opens_tightly(self, at: int) -> bool:
        """Whether a dollar can open an unpadded formula: then it does not close a padded one."""
        if self.text[at + 1 : at + 2].strip() == "":
            return False
        close = self._close("$", at, at + 1, self._next_blank(at))
        if close is None or self.text[close - 2].isspace():
            return False
        return not _prose.fullmatch(self.text[at + 1 : close - 1])

    def _can_open_code(self, at: int) -> bool:
        """A backtick after a space or a Chinese character; elsewhere in a formula it is a mark of TeX."""
        before = self.text[at - 1]
        return before.isspace() or _cjk.match(before) is not None

    def _ends_in_code_span(self, at: int, close: int) -> bool:
        """Whether the dollar that would close a formula stands in a code span that begins in the formula."""
        depth, pos = 0, at + 1
        for found in re.compile(r"\\.|[{}]|`+", re.DOTALL).finditer(self.text, pos, close):
            if found[0] == "{":
                depth += 1
            elif found[0] == "}":
                depth = max(0, depth - 1)
            elif found[0][0] == "`" and not depth and self._can_open_code(found.start()):
                end = self._end_of_code_span(found.end(), len(found[0]))
                return end is not None and end > close
        return False

    def _delimited(self, at: int, content: int, kind: str, display: bool) -> int:
        limit = self._display_limit(at) if display else self._next_blank(at)
        close = self._close(kind, at, content, limit)
        if close is None or not self._is_sound(at, content, close, kind):
            self.misses += close is not None
            if display and self._begins_line(at):
                self.unclosed.append((self._line(at), self.text[at:content]))
            return content
        return self._formula(at, close, display)

    def _is_sound(self, at: int, content: int, close: int, kind: str) -> bool:
        """A formula has something in it; one with a blank line fills its lines and holds no second beginning."""
        text = self.text
        if kind in ("$$", r"\)", r"\]") and not text[content : close - 2].strip():
            return False
        if self.verbatim and kind in ("$$", r"\)", r"\]") and _holds_prose(text[content : close - 2]):
            return False
        if self._next_blank(at) >= close:
            return True
        if not self._begins_line(at) or text[close : self._end_of_line(close)].strip(" \t\n.,;，。；") != "":
            return False
        return text.find(text[at:content], content, close - 2) < 0

    def _begins_line(self, at: int) -> bool:
        first = max(0, at - _LONGEST_PREFIX)
        start = self.text.rfind("\n", first, at) + 1
        return (start > 0 or first == 0) and not self.text[start:at].strip(" \t>-+*:.)0123456789")

    def _next_blank(self, pos: int) -> int:
        """Return where the next blank line begins, or the end of the text."""
        if self.blank_at < pos:
            blank = BLANK.search(self.text, pos)
            self.blank_at = blank.start() if blank else self.size
        return self.blank_at

    def _display_limit(self, at: int) -> int:
        """Return where the innermost container ends."""
        if not self.containers:
            return self.size
        depth = len(self.containers)
        if depth not in self.container_ends:
            line, after_blank = self._end_of_line(at), False
            while line < self.size:
                pos, _, matched = self._match_containers(line)
                text_at, _ = self._skip_spaces(pos, 0)
                blank = self.text[text_at : text_at + 1] in ("\n", "")
                if matched < len(self.containers):
                    left = self.containers[matched:]
                    if after_blank or (blank and _QUOTE in left):
                        break
                    if left[0] != _QUOTE and not blank and self._starts_block(text_at, leaves_item=True):
                        break
                after_blank = blank
                line = self._end_of_line(line)
            self.container_ends[depth] = line
        return self.container_ends[depth]

    # ------------------------------------------------------------------------------------------ ends of formulas

    def _close(self, kind: str, at: int, content: int, limit: int) -> int | None:
        """Return the position after the first closing delimiter outside braces, or None if there is none."""
        if self.closers is not None:
            close = self.closers.get(at)
            return close if close is not None and close <= limit else None
        ending = closer(kind)
        swift = ending.swift.match(self.text, content, limit)
        if swift:
            return swift.end()
        depth = 0
        for found in ending.exact.finditer(self.text, content, limit):
            if found[1] is not None and not depth:
                return found.end()
            if found[0] == "{":
                depth += 1
            elif found[0] == "}" and depth:
                depth -= 1
        self.misses += 1
        if self.misses > 16:
            self.closers = all_closers(self.text)
        return None

    def _formula(self, at: int, end: int, display: bool) -> int:
        raw = self.text[at:end]
        source = self._without_container_marks(at, raw) if self.containers and "\n" in raw else raw
        return self._take(at, raw, source, display)

    def _take(self, at: int, raw: str, source: str, display: bool) -> int:
        """Put a mark in the place of the formula that begins here; return where it ends."""
        out, formulas = self.out, self.formulas
        out.append(self.text[self.copied : at])
        out.append(f"{self.opening}{self.first + len(formulas)}{self.closing}")
        formulas.append(Formula(source, raw, display, self._line(at)))
        self.copied = end = at + len(raw)
        return end

    def _without_container_marks(self, at: int, raw: str) -> str:
        lines = raw.split("\n")
        start = at + len(lines[0]) + 1
        for n in range(1, len(lines)):
            pos, _, _ = self._match_containers(start)
            start_of_next = start + len(lines[n]) + 1
            lines[n] = lines[n][min(pos - start, len(lines[n])) :]
            start = start_of_next
        return "\n".join(lines)

    def _line(self, at: int) -> int:
        self.lines += self.text.count("\n", self.counted, at)
        self.counted = at
        return self.lines


def _holds_prose(content: str) -> bool:
    """Whether a formula over several lines has one of them in Chinese."""
    return "\n" in content and any(len(_cjk.findall(line)) >= 8 for line in _outside_braces(content).split("\n"))


def _outside_braces(content: str) -> str:
    depth, out, last = 0, [], 0
    for found in _token.finditer(content):
        if found[0] == "{":
            if not depth:
                out.append(content[last : found.start()])
            depth += 1
        elif found[0] == "}" and depth:
            depth -= 1
            last = found.end()
    if not depth:
        out.append(content[last:])
    return "".join(out)
