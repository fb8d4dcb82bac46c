"""Files that go into the site as they are: the theme's and the site's `static/`, and those beside a post."""

from __future__ import annotations

from pathlib import Path

from sitegen import reader
from sitegen.engine import theme_folder
from sitegen.problem import Problem, error
from sitegen.publish import STAGE
from sitegen.site import Site


def find_assets(source: Path, site: Site, problems: list[Problem]) -> dict[str, Path]:
    """Return the files to be copied by their path below the output folder; the site's own win over the theme's.

    Links that lead out of the site, and files beside a post where `static/` has one already, are added to the problems.
    """
    ours = theme_folder("static")
    found = _files(ours, ours, problems) | _files(source / "static", source, problems)
    for path in [path for path in found if path.partition("/")[0].casefold() == STAGE]:
        message = f"/{STAGE}/ is where sitegen puts pages together; not published"
        problems.append(error(reader.shown(found.pop(path)), 0, "unsafe-path", message))
    for entry in (*site.entries, *site.pages):
        for file in entry.post.assets:
            path = entry.folder.lstrip("/") + file.relative_to(entry.post.folder or file.parent).as_posix()
            if path in found:
                message = f"/{path} comes from {reader.shown(found[path])} and {reader.shown(file)}"
                problems.append(error("", 0, "duplicate-url", message))
            found[path] = file
    return found


def _files(root: Path, inside: Path, problems: list[Problem]) -> dict[str, Path]:
    return {file.relative_to(root).as_posix(): file for file in reader.walk(root, inside, problems, hidden=True)}
