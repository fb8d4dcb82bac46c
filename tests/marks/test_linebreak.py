"""Line breaks: none between two Chinese characters."""

from __future__ import annotations

import pytest

from tests.marks.shown import cases, shown

CASES = cases("linebreak.txt")


@pytest.mark.parametrize(("title", "markdown", "html"), CASES, ids=[case[0] for case in CASES])
def test_line_break(title: str, markdown: str, html: str) -> None:
    assert shown(markdown) == html
