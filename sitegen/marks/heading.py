"""Headings: each gets a readable id that stays the same as long as its text does, and an anchor that can be copied."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token


def extend(parser: MarkdownIt) -> None:
    """Make the parser give every heading an id and an anchor."""
    parser.core.ruler.push("heading", _give_ids)


def _give_ids(state: StateCore) -> None:
    from markdown_it.token import Token  # a late import: most texts need no library

    taken: dict[str, int] = state.env.setdefault("ids", {})
    math = state.env["math"]
    for opening, inline in pairwise(state.tokens):
        if opening.type != "heading_open":
            continue
        name = heading_id(math.to_source(plain_text(inline)), taken)
        opening.attrSet("id", name)
        anchor = Token("html_inline", "", 0)
        anchor.content = anchor_html(name)
        anchor.meta = {"ours": True}
        inline.children = [*(inline.children or ()), anchor]


def anchor_html(id: str) -> str:
    """Return the anchor of the heading with this id."""
    return f'<a class="anchor" href="#{id}" aria-hidden="true" tabindex="-1"></a>'


def plain_text(inline: Token) -> str:
    """Return the text of an inline token without its markup."""
    parts = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append("".join(child.content for child in token.children or ()))
    return "".join(parts)


def heading_id(text: str, taken: dict[str, int]) -> str:
    """Return an id of the text's letters, digits and hyphens, Chinese kept; a number is added if it is taken.

    `taken` knows the ids that are, each with the number to go on from, and learns this one.
    """
    words = re.findall(r"[\w-]+", unicodedata.normalize("NFC", text).lower())
    name = "-".join(words).strip("-_") or "section"
    unique = name
    while unique in taken:
        taken[name] += 1
        unique = f"{name}-{taken[name]}"
    taken[unique] = 1
    return unique
