"""The texts of the interface are read as YAML reads them, mostly without YAML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.engine import theme_folder
from sitegen.texts import plain_texts
from sitegen.yamlreader import Reader
from sitegen.yamltext import Scalar


def by_yaml(text: str) -> dict[str, str]:
    items = Reader("zh.yaml", "text", 1).read(text).items
    return {key: node.text for key, node in items.items() if isinstance(node, Scalar)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_catalogues_need_no_yaml(language: str) -> None:
    text = (theme_folder("templates") / f"text/{language}.yaml").read_text("utf-8")
    assert plain_texts(text) == by_yaml(text)


KEYS = st.sampled_from(["home", "day", "a_1", "y", "1a", "a b", "- a", "?", '"q"', "#", "<<", " "])
PIECES = st.sampled_from(
    [*"\"'[],:#-\\~{}!|>%\té：（），。…—«\xa0", ", ", ": ", " ", "  ", " #", "- ", "--", "{n} 次", "null", "a"]
)
VALUES = st.one_of(
    st.lists(PIECES, max_size=6).map("".join),
    st.lists(PIECES, max_size=3).map(lambda some: f'"{"".join(some)}"'),
    st.text(max_size=8),
)
LINES = st.one_of(
    st.tuples(KEYS, st.sampled_from([": ", ":", " : ", ":  "]), VALUES).map("".join),
    st.lists(PIECES, max_size=4).map(lambda some: f"#{''.join(some)}"),
    st.sampled_from(["", " ", "  more", "..."]),
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_plain_texts_are_read_as_yaml_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    quick = plain_texts(text)
    if quick is not None:
        assert quick == by_yaml(text)
