"""Boxes: their words in the page's language, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.prose import typeset
from tests.sitehelp import made, post, soup, texts

KNOWN = (
    "theorem, lemma, proposition, corollary, definition, example, remark, proof, note, tip, important, warning, caution"
)

FRENCH = "box_theorem: Théorème <b>\nbox_note: Note\nbox_name: ' « {title} »'"


@pytest.mark.parametrize(
    ("markdown", "faults"),
    [
        ("甲\n\n::: 定理 $x$\n\n乙", [(2, "::: 定理 $x$ has no line ::: that ends it")]),
        ("- ::: note\n  甲\n\n乙\n\n:::", [(0, "::: note has no line ::: that ends it"), (5, "::: ends no box")]),
        ("$$\nx\n$$\n\n::: theorm\n甲\n:::", [(4, f"::: theorm begins no box; kept as text; known are {KNOWN}")]),
        ("::: note\n::: tip\n:::", [(0, "::: note has no line ::: that ends it")]),
        ("::: note\n> ::: tip\n:::", [(1, "::: tip has no line ::: that ends it")]),
    ],
)
def test_a_box_that_is_not_closed_and_one_that_is_none_are_named_with_their_lines(
    markdown: str, faults: list[tuple[int, str]]
) -> None:
    assert [(fault.line, fault.message) for fault in typeset(markdown).faults] == faults
    assert {(fault.kind, fault.is_error) for fault in typeset(markdown).faults} == {("box", False)}


def test_a_text_nested_too_deep_is_refused_though_a_box_is_not_closed() -> None:
    faults = typeset("::: note\n\n" + "> " * 101 + "甲").faults
    assert [(fault.kind, fault.is_error) for fault in faults] == [("box", False), ("nesting", True)]


def test_the_word_for_a_box_is_one_of_the_posts_language(tmp_path: Path) -> None:
    body = "::: theorem 甲 *$x$*\n乙\n:::\n\n> [!NOTE]\n> 丙"
    files = {f"content/posts/{lang}.md": post(lang, body, lang=lang) for lang in ("zh", "en", "fr")}
    output = made(tmp_path, {**files, "templates/text/fr.yaml": FRENCH})
    for lang, named, note in (
        ("zh", "定理（甲 $x$）", "说明"),
        ("en", "Theorem (甲 $x$)", "Note"),
        ("fr", "Théorème <b> « 甲 $x$ »", "Note"),
    ):
        page = soup(output / f"posts/{lang}/index.html")
        assert texts(page, ".box-title") == [named, note]
        assert texts(page, ".box-title em .math") == ["$x$"]
