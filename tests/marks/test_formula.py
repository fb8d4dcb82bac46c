"""Formulas on the page: a displayed one alone is a block, and where none can be, the source is shown."""

from __future__ import annotations

import pytest

from sitegen.prose import typeset
from tests.marks.shown import shown


def test_a_formula_is_in_an_element_that_translators_leave_alone() -> None:
    assert typeset("$a<b$").html == '<p><span class="math notranslate" translate="no">$a&lt;b$</span></p>\n'


def test_a_displayed_formula_alone_is_a_block_of_its_own() -> None:
    assert typeset("$$x$$").html == (
        '<div class="equation"><span class="math display notranslate" translate="no">$$x$$</span></div>\n'
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("`$x$`", "<p><code>$x$</code></p>"),
        ('a ![$x$](a "$y$")', '<p>a <img src="a" alt="$x$" title="$y$" /></p>'),
        ("[a](b$x$)", '<p><a href="b$x$">a</a></p>'),
        ("    $x$", "<pre><code>$x$\n</code></pre>"),
        ("[甲 $x$][]\n\n[甲 $x$]: u", '<p><a href="u">甲 $x$</a></p>'),
    ],
)
def test_where_no_formula_can_be_its_source_is_text(markdown: str, html: str) -> None:
    assert shown(markdown).rstrip() == html
