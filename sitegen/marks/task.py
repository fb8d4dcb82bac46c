"""Tasks: a list item that begins with `[ ]` or `[x]` shows a box, whose label is the text."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_box = re.compile(r"\[([ xX])\][ \t\n]+")


def extend(parser: MarkdownIt) -> None:
    """Make the parser know tasks."""
    parser.core.ruler.after("inline", "task", _mark_tasks)


def _mark_tasks(state: StateCore) -> None:
    tokens = state.tokens
    lists: list[Token] = []
    for n, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and token.content.startswith("[") and lists:
            box, first = _box.match(token.content), (token.children or [token])[0]
            if box and first.content.startswith(box[0][:3]) and tokens[n - 2].type == "list_item_open":
                first.content = first.content[3:]
                token.children = [_checkbox(box[1] != " "), *(token.children or ()), _html("</label>")]
                tokens[n - 2].attrSet("class", "task-list-item")
                lists[-1].attrSet("class", "contains-task-list")


def _checkbox(is_done: bool) -> Token:
    checked = 'checked="checked" ' if is_done else ""
    return _html(f'<label><input class="task-list-item-checkbox" {checked}disabled="disabled" type="checkbox">')


def _html(content: str) -> Token:
    token = Token("html_inline", "", 0)
    token.content = content
    return token
