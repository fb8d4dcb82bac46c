"""Patterns are those that `re` would make, and all of the house can be made."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sitegen
from sitegen.lazypattern import _Compiled, _Pattern, pattern

SOURCE = "(?P<a>a+)|b"
METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split")


@given(st.text("aAbB ", max_size=9), st.sampled_from(METHODS), st.sampled_from([0, re.IGNORECASE]))
def test_it_finds_what_a_compiled_expression_finds(text: str, method: str, flags: int) -> None:
    found, known = (getattr(made(SOURCE, flags), method)(text) for made in (pattern, re.compile))
    assert plain(found) == plain(known)


def plain(found: object) -> object:
    if isinstance(found, re.Match):
        return found.span(), found.groupdict()
    return list(map(plain, found)) if isinstance(found, list | Iterator) else found


def test_it_puts_others_in_their_places() -> None:
    words = pattern(SOURCE)
    assert words.sub("x", "aab c") == "xx c"
    assert words.subn(lambda found: found[0].upper(), "aab c") == ("AAB c", 2)


def test_it_is_compiled_when_it_is_first_used() -> None:
    wrong = pattern("(")
    for _ in range(2):
        with pytest.raises(re.error):
            wrong.search("")


def test_it_has_no_more_than_methods() -> None:
    words = pattern(SOURCE)
    for _ in range(2):
        assert not hasattr(words, "nothing")
        assert words.match("b")


def test_all_patterns_of_the_house_can_be_compiled() -> None:
    """Those of modules too that need a library, if it is here."""
    found = 0
    for module in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        if module.name != "sitegen.__main__":
            with suppress(ImportError):
                found += sum(map(is_sound_pattern, values_in(module.name)))
    assert found > 50


def values_in(module: str) -> Iterator[object]:
    for name, value in vars(importlib.import_module(module)).items():
        yield from value.values() if isinstance(value, dict) and not name.startswith("__") else [value]


def is_sound_pattern(value: object) -> bool:
    if type(value) is _Pattern:
        with suppress(TypeError):  # raised by one of bytes when it is compiled
            value.search("")
    return isinstance(value, _Compiled)
