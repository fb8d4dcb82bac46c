"""Figures: a picture alone in its paragraph, with a title, which is its caption: `![text](address "caption")`."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HTML = {
    "figure_open": "<figure>\n",
    "figcaption_open": "\n<figcaption>",
    "figcaption_close": "</figcaption>\n",
    "figure_close": "</figure>\n",
}


def extend(parser: MarkdownIt) -> None:
    """Make the parser know figures."""
    parser.core.ruler.after("inline", "figure", _make_figures)
    for kind, html in _HTML.items():
        parser.add_render_rule(kind, lambda *_, html=html: html)


def _make_figures(state: StateCore) -> None:
    out: list[Token] = []
    for n, token in enumerate(state.tokens):
        out.append(token)
        if token.type == "inline" and (picture := _only_picture(token)) and _is_paragraph(state.tokens[n - 1]):
            state.tokens[n - 1].type, state.tokens[n + 1].type = "figure_open", "figure_close"
            out += _caption(state, token, str(picture.attrs.pop("title")))
    state.tokens = out


def _only_picture(inline: Token) -> Token | None:
    """Return the picture that is all there is in this text, if it has a title."""
    children = inline.children or []
    return children[0] if len(children) == 1 and children[0].type == "image" and children[0].attrGet("title") else None


def _is_paragraph(token: Token) -> bool:
    return token.type == "paragraph_open" and not token.hidden


def _caption(state: StateCore, picture: Token, text: str) -> list[Token]:
    children: list[Token] = []
    state.md.inline.parse(text, state.md, state.env, children)
    caption = Token("inline", "", 0, content=text, map=picture.map, level=picture.level + 1, children=children)
    opening, closing = Token("figcaption_open", "figcaption", 1), Token("figcaption_close", "figcaption", -1)
    opening.level = closing.level = picture.level
    return [opening, caption, closing]
