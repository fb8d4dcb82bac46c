"""The byline dialect: where a record begins and ends, and what its byline tells."""

from __future__ import annotations

import pytest

from sitegen.importing.dialects import ArchiveRecord, read
from sitegen.settings import ArchiveWords

WORDS = ArchiveWords()

Told = tuple[int, str, str, str, int | None, tuple[str, ...]]


def told(record: ArchiveRecord) -> Told:
    date = record.date.iso if record.date else ""
    return (record.line, record.title, record.author, date, record.read_count, record.body)


def records(text: str, words: ArchiveWords = WORDS) -> list[Told]:
    return [told(record) for record in read(text, "a.txt", words)[0]]


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "a.txt", ArchiveWords())[1]]


ONE = [(1, "留数定理", "林远", "2020-01-02", 7, ("设$f$亚纯。",))]


@pytest.mark.parametrize(
    "byline",
    [
        "By 林远 | 2020-01-02 | 7位读者 | 引用设$f$亚纯。",
        "By   林远  |  2020-01-02|7位读者|引用设$f$亚纯。",
        "By 林远 | 2020-01-02 |  7 位读者 | Kimi 引用设$f$亚纯。",
        "By 林远 | 2020-01-02 | 7位读者 | 豆包 引用设$f$亚纯。",
        "By 林远 | 2020-01-02 | 7位读者 | 引用\n设$f$亚纯。",
        "By 林远 | 2020-01-02 | 7位读者 | 引用\n\n\u3000\u3000设$f$亚纯。\u00a0\n\n",
        "By 林远 | 2020-01-02 | 7位读者\n设$f$亚纯。",
        "By 林远 | 2020-01-02 | 7位读者 |\n设$f$亚纯。",
        "By 林远 | 2020/1/2 | 7位读者 | 引用设$f$亚纯。",
        "By 林远 | 2020-01-02 08:30 | 7位读者 | 引用设$f$亚纯。",
        "\u3000By\u00a0林远 | 2020-01-02 | 7位读者 | 引用\u200b设$f$亚纯。",
    ],
)
def test_the_byline_in_the_wild(byline: str) -> None:
    assert [
        (*record[:5], tuple(line.strip(" \u00a0\u3000").replace("\u200b", "") for line in record[5]))
        for record in records(f"留数定理\n{byline}\n")
    ] == ONE


@pytest.mark.parametrize(
    ("field", "count"),
    [
        ("0位读者", 0),
        ("1,234位读者", 1234),
        ("1，234位读者", 1234),
        ("12 345 位读者", 12345),
        ("１２３４位读者", 1234),
        ("1.2万位读者", 12000),
        ("3 万位读者", 30000),
        ("位读者", None),
        ("", None),
        ("?位读者", None),
        ("-5位读者", None),
        ("1000000000000000位读者", None),
        ("999999999999万位读者", None),
    ],
)
def test_the_read_count_in_the_wild_and_a_missing_one_is_not_0(field: str, count: int | None) -> None:
    assert records(f"留数定理\nBy 林远 | 2020-01-02 | {field} | 引用设$f$亚纯。\n") == [
        (1, "留数定理", "林远", "2020-01-02", count, ("设$f$亚纯。",))
    ]


def test_a_byline_without_the_field_of_the_count_starts_a_record() -> None:
    assert records("留数定理\nBy 林远 | 2020-01-02 | 引用第100位读者\n") == [
        (1, "留数定理", "林远", "2020-01-02", None, ("第100位读者",))
    ]


def test_a_count_that_is_no_number_is_named() -> None:
    assert problems("留数定理\nBy 林远 | 2020-01-02 | 很多位读者 | 引用文。") == [
        "a.txt:2: warning[record]: 很多 is no number of readers; the count is left open"
    ]


