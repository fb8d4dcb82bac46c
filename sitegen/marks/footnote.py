"""Footnotes: gathered at the end of the text, and none of them lost.

The library passes over a note that is never referred to, one whose name is taken, and one that holds another. Here each
has its place at the end, and the first two are problems with their lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


@dataclass
class _Note:
    """A note as it is defined: its name, its line, and what is in it."""

    name: str
    line: int
    tokens: list[Token] = field(default_factory=list)


def extend(parser: MarkdownIt) -> None:
    """Make the parser know footnotes."""
    footnote_plugin(parser)
    parser.core.ruler.at("footnote_tail", _gather)


def _gather(state: StateCore) -> None:
    """Move the notes to the end: first those that are referred to, in the order of their references."""
    if "footnotes" not in state.env:
        return
    defined = _take_out(state)
    first = {note.name: note for note in reversed(defined)}
    used: dict[int, dict[str, object]] = state.env["footnotes"].get("list", {})
    out: list[Token] = []
    for number, entry in used.items():
        note = first.get(str(entry.get("label")))
        out += _item(number, entry, note.tokens if note else _paragraph(entry))
    names = {entry.get("label") for entry in used.values()}
    left = [note for note in defined if note is not first[note.name] or note.name not in names]
    for number, note in enumerate(left, len(used)):
        _complain(state, note, first[note.name])
        out += [_token("footnote_open", 1, number), *note.tokens, _token("footnote_close", -1)]
    if out:
        state.tokens += [_token("footnote_block_open", 1), *out, _token("footnote_block_close", -1)]


def _take_out(state: StateCore) -> list[_Note]:
    """Take the notes out of the text; a note within a note is one of its own."""
    notes: list[_Note] = []
    inside: list[_Note] = []
    kept: list[Token] = []
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            inside.append(_Note(token.meta["label"], token.map[0] if token.map else 0))
            notes.append(inside[-1])
        elif token.type == "footnote_reference_close":
            inside.pop()
        else:
            (inside[-1].tokens if inside else kept).append(token)
    state.tokens = kept
    return notes


def _item(number: int, entry: dict[str, object], content: list[Token]) -> Iterator[Token]:
    """The note in the list at the end, with a link back to each of its references."""
    yield _token("footnote_open", 1, number)
    *before, last = content or [_token("", 0)]
    ends_with_text = last.type == "paragraph_close"
    yield from before if ends_with_text else content
    count = entry.get("count")
    for nth in range(max(1, count if isinstance(count, int) else 1)):
        yield _token("footnote_anchor", 0, number, nth)
    if ends_with_text:
        yield last
    yield _token("footnote_close", -1)


def _paragraph(entry: dict[str, object]) -> list[Token]:
    """The content of a note that stands where it is referred to, `^[…]`."""
    inline = Token("inline", "", 0, content=str(entry.get("content", "")), children=entry.get("tokens", []))  # type: ignore[arg-type]
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]


def _token(kind: str, nesting: int, number: int = 0, nth: int = 0) -> Token:
    return Token(kind, "", nesting, meta={"id": number, "subId": nth})  # type: ignore[arg-type]


def _complain(state: StateCore, note: _Note, first: _Note) -> None:
    if note is first:
        message = f"nothing refers to the footnote [^{note.name}]; it is shown at the end"
    else:
        message = f"the footnote [^{note.name}] stands twice (first in line {{first}}); both are shown at the end"
    first_line = state.env["math"].line(first.line)
    state.env["faults"].append((note.line, "footnote", message, False, first_line))
