"""The shortcut for plain text is only a shortcut: without it, every page is the same."""

from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt

from sitegen.marks import math, plain
from sitegen.prose import markdown

PIECES = [
    "a",
    "b word",
    "- ",
    "* ",
    "1. ",
    "10. ",
    "2) ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "x\n",
    "中文",
    "。",
    "> ",
    "# ",
    "***",
    "`",
    "*",
    "_",
    "**",
    "[x](y)",
    "[^1]",
    "[^1]: n",
    "---",
    "===",
    ": ",
    "~ ",
    "```",
    "$x$",
    "$$\na\n$$",
    "<b>",
    "&amp;",
    "\\",
    "!",
    "《题》",
    "- [ ] ",
    "\u3000",
    "|",
    "::: note ",
    "\n:::\n",
]


@pytest.fixture(scope="module")
def parsers() -> tuple[MarkdownIt, MarkdownIt]:
    """A parser with the shortcut, and one without."""
    build = markdown._parser.__wrapped__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_MARKS", [mark for mark in markdown._MARKS if mark is not plain])
        without = build(False)
    return build(False), without


def rendered(parser: MarkdownIt, text: str) -> tuple[str, object, object]:
    masked = math.mask(text)
    env: dict[str, object] = {"math": masked, "mentions": [], "faults": []}
    return str(parser.render(masked.text, env)), env["mentions"], env["faults"]


@pytest.mark.parametrize("seed", range(8))
def test_random_texts_are_the_same_with_the_shortcut_and_without(
    parsers: tuple[MarkdownIt, MarkdownIt], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(500):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 22)))
        assert rendered(parsers[0], text) == rendered(parsers[1], text), text


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://a.b-c.org/",
        "https://example.org/a_1/B~c/./x-y.html",
        "https://example.org/a//b",
    ],
)
def test_plain_addresses_are_their_own_normal_form(parsers: tuple[MarkdownIt, MarkdownIt], address: str) -> None:
    assert plain._plain_address.fullmatch(address)
    assert parsers[0].normalizeLink(address) == parsers[1].normalizeLink(address) == address
