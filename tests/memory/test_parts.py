"""Texts in parts: each comes back as it was, alone, and one that is damaged does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.memory.parts import DamagedError, Parts, bound

PART = st.binary(max_size=40) | st.integers(0, 20_000).map(bytes)


def parts_in(data: bytes, place: int, length: int) -> Parts:
    return Parts(lambda place, length: data[place : place + length], place, length)


@given(st.tuples(PART, PART, PART), st.integers(0, 2), st.binary(max_size=9))
def test_each_part_comes_back(parts: tuple[bytes, bytes, bytes], n: int, before: bytes) -> None:
    text = bound(*parts)
    found = parts_in(before + text + b"more", len(before), len(text))
    assert found[n] == parts[n]
    assert found.bound == text


def test_only_what_is_asked_for_is_read() -> None:
    text, asked = bound(b"facts", bytes(100_000), b"text"), list[int]()

    def take(place: int, length: int) -> bytes:
        asked.append(length)
        return text[place : place + length]

    parts = Parts(take, 0, len(text))
    assert (parts[0], parts[2]) == (b"facts", b"text")
    assert sum(asked) < 10_000


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_damage_goes_unseen(at: int, change: int) -> None:
    whole = [b"facts", b"html" * 3_000, b"text"]
    text = bytearray(bound(*whole))
    text[at % len(text)] ^= change
    with pytest.raises(DamagedError):
        _ = [parts_in(bytes(text), 0, len(text))[n] for n in range(3)]


@pytest.mark.parametrize("length", [0, 3, 30])
def test_a_text_that_is_cut_is_damaged(length: int) -> None:
    text = bound(b"facts", bytes(100), b"text")
    with pytest.raises(DamagedError):
        parts_in(text[:length], 0, len(text))[1]
