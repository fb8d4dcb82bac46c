"""How a post is cited: in a list of references, and for BibTeX."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.filters import bibtex, cite_key, iso
from sitegen.settings import Settings
from sitegen.site import Entry


class Citation(NamedTuple):
    """A post as one cites it, as plain text."""

    text: str
    bibtex: str


def cited(entry: Entry, settings: Settings, address: str, kind: str) -> Citation:
    """Return how the post at this address, if it has one, is cited; `kind` follows its title, as the language has it."""
    author, dated = entry.author or settings.author, iso(entry.date)
    parts = [f"{author}. " if author else "", f"{entry.title}{kind}. {settings.title}"]
    parts += [f", {dated}" if dated else "", f". {address}" if address else "."]
    fields = [f"title = {{{bibtex(entry.title)}}}"]
    if author:
        fields.append(f"author = {{{bibtex(author)}}}")
    if entry.date and dated:
        fields += [f"{name} = {{{getattr(entry.date, name)}}}" for name in ("year", "month", "day")]
    if address:
        fields.append(f"url = {{{address}}}")
    fields.append(f"organization = {{{bibtex(settings.title)}}}")
    return Citation("".join(parts), f"@online{{{cite_key(entry.url)},\n  " + ",\n  ".join(fields) + "\n}")
