"""The line of tags in a post's front matter: one line more, and every other byte as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import frontmatter
from sitegen.tags.line import with_tags
from sitegen.yamltext import YamlError


def line(text: str, *tags: str) -> str | None:
    return with_tags(text, tags or ("概率", "VQ-VAE"), "a.md")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: A\n---\n", "---\ntitle: A\n+++---\n"),
        ("---\ntitle: A\nslug: a\n---\nB", "---\ntitle: A\n+++slug: a\n---\nB"),
        (
            "---\ntitle: A\nread_count: 3  # 连同旧站\nauthor: B\ndate: 2024-01-02\n\n---\n\nC\n",
            "---\ntitle: A\nread_count: 3  # 连同旧站\n+++author: B\ndate: 2024-01-02\n\n---\n\nC\n",
        ),
        (
            "---\nauthor:\n  - A\n  - B\n# mine\nslug: a\n---\nC\n",
            "---\nauthor:\n  - A\n  - B\n+++# mine\nslug: a\n---\nC\n",
        ),
        ("---\nslug: a\n---\n", "---\n+++slug: a\n---\n"),
        ("---\n---\n", "---\n+++---\n"),
        ("---\ntitle: >\n  A\n\n  B\nslug: a\n...\nC", "---\ntitle: >\n  A\n\n  B\n+++slug: a\n...\nC"),
    ],
)
def test_the_line_stands_behind_read_count_date_author_or_title_and_all_that_belongs_to_it(
    before: str, after: str
) -> None:
    assert line(before) == after.replace("+++", "tags: [概率, VQ-VAE]\n")


@pytest.mark.parametrize("value", ["", " []", " [ ]", ' ""', " ~", " null"])
@pytest.mark.parametrize("comment", ["", "  # later"])
def test_a_line_of_tags_without_any_gets_them_and_keeps_its_comment(value: str, comment: str) -> None:
    before = f"---\ntags:{value}{comment}\ntitle: A\n---\nB"
    assert line(before, "概率") == f"---\ntags: [概率]{comment}\ntitle: A\n---\nB"


def test_marks_that_mean_something_in_yaml_are_quoted() -> None:
    assert line("---\ntitle: A\n---\n", "No", "C++", "a, b", "“闭门造车”之一", "12:30") == (
        '---\ntitle: A\ntags: ["No", "C++", "a, b", "“闭门造车”之一", "12:30"]\n---\n'
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(end: str, mark: str) -> None:
    before = f"{mark}---{end}title: A{end}---{end}甲{end}{end}乙"
    assert line(before, "T") == f"{mark}---{end}title: A{end}tags: [T]{end}---{end}甲{end}{end}乙"


def test_mixed_line_ends_stay_mixed() -> None:
    assert line("---\r\ntitle: A\n---\r\nB\u2028C\x85\r", "T") == (
        "---\r\ntitle: A\ntags: [T]\r\n---\r\nB\u2028C\x85\r"
    )


def test_front_matter_in_toml_and_in_plain_lines_gets_its_own_kind_of_line() -> None:
    assert line('+++\ntitle = "A"\n[x]\ny = 1\n+++\nB') == (
        '+++\ntags = ["概率", "VQ-VAE"]\ntitle = "A"\n[x]\ny = 1\n+++\nB'
    )
    assert line("+++\ntags = []\n+++\nB", "T") == '+++\ntags = ["T"]\n+++\nB'
    assert line("Title: A\nDate: 2024-01-02\n\nB\n") == "Title: A\nDate: 2024-01-02\nTags: 概率, VQ-VAE\n\nB\n"
    assert line("Title: A", "T") == "Title: A\nTags: T"


def test_a_text_without_front_matter_gets_some() -> None:
    assert line("# A\n\nB", "T") == "---\ntags: [T]\n---\n# A\n\nB"
    assert line("", "T") == "---\ntags: [T]\n---\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\n{title: A}\n---\n",
        '---\n"tags": []\ntitle: A\n---\n',
        "---\ntags:\n  []\ntitle: A\n---\n",
        "---\ncategory: x\n---\n",
    ],
)
def test_where_a_line_would_not_do_it_nothing_is_changed(text: str) -> None:
    assert line(text) is None


def test_a_tag_with_a_comma_cannot_stand_in_plain_lines() -> None:
    assert line("Title: A\n\nB\n", "a, b") is None


def test_front_matter_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(YamlError, match="never closed"):
        line("---\ntitle: A\n")


_values = st.text(st.sampled_from("ab概# :-'\"[]{},\\é\t"), max_size=8)
_lines = st.one_of(
    st.builds("{}: {}".format, st.sampled_from(["title", "date", "x", "slug", "draft"]), _values),
    st.sampled_from(["# c", "", "  - a", "  b", "author:", "y: |", "z: >-", "  # d"]),
)


@given(st.lists(_lines, max_size=6), _values, st.sampled_from(["\n", "\r\n", "\r"]))
def test_whatever_stands_in_front_matter_all_but_one_line_stays(lines: list[str], body: str, end: str) -> None:
    text = end.join(["---", *lines, "---", body])
    try:
        after = line(text, "甲", "B")
    except YamlError:
        return
    if after is None:
        return
    new = after.split(end)
    assert new.pop(next(n for n, one in enumerate(new) if one not in text.split(end))) == "tags: [甲, B]"
    assert end.join(new) == text
    parts = frontmatter.split(after.replace("\r\n", "\n").replace("\r", "\n"), "a.md")
    assert frontmatter.read(parts.mapping, "a.md")[0].tags == ("甲", "B")
