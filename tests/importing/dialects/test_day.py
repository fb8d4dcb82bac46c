"""The day dialect: records that begin with a day and a month."""

from __future__ import annotations

import pytest

from sitegen.importing.dialects import read
from sitegen.settings import ArchiveWords

Told = tuple[int, str, str, bool, tuple[str, ...]]


def records(text: str) -> list[Told]:
    return [
        (record.line, record.title, record.date.iso if record.date else "", record.truncated, record.body)
        for record in read(text, "a.txt", ArchiveWords())[0]
    ]


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "a.txt", ArchiveWords())[1]]


@pytest.mark.parametrize(
    "day", ["3 Apr", "03 Apr", "3 APR", "3 apr.", "Apr 3", "April 03", "3 April", " 3\u00a0Apr ", "３ Apr"]
)
def test_the_day_in_the_wild(day: str) -> None:
    assert records(f"{day}\n\n单位分解\n\n设$M$为流形。\n\n点击阅读全文...\n") == [
        (3, "单位分解", "--04-03", True, ("设$M$为流形。",))
    ]


@pytest.mark.parametrize("mark", ["点击阅读全文...", "点击阅读全文…", "点击阅读全文", " 点击阅读全文......\u3000"])
def test_read_more_on_its_own_line_ends_the_record_and_says_that_it_is_cut(mark: str) -> None:
    text = f"3 Apr\n\n甲\n\n文中说点击阅读全文...是按钮。\n\n第二段。\n\n{mark}\n\n4 Apr\n\n乙\n\n没有截断。\n"
    assert records(text) == [
        (3, "甲", "--04-03", True, ("文中说点击阅读全文...是按钮。", "", "第二段。")),
        (13, "乙", "--04-04", False, ("没有截断。",)),
    ]


def test_an_author_and_a_read_count_are_not_told() -> None:
    (record,) = read("3 Apr\n\n甲\n\n文。", "a.txt", ArchiveWords())[0]
    assert (record.author, record.read_count, record.rank) == ("", None, 1)


def test_records_without_a_body() -> None:
    text = "3 Apr\n\n甲\n\n点击阅读全文...\n\n4 Apr\n\n乙\n\n5 Apr\n\n丙\n"
    assert [(title, truncated, body) for _, title, _, truncated, body in records(text)] == [
        ("甲", True, ()),
        ("乙", False, ()),
        ("丙", False, ()),
    ]


@pytest.mark.parametrize("day", ["31 Feb", "0 Jan", "45 Dec"])
def test_a_day_that_does_not_exist_is_named_and_the_post_is_kept_without_one(day: str) -> None:
    text = f"{day}\n\n甲\n\n文。\n"
    assert records(text) == [(3, "甲", "", False, ("文。",))]
    assert problems(text) == [f"a.txt:1: warning[date]: {day} is not a date that exists; the post is kept without one"]


def test_29_february_exists_in_some_year() -> None:
    assert records("29 Feb\n\n甲\n\n文。\n")[0][2] == "--02-29"


@pytest.mark.parametrize("line", ["28 Jun 那天下雨。", "28 June 2020", "28Jun", "在28 Jun", "28th Jun", "28 Juni"])
def test_a_sentence_with_a_day_is_text(line: str) -> None:
    assert records(f"3 Apr\n\n甲\n\n文。\n\n{line}\n\n文。\n")[0][4] == ("文。", "", line, "", "文。")


def test_both_dialects_may_stand_in_one_file() -> None:
    text = (
        "3 Apr\n\n甲\n\n文一。\n\n点击阅读全文...\n\n乙\nBy 林远 | 2020-01-02 | 1位读者 | 引用文二。\n最近评论\n路人:好\n\n"
        "4 Apr\n\n丙\n\n文三。\n丁\nBy 林远 | 2020-01-03 | 2位读者 | 引用\n5 Apr\n\n戊\n\n文五。"
    )
    assert records(text) == [
        (3, "甲", "--04-03", True, ("文一。",)),
        (9, "乙", "2020-01-02", False, ("文二。",)),
        (16, "丙", "--04-04", False, ("文三。",)),
        (19, "丁", "2020-01-03", False, ()),
        (23, "戊", "--04-05", False, ("文五。",)),
    ]


def test_a_day_above_the_title_of_a_byline_belongs_to_no_record_of_its_own() -> None:
    text = "3 Apr\n\n甲\nBy 林远 | 2020-04-03 | 1位读者 | 引用文。\n"
    assert records(text) == [(3, "甲", "2020-04-03", False, ("文。",))]