@pytest.mark.parametrize(
    "title",
    [
        "P(A|B) | 条件概率 | 2020-01-01",
        "By parts: 分部积分",
        "By the way",
        "引用的艺术",
        "一百位读者的来信",
        "《原本》读后",
        "【译】“好”的证明",
        "$L^2$与\\(\\ell^2\\)",
        "🎉 π日快乐 | 引用",
        "# 1. *粗* _斜_ `码` <b> [x](y) {{ z }}",
        "最近评论",
        "最近评论的统计",
        "28 Jun",
        "点击阅读全文",
        "——",
    ],
)
def test_titles_may_hold_anything(title: str) -> None:
    text = f"前一篇\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n最后一句。\n{title}\nBy 林 | 远 | 2020-01-02 | 2位读者 | 引用文。\n"
    if title in ("最近评论", "点击阅读全文"):
        assert records(text)[1][1] == "2020-01-02"  # the end of a page: what follows is a record without a title
    elif title == "最近评论的统计":
        assert records(text)[1][1] == "的统计"  # see below: dumps that were joined
    else:
        assert records(text) == [
            (1, "前一篇", "林远", "2020-01-01", 1, ("文。", "最后一句。")),
            (4, title, "林 | 远", "2020-01-02", 2, ("文。",)),
        ]


def test_what_follows_an_empty_record_on_its_line_is_the_next_title() -> None:
    text = (
        "甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用引用乙\nBy 林远 | 2020-01-02 | 引用丙|丁\n"
        "By 林远 | 2020-01-03 | 3位读者 | 引用最近评论\n路人:好\n"
    )
    assert records(text) == [
        (1, "甲", "林远", "2020-01-01", 1, ()),
        (2, "引用乙", "林远", "2020-01-02", None, ()),
        (3, "丙|丁", "林远", "2020-01-03", 3, ()),
    ]


def test_recent_comments_end_the_page_and_in_a_sentence_they_are_text() -> None:
    page = "甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文中说最近评论很多。\n“最近评论”\n 最近评论 \n路人:好\n\n页脚\n"
    assert records(page + page) == [
        (1, "甲", "林远", "2020-01-01", 1, ("文中说最近评论很多。", "“最近评论”")),
        (8, "甲", "林远", "2020-01-01", 1, ("文中说最近评论很多。", "“最近评论”")),
    ]


def test_dumps_without_a_last_line_end_may_be_joined_and_the_report_says_so() -> None:
    text = (
        "甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n最近评论乙\nBy 林远 | 2020-01-02 | 2位读者 | 引用最近评论丙\n"
        "By 林远 | 2020-01-03 | 3位读者 | 引用文。\n最近评论28 Jun\n\n丁\n\n文。\n\n点击阅读全文...戊\n"
        "By 林远 | 2020-01-04 | 4位读者 | 引用文。\n最近评论"
    )
    assert [(line, title, body) for line, title, _, _, _, body in records(text)] == [
        (1, "甲", ("文。",)),
        (3, "乙", ()),
        (4, "丙", ("文。",)),
        (8, "丁", ("文。",)),
        (12, "戊", ("文。",)),
    ]
    assert problems(text)[0] == (
        "a.txt:3: warning[record]: `最近评论` is taken for the end of a page to which the next one is glued, 乙 for its first line"
    )
    assert len(problems(text)) == 4


QUOTED = "By 王 | 2019-01-01 | 3位读者 | 引用"


@pytest.mark.parametrize(
    "line",
    [
        f"他的署名是 {QUOTED} 这样。",
        f"“{QUOTED}”",
        f"({QUOTED})",
        f"【{QUOTED}】",
        f"`{QUOTED}`",
        f"> {QUOTED}",
        f"《{QUOTED}》",
    ],
)
def test_a_quoted_byline_is_text(line: str) -> None:
    text = f"甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n{line}\n末句。\n"
    assert records(text) == [(1, "甲", "林远", "2020-01-01", 1, ("文。", line, "末句。"))]


@pytest.mark.parametrize(
    "line",
    [
        "By induction on $n$ | the claim follows.",
        "By 2020-01-01 | we knew.",
        "Bye | 2020-01-01 | 1位读者 | 引用",
        "By" + " 很长的话" * 100 + "| 2020-01-01 | 1位读者",
    ],
)
def test_a_sentence_that_begins_like_a_byline_is_text(line: str) -> None:
    text = f"甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n{line}\n"
    assert records(text) == [(1, "甲", "林远", "2020-01-01", 1, ("文。", line))]


@pytest.mark.parametrize("between", ["\n", " \u3000\n", "最近评论\n", "点击阅读全文...\n"])
def test_a_byline_with_no_line_above_it_leaves_the_record_before_whole(between: str) -> None:
    text = (
        f"甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n末句。\n{between}By 王 | 2020-01-02 | 2位读者 | 引用无题。\n"
    )
    assert records(text) == [
        (1, "甲", "林远", "2020-01-01", 1, ("文。", "末句。")),
        (5, "2020-01-02", "王", "2020-01-02", 2, ("无题。",)),
    ]
    assert problems(text) == ["a.txt:5: warning[record]: the record has no title; 2020-01-02 stands in for it"]


