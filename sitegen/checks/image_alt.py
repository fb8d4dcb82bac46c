"""Pictures without words: `![](picture.png)` tells nothing to those who cannot see it, and to search engines.

Write between the brackets what the picture shows. In raw HTML, `alt=""` says that a picture is mere decoration, and is
not complained of.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.destinations import shown
from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "image-alt"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each picture that no words stand for."""
    for entry, references in manuscript.references:
        if any(reference.kind == "image" and not reference.alt.strip() for reference in references):
            for place in manuscript.text(entry.post).places:
                if place.kind == "image" and place.words is None:
                    message = f"no words stand for the picture {shown(place.what)}"
                    help = "say between the brackets what it shows: ![a circle and its chord](…)"
                    yield warning(entry.post.path, place.line, KIND, message, column=place.column, help=help)
