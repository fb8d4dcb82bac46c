"""Emphasis: beside Chinese text as its author means it, elsewhere as CommonMark says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.marks.shown import cases, shown

CASES = cases("emphasis.txt")


@pytest.mark.parametrize(("title", "markdown", "html"), CASES, ids=[case[0] for case in CASES])
def test_emphasis(title: str, markdown: str, html: str) -> None:
    assert shown(markdown) == html


@given(st.text(alphabet="ab *_~.(\"'", max_size=24))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_ascii_text_is_emphasised_as_commonmark_says(text: str) -> None:
    stock = MarkdownIt("commonmark").enable("strikethrough")
    assert shown("x" + text + "x") == stock.render("x" + text + "x").strip()


@given(
    st.lists(st.sampled_from(["概率", "（甲）", "“乙”", "丙。", "《丁》", "、"]), min_size=1, max_size=3).map("".join)
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_chinese_text_can_be_strong_within_chinese_text(text: str) -> None:
    for mark, tag in (("**", "strong"), ("*", "em"), ("~~", "s")):
        assert f"前<{tag}>" in shown(f"前{mark}{text}{mark}后")
        assert f"</{tag}>后" in shown(f"前{mark}{text}{mark}后")
