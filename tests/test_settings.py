"""The settings of a site: what may stand in sitegen.yaml, and what is said of what may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sitegen.problem import USAGE, SiteError
from sitegen.settings import Settings, load, time_zone
from tests.sitehelp import made, soup, texts, write


def settings(folder: Path, text: str | bytes) -> Settings:
    return load(write(folder, {"sitegen.yaml": text}))


def refused(folder: Path, text: str | bytes, base_url: str | None = None) -> list[str]:
    write(folder, {"sitegen.yaml": text})
    with pytest.raises(SiteError) as caught:
        load(folder, base_url)
    assert caught.value.status == USAGE
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


@pytest.mark.parametrize(
    "files", [{}, {"sitegen.yaml": ""}, {"sitegen.yaml": "# nothing\n"}, {"sitegen.yaml": "---\n"}]
)
def test_no_settings_at_all_are_a_working_site(tmp_path: Path, files: dict[str, str]) -> None:
    output = made(tmp_path, files)
    assert texts(soup(output / "index.html"), "h1") == ["我的数学笔记"]
    assert (output / "404.html").is_file()


def test_every_setting_is_read(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        """
title: 笔记
base_url: https://example.org/blog/
author: 林知远
description: 一句话
language: en
timezone: Europe/Paris
page_size: 5
permalink: /:year/:month/:day/:slug/
markdown: {html: true}
math:
  mathjax: https://example.org/mathjax.js
  macros: {R: '\\mathbb{R}', norm: ['\\lVert #1\\rVert', 1]}
archive:
  original: https://example.org/?q=:title
  words: {by: Von}
