"""Names that almost match are found, those that count differently are not, and thousands cost little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.nearness import LETTERS_TO_A_FAULT, MOST_FAULTS, Names, distance, letters_of

TITLES = [
    "Fourier series",
    "傅里叶级数的收敛性质",
    "随机游走(一):能否回家",
    "随机游走(二):电网络",
    "Noether: symmetry and conservation",
]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("fourier  Series", "Fourier series"),
        ("Ｆourier—series", "Fourier series"),
        ("Fouriers series", "Fourier series"),
        ("Fourirs serie", None),
        ("傅里叶级数的收敛性", "傅里叶级数的收敛性质"),
        ("傅立叶级数的收敛性质", "傅里叶级数的收敛性质"),
        ("随机游走(二):能否回家", None),
        ("Fourier series", None),
        ("f", None),
        ("", None),
    ],
)
def test_case_width_punctuation_and_few_letters_make_no_difference(name: str, near: str | None) -> None:
    assert Names(TITLES).nearest(name) == near


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Noether", None),
        ("symmetry and conservation", "Noether: symmetry and conservation"),
        ("On Fourier series", "Fourier series"),
        ("随机游走", None),
        ("随机游走(二)", None),
        ("能否回家", None),
    ],
)
def test_a_good_part_of_one_name_is_near_to_it(name: str, near: str | None) -> None:
    assert Names(TITLES).nearest(name, parts=True) == near


LETTERS = st.text("abc", min_size=3, max_size=24)


@given(st.lists(LETTERS, min_size=1, max_size=30), LETTERS)
def test_the_index_finds_what_comparing_with_every_name_finds(names: list[str], name: str) -> None:
    most = min(len(name) // LETTERS_TO_A_FAULT, MOST_FAULTS)
    distances = {other: distance(name, other, most) for other in names if other != name}
    least = min(distances.values(), default=most + 1)
    near = Names(names).nearest(name)
    assert (near is None) == (least > most or most == 0)
    assert near is None or distances[near] == least


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_the_distance_is_the_same_both_ways_and_nothing_between_equals(one: str, other: str) -> None:
    assert distance(one, other, 8) == distance(other, one, 8)
    assert (distance(one, other, 8) == 0) == (one == other)


def test_a_name_is_its_letters_and_digits() -> None:
    assert letters_of(" KL散度:Ｐ与q_2!") == "kl散度p与q2"
