"""Files that go into the site as they are: the theme's and the site's `static/`, and those beside a post."""

from __future__ import annotations

from pathlib import Path

from sitegen import reader, theme
from sitegen.problem import Problem
from sitegen.site import Site


def find_assets(source: Path, site: Site) -> tuple[dict[str, Path], list[Problem]]:
    """Return the files to be copied by their path below the output folder; the site's own win over the theme's."""
    problems: list[Problem] = []
    found: dict[str, Path] = {}
    ours = theme.folder("static")
    for root, inside in ((ours, ours), (source / "static", source)):
        for file in reader.walk(root, inside, problems, hidden=True):
            found[file.relative_to(root).as_posix()] = file
    for entry in (*site.entries, *site.pages):
        if entry.post.folder is not None:
            for file in entry.post.assets:
                found[entry.url.lstrip("/") + file.relative_to(entry.post.folder).as_posix()] = file
    return found, problems