def test_a_byline_at_the_top_or_right_below_a_byline_has_no_title() -> None:
    text = "By 林远 | 2020-01-01 | 1位读者 | 引用\nBy 王 | 2020-02-30 | 2位读者 | 引用无题。"
    assert records(text) == [
        (1, "2020-01-01", "林远", "2020-01-01", 1, ()),
        (2, "a.txt:2", "王", "", 2, ("无题。",)),
    ]


@pytest.mark.parametrize("date", ["2024-13-45", "2023-02-29", "0000-01-01", "2024-1-123", "昨天", ""])
def test_an_impossible_date_is_named_and_the_post_is_kept_without_one(date: str) -> None:
    text = f"前\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n甲\nBy 林远 | {date} | 5位读者 | 引用文。\n"
    assert records(text) == [(1, "前", "林远", "2020-01-01", 1, ("文。",)), (3, "甲", "林远", "", 5, ("文。",))]
    assert problems(text) == [
        f"a.txt:4: warning[date]: {date or 'nothing'} is not a date that exists; the post is kept without one"
    ]


@pytest.mark.parametrize("opening", ["$$", "\\[", "\\begin{align}", "$", "\\left\\{"])
def test_an_unclosed_formula_does_not_swallow_the_next_record(opening: str) -> None:
    text = f"甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用设\n{opening} a=b\n乙\nBy 林远 | 2020-01-02 | 2位读者 | 引用$x$与$$y$$\n"
    assert records(text) == [
        (1, "甲", "林远", "2020-01-01", 1, ("设", f"{opening} a=b")),
        (4, "乙", "林远", "2020-01-02", 2, ("$x$与$$y$$",)),
    ]


def test_furniture_before_the_first_record_is_passed_over() -> None:
    assert records("首页\n归档\n\n甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。")[0][:2] == (4, "甲")


def test_another_language_is_read_by_its_words() -> None:
    words = ArchiveWords("Von", " Leser", "Zitieren", "Letzte Kommentare", "Weiterlesen", "Mio.")
    text = (
        "Der Residuensatz\nVon G. Meier | 2020-01-02 | 1.234 Leser | ZitierenSei $f$ meromorph.\n"
        "By A | 2020-01-01 | 1位读者 | 引用 ist hier Text.\nLetzte Kommentare\nHans: gut\n\n"
        "28 Jun\n\nPotenzreihen\n\nSei $r>0$.\n\nWeiterlesen...\n"
    )
    assert records(text, words) == [
        (
            1,
            "Der Residuensatz",
            "G. Meier",
            "2020-01-02",
            1234,
            ("Sei $f$ meromorph.", "By A | 2020-01-01 | 1位读者 | 引用 ist hier Text."),
        ),
        (9, "Potenzreihen", "", "--06-28", None, ("Sei $r>0$.",)),
    ]


def test_a_word_that_is_set_to_nothing_stands_nowhere() -> None:
    words = ArchiveWords(comments="", read_more="", readers="", quote="", ten_thousand="")
    text = "甲\nBy 林远 | 2020-01-01\n一。\n\n二。\n乙\nBy 林远 | 2020-01-02\n三。\n"
    assert [(record[1], record[5]) for record in records(text, words)] == [
        ("甲", ("一。", "", "二。")),
        ("乙", ("三。",)),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "|",
        " ",
        "By ",
        "By a | ",
        "By a | 2020-01-01 | ",
        "引用",
        "位读者",
        "最近评论",
        "点击阅读全文...",
        "\u200b",
        "《",
        "$",
    ],
)
def test_endless_lines_are_read_to_their_end(piece: str) -> None:
    line = (piece * 100_000)[:100_000].strip()
    text = f"甲\nBy 林远 | 2020-01-01 | 1位读者 | 引用文。\n x{line}\n乙\nBy 林远 | 2020-01-02 | 引用{line}\n"
    found = records(text)
    assert [(record[1], record[3]) for record in found] == [("甲", "2020-01-01"), ("乙", "2020-01-02")]
    assert found[0][5][1] == f" x{line}"
