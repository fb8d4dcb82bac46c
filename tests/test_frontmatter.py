"""Front matter: found in every shape that posts come in, read with other tools' names, every fault with its line."""

from __future__ import annotations

import pytest

from sitegen.day import Day
from sitegen.frontmatter import read, split
from sitegen.post import FrontMatter, Sighting
from sitegen.yamltext import YamlError


def meta(text: str) -> tuple[FrontMatter, list[str]]:
    fields, problems = read(split(f"---\n{text}\n---\n", "a.md").mapping, "a.md")
    return fields, [str(problem) for problem in problems]


def test_all_fields() -> None:
    fields, problems = meta(
        """\
title: "随机 过程: 一"
author: 林远
date: 2024-06-14
updated: 2024-07-01 10:00
read_count: 28,425
tags: [概率, 分析, 概率]
series: 随机过程
series_number: 3
slug: process
aliases: [/old/, https://example.org/a/b.html]
draft: true
description: 一句话
lang: zh-CN
truncated: true
original: https://example.org/1
archive:
  - {file: a.txt, line: 3, read_count: 7}
  - {file: b.txt, line: 1}
mood: [calm, 1]"""
    )
    assert problems == []
    assert fields == FrontMatter(
        title="随机 过程: 一",
        author="林远",
        date=Day(6, 14, 2024),
        updated=Day(7, 1, 2024, "10:00:00"),
        read_count=28425,
        tags=("概率", "分析"),
        series="随机过程",
        series_number=3,
        slug="process",
        aliases=("/old/", "/a/b.html"),
        draft=True,
        description="一句话",
        lang="zh-CN",
        truncated=True,
        original="https://example.org/1",
        archive=(Sighting("a.txt", 3, 7), Sighting("b.txt", 1)),
        extra={"mood": fields.extra["mood"]},
    )


def test_names_of_other_tools_are_understood() -> None:
    fields, problems = meta(
        "lastmod: 2024-01-02\ncategories: [分析]\ntags: 概率, 几何\nredirect_from: /x\npublished: false\nviews: 5\nurl: /here/\nauthors: [A, B]\nsummary: s"
    )
    assert problems == []
    assert fields == FrontMatter(
        updated=Day(1, 2, 2024),
        tags=("概率", "几何", "分析"),
        aliases=("/x/",),
        draft=True,
        read_count=5,
        permalink="/here/",
        author="A, B",
        description="s",
    )


def test_a_list_that_would_make_pages_without_number_is_refused() -> None:
    hundred = ", ".join(f"t{n}" for n in range(100))
    assert len(meta(f"tags: [{hundred}]")[0].tags) == 100
    fields, problems = meta(f"title: A\ntags: [{hundred}, x]\naliases: /x/,{hundred.replace('t', '/')}")
    assert fields == FrontMatter(title="A")
    assert problems == [
        "a.md:3: error[front-matter]: tags: a list of 101; expected 100 at most",
        "a.md:4:10: error[unsafe-path]: aliases: a list of 101; expected 100 at most",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 甲\ndate: 2024-01-02\n---\n正文\n",
        '+++\ntitle = "甲"\ndate = 2024-01-02\n+++\n正文\n',
        "Title: 甲\nDate: 2024-01-02\n正文\n",
        "---\ntitle: 甲\ndate: 2024-01-02\n...\n正文\n",
    ],
    ids=["YAML", "TOML", "headers", "dots"],
)
def test_front_matter_comes_in_these_shapes(text: str) -> None:
    parts = split(text, "a.md")
    fields, problems = read(parts.mapping, "a.md")
    assert (fields.title, fields.date, problems) == ("甲", Day(1, 2, 2024), [])
    assert parts.body == "正文\n"
    assert text.split("\n")[parts.body_line - 1] == "正文"


@pytest.mark.parametrize("text", ["", "正文\n", "-----\na: b\n-----\n", "Note: this is prose\n", "--- a\n"])
def test_a_file_that_begins_with_none_is_all_body(text: str) -> None:
    parts = split(text, "a.md")
    assert (parts.body, parts.body_line, parts.mapping.items) == (text, 1, {})


def test_front_matter_that_is_never_closed_is_named() -> None:
    with pytest.raises(YamlError) as fault:
        split("---\ntitle: 甲\n\n正文\n", "a.md")
    assert str(fault.value) == ("a.md:1: error[front-matter]: the front matter that opens here is never closed by ---")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date: 2024-02-30", "a.md:2:7: error[date]: 2024-02-30 is not a date that exists"),
        (
            "date: soon",
            "a.md:2:7: error[date]: soon is not a date; expected one like 2024-06-14, or --06-14 without a year",
        ),
        ("a: 1\nread_count: many", "a.md:3:13: error[front-matter]: read_count: 'many' is not a whole number"),
        (
            "slug: ../../evil",
            "a.md:2:7: error[unsafe-path]: slug: '../../evil' is not one folder's name; it would leave the place of posts",
        ),
        ("permalink: /../x/", "a.md:2:12: error[unsafe-path]: permalink: '/../x/' leaves the output folder"),
        ("aliases: [/a, ../b]", "a.md:2: error[unsafe-path]: aliases: '../b' leaves the output folder"),
        ("title: [a]", "a.md:2: error[front-matter]: title: expected one value, found a list or a mapping"),
        ("tags: {a: b}", "a.md:2: error[front-matter]: tags: expected a list of words, such as [概率, 优化]"),
        ("draft: perhaps", "a.md:2:8: error[front-matter]: draft: 'perhaps': expected true or false"),
        (
            "archive: x",
            "a.md:2:10: error[front-matter]: archive: expected a list of {file: …, line: …, read_count: …}, as the importer writes it",
        ),
        ("titel: 甲", "a.md:2:1: warning[front-matter]: titel has no meaning here; did you mean title?"),
        ("views: 1\npv: 2", "a.md:3:1: warning[front-matter]: pv says read_count a second time; the first is taken"),
    ],
)
def test_every_fault_has_its_line(text: str, message: str) -> None:
    assert meta(text)[1] == [message]


def test_all_faults_are_named_in_one_run() -> None:
    assert len(meta("date: x\nread_count: y\nslug: a/b\ndraft: z")[1]) == 4


def test_empty_values_are_as_good_as_none() -> None:
    assert meta("title:\ndate:\ntags:\nslug: ''") == (FrontMatter(), [])
