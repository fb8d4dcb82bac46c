"""What stands for a text on lists of posts: its first blocks, and one line without markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.lazypattern import pattern
from sitegen.marks import mention
from sitegen.prose.draft import FORMULA, Block

ENOUGH, LONGEST = 120, 240
"""A summary ends with the paragraph that brings it to this many characters; a longer one ends with a sentence."""

DESCRIPTION_LONGEST = 160

_READ = {"paragraph", "equation", "list", "quote", "definitions"}
"""The kinds of blocks that a summary takes."""

_sentence_end = pattern(r"[。！？!?….](?:(?<!\.)[。！？!?…]*+[”’」』）)]*+|(?<=[a-z0-9)\]]\.)(?=\s))")
_ENDS, _CLOSING = tuple("。！？.!?…"), "”’\"')）"
_word_at_end = pattern(r"[A-Za-z0-9_]+\Z")
_word_across = pattern(r"[A-Za-z0-9_]{2}")


def summary_of(blocks: Sequence[Block]) -> tuple[list[Block], bool]:
    """Return the blocks of the summary, and whether the text goes on after it."""
    for n, block in enumerate(blocks):
        if block.kind == "more":
            return list(blocks[:n]), n + 1 < len(blocks)
    taken: list[Block] = []
    length = 0
    for n, block in enumerate(blocks):
        if block.kind == "heading" and taken:
            break
        if block.kind not in _READ:
            continue
        if length >= ENOUGH and not (block.kind == "equation" and _leads_in(taken[-1])):
            break
        size = _length(block)
        if block.kind in ("paragraph", "equation") and length + size > LONGEST:
            shorter = block.sentences(LONGEST - length)
            if shorter is not None or not taken:
                taken.append(shorter or block)
            return taken, n + 1 < len(blocks) or shorter is not None
        taken.append(block)
        length += size
    return taken, len(taken) < len(blocks)


def sentence_ends(text: str) -> Iterator[int]:
    """Return where sentences end in the text; not within a mention's title (《什么是矩阵?》 has a question mark)."""
    last, depth = 0, 0
    for found in _sentence_end.finditer(text):
        at = found.end()
        if mention.START in text:
            depth += text.count(mention.START, last, at) - text.count(mention.STOP, last, at)
            last = at
        if depth <= 0:
            yield at


def _length(block: Block) -> int:
    """How long a block is to read; a formula counts as three characters."""
    return sum([len(text) + 2 * len(formulas) for text, formulas in block.lines()])


def _leads_in(block: Block) -> bool:
    lines = block.lines()
    return not lines or not lines[-1][0].rstrip().rstrip(_CLOSING).endswith(_ENDS)


def description_of(summary: Sequence[Block]) -> str:
    """Return the summary as one line of text with formulas as written, cut after a whole word, formula or sentence."""
    lines = [line for block in summary for line in block.lines()]
    formulas = [formula for _, formulas in lines for formula in formulas]
    joined = " ".join([text for text, _ in lines])
    texts = " ".join(mention.strip(joined).split()).split(FORMULA)
    out: list[str] = []
    room = DESCRIPTION_LONGEST
    for text, formula in zip(texts, [*formulas, ""], strict=False):
        out.append(text)
        room -= len(text)
        if room < 0:
            out[-1] = _whole_words(text, room + len(text))
            break
        shown = (" ".join(formula.split()) or " ") if formula else ""
        room -= len(shown)
        if room < 0:
            break
        out.append(shown)
    if room < 0:
        return "".join(out).rstrip(" ,，、:：;；(（“") + "…"
    return "".join(out)


def _whole_words(text: str, room: int) -> str:
    """The text cut to the room that it has, before the word that would be cut."""
    kept = text[:room]
    return _word_at_end.sub("", kept) if room and _word_across.match(text, room - 1) else kept
