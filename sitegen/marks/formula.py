"""Masked formulas in the parsed document: code and attributes show their source, a formula alone is a block."""

from __future__ import annotations

import re
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.marks.masked import Masked


def extend(parser: MarkdownIt) -> None:
    """Make the parser undo the marks of formulas (`env["math"]`) wherever no formula can be."""
    parser.core.ruler.push("formula", _place_formulas)


def _place_formulas(state: StateCore) -> None:
    math: Masked = state.env["math"]
    if not math.formulas:
        return
    tokens = state.tokens
    for n, token in enumerate(tokens):
        if token.type in ("fence", "code_block"):
            token.content = math.to_source(token.content)
            token.info = math.to_source(token.info)
        elif token.type == "html_block":
            token.content = math.to_raw_html(token.content)
        elif token.type == "inline" and math.opening in token.content:
            formula = math.only_formula(token.content.strip())
            if formula and formula.display and tokens[n - 1].type == "paragraph_open" and not tokens[n - 1].hidden:
                closing = next(token for token in tokens[n:] if token.type == "paragraph_close")
                tokens[n - 1].tag = closing.tag = "div"
                tokens[n - 1].attrSet("class", "equation")
            for child in token.children or ():
                if child.type != "text":
                    _restore(child, math)


def _restore(token: Token, math: Masked) -> None:
    if token.type in ("code_inline", "html_inline"):
        token.content = math.to_source(token.content)
    for name, value in token.attrs.items():
        if isinstance(value, str):
            token.attrs[name] = _restored_address(value, math) if name in ("href", "src") else math.to_source(value)
    if token.type == "image":
        _show_sources(token, math)


def _show_sources(token: Token, math: Masked) -> None:
    """Undo the marks in the text of a picture, and of the pictures in it."""
    token.content = math.to_source(token.content)
    for child in token.children or ():
        _show_sources(child, math)


def _restored_address(value: str, math: Masked) -> str:
    source = math.to_source(value)
    if "%" not in source:
        return source
    mark = re.compile(f"{quote(math.opening)}(\\d+){quote(math.closing)}")
    return mark.sub(lambda found: quote(math.formula(int(found[1])).raw, safe="$()=&,;:@!*'+~"), source)
