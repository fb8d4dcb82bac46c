"""A line break between two Chinese characters leaves no space on the page; between words it stays a line break."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sitegen.chinese import is_cjk
from sitegen.marks import mention

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict


def extend(parser: MarkdownIt) -> None:
    """Make the parser join lines of Chinese text."""
    parser.add_render_rule("softbreak", _softbreak)


def _softbreak(_: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    before, after = _edge(tokens, at, -1), _edge(tokens, at, 1)
    joined = (joins(before) and joins(after)) and (is_cjk(before) or is_cjk(after))
    return "" if joined else "\n"


def _edge(tokens: Sequence[Token], at: int, step: int) -> str:
    """The character next to the break, looked for through the marks of emphasis and links; empty at an edge."""
    at += step
    while 0 <= at < len(tokens):
        token = tokens[at]
        if token.content:
            text = mention.strip(token.content) if mention.START in token.content else token.content
            return text[-1 if step < 0 else 0]
        if token.nesting == 0 and token.type != "text":
            break
        at += step
    return ""


def joins(character: str) -> bool:
    """Return whether it is a Chinese character or a formula's mark."""
    return character != "" and (is_cjk(character) or "\ue000" <= character <= "\uf8ff")
