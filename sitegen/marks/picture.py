"""Pictures: marked, so that their sizes can be filled in when a page is rendered, and the browser told when to load them.

In rendered HTML a picture reads `<img MARK src="…" …>`; the mark is a control character, which no post can hold.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from sitegen.lazypattern import pattern
from sitegen.marks.address import HERE, ROOT

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML, RendererProtocol
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

MARK = "\x13"

_picture = pattern(f'{MARK}( src="([^"]*)")')


def extend(parser: MarkdownIt) -> None:
    """Make the parser mark pictures."""
    parser.add_render_rule("image", _image)


def _image(renderer: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    html = cast("RendererHTML", renderer).image(tokens, at, options, env)
    return html.replace("<img", f"<img{MARK}", 1)


def resolve(html: str, size: Callable[[str], tuple[int, int] | None], eager: float) -> str:
    """Return the HTML with the size of each picture, as `size` gives it for an address that is still marked; all but
    the first so many are loaded when they come near.
    """
    if MARK not in html:
        return html
    count = 0

    def shown(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        pixels = size(unescape(found[2]))
        measures = ' width="{}" height="{}"'.format(*pixels) if pixels else ""
        return found[1] + measures + (' loading="lazy" decoding="async"' if count > eager else "")

    return _picture.sub(shown, html)


def path_of(address: str, folder: str) -> str:
    """Return the path below the root that a marked address leads to, on a post in this folder; empty if it leads away."""
    if address[:1] not in (ROOT, HERE):
        return ""
    path = unquote(re.split("[?#]", address[1:])[0])
    return posixpath.normpath(posixpath.join("/" if address[0] == ROOT else folder, path)).lstrip("/")
