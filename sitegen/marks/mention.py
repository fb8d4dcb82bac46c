"""Mentions: a title in `《…》` becomes a neutral mark, which is a link once it is known whether a post has that title.

In rendered HTML a mention reads `START n SEPARATOR 《title》 STOP`, where n is its place among the mentions of the post.
The three are control characters, which no post can hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sitegen.lazypattern import pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

START, SEPARATOR, STOP = "\x02", "\x1e", "\x03"

LONGEST = 200
"""More characters than this are not a title."""

_bracket = pattern("[《》]")
_mark = pattern(f"{START}(\\d+){SEPARATOR}|{STOP}")


def extend(parser: MarkdownIt) -> None:
    """Make the parser mark mentions in running text, and gather their titles as `env["mentions"]`."""
    parser.core.ruler.push("mention", _mark_mentions)


def _mark_mentions(state: StateCore) -> None:
    titles: list[tuple[str, int]] = state.env.setdefault("mentions", [])
    for block in state.tokens:
        if block.type != "inline" or "《" not in block.content:
            continue
        depth = 0
        for token in block.children or ():
            if token.type in ("link_open", "link_close"):
                depth += token.nesting
            elif token.type == "text" and not depth and "《" in token.content:
                token.content = _marked(token.content, titles, block)


def _marked(text: str, titles: list[tuple[str, int]], block: Token) -> str:
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for found in _bracket.finditer(text):
        if found[0] == "《":
            opened.append(found.start())
        elif opened:
            start = opened.pop()
            if 1 < found.start() - start <= LONGEST + 1:
                pairs[start] = found.start()
    out, last = [], 0
    ends = set()
    for found in _bracket.finditer(text):
        at = found.start()
        if at in pairs:
            ends.add(pairs[at])
            out.append(f"{text[last:at]}{START}{len(titles)}{SEPARATOR}")
            titles.append((text[at + 1 : pairs[at]], block.map[0] if block.map else 0))
            last = at
        elif at in ends:
            out.append(f"{text[last : at + 1]}{STOP}")
            last = at + 1
    return "".join(out) + text[last:]


def marked(text: str, number: int) -> str:
    """Return the text of a mention, brackets and all, as the mention of this number."""
    return f"{START}{number}{SEPARATOR}{text}{STOP}"


def resolve(html: str, link: Callable[[int], str | None]) -> str:
    """Return the HTML with each mention a link, where `link` gives the address for its number, and text elsewhere.

    Of a mention inside a mention (《《A》问答》) the outer one is a link if it can be, and the inner one if not.
    """
    if START not in html:
        return html
    before, *marked = html.split(START)
    out = [before]
    open_links: list[bool] = []
    for text in marked:
        number, _, text = text.partition(SEPARATOR)
        address = None if any(open_links) else link(int(number))
        open_links.append(address is not None)
        title, *after = text.split(STOP)
        out.append(f'<a class="mention" href="{address}">{title}' if address is not None else title)
        out += [f"</a>{piece}" if open_links and open_links.pop() else piece for piece in after]
    return "".join(out)


def strip(text: str) -> str:
    """Return the text with its mentions unmarked."""
    return _mark.sub("", text) if START in text or STOP in text else text
