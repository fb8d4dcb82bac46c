"""Addresses of links and images: marked where they depend on the page that shows them.

An address from the root of the site (`/a/`) begins with ROOT, one beside the post (`image.png`, `#part`) with HERE;
both are control characters, which no post can hold, and are replaced when a page is rendered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen.lazypattern import pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

PLAIN = r"https?://[a-z0-9]++(?:[.-][a-z0-9]++)*+(?:/[A-Za-z0-9._~/-]*+)?+"
"""A regular expression: a web address that is its own normal form."""

ROOT, HERE = "\x04", "\x05"

_from_root = pattern(f'{ROOT}([^"?#]*)([^"]*)')
_absolute = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def extend(parser: MarkdownIt) -> None:
    """Make the parser mark the addresses that depend on the page."""
    parser.core.ruler.push("address", _mark_addresses)


def _mark_addresses(state: StateCore) -> None:
    for block in state.tokens:
        for token in block.children or ():
            for name in ("href", "src") if token.attrs else ():
                value = token.attrs.get(name)
                if isinstance(value, str) and not _absolute.match(value):
                    token.attrs[name] = (ROOT if value.startswith("/") else HERE) + value.removeprefix("/")


def resolve(html: str, link: Callable[[str], str], here: str, page: str) -> str:
    """Return the HTML with its addresses as seen from a page.

    `link` leads through the site, `here` to the folder of the post and `page` to the post, for the places in its text.
    """
    if ROOT in html:
        html = _from_root.sub(lambda found: link("/" + unquote(found[1])) + found[2], html)
    return html.replace(f"{HERE}#", f"{page}#").replace(HERE, here) if HERE in html else html
