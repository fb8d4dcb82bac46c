"""HTML as blogs have it, and the Markdown that it becomes, whole."""

from __future__ import annotations

import pytest

from sitegen.importing.hypertext import to_markdown
from tests.sitehelp import ROOT

CASES = ROOT / "tests" / "fixtures" / "hypertext" / "cases.txt"


def cases() -> list[tuple[str, str, str, list[str]]]:
    """Return title, HTML, Markdown and faults of each case."""
    _, *found = ("\n" + CASES.read_text("utf-8").rstrip("\n")).split("\n%%% ")
    out: list[tuple[str, str, str, list[str]]] = []
    for text in found:
        if text.startswith("becomes\n"):
            markdown = text.removeprefix("becomes\n").rstrip("\n") + "\n"
            out[-1] = (out[-1][0], out[-1][1], markdown, [])
        elif text.startswith("and says\n"):
            out[-1] = (out[-1][0], out[-1][1], out[-1][2], text.removeprefix("and says\n").strip("\n").split("\n"))
        else:
            title, _, html = text.partition("\n")
            out.append((title, html, "", []))
    return out


@pytest.mark.parametrize(("title", "html", "markdown", "faults"), [pytest.param(*case, id=case[0]) for case in cases()])
def test_html_becomes_exactly_this_markdown(title: str, html: str, markdown: str, faults: list[str]) -> None:
    converted = to_markdown(html, "https://old.org/p/", by_lines="(lines)" in title)
    assert (converted.markdown, converted.faults) == (markdown, faults)


def test_pictures_that_lie_elsewhere_are_counted() -> None:
    assert to_markdown('<img src="https://a.org/b.png"><img src="/c.png"><img src="d.png">').pictures == 1


def test_many_formulas_with_a_less_than_are_no_elements() -> None:
    assert to_markdown("<p>" + "$a<b$ " * 500 + "</p>").markdown == ("$a<b$ " * 500).rstrip() + "\n"


def test_what_is_nested_without_end_is_told() -> None:
    converted = to_markdown("<div>" * 100_000 + "text")
    assert (converted.markdown, converted.faults) == (
        "",
        ["elements nested deeper than 150 levels; the text is left out"],
    )


def test_what_stands_for_formulas_in_between_cannot_be_written() -> None:
    html = "<p>$x$ \ue0100\ue011 &#xE010;0&#57361; &#x000E010;5 &#&#2;xE010;0&#xe011 &#xe012; &#xE0100; &#\x02xE010; &#9999999;</p>"
    assert to_markdown(html).markdown == "$x$ 0 �0� �5 &#�xE010;0� � \U000e0100 � �\n"
