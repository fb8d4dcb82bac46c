"""Mentions: balanced titles in running text, and no others."""

from __future__ import annotations

import pytest

from sitegen.marks import mention
from sitegen.prose import typeset
from tests.marks.shown import cases, shown

CASES = cases("mention.txt")


@pytest.mark.parametrize(("title", "markdown", "html"), CASES, ids=[case[0] for case in CASES])
def test_mention(title: str, markdown: str, html: str) -> None:
    assert shown(markdown) == html


def test_mentions_are_told_with_their_lines_and_formulas_as_written() -> None:
    text = "《甲》\n\n$$\na\n$$\n\n> 见《$L^p$ 空间》与《《乙》问答》"
    assert typeset(text).mentions == (("甲", 0), ("$L^p$ 空间", 6), ("《乙》问答", 6), ("乙", 6))


def test_the_outer_of_two_mentions_is_the_link_and_the_inner_one_if_it_is_none() -> None:
    html = typeset("《《甲》问答》").html
    assert mention.resolve(html, {0: "/outer/", 1: "/inner/"}.get) == (
        '<p><a class="mention" href="/outer/">《《甲》问答》</a></p>\n'
    )
    assert mention.resolve(html, {1: "/inner/"}.get) == '<p>《<a class="mention" href="/inner/">《甲》</a>问答》</p>\n'
    assert mention.resolve(html, lambda n: None) == "<p>《《甲》问答》</p>\n"
    assert mention.strip(html) == "<p>《《甲》问答》</p>\n"
