"""Tables: each in a box of its own, in which a wide one scrolls on a phone."""

from __future__ import annotations

from markdown_it import MarkdownIt


def extend(parser: MarkdownIt) -> None:
    """Make the parser put tables in boxes."""
    parser.add_render_rule("table_open", lambda *_: '<div class="table" tabindex="0">\n<table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
