"""Text into prose: Markdown rendered once, with everything that pages want to know of it. Pure, and the one dear step.

A prose never depends on another post: mentions stay neutral marks, and so do addresses that depend on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from sitegen.chinese import reading_units
from sitegen.marks import (
    address,
    code,
    emphasis,
    footnote,
    formula,
    heading,
    linebreak,
    link,
    math,
    mention,
    more,
    plain,
    table,
    task,
)
from sitegen.marks.equation import Label, far, labels_of, reference
from sitegen.marks.heading import plain_text
from sitegen.marks.math import Masked

DEEPEST = 100
"""How deep quotes and lists may nest."""

SUMMARY_ENOUGH, SUMMARY_LONGEST = 120, 240
"""A summary ends with the paragraph that brings it to this many characters; a longer one ends with a sentence."""

DESCRIPTION_LONGEST = 160

_MARKS = (footnote, more, emphasis, plain, linebreak, link, task, heading, mention, address, formula, code, table)


class Heading(NamedTuple):
    """A heading of the text: its level, its id, and its HTML without links."""

    level: int
    id: str
    html: str


class Fault(NamedTuple):
    """A problem of the text; its line counts from 0 in the body, and so does the `other` that `{first}` stands for."""

    line: int
    kind: str
    message: str
    is_error: bool
    other: int = 0


class Prose(NamedTuple):
    """A rendered text. `mentions` are titles and `references` labels of other equations, with their lines (from 0);
    `displays` counts displayed formulas."""

    html: str
    summary: str
    description: str
    headings: tuple[Heading, ...]
    mentions: tuple[tuple[str, int], ...]
    labels: tuple[Label, ...]
    references: tuple[tuple[str, int], ...]
    has_math: bool
    is_cut: bool
    han: int
    words: int
    displays: int
    faults: tuple[Fault, ...]


def typeset(body: str, html: bool = False, macros: Mapping[str, Any] | None = None) -> Prose:
    """Return the prose of a Markdown text. `html`: whether raw HTML is HTML, or text to be shown; `macros`: the TeX
    macros that hold for it, which may stand for what is numbered.
    """
    masked = math.mask(body)
    env: dict[str, object] = {"math": masked, "mentions": [], "faults": []}
    if masked.formulas and "]:" in masked.text:
        env["references"] = link.References(masked)
    parser = _parser(html)
    tokens = parser.parse(masked.text, env)
    mentions: list[tuple[str, int]] = env["mentions"]  # type: ignore[assignment]
    faults = [Fault(masked.line(line), *rest) for line, *rest in env["faults"]]  # type: ignore[attr-defined]
    faults += [Fault(line, "math", _unclosed(opening), False) for line, opening in masked.unclosed]
    text = _running_text(tokens, masked)
    han, words = reading_units(text)

    labels = labels_of(masked.formulas, macros)
    faults += _doubled(labels)

    def render(some: list[Token], with_ids: bool = False) -> str:
        html = str(parser.renderer.render(some, parser.options, env))
        return masked.to_html(html, _shown(masked, html, labels, with_ids))

    summary, is_cut = _summary(tokens, masked)
    first = {label.name: label for label in reversed(labels)}
    references = [(name, found.line) for found in masked.formulas if (name := reference(found)) not in (None, *first)]
    return Prose(
        html=render(tokens, with_ids=True),
        summary=render(summary),
        description=_description(summary, masked),
        headings=tuple(_headings(tokens, render)),
        mentions=tuple((masked.to_source(title), masked.line(line)) for title, line in mentions),
        labels=tuple(label for label in labels if label is first[label.name]),
        references=tuple((str(name), line) for name, line in references),
        has_math=bool(masked.formulas),
        is_cut=is_cut,
        han=han,
        words=words,
        displays=sum(found.display for found in masked.formulas),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
    )


def title_html(title: str) -> str:
    """Return a title as HTML: its formulas are formulas, and everything else is text."""
    masked = math.mask(title, verbatim=True)
    return masked.to_html(escape(masked.text, quote=False), lambda n: masked.formulas[n].html())


def _shown(masked: Masked, html: str, labels: list[Label], with_ids: bool) -> Callable[[int], str]:
    """Return the function that shows a formula by its number in this piece of HTML.

    A labelled equation gets its id, if ids are wanted; a reference to one that is not in the piece is marked.
    """
    here = set(masked.numbers_in(html)) if masked.formulas else set()
    known = {label.name for label in labels if label.formula in here}
    ids: dict[int, list[str]] = {}
    for name, label in {label.name: label for label in reversed(labels)}.items():
        if with_ids and name in known:
            ids.setdefault(label.formula, []).insert(0, label.id)

    def show(n: int) -> str:
        formula = masked.formulas[n]
        name = reference(formula)
        if name is not None and name not in known:
            return far(name, formula.html())
        first, *more = ids.get(n) or [""]
        return "".join(f'<span id="{escape(id)}"></span>' for id in more) + formula.html(first)

    return show


def _doubled(labels: list[Label]) -> list[Fault]:
    first: dict[str, Label] = {}
    faults = []
    for label in labels:
        if label.name in first:
            message = f"the label {label.name} stands twice (first in line {{first}}); MathJax refuses the second"
            faults.append(Fault(label.line, "label", message, False, first[label.name].line))
        else:
            first[label.name] = label
    return faults


@cache
def _parser(html: bool) -> MarkdownIt:
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
        if state.level >= DEEPEST and not state.env["faults"]:
            message = f"quotes or lists nested deeper than {DEEPEST}; the text inside would be lost"
            state.env["faults"].append((startLine, "nesting", message, True))
        super().tokenize(state, startLine, endLine)


def _unclosed(opening: str) -> str:
    environment = re.match(r"\\begin\s*\{(.*)\}", opening)
    closing = f"\\end{{{environment[1]}}}" if environment else {"$$": "closing $$", "\\[": "\\]"}.get(opening, "end")
    return f"{opening} has no {closing} before the blank line; kept as text"


def _headings(tokens: list[Token], render: Callable[[list[Token]], str]) -> list[Heading]:
    headings = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.level == 0:
            kept = [t for t in inline.children or () if not _is_link_or_note(t)]
            content = render([_inline(inline, kept)])
            headings.append(Heading(int(opening.tag[1]), str(opening.attrs["id"]), mention.strip(content)))
    return headings


def _is_link_or_note(token: Token) -> bool:
    return token.type in ("link_open", "link_close", "footnote_ref", "image") or bool(token.meta.get("ours"))


def _inline(inline: Token, children: list[Token]) -> Token:
    return inline.copy(children=children)


def _running_text(tokens: list[Token], masked: Masked) -> str:
    texts = [plain_text(token) for token in tokens if token.type == "inline"]
    return masked.without_marks(mention.strip("\n".join(texts)), " ")


# ---------------------------------------------------------------------------------------------- summaries


def _blocks(tokens: list[Token]) -> list[list[Token]]:
    """The tokens in groups, one for each block at the top level; footnotes at the end are none."""
    blocks: list[list[Token]] = []
    for token in tokens:
        if token.type == "footnote_block_open":
            break
        if token.level == 0 and token.nesting >= 0:
            blocks.append([])
        blocks[-1].append(token)
    return blocks


def _summary(tokens: list[Token], masked: Masked) -> tuple[list[Token], bool]:
    """Return the tokens of the summary, and whether the text goes on after it."""
    blocks = _blocks(tokens)
    for n, block in enumerate(blocks):
        if block[0].type == "more":
            return [token for b in blocks[:n] for token in _without_ids(b)], n + 1 < len(blocks)
    taken: list[list[Token]] = []
    length = 0
    for n, block in enumerate(blocks):
        kind = block[0].type
        if kind == "heading_open" and taken:
            break
        if kind not in (
            "paragraph_open",
            "bullet_list_open",
            "ordered_list_open",
            "blockquote_open",
            "dl_open",
        ):
            continue
        is_equation = block[0].tag == "div"
        if length >= SUMMARY_ENOUGH and not (is_equation and _leads_in(taken[-1])):
            break
        block = _without_ids(block)
        size = sum(_length(token, masked) for token in block)
        if kind == "paragraph_open" and length + size > SUMMARY_LONGEST:
            shorter = _whole_sentences(block, SUMMARY_LONGEST - length, masked)
            if shorter is None and not taken:
                taken.append(block)
            elif shorter is not None:
                taken.append(shorter)
            return [token for b in taken for token in b], n + 1 < len(blocks) or shorter is not None
        taken.append(block)
        length += size
    return [token for block in taken for token in block], len(taken) < len(blocks)


def _without_ids(block: list[Token]) -> list[Token]:
    """The block without what belongs to one place of one page: notes, and headings' ids and anchors."""
    out = []
    for token in block:
        if token.type == "inline":
            kept = [t for t in token.children or () if t.type != "footnote_ref" and not t.meta.get("ours")]
            token = _inline(token, kept)
        elif token.type == "heading_open":
            token = token.copy(attrs={k: v for k, v in token.attrs.items() if k != "id"})
        out.append(token)
    return out


