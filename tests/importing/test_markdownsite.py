"""What sites of Markdown have in common: formulas whose backslashes were doubled for other readers of Markdown."""

from __future__ import annotations

import pytest

from sitegen.importing.markdownsite import outside_code, single_backslashes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"a \\(x\_1\\) b", r"a \(x_1\) b"),
        (r"\\[ \begin{cases} a \\\\ b \end{cases} \\]", r"\[ \begin{cases} a \\ b \end{cases} \]"),
        (r"\\[ \left\\{ x \right\\} \\]", r"\[ \left\{ x \right\} \]"),
        (
            r"$$\begin{aligned} a \\[2pt] b \\(c) \\) \end{aligned}$$",
            r"$$\begin{aligned} a \\[2pt] b \\(c) \\) \end{aligned}$$",
        ),
        (r"`\\(x\\)` and \(y\)", r"`\\(x\\)` and \(y\)"),
        ("```\n\\\\(x\\\\)\n```\n", "```\n\\\\(x\\\\)\n```\n"),
    ],
)
def test_doubled_delimiters_are_read_as_other_markdown_reads_them(text: str, expected: str) -> None:
    assert single_backslashes(text) == expected


def test_code_is_left_alone() -> None:
    text = "a `a` ``a ` a`` a\n\n~~~ a\na\n~~~\na"
    assert outside_code(text, str.upper) == "A `a` ``a ` a`` A\n\n~~~ a\na\n~~~\nA"
