"""Markdown as the library reads it, with our marks: whole texts, and parts that the quick lane leaves to it."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from sitegen.marks import (
    address,
    box,
    code,
    emphasis,
    figure,
    footnote,
    formula,
    heading,
    linebreak,
    link,
    math,
    mention,
    more,
    picture,
    plain,
    table,
    task,
)
from sitegen.marks.heading import plain_text
from sitegen.marks.masked import Masked
from sitegen.prose.draft import FORMULA, Block, Draft, Line
from sitegen.prose.summary import sentence_ends
from sitegen.prose.values import Fault, Heading

DEEPEST = 100
"""How deep quotes and lists may nest."""

_MARKS = (
    footnote,
    more,
    emphasis,
    plain,
    box,
    linebreak,
    link,
    task,
    figure,
    picture,
    heading,
    mention,
    address,
    formula,
    code,
    table,
)

_KINDS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "dl_open": "definitions",
    "more": "more",
}


def read(draft: Draft, start: int, end: int) -> None:
    """Add the blocks of this part of a draft's body, which is read as if it stood alone."""
    masked = math.mask(draft.body[start:end], first=draft.count, first_line=draft.line(start))
    draft.opening, draft.closing = masked.opening, masked.closing
    draft.formulas.update(enumerate(masked.formulas, draft.count))
    draft.count += len(masked.formulas)
    draft.has_marks = draft.has_marks or bool(masked.formulas)
    before = len(draft.mentions)
    env: dict[str, object] = {"math": masked, "mentions": draft.mentions, "faults": [], "ids": draft.ids}
    if masked.formulas and "]:" in masked.text:
        env["references"] = link.References(masked)
    tokens = _parser(draft.raw_html).parse(masked.text, env)
    draft.mentions[before:] = [(masked.to_source(t), masked.line(line)) for t, line in draft.mentions[before:]]
    draft.faults += [Fault(masked.line(line), *rest) for line, *rest in env["faults"]]  # type: ignore[attr-defined]
    draft.faults += [Fault(line, "math", _unclosed(opening), False) for line, opening in masked.unclosed]
    groups, notes = _groups(tokens)
    source = _Source(masked, draft.raw_html, env)
    draft.blocks += [Parsed(group, source) for group in groups]
    if notes:
        draft.notes = Parsed(notes, source)


class _Source:
    """What the blocks of one part have in common."""

    def __init__(self, masked: Masked, raw_html: bool, env: dict[str, object]) -> None:
        self.masked, self.raw_html, self.env = masked, raw_html, env

    def render(self, tokens: list[Token]) -> str:
        parser = _parser(self.raw_html)
        return str(parser.renderer.render(tokens, parser.options, self.env))


class Parsed(Block):
    """A block as the library has read it, made of its tokens."""

    __slots__ = ("_source", "_tokens")

    def __init__(self, tokens: list[Token], source: _Source) -> None:
        self._tokens, self._source = tokens, source
        self.kind = "equation" if _is_equation(tokens[0]) else _KINDS.get(tokens[0].type, "other")
        texts = [plain_text(token) for token in tokens if token.type == "inline"]
        self.text = source.masked.without_marks(mention.strip("\n".join(texts)), FORMULA)
        self.html = source.render(tokens)

    def heading(self) -> Heading | None:
        if self.kind != "heading":
            return None
        opening, inline = self._tokens[:2]
        kept = [token for token in inline.children or () if not _is_link_or_note(token)]
        content = self._source.render([inline.copy(children=kept)])
        return Heading(int(opening.tag[1]), str(opening.attrs["id"]), mention.strip(content))

    def excerpt(self) -> str:
        return self._source.render(_without_ids(self._tokens))

    def lines(self) -> list[Line]:
        inlines = [token for token in _without_ids(self._tokens) if token.type == "inline"]
        turns = [self._source.masked.turns(plain_text(token)) for token in inlines]
        return [(FORMULA.join(pieces[::2]), pieces[1::2]) for pieces in turns]

    def sentences(self, room: int) -> Block | None:
        opening, inline, closing = _without_ids(self._tokens)
        children = inline.children or []
        best = _last_sentence(children, room, self._source.masked)
        if best is None or _is_the_end(children, *best):
            return None
        at, end = best
        last = children[at].copy(content=children[at].content[:end])
        return Parsed([opening, inline.copy(children=[*children[:at], last]), closing], self._source)


def _is_equation(token: Token) -> bool:
    return token.type == "paragraph_open" and token.tag == "div"


def _last_sentence(children: list[Token], room: int, masked: Masked) -> tuple[int, int] | None:
    """Return where the last sentence ends that has room, or the first: the place of a token, and one in its text."""
    best: tuple[int, int] | None = None
    length = 0
    depth = 0
    for n, token in enumerate(children):
        depth += token.nesting
        if token.type == "text" and not depth:
            for end in sentence_ends(token.content):
                if best and length + len(masked.without_marks(token.content[:end], "xxx")) > room:
                    break
                best = (n, end)
        length += len(masked.without_marks(token.content, "xxx")) if token.type in ("text", "code_inline") else 1
        if best and length > room:
            break
    return best


def _is_the_end(children: list[Token], at: int, end: int) -> bool:
    return at == len(children) - 1 and not children[at].content[end:].strip()


def _groups(tokens: list[Token]) -> tuple[list[list[Token]], list[Token]]:
    """The tokens in groups, one for each block at the top level, and the footnotes at the end, which are none."""
    groups: list[list[Token]] = []
    for n, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return groups, tokens[n:]
        if token.level == 0 and token.nesting >= 0:
            groups.append([])
        groups[-1].append(token)
    return groups, []


def _without_ids(tokens: list[Token]) -> list[Token]:
    """The tokens without what belongs to one place of one page: notes, and headings' ids and anchors."""
    out = []
    for token in tokens:
        if token.type == "inline":
            kept = [t for t in token.children or () if t.type != "footnote_ref" and not t.meta.get("ours")]
            token = token.copy(children=kept)
        elif token.type == "heading_open":
            token = token.copy(attrs={k: v for k, v in token.attrs.items() if k != "id"})
        out.append(token)
    return out


def _is_link_or_note(token: Token) -> bool:
    return token.type in ("link_open", "link_close", "footnote_ref", "image") or bool(token.meta.get("ours"))


def _unclosed(opening: str) -> str:
    environment = re.match(r"\\begin\s*\{(.*)\}", opening)
    closing = f"\\end{{{environment[1]}}}" if environment else {"$$": "closing $$", "\\[": "\\]"}.get(opening, "end")
    return f"{opening} has no {closing} before the blank line; kept as text"


@cache
def _parser(html: bool) -> MarkdownIt:
    return new_parser(html)


def new_parser(html: bool) -> MarkdownIt:
    """Return a parser with our marks; it may be given rules of its own."""
    parser = MarkdownIt("commonmark", {"html": html, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    deflist_plugin(parser)
    for mark in _MARKS:
        mark.extend(parser)
    block = _Block()
    block.__dict__.update(parser.block.__dict__)
    parser.block = block
    return parser


class _Block(ParserBlock):
    """The library's block parser passes over what nests too deep without a word; this one says so."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level >= DEEPEST and all(kind != "nesting" for _, kind, *_ in state.env["faults"]):
            message = f"quotes or lists nested deeper than {DEEPEST}; the text inside would be lost"
            state.env["faults"].append((startLine, "nesting", message, True))
        super().tokenize(state, startLine, endLine)
