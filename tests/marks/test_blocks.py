"""Code, tables, tasks, footnotes, boxes, figures, the mark of the summary; and raw HTML where it is off."""

from __future__ import annotations

import pytest

from tests.marks.shown import cases, shown

CASES = cases("blocks.txt") + cases("boxes.txt") + cases("html_off.txt")


@pytest.mark.parametrize(("title", "markdown", "html"), CASES, ids=[case[0] for case in CASES])
def test_block(title: str, markdown: str, html: str) -> None:
    assert shown(markdown) == html