theme: {stylesheet: mine.css, wide: true}
""",
    )
    assert (read.title, read.author, read.description, read.language) == ("笔记", "林知远", "一句话", "en")
    assert (read.base_url, read.base_path) == ("https://example.org/blog", "/blog/")
    assert (read.page_size, read.permalink, read.markdown.html) == (5, "/:year/:month/:day/:slug/", True)
    assert read.math.macros == {"R": "\\mathbb{R}", "norm": ["\\lVert #1\\rVert", 1]}
    assert (read.archive.words.by, read.archive.words.readers) == ("Von", "位读者")
    assert read.theme == {"stylesheet": "mine.css", "wide": True}


def test_words_that_yaml_would_take_for_something_else_stay_words(tmp_path: Path) -> None:
    assert settings(tmp_path, "title: no\nauthor: 2024-06-14\n").title == "no"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "titel: a",
            "sitegen.yaml:1:1: error[settings]: there is no setting titel\n    did you mean title?",
        ),
        (
            "comments: {giscus: {repo: a/b, repo-id: x}}",
            "sitegen.yaml:1:32: error[settings]: there is no setting comments.giscus.repo-id\n"
            "    did you mean comments.giscus.repo_id?",
        ),
        (
            "comments:\n  giscus: {repo: a/b, repo_id: x, category: C}",
            "sitegen.yaml:2:11: error[settings]: comments.giscus: category_id is missing; "
            "https://giscus.app tells repo, repo_id, category and category_id",
        ),
        (
            "comments: {giscus: {repo: notes, repo_id: x, category: C, category_id: y}}",
            "sitegen.yaml:1:20: error[settings]: comments.giscus: 'notes': expected the owner and the name of a repository, "
            "such as someone/notes",
        ),
        (
            "comments: {waline: {client: https://e.example}}",
            "sitegen.yaml:1:20: error[settings]: comments.waline: server is missing: the address of your Waline server, "
            "such as https://comments.example.org",
        ),
        (
            "comments: {waline: {server: comments.example.org}}",
            "sitegen.yaml:1:20: error[settings]: comments.waline: expected an address that begins with http:// or https://, "
            "such as https://example.org/blog",
        ),
        (
            "comments:\n  waline: {server: https://e.example}\n"
            "  giscus: {repo: a/b, repo_id: x, category: C, category_id: y}",
            "sitegen.yaml:2:3: error[settings]: comments: expected giscus or waline, found both",
        ),
        (
            "comments: giscus",
            "sitegen.yaml:1:11: error[settings]: comments: expected indented lines with any of: giscus, waline",
        ),
        (
            "title: a\nmarkdown:\n  htlm: true",
            "sitegen.yaml:3:3: error[settings]: there is no setting markdown.htlm\n    did you mean markdown.html?",
        ),
        (
            "markdown: {zzz: 1}",
            "sitegen.yaml:1:12: error[settings]: there is no setting markdown.zzz\n    known here: html",
        ),
        ("page_size: many", "sitegen.yaml:1:12: error[settings]: page_size: 'many': expected a whole number"),
        ("page_size: 0", "sitegen.yaml:1:12: error[settings]: page_size: '0': expected a number from 1 to 1000"),
        ("page_size: ٣", "sitegen.yaml:1:12: error[settings]: page_size: '٣': expected a whole number"),
        (
            "base_url: example.org",
            "sitegen.yaml:1:11: error[settings]: base_url: 'example.org': expected an address that begins with "
            "http:// or https://, such as https://example.org/blog",
        ),
        (
            "base_url: https://example.org/?a",
            "sitegen.yaml:1:11: error[settings]: base_url: 'https://example.org/?a': expected an address without ? and #",
        ),
        (
            "base_url: 'https://[::'",
            "sitegen.yaml:1:11: error[settings]: base_url: 'https://[::': not an address; "
            "expected one like https://example.org/blog",
        ),
        (
            "timezone: Moon/Sea",
            "sitegen.yaml:1:11: error[settings]: timezone: 'Moon/Sea': not a time zone; "
            "expected a name such as Asia/Shanghai or an offset such as +08:00",
        ),
        (
            "timezone: ../../etc/passwd",
            "sitegen.yaml:1:11: error[settings]: timezone: '../../etc/passwd': not a time zone; "
            "expected a name such as Asia/Shanghai or an offset such as +08:00",
        ),
        (
            "timezone: +99:00",
            "sitegen.yaml:1:11: error[settings]: timezone: '+99:00': not a time zone; "
            "expected a name such as Asia/Shanghai or an offset such as +08:00",
        ),
        (
            "language: zh_CN",
            "sitegen.yaml:1:11: error[settings]: language: 'zh_CN': expected a language tag such as zh-CN or en",
        ),
        (
            "permalink: posts",
            "sitegen.yaml:1:12: error[settings]: permalink: 'posts': expected an address that begins and ends with a "
            "slash, such as /posts/:slug/",
        ),
        (
            "permalink: /posts/",
            "sitegen.yaml:1:12: error[settings]: permalink: '/posts/': expected :slug somewhere, or all posts would "
            "have one address",
        ),
        (
            "permalink: /:id/:slug/",
            "sitegen.yaml:1:12: error[settings]: permalink: '/:id/:slug/': :id is not known; "
            "expected :slug, :year, :month or :day",
        ),
        (
            "permalink: /../:slug/",
            "sitegen.yaml:1:12: error[settings]: permalink: '/../:slug/': expected plain folder names between single "
            "slashes",
        ),
        ('title: "a\\x06"', "sitegen.yaml:1:8: error[settings]: U+0006 is a control character; remove it"),
        ("title: [a]", "sitegen.yaml:1:8: error[settings]: title: expected one value, found a list or a mapping"),
        ("markdown: yes", "sitegen.yaml:1:11: error[settings]: markdown: expected indented lines with any of: html"),
        ("markdown: {html: yes}", "sitegen.yaml:1:18: error[settings]: markdown.html: 'yes': expected true or false"),
        ("theme: dark", "sitegen.yaml:1:8: error[settings]: theme: expected indented lines of `name: value`"),
        ("- title", "sitegen.yaml:1:1: error[settings]: expected lines such as `key: value`"),
        (
            "title: a\ntitle: b",
            "sitegen.yaml:2:1: error[settings]: the key title stands twice (first in line 1); keep one",
        ),
        ("title: 'a\nb", "sitegen.yaml:1:8: error[settings]: the quote that opens here is never closed"),
        ("title: a: b", "sitegen.yaml:1:9: error[settings]: a second `: ` in one line; put the value in quotes"),
        (b"title: a\nauthor: \xff", "sitegen.yaml:2: error[settings]: byte 0xff is not UTF-8; save it as UTF-8"),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_was_expected(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert refused(tmp_path, text) == [problem]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "titel: a\npage_size: x\nlanguage: '?'\n", base_url="ftp://x")) == 4


def test_the_address_of_the_command_line_wins_and_is_checked(tmp_path: Path) -> None:
    write(tmp_path, {"sitegen.yaml": "base_url: https://a.example"})
    assert load(tmp_path, "https://b.example/x/").base_url == "https://b.example/x"
    assert load(tmp_path, "").base_url == ""
    assert refused(tmp_path, "", base_url="b.example") == [
        "--base-url: error[usage]: b.example: expected an address that begins with http:// or https://, "
        "such as https://example.org/blog"
    ]


def test_a_folder_that_is_not_there_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as caught:
        load(tmp_path / "nowhere")
    assert str(caught.value) == f"{tmp_path}/nowhere: error[settings]: no such folder; -s takes the folder of a site"
    assert caught.value.status == USAGE


def test_settings_that_are_a_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "sitegen.yaml").mkdir()
    with pytest.raises(SiteError, match=r"sitegen\.yaml: error\[settings\]: cannot be read: Is a directory"):
        load(tmp_path)


def test_time_zones_have_names_and_offsets() -> None:
    noon = datetime(2024, 6, 14, 12)
    assert time_zone("UTC") is time_zone("z") is UTC
    assert time_zone("-03:30").utcoffset(noon) == -timedelta(hours=3, minutes=30)
    assert time_zone("+0800").utcoffset(noon) == time_zone("Asia/Shanghai").utcoffset(noon) == timedelta(hours=8)
