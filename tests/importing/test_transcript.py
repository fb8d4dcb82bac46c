"""Markdown files of other generators: front matter of every kind into ours, the text as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.importing import transcript
from sitegen.importing.harvest import Harvest
from sitegen.importing.transcript import Transcript


def read(folder: Path, text: str | bytes, spaced: bool = False) -> tuple[Transcript | None, list[str]]:
    file = folder / "a.md"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    harvest = Harvest()
    found = transcript.read(file, harvest, spaced)
    return found, [str(problem).replace(str(file), "a.md") for problem in harvest.problems]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\ndate: 2020-01-02\ntags: [a, b]\ndraft: true\n---\nbody\n",
        '+++\ntitle = "T"\ndate = 2020-01-02\ntags = ["a", "b"]\ndraft = true\n+++\nbody\n',
        '{"title": "T", "date": "2020-01-02", "tags": ["a", "b"], "draft": true}\nbody\n',
        "Title: T\nDate: 2020-01-02\nTags: a, b\nStatus: draft\nbody\n",
        "---\r\ntitle: T\r\ndate: 2020-01-02\r\ntag: a\r\ncategories:\r\n- [b]\r\npublished: false\r\n---\r\nbody\r\n",
    ],
)
def test_every_kind_of_front_matter_says_the_same(tmp_path: Path, text: str) -> None:
    found, problems = read(tmp_path, text)
    assert found is not None
    meta = found.meta
    assert (meta.title, meta.date and meta.date.iso, meta.tags, meta.draft) == ("T", "2020-01-02", ("a", "b"), True)
    assert (found.body, problems) == ("body\n", [])


def test_shapes_that_other_generators_allow_are_understood(tmp_path: Path) -> None:
    text = "---\nauthor: {name: Lin, email: x}\nseries: [S, T]\ncategories: [[a, b], c]\ntags: null\nlayout: post\ntoc: true\n---\n"
    found, problems = read(tmp_path, text)
    assert found is not None
    assert (found.meta.author, found.meta.series, found.meta.tags, found.categories) == (
        "Lin",
        "S",
        ("a", "b", "c"),
        ("a", "b", "c"),
    )
    assert (found.meta.extra, problems) == ({"layout": "post", "toc": True}, [])


def test_tags_of_jekyll_may_have_spaces_between_them(tmp_path: Path) -> None:
    tags = [read(tmp_path, f"---\ntags: {given}\n---\n", spaced=True)[0] for given in ("a b", "a b, c d")]
    assert [found and found.meta.tags for found in tags] == [("a", "b"), ("a b", "c d")]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("---\ndate: 2020-02-30\n---\n", ["a.md:2:7: warning[date]: 2020-02-30 is not a date that exists; left out"]),
        ("---\ntitle: &a x\n---\n", ["a.md:2:8: error[front-matter]: the anchor &a is not allowed; quote the text if it begins with &"]),
        ('{"title": \n"x"', ["a.md:2:4: error[front-matter]: this is not JSON: expecting ',' delimiter"]),
        ("+++\nx = \n+++\n", ["a.md:2: error[front-matter]: this is not TOML: Invalid value"]),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, ["a.md: error[encoding]: this is not text in an encoding known here; save it as UTF-8"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str | bytes, messages: list[str]) -> None:
    assert read(tmp_path, text)[1] == messages


def test_a_file_beyond_the_bound_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "LARGEST", 3)
    assert read(tmp_path, "text") == (None, ["a.md: error[too-large]: 4 bytes; a post may have 3"])
