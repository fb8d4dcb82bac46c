"""Posts that no other text leads to: no link, no mention, no reference to an equation, no series.

Readers find them in lists alone. On most sites that is true of most posts, so this is looked for only when it is asked for
(`--orphans`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "orphan"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each post that no other text leads to."""
    destinations = manuscript.destinations
    reached = {
        destinations.of(entry, reference.address).path
        for entry, references in manuscript.references
        for reference in references
        if destinations.of(entry, reference.address).path != entry.url
    }
    for entry in manuscript.entries:
        reached.update(other.url for other, _ in entry.equations.values() if other is not entry)
    for entry in manuscript.site.entries:
        if entry.url not in reached and not entry.mentioned_by and not entry.series:
            yield warning(entry.post.path, 1, KIND, "no other text leads to this post")
