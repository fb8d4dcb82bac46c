"""Tags of template languages: into Markdown where that is certain, and told with their places where not."""

from __future__ import annotations

import pytest

from sitegen.importing.shortcodes import (
    HUGO,
    LIQUID,
    NUNJUCKS,
    Convert,
    Syntax,
    arguments,
    convert,
    fenced,
    link,
    picture,
    quoted,
)


def shown(text: str, syntax: Syntax) -> tuple[str, list[tuple[int, str]]]:
    """Return a text whose tags `one` and `two` … are known, and what is told."""
    told: list[tuple[int, str]] = []
    single: dict[str, Convert] = {
        "one": lambda given, _: f"({given})",
        "none": lambda *_: None,
        "output": lambda given, _: f"={given}=",
    }
    paired: dict[str, Convert] = {"two": lambda given, inner: f"[{given}|{inner}]"}
    return convert(text, syntax, single, paired, lambda at, tag: told.append((at, tag))), told


@pytest.mark.parametrize(
    ("syntax", "text", "expected", "told"),
    [
        (HUGO, 'a {{< one x="1" >}} b', 'a (x="1") b', []),
        (HUGO, "{{% one %}}{{<one/>}}", "()()", []),
        (HUGO, "{{< two go >}}\nx < y\n{{< /two >}}", "[go|\nx < y\n]", []),
        (HUGO, "{{< two >}} never closed", "{{< two >}} never closed", [(0, "{{< two >}}")]),
        (HUGO, "x {{< three >}}y{{< /three >}}", "x {{< three >}}y{{< /three >}}", [(2, "{{< three >}}")]),
        (HUGO, "{{< none >}}", "{{< none >}}", [(0, "{{< none >}}")]),
        (HUGO, "$\\frac{{a}}{b}$ {{</* one */>}}", "$\\frac{{a}}{b}$ {{</* one */>}}", []),
        (LIQUID, "{%- one a b -%} {{ x }} $\\{a\\}$", "(a b) = x = $\\{a\\}$", []),
        (LIQUID, "{% two %}{{ x }}{% endtwo %}", "[|{{ x }}]", []),
        (LIQUID, "p\n{: .center}", "p\n{: .center}", [(2, "{: .center}")]),
        (NUNJUCKS, "{% two js %}a{% endtwo %} {{ x }}", "[js|a] {{ x }}", []),
        (NUNJUCKS, "{% three %}a{% endthree %}", "{% three %}a{% endthree %}", [(0, "{% three %}")]),
    ],
)
def test_tags_become_what_they_stand_for_or_stay(
    syntax: Syntax, text: str, expected: str, told: list[tuple[int, str]]
) -> None:
    assert shown(text, syntax) == (expected, told)


def test_arguments_have_places_or_names() -> None:
    given = """a 'b c' "d \\"e\\"" f=g h="$\\Gamma$" lang:python `raw \\x`"""
    assert arguments(given) == (
        ["a", "b c", 'd "e"', "raw \\x"],
        {"f": "g", "h": "$\\Gamma$", "lang": "python"},
    )


def test_code_has_a_fence_that_it_does_not_hold() -> None:
    assert fenced("\n```\n", "md") == "````md\n```\n````"


def test_addresses_that_markdown_would_cut_stand_in_angle_brackets() -> None:
    assert picture("a b.png", "x [y]", 'z"') == '![x &#91;y&#93;](<a b.png> "z\\"")'
    assert link("/a(1)/", "t") == "[t](</a(1)/>)"
    assert (link("/a/"), link(None, "t"), picture("")) == ("</a/>", None, None)


def test_a_quotation_has_its_source_below() -> None:
    assert quoted("\na\n\nb\n", "Gauss") == "> a\n>\n> b\n>\n> — Gauss"
