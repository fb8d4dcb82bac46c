"""Markdown as a reader's page shows it, for tests: what depends on the page is filled in so that one can read it."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.marks import address, box, equation, mention, picture
from sitegen.prose import typeset

FIXTURES = Path(__file__).parent.parent / "fixtures" / "prose"


def shown(markdown: str, html: bool = False) -> str:
    """Return the HTML of a text: mention n leads to `#n`, formulas have no wrapping, and pictures no size."""
    return readable(typeset(markdown, html).html)


def readable(html: str) -> str:
    """Return rendered HTML with marks resolved and formulas bare."""
    html = picture.resolve(html, lambda address: None, eager=9)
    html = box.resolve(html, lambda kind, title: f"[{kind}] {title}".strip())
    html = mention.resolve(html, lambda n: f"#{n}")
    html = equation.resolve(html, lambda label: None)
    html = re.sub(r'<span class="math[^"]*" translate="no">(.*?)</span>', r"\1", html, flags=re.DOTALL)
    html = re.sub(r'<a class="anchor"[^>]*></a>', "", html)
    return address.resolve(html, lambda path: path, "", "").strip()


def cases(name: str) -> list[tuple[str, str, str]]:
    """Return the cases of a fixture file: title, Markdown and HTML of each."""
    parts = re.split(r"^%%% (?!shows$)", (FIXTURES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for part in parts:
        title, rest = part.split("\n", 1)
        markdown, html = rest.split("\n%%% shows\n")
        found.append((title, markdown, html.strip()))
    return found
