"""Links to a place that their page does not have: `#…` of no heading, no equation and no footnote.

The page is one of this site; its headings, labelled equations (`#eq:…`), footnotes and everything else with an id count.
The id of a heading is its text in small letters with hyphens for all else; change the heading, and links to it have to
change too.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.destinations import shown
from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "dead-anchor"

_OF_BROWSERS = ("top", ":~:")


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each link to a place that is not on its page."""
    destinations = manuscript.destinations
    for entry, references in manuscript.references:
        for reference in references:
            target = destinations.of(entry, reference.address)
            is_place = target.fragment and not target.fragment.startswith(_OF_BROWSERS)
            if not is_place or target.outside or not destinations.has(target.path):
                continue
            if destinations.has_place(target.path, target.fragment):
                continue
            near = destinations.nearest_place(target.path, target.fragment)
            page = "this page" if target.path == entry.url else target.path
            for place in manuscript.text(entry.post).find("link", reference.address):
                message = f"the link to {shown(reference.address)} finds no such place on {page}"
                help = f"did you mean #{near}?" if near else ""
                yield warning(entry.post.path, place.line, KIND, message, column=place.column, help=help)
