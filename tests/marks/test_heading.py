"""Headings: ids that can be read, are stable, and are not given twice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.marks.heading import heading_id
from sitegen.prose import Heading, typeset


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("证明", "证明"),
        ("What is a Group?", "what-is-a-group"),
        ("关于 $L^p$ 空间", "关于-l-p-空间"),
        ("一、引言：概率（上）", "一-引言-概率-上"),
        ("C++ & C#", "c-c"),
        ("！？", "section"),
        ("", "section"),
        ("é", "é"),
        ("a--b__c", "a--b__c"),
    ],
)
def test_an_id_is_the_words_of_the_heading(text: str, name: str) -> None:
    assert heading_id(text, {}) == name


def test_an_id_that_is_taken_gets_a_number() -> None:
    taken: dict[str, int] = {}
    given_names = [heading_id(text, taken) for text in ("证明", "证明", "证明-2", "证明", "证明-2")]
    assert given_names == ["证明", "证明-2", "证明-2-2", "证明-3", "证明-2-3"]


@given(st.lists(st.text(alphabet="ab-2 $证", max_size=4), max_size=12))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_no_two_headings_have_one_id(texts: list[str]) -> None:
    html = typeset("\n\n".join(f"## {text}" for text in texts)).html
    ids = re.findall(r'<h2 id="([^"]*)"', html)
    assert len(ids) == len(set(ids)) == len(texts)


def test_a_heading_has_an_id_and_an_anchor_that_nobody_hears() -> None:
    assert typeset("## 证明").html == (
        '<h2 id="证明">证明<a class="anchor" href="#证明" aria-hidden="true" tabindex="-1"></a></h2>\n'
    )


def test_an_id_does_not_depend_on_what_else_is_in_the_text() -> None:
    before = typeset("## 甲\n\n## 乙 $x$").headings
    after = typeset("$y$ 前言\n\n## 丙\n\n## 甲\n\n$z$\n\n## 乙 $x$").headings
    assert [heading.id for heading in before] == [heading.id for heading in after][1:]


def test_headings_are_told_without_links_notes_and_mentions() -> None:
    text = "# 甲 *乙* [丙](u) `d`\n\n### 见《丁》$x$[^1]\n\n> # 引文\n\n[^1]: 注"
    assert typeset(text).headings == (
        Heading(1, "甲-乙-丙-d", "甲 <em>乙</em> 丙 <code>d</code>"),
        Heading(3, "见-丁-x", '见《丁》<span class="math notranslate" translate="no">$x$</span>'),
    )
