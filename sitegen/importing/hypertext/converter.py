"""A tidy tree into Markdown: the library's converter, with our ways where it would change a text or lose some."""

from __future__ import annotations

import re

from bs4.element import NavigableString, PageElement, Tag
from markdownify import ATX, MarkdownConverter

from sitegen.importing.compose import escaped_start
from sitegen.importing.hypertext.markings import Markings
from sitegen.importing.hypertext.notes import NUMBER
from sitegen.importing.hypertext.tree import LANGUAGE
from sitegen.marks.neighbour import kind_of

_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_EMPHASIS = ("em", "i", "strong", "b", "del", "s")


def convert(body: Tag, markings: Markings) -> str:
    """Return the Markdown of a tree whose texts are literal; blocks of code are marks. It ends in a line end, unless
    it is empty."""
    converter = _Converter(heading_style=ATX, bullets="-")
    converter.markings = markings
    markdown = re.sub(r"\n{3,}", "\n\n", converter.convert_soup(body)).strip("\n")
    lines = [line.rstrip() for line in markdown.split("\n")]
    return "\n".join(lines) + "\n" if markdown else ""


class _Converter(MarkdownConverter):
    markings: Markings

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """The texts are literal already."""
        return text

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines = _lines(text)
        return f" {lines} " if "_inline" in parent_tags else f"\n\n{lines}\n\n" if lines else ""

    def convert_line(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return re.sub(r"(\s)(#+)$", r"\1\\\2", " ".join(text.split()))
        lines = _lines(text)
        return lines if not el.next_sibling else f"{lines}\n"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\\\n"

    def convert_note(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        indented = re.sub(r"\n(?=[^\n])", "\n    ", text.strip())
        return f"\n\n[^{el[NUMBER]}]: {indented}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().removeprefix("\n").rstrip()
        if not code:
            return ""
        if "_inline" in parent_tags:
            return self.convert_code(el, code.replace("|", "\\|"), set())
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        block = self.markings.piece(f"{fence}{el.get(LANGUAGE, '')}\n{code}\n{fence}")
        return f"\n\n{block}\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = " ".join(text.split("\n")) if text.strip() else ""
        if not code or "_noformat" in parent_tags:
            return text
        ticks = "`" * (1 + max(map(len, re.findall("`+", code)), default=0))
        space = " " if code[0] in "` " or code[-1] in "` " else ""
        return f"{ticks}{space}{code}{space}{ticks}"

    convert_kbd = convert_code
    convert_samp = convert_code

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        source = str(el.get("src") or "")
        alt = re.sub(r"([\\`*_$\[\]<!])", r"\\\1", " ".join(str(el.get("alt") or "").split()))
        alt = alt.replace("\\[", "&#91;").replace("\\]", "&#93;")
        return f"![{alt}]({source}{_title(el)})" if source else ""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        before, after, text = _parted(text)
        address = str(el.get("href") or "")
        if not address or not text or "_noformat" in parent_tags:
            return f"{before}{text}{after}"
        if re.sub(r"\\([_*~])", r"\1", el.get_text()) == address and re.fullmatch(
            r"https?://[\w./?=&%#~:+,@-]+", address, re.ASCII
        ):
            return f"<{address}>"
        return f"{before}[{text}]({address}{_title(el)}){after}"

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _emphasised("*", el, text, parent_tags)

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _emphasised("**", el, text, parent_tags)

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _emphasised("~~", el, text, parent_tags)

    convert_i = convert_em
    convert_b = convert_strong
    convert_s = convert_del

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"“{text}”"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _moved(text, _LOWERED)

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _moved(text, _RAISED)


def _parted(text: str) -> tuple[str, str, str]:
    """Return a space if there is one before the text, likewise after it, and the text."""
    return " " if text[:1] == " " else "", " " if text[-1:] == " " else "", text.strip()


def _lines(text: str) -> str:
    """Return the lines of a paragraph, none of which begins a block of another kind."""
    lines = [line.strip(" \t") for line in text.strip(" \t\n").split("\n")]
    while lines and lines[-1] in ("", "\\"):
        lines.pop()
    if lines:
        lines[-1] = re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", lines[-1])
    return "\n".join(escaped_start(line) for line in lines if line not in ("", "\\"))


def _title(el: Tag) -> str:
    title = " ".join(str(el.get("title") or "").split())
    return ' "' + re.sub(r'(["\\$`])', r"\\\1", title) + '"' if title else ""


def _moved(text: str, table: dict[int, int]) -> str:
    """Return the text above or below the line, where there are characters for all of it."""
    return text.translate(table) if text and all(ord(c) in table for c in text) else text


def _emphasised(symbol: str, el: Tag, text: str, parent_tags: set[str]) -> str:
    """Return the text with marks of emphasis, if they will be read as such: CommonMark looks at their neighbours."""
    before, after, text = _parted(text)
    if not text or "_noformat" in parent_tags or "\n" in text:
        return f"{before}{text}{after}"
    neighbours = (before or _edge(el.previous_sibling, -1), after or _edge(el.next_sibling, 0))
    nested = any(parent.name in _EMPHASIS for parent in el.parents) or el.find(_EMPHASIS) is not None
    if nested or not (_joins(neighbours[0], text[0]) and _joins(neighbours[1], text[-1])):
        return f"{before}{text}{after}"
    return f"{before}{symbol}{text}{symbol}{after}"


def _joins(outside: str, inside: str) -> bool:
    if outside in ("*", "~", "\\", "\0") or inside in "*~":
        return False
    space, punctuation, wide = kind_of(outside)
    return space or punctuation or wide or not kind_of(inside)[1]


def _edge(node: PageElement | None, at: int) -> str:
    """Return the character of a node that stands next to what is beside it; a null character where marks stand."""
    if node is None:
        return " "
    if isinstance(node, NavigableString):
        return str(node)[at] if str(node) else " "
    return " " if isinstance(node, Tag) and node.name == "br" else "\0"
