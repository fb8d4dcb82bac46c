"""Emphasis beside Chinese text: `**“概率”**的` is bold, though CommonMark's rule asks for a space after the quote.

A Chinese neighbour counts as the space or punctuation that the flanking rule wants, and so does a formula.
Text of ASCII characters is read exactly as CommonMark says.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sitegen.marks.neighbour import is_formula, kind_of


def extend(parser: MarkdownIt) -> None:
    """Make the parser judge emphasis marks by their Chinese neighbours too."""
    inline = _Inline()
    inline.__dict__.update(parser.inline.__dict__)
    parser.inline = inline


_DEEPEST = 8
"""How deep a picture's text or a footnote in the line may hold another: each is read anew. Deeper ones are text."""


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
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


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        space_before, punct_before, wide_before = kind_of(before)
        space_after, punct_after, wide_after = kind_of(after)

        left = not space_after and (not punct_after or space_before or punct_before or wide_before)
        right = not space_before and (not punct_before or space_after or punct_after or wide_after)
        if canSplitWord:
            return Scanned(left, right, end - start)
        opens = left and (not right or punct_before or is_formula(before))
        closes = right and (not left or punct_after or is_formula(after))
        return Scanned(opens, closes, end - start)