def _length(token: Token, masked: Masked) -> int:
    return len(masked.without_marks(plain_text(token), "xxx")) if token.type == "inline" else 0


def _leads_in(block: list[Token]) -> bool:
    text = next((plain_text(token) for token in reversed(block) if token.type == "inline"), "")
    return not re.search(r"[。！？.!?…][”’\"')）]*\s*$", text)


_sentence_end = re.compile(r"[。！？!?…]+[”’」』）)]*|(?<=[a-z0-9)\]])\.(?=\s)")


def _whole_sentences(block: list[Token], room: int, masked: Masked) -> list[Token] | None:
    """Return the paragraph cut after the last sentence that has room, or after the first; None if it has only one."""
    opening, inline, closing = block[0], block[1], block[2]
    children = inline.children or []
    best: tuple[int, int] | None = None
    length = 0
    depth = 0
    for n, token in enumerate(children):
        depth += token.nesting
        if token.type == "text" and not depth:
            for end in _sentence_end.finditer(token.content):
                if _open_mention(token.content[: end.end()]):
                    continue
                so_far = length + len(masked.without_marks(token.content[: end.end()], "xxx"))
                if best and so_far > room:
                    break
                best = (n, end.end())
        length += _length_of_child(token, masked)
        if best and length > room:
            break
    if best is None or _is_the_end(children, *best):
        return None
    at, end_of_text = best
    last = children[at].copy(content=children[at].content[:end_of_text])
    return [opening, _inline(inline, [*children[:at], last]), closing]


def _length_of_child(token: Token, masked: Masked) -> int:
    return len(masked.without_marks(token.content, "xxx")) if token.type in ("text", "code_inline") else 1


def _is_the_end(children: list[Token], at: int, end: int) -> bool:
    return at == len(children) - 1 and not children[at].content[end:].strip()


def _open_mention(text: str) -> bool:
    """Whether the text ends within a mention's title (《什么是矩阵?》 has a question mark)."""
    return text.count(mention.START) > text.count(mention.STOP)


def _description(summary: list[Token], masked: Masked) -> str:
    """Return the summary as one line of text with formulas as written, cut after a whole word, formula or sentence."""
    texts = [mention.strip(plain_text(token)) for token in summary if token.type == "inline"]
    line = " ".join(" ".join(texts).split())
    pieces = re.findall(f"{masked.opening}\\d+{masked.closing}|[A-Za-z0-9_]+|.", line)
    out: list[str] = []
    length = 0
    for piece in pieces:
        piece = " ".join(masked.to_source(piece).split()) or " "
        length += len(piece)
        if length > DESCRIPTION_LONGEST:
            return "".join(out).rstrip(" ,，、:：;；(（“") + "…"
        out.append(piece)
    return "".join(out)
