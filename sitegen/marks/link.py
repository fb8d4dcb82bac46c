"""Links: where the text of one ends is found once for every bracket, so that brackets cost time linear in their number.

The library looks for the end of each `[` anew, up to its deepest nesting; here one search answers for all the brackets
that it passes. What is a link stays as CommonMark says. An address that is its own text shows no character that no post
can hold.
"""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_inline

from sitegen.lazypattern import pattern
from sitegen.marks.masked import Masked

_control = pattern("[\x00-\x1f\x7f-\x9f]")


def extend(parser: MarkdownIt) -> None:
    """Make the parser find the ends of link texts so."""
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=label_end, parseLinkDestination=parseLinkDestination, parseLinkTitle=parseLinkTitle
    )
    parser.inline.ruler.at("footnote_inline", _inline_footnote)
    parser.normalizeLinkText = shown_address  # type: ignore[assignment, method-assign]


def shown_address(url: str) -> str:
    """Return an address as people read it: with characters in the place of their bytes, but for control characters."""
    return _control.sub(lambda found: quote(found[0]), normalizeLinkText(url))


class References(dict[str, object]):
    """The link definitions of a text: their names are compared with formulas as they were written."""

    def __init__(self, math: Masked) -> None:
        super().__init__()
        self.math = math

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._name(str(name)))

    def __setitem__(self, name: str, definition: object) -> None:
        super().__setitem__(self._name(name), definition)

    def get(self, name: str, default: object = None) -> object:
        """Return the definition of this name."""
        return super().get(self._name(name), default)

    def _name(self, name: str) -> str:
        return normalizeReference(self.math.to_source(name)) if self.math.opening in name else name


def label_end(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Return the position of the bracket that closes the one at `start`, or -1; -1 too where a link stands between,
    if none may."""
    ends: dict[tuple[int, bool], int] = state.__dict__.setdefault("label_ends", {})
    key = (start, disableNested)
    if key not in ends:
        here = state.pos
        state.pos = start + 1
        opened = _find_ends(state, [start], ends, disableNested)
        ends |= {(bracket, disableNested): -1 for bracket in opened}
        state.pos = here
    return ends[key] if ends[key] < state.posMax else -1


def _find_ends(
    state: StateInline, opened: list[int], ends: dict[tuple[int, bool], int], disable_nested: bool
) -> list[int]:
    """Go on until the first of the open brackets is closed; return those that never are."""
    while state.pos < state.posMax:
        at, character = state.pos, state.src[state.pos]
        if character == "]":
            ends[opened.pop(), disable_nested] = at
            if not opened:
                break
        state.md.inline.skipToken(state)
        if character != "[":
            continue
        if state.pos > at + 1:
            if disable_nested:
                break
        elif (end := ends.get((at, disable_nested))) is None:
            opened.append(at)
        elif end < 0:
            break
        else:
            state.pos = end + 1
    return opened


def _inline_footnote(state: StateInline, silent: bool) -> bool:
    start = state.pos
    is_one = state.src.startswith("^[", start) and label_end(state, start + 1) > start + 1
    return is_one and footnote_inline(state, silent)
