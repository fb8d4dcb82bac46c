"""Plain front matter is read at once: a shortcut, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import frontmatter, plainfront
from sitegen.day import Day
from sitegen.plainfront import Parts
from sitegen.post import FrontMatter

PLAIN = '---\ntitle: "甲 $x$"\nauthor: 林远\ndate: 2024-06-14T09:00:00+08:00\nread_count: 0\ntags: ["概率", 优化]\n---\n\n正文。\n'


def test_fields_that_are_well_known_need_no_yaml() -> None:
    day = Day(6, 14, 2024, "09:00:00", "+08:00")
    meta = FrontMatter("甲 $x$", "林远", day, read_count=0, tags=("概率", "优化"))
    assert plainfront.read(PLAIN) == Parts(meta, "\n正文。\n", 8)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "title:",
        'title: ""',
        "title: [a]",
        "title: a\ntitle: b",
        "tags: a, b",
        "tags: []",
        f"tags: [{', '.join(map(str, range(101)))}]",
        "date: 2024-02-30",
        "read_count: many",
        "mood: calm",
        "lastmod: 2024-01-01",
        "title: a # b",
        "title: &a b",
        'title: "a\\tb"',
    ],
)
def test_all_other_front_matter_is_left_alone(lines: str) -> None:
    assert plainfront.read(f"---\n{lines}\n---\nbody") is None


def test_a_text_without_an_end_of_its_front_matter_is_left_alone() -> None:
    assert [plainfront.read(text) for text in ("", "a", "---", "---\n", "---\na: b", "--- \na: b\n---\n")] == [None] * 6


LINES = st.lists(
    st.tuples(
        st.sampled_from(["title", "author", "series", "date", "updated", "read_count", "tags", "slug", "Title"]),
        st.sampled_from(
            [
                *(
                    "a",
                    "甲 乙",
                    '"a"',
                    '" a  b "',
                    '""',
                    "2024-06-14",
                    '"2024-6-1 08:00"',
                    "--06-14",
                    "2024-13-01",
                    "7",
                ),
                *('"1,000"', "0", "007", "-1", "[a]", '["a  b", a, a]', "[]", "[a, ]", "[a,b]", "a, b", "'a'", "a: b"),
                *("a:b", "10:30", "true", "~", '"a\\"', '"\\u0007"', "a ", "a\t", '[甲, "乙"]', "[a b, c-d]", "x # y"),
            ]
        ),
        st.sampled_from([": ", ": ", ": ", ":  ", ":", " : "]),
        st.sampled_from(["\n", "\n", "\n", "\n\n", "\n...\n", "\n--- \n"]),
    ),
    max_size=5,
).map(lambda lines: "".join(name + joint + value + end for name, value, joint, end in lines))


@settings(max_examples=500, deadline=None)
@given(LINES, st.sampled_from(["---\n", "---", "--- \n", "----\n", ""]), st.sampled_from(["", "a", "\n---\n"]))
def test_what_is_read_at_once_is_what_is_read_of_yaml(lines: str, end: str, body: str) -> None:
    text = f"---\n{lines}{end}{body}"
    parts = plainfront.read(text)
    if parts is not None:
        slowly = frontmatter.split(text, "a.md")
        meta, problems = frontmatter.read(slowly.mapping, "a.md")
        assert (parts, []) == (Parts(meta, slowly.body, slowly.body_line), problems)
