"""Code: blocks in a language that is known are highlighted when the site is built, with classes for two palettes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from sitegen.lazypattern import pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_KEPT = 200
"""How many blocks of code are remembered with their colours."""

_made: dict[tuple[str, str], str] = {}
"""Blocks by their code and its language."""

_START, _END = '<pre class="highlight" tabindex="0"><code', "</code></pre>\n"
_block = pattern(f'{_START} class="language-([^"]*)">(.*?){_END}', re.DOTALL)
_tag = pattern("<[^>]*>")


def extend(parser: MarkdownIt) -> None:
    """Make the parser render fences with highlighting."""
    parser.add_render_rule("fence", _fence)


def _fence(_: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    from markdown_it.common.utils import unescapeAll  # a late import: most texts need no library

    token = tokens[at]
    language = unescapeAll(token.info).split()[0] if token.info.strip() else ""
    return html(token.content, re.sub(r"[^\w+#.-]", "", language.strip("{}")))


def html(source: str, language: str) -> str:
    """Return the block of this code in a language, which may be unknown or empty."""
    block = _made.get((source, language))
    if block is None:
        label = f' class="language-{escape(language)}"' if language else ""
        block = _keep(source, language, f"{_START}{label}>{_highlighted(source, language)}{_END}")
    return block


def recall(text: str) -> None:
    """Take the blocks of code out of HTML that was made of Markdown alone, which are what `html` gave: a text that has
    been edited shows most of them again, and Pygments takes longer to load than all else that is to be done for it.
    """
    for block in _block.finditer(text):
        _keep(unescape(_tag.sub("", block[2])), unescape(block[1]), block[0])


def _keep(source: str, language: str, block: str) -> str:
    if len(_made) >= _KEPT:
        _made.clear()
    _made[source, language] = block
    return block


def _highlighted(source: str, language: str) -> str:
    lexer = _lexer(language.lower()) if language else None
    if lexer is None:
        return escape(source, quote=False)
    from pygments import highlight  # a late import: most posts have no code, and Pygments is slow to load

    ended = source if source.endswith("\n") or not source else f"{source}\n"  # as it is going to look in any case
    html: str = highlight(ended, lexer, _formatter())
    return html


@cache
def _formatter() -> Any:
    from pygments.formatters import HtmlFormatter  # a late import, as above

    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name  # a late import, as above
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
