"""YAML, read strictly and written so that any tool reads it back."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.yamlreader import Reader
from sitegen.yamltext import Mapping, Scalar, Sequence, YamlError, flow_list, plain_lines, read_mapping, scalar


def fault(text: str, first_line: int = 1) -> str:
    with pytest.raises(YamlError) as caught:
        read_mapping(text, "a.md", "front-matter", first_line)
    return str(caught.value)


def test_every_scalar_is_text_with_its_place() -> None:
    mapping = read_mapping("a: no\nb: 12:30:45\nc: 2024-06-14\nd: [x, '1']\n", "a.md", "k", 2)
    assert mapping.items == {
        "a": Scalar("no", 2, 4, plain=True),
        "b": Scalar("12:30:45", 3, 4, plain=True),
        "c": Scalar("2024-06-14", 4, 4, plain=True),
        "d": Sequence([Scalar("x", 5, 5, plain=True), Scalar("1", 5, 8)], 5, 4),
    }
    assert mapping.keys == {"a": (2, 1), "b": (3, 1), "c": (4, 1), "d": (5, 1)}


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_an_empty_text_is_an_empty_mapping(text: str) -> None:
    assert read_mapping(text, "a.md", "k").items == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a: 1\nb: "x\n', "a.md:2:4: error[front-matter]: the quote that opens here is never closed"),
        ("a: b: c\n", "a.md:1:5: error[front-matter]: a second `: ` in one line; put the value in quotes"),
        ("a: 1\na: 2\n", "a.md:2:1: error[front-matter]: the key a stands twice (first in line 1); keep one"),
        (
            "a: &x 1\n",
            "a.md:1:4: error[front-matter]: the anchor &x is not allowed; quote the text if it begins with &",
        ),
        (
            "a: *x\n",
            "a.md:1:4: error[front-matter]: the alias *x is not allowed; write the value out, or quote the text",
        ),
        (
            "a: !!python/object:os.system x\n",
            "a.md:1:4: error[front-matter]: the tag tag:yaml.org,2002:python/object:os.system is not allowed; quote the text if it begins with !",
        ),
        ("a: {<<: {b: 1}}\n", "a.md:1:5: error[front-matter]: the merge key << is not allowed; write the keys out"),
        ("a: " + "[" * 30 + "]" * 30 + "\n", "a.md:1:23: error[front-matter]: nested deeper than 20 levels"),
        ("- a\n", "a.md:1:1: error[front-matter]: expected lines such as `key: value`"),
        ("a: 1\n---\nb: 2\n", "a.md:2:1: error[front-matter]: a second document begins here (`---`); one is expected"),
        ("a: `x`\n", "a.md:1:4: error[front-matter]: a value cannot begin with this character; put it in quotes"),
        (
            'a: "\\q"\n',
            'a.md:1:4: error[front-matter]: a backslash inside "…" begins an escape that YAML does not know; use single quotes, or double it',
        ),
        ("? [a]\n: 1\n", "a.md:1:3: error[front-matter]: a key must be a word"),
        ("a: x\x01y\n", "a.md:1: error[front-matter]: U+0001 is not allowed in YAML; remove it"),
        ('a: ["x\\x04"]\n', "a.md:1:5: error[front-matter]: U+0004 is a control character; remove it"),
        ('"a\\b": x\n', "a.md:1:1: error[front-matter]: U+0008 is a control character; remove it"),
        ("a: " + "x" * 70_000, "a.md:1: error[front-matter]: more than 64 kB of YAML; not read"),
    ],
)
def test_what_is_refused_is_named_with_its_place(text: str, message: str) -> None:
    assert fault(text) == message


def test_control_characters_are_taken_by_who_is_going_to_remove_them() -> None:
    assert read_mapping('a: "x\\x04"\n', "a.md", "k", with_control=True).items["a"] == Scalar("x\x04", 1, 4)


def test_lines_are_counted_in_the_file() -> None:
    assert fault('a: "x\n', first_line=2).startswith("a.md:2:4: ")


@pytest.mark.parametrize(
    "bomb",
    ["[" * 100_000, "a: " + "[" * 30_000, "".join(f"k{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 30)), "a: {" * 10_000],
)
def test_bombs_are_refused(bomb: str) -> None:
    assert "error[front-matter]" in fault(bomb)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("随机过程", "随机过程"),
        ("Ito's lemma", '"Ito\'s lemma"'),
        ("a: b", '"a: b"'),
        ("no", '"no"'),
        ("2024-06-14", '"2024-06-14"'),
        ("1e5", '"1e5"'),
        ("", '""'),
        ("- x", '"- x"'),
        ("#x", '"#x"'),
        ('a\\b"c', '"a\\\\b\\"c"'),
        ("a\u2028b", '"a\\u2028b"'),
        ("{{ x }}", '"{{ x }}"'),
    ],
)
def test_scalars_are_bare_only_where_every_reader_takes_them_for_this_text(text: str, written: str) -> None:
    assert scalar(text) == written


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_comes_back_from_our_reader_and_from_others(text: str) -> None:
    mapping = read_mapping(f"a: {scalar(text)}\nb: {flow_list([text, text])}\n", "a.md", "k", with_control=True)
    read = mapping.items["a"]
    assert isinstance(read, Scalar)
    assert read.text == text
    assert yaml.safe_load(f"a: {scalar(text)}\n") == {"a": text}
    assert yaml.safe_load(f"a: {flow_list([text, text])}\n") == {"a": [text, text]}


def test_mappings_nest() -> None:
    mapping = read_mapping("a:\n  b: {c: d}\n", "a.md", "k")
    inner = mapping.items["a"]
    assert isinstance(inner, Mapping)
    assert list(inner.items) == ["b"]


PIECES = st.sampled_from(
    ["//", *"\"'[],:#-\\~{}!|>%\té", ", ", ": ", " ", "  ", " #", "- ", "--", "null", "yes", "<<", "&a"]
)
WORDS = st.sampled_from(
    ["title", "概率", "a.b", "c/d", "e+f", "2024-06-14", "12:30", "08:30:00+08:00", "https://a.b/c/"]
)
PARTS = PIECES | WORDS
VALUES = st.one_of(
    st.lists(PARTS, max_size=6).map("".join),
    st.lists(PARTS, max_size=3).map(lambda some: f'"{"".join(some)}"'),
    st.lists(st.lists(PARTS, max_size=3).map("".join), max_size=4).map(lambda some: f"[{', '.join(some)}]"),
    st.text(max_size=8),
)
KEYS = st.sampled_from(["title", "date", "tags", "a1", "n", "y", "1a", "a b", "- a", "?", '"q"'])


LINES = st.one_of(
    st.tuples(KEYS, st.sampled_from([": ", ":", " : ", ":  "]), VALUES).map("".join),
    st.lists(PARTS, max_size=4).map(lambda some: f"#{''.join(some)}"),
    st.text(max_size=8).map(lambda text: f"#{text}"),
    st.sampled_from(["", " ", "  more", " # a", "...", "---"]),
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_plain_lines_are_read_as_yaml_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    quick = plain_lines(text, 2)
    if quick is not None:
        assert quick == Reader("a.md", "k", 2).read(text)


def test_front_matter_as_the_importer_writes_it_is_plain_lines() -> None:
    text = (
        'title: "《甲》 $a_1$: 乙"\nauthor: 张三\ndate: 2009-03-25T02:49:12+08:00\nread_count: 12\ntags: [GAN, "矩 阵"]'
    )
    quick = plain_lines(text, 2)
    assert quick is not None
    assert quick == read_mapping(f"{text}\n", "a.md", "k", 2)
    assert quick.items["tags"] == Sequence([Scalar("GAN", 6, 8, plain=True), Scalar("矩 阵", 6, 13)], 6, 7)
