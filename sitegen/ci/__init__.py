"""What hosts need to build a site themselves: the file that tells each how, with the memory of builds kept between runs."""

from __future__ import annotations

import json
import os
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from sitegen import __version__
from sitegen.files import create_all
from sitegen.folders import check_inside
from sitegen.problem import USAGE, SiteError, error

_REQUIREMENTS = "requirements.txt"
_WHERE_FROM = """\
# Where the host gets sitegen: a version on a package index, or sitegen @ git+https://…@TAG.
{requirement}
"""

HOSTS = {
    "github": {".github/workflows/site.yml": "github.yml"},
    "gitlab": {".gitlab-ci.yml": "gitlab.yml"},
    "netlify": {"netlify.toml": "netlify.toml"},
    "cloudflare": {".github/workflows/site.yml": "cloudflare.yml", "wrangler.toml": "wrangler.toml"},
}
"""The files of each host, by their paths in the site, and what they are called here."""


def write(folder: Path, host: str) -> list[Path]:
    """Write into the site what a host needs to build and publish it; return the files. Raises SiteError as `check` does."""
    check(folder, host)
    texts = _texts(folder, host)
    for path in texts:
        check_inside((folder / path).parent, folder)
    create_all({folder / path: text for path, text in texts.items()})
    return [folder / path for path in texts]


def check(folder: Path, host: str) -> None:
    """Raise SiteError (status 2) if one of the files of a host is there already."""
    there = [folder / path for path in _texts(folder, host) if os.path.lexists(folder / path)]
    if there:
        help = "sitegen init overwrites nothing; move what is there, and put both together"
        raise SiteError([error(str(path), 0, "init", "is there already", help=help) for path in there], USAGE)


def requirement() -> str:
    """Return how pip is told of this very sitegen: the commit that it was installed from, or its version."""
    try:
        origin = json.loads(distribution("sitegen").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        origin = {}
    vcs = origin.get("vcs_info")
    if vcs and not origin["url"].startswith("file:"):  # nobody else reaches that
        return f"sitegen @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    return f"sitegen=={__version__}"


def _names_sitegen(file: Path) -> bool:
    return file.is_file() and re.search(r"(?m)^\s*sitegen\b", file.read_text("utf-8", "replace")) is not None


def _texts(folder: Path, host: str) -> dict[str, str]:
    """Return the texts of the files by their paths in the site; `requirements.txt` that names sitegen stays as it is."""
    ours = Path(__file__).parent / "hosts"
    project = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "site"
    texts = {path: (ours / name).read_text("utf-8").replace("@PROJECT@", project) for path, name in HOSTS[host].items()}
    if not _names_sitegen(folder / _REQUIREMENTS):
        texts[_REQUIREMENTS] = _WHERE_FROM.format(requirement=requirement())
    return texts
