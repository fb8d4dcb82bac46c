"""What templates do with values."""

from __future__ import annotations

import pytest

from sitegen.day import Day
from sitegen.filters import bibtex, cite_key, iso, number, told
from sitegen.post import Sighting


@pytest.mark.parametrize(
    ("text", "field"),
    [("A & B", "A \\& B"), ("A \\& B", "A \\& B"), ("100% #1", "100\\% \\#1"), ("$x_1$ {y}", "$x_1$ {y}")],
)
def test_what_is_special_in_bibtex_is_escaped_once(text: str, field: str) -> None:
    assert bibtex(text) == field


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("x}, note = {y", "x\\textbraceright{}, note = \\textbraceleft{}y"),
        ("$x_{1}$}", "$x_{1}$\\textbraceright{}"),
        ("{{a}", "\\textbraceleft{}{a}"),
        ("to the end\\", "to the end\\ "),
    ],
)
def test_no_text_ends_its_field_in_bibtex(text: str, field: str) -> None:
    assert bibtex(text) == field


def test_the_key_in_bibtex_is_one_word() -> None:
    assert [cite_key(url) for url in ("/posts/贝叶斯-1/", "/a,b} {c/")] == ["贝叶斯-1", "a-b-c"]


def test_a_day_without_a_year_is_none_for_machines() -> None:
    assert [iso(Day(6, 14, 2024)), iso(Day(6, 14)), iso(None)] == ["2024-06-14", "", ""]


def test_a_number_has_its_thousands_apart() -> None:
    assert [number(0), number(1234567)] == ["0", "1,234,567"]


def test_each_read_count_is_told_once_by_the_file_that_told_it_first() -> None:
    sightings = [Sighting("a", 1, 9), Sighting("b", 2), Sighting("c", 3, 5), Sighting("d", 4, 9), Sighting("e", 5, 0)]
    assert [(seen.read_count, seen.file) for seen in told(sightings)] == [(0, "e"), (5, "c"), (9, "a")]
