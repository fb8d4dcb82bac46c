"""Pictures that are not there: `![…](picture.png)` without such a file.

A picture lies beside the `index.md` of a post that is a folder, or in `static/`: `static/a/b.png` is `/a/b.png`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.destinations import lacking, shown
from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, error

KIND = "missing-image"

_WHERE = "pictures lie in static/, or beside the index.md of a post that is a folder"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each picture of a text whose file is not there."""
    destinations = manuscript.destinations
    for entry, references in manuscript.references:
        for address in dict.fromkeys(reference.address for reference in references if reference.kind == "image"):
            target = destinations.of(entry, address)
            if target.outside or destinations.has(target.path):
                continue
            near = destinations.nearest(target.path)
            for place in manuscript.text(entry.post).find("image", address):
                message = f"there is no picture {shown(address)}{lacking(address, target.path)}"
                help = f"did you mean {near}?" if near else _WHERE
                yield error(entry.post.path, place.line, KIND, message, column=place.column, help=help)
