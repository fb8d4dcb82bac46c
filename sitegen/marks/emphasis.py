"""Emphasis beside Chinese text: `**“概率”**的` is bold, though CommonMark's rule asks for a space after the quote.

A Chinese neighbour counts as the space or punctuation that the flanking rule wants, and so does a formula.
Text of ASCII characters is read exactly as CommonMark says.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sitegen.chinese import is_cjk


def extend(parser: MarkdownIt) -> None:
    """Make the parser judge emphasis marks by their Chinese neighbours too."""
    inline = _Inline()
    inline.__dict__.update(parser.inline.__dict__)
    inline.terminator_re = _LIVE
    parser.inline = inline


_LIVE = re.compile(r"[\n!&*<\[\\\]^_`~]")
"""The characters at which one of our inline rules can begin or end; the library stops at a dozen more."""


_DEEPEST = 8
"""How deep a picture's text or a footnote in the line may hold another: each is read anew. Deeper ones are text."""


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if not _LIVE.search(src):  # plain text, as most lines are once the formulas are out
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        depth = env.get("depth", 0)
        state = _State(src, md, env, tokens)
        if depth > _DEEPEST:
            state.pending = src
            state.pushPending()
            return tokens
        env["depth"] = depth + 1
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        env["depth"] = depth
        return state.tokens


def _is_wide(character: str) -> bool:
    return is_cjk(character) or "\ue000" <= character <= "\uf8ff"


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        punct_before = isMdAsciiPunct(ord(before)) or isPunctChar(before)
        punct_after = isMdAsciiPunct(ord(after)) or isPunctChar(after)
        wide_before, wide_after = _is_wide(before), _is_wide(after)

        left = not space_after and (not punct_after or space_before or punct_before or wide_before)
        right = not space_before and (not punct_before or space_after or punct_after or wide_after)
        if canSplitWord:
            return Scanned(left, right, end - start)
        opens = left and (not right or punct_before or "\ue000" <= before <= "\uf8ff")
        closes = right and (not left or punct_after or "\ue000" <= after <= "\uf8ff")
        return Scanned(opens, closes, end - start)
