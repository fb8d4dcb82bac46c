"""Links, pictures, headings and HTML are found where they stand in the text, whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.destinations import shown
from sitegen.prose.places import Place, places


def starts(body: str, html: bool = False) -> list[str]:
    """Return kind, address and what the text has at the place, for each place."""
    lines = body.split("\n")
    return [
        f"{place.kind} {shown(place.what)}: {lines[place.line][place.column - 1 :]}" for place in places(body, html)
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("甲 [a](b) 乙", ["link b: [a](b) 乙"]),
        ("$x$ 与 $$y\ny$$ [a](b)", ["link b: [a](b)"]),
        ("[a\nb](c) ![d](e)", ["link c: [a", "image e: ![d](e)"]),
        ("> [a](b)\n> - x\n>   [c](d)", ["link b: [a](b)", "link d: [c](d)"]),
        ("[![a](b)](c)", ["link c: [![a](b)](c)", "image b: ![a](b)](c)"]),
        (
            "| [a](b) | [a](b) |\n|--|--|\n| x | [c](d) |",
            ["link b: [a](b) | [a](b) |", "link b: [a](b) |", "link d: [c](d) |"],
        ),
        ("x[^1] [a](b)\n\n[^1]: [c](d)", ["link b: [a](b)", "link d: [c](d)"]),
        ("x^[[a](b)] y^[[c](d)]", ["link b: [a](b)] y^[[c](d)]", "link d: [c](d)]"]),
        ("[a]\n\n[a]: b", ["link b: [a]"]),
        ("**[a](b)** `[c](d)` *[e](f)*", ["link b: [a](b)** `[c](d)` *[e](f)*", "link f: [e](f)*"]),
        ("<https://a.b> \\[c](d)", ["link https://a.b: <https://a.b> \\[c](d)"]),
        ("## a [b](c)\n\nd\n---", ["heading a-b: a [b](c)", "link c: [b](c)", "heading d: d"]),
        ("<b>x</b>", []),
    ],
)
def test_a_place_is_where_it_is_written(body: str, found: list[str]) -> None:
    assert starts(body) == found


def test_html_is_found_where_it_is_html() -> None:
    body = "甲 <b>乙</b>\n\n> <div>\n> <img src='a' alt=\"b\"> <a href=c>d</a>\n> </div>"
    assert starts(body, html=True) == [
        "html <b>: <b>乙</b>",
        "html </b>: </b>",
        "html <div>\n<img src='a' alt=\"b\"> <a href=c>d</a>\n</div>: <div>",
        "image a: <img src='a' alt=\"b\"> <a href=c>d</a>",
        "link c: <a href=c>d</a>",
    ]


def test_words_that_stand_for_a_picture_are_told() -> None:
    body = '![a *b*](c) ![](d) <img src="e" alt=""> <img src="f">'
    assert [place.words for place in places(body, html=True) if place.kind == "image"] == ["a *b*", None, "", None]


PIECES = st.sampled_from(
    ["[a](b)", "![c](d)", "$x$", "$$\ny\n$$", "> ", "- ", "\n\n", "\n", "甲", "`[e](f)`", "| ", "<b>", "[^1]"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_place_is_one_of_what_it_is_said_to_be(body: str) -> None:
    lines = body.split("\n")
    begins = {"link": "[a](b)", "image": "![c](d)", "html": "<b>"}
    for place in places(body, html=True):
        assert isinstance(place, Place)
        if place.kind in begins and (place.kind != "html" or place.what == "<b>"):
            assert lines[place.line][place.column - 1 :].startswith(begins[place.kind])
