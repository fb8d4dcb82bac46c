"""Chinese numerals and punctuation, and how long a text takes to read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import chinese
from sitegen.chinese import fold_punctuation, number, reading_minutes, reading_units, restore_punctuation


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两百", 200),
        ("一百零三", 103),
        ("一百一十", 110),
        ("九千九百九十九", 9999),
        ("二〇二四", 2024),
        ("零", 0),
        ("十十", None),
        ("一二百", None),
        ("百千", None),
        ("x", None),
        ("", None),
    ],
)
def test_chinese_numerals(numeral: str, value: int | None) -> None:
    assert number(numeral) == value


@pytest.mark.parametrize(
    ("folded", "restored"),
    [
        ("设函数连续,则可积.", "设函数连续，则可积."),
        ("为什么?因为:一、二;三!", "为什么？因为：一、二；三！"),
        ("柯西(Cauchy)与f(x)", "柯西（Cauchy）与f(x)"),
        ("Let x, y be real: (a, b).", "Let x, y be real: (a, b)."),
        ("“收敛”,那么", "“收敛”，那么"),
        ("见(1),(2)", "见（1），（2）"),
        ("12:30到3:45", "12:30到3:45"),
        ("", ""),
    ],
)
def test_chinese_punctuation_is_restored_between_chinese_characters_only(folded: str, restored: str) -> None:
    assert restore_punctuation(folded) == restored


@given(st.text(alphabet="概率ab1,:;?!()“” "))
def test_restoring_changes_nothing_but_the_width(text: str) -> None:
    assert fold_punctuation(restore_punctuation(text)) == text


def test_folding_keeps_letters_and_digits() -> None:
    assert fold_punctuation("Ａ１（甲）：「乙」，。\u3000") == "Ａ１(甲):「乙」,。 "


def test_reading_time_counts_characters_words_and_formulas() -> None:
    assert reading_units("设 Banach 空间's 3.14") == (3, 4)
    assert [reading_minutes(0, 0), reading_minutes(4000, 0), reading_minutes(0, 2200), reading_minutes(0, 0, 50)] == [
        1,
        10,
        10,
        5,
    ]


def test_a_usual_text_is_counted_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = (*range(0x3100), *range(0x4DB0, 0x4E10), *range(0x9FF0, 0xA010), *range(0xFF00, 0x10000))
    every = [chr(code) for code in edges if not 0xA00 <= code < 0x2000]
    texts = [f"概{c}率 a{c}b 1 {c}x-y don't--z" for c in every] + ["概率a", "", "'a' - b-1 c_d", "--", "中'文"]
    usual = [reading_units(text) for text in texts]
    monkeypatch.setattr(chinese, "_uncommon", re.compile(""))
    assert usual == [reading_units(text) for text in texts]
