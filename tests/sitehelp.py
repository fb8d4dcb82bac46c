"""Sites for tests: written into a folder from text one can read, built for real, and looked at from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from sitegen.assembly import assemble
from sitegen.building import Options, build
from sitegen.galley import outline_of
from sitegen.post import Post
from sitegen.problem import SiteError
from sitegen.prose import Prose
from sitegen.publish import STAGE
from sitegen.settings import Settings
from sitegen.site import Shelf, Site

ROOT = Path(__file__).parent.parent
"""The checkout, which is itself the demo site."""

Files = Mapping[str, str | bytes]


def write(folder: Path, files: Files) -> Path:
    """Write the files by their paths below the folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def post(title: str = "T", body: str = "Text.", **meta: object) -> str:
    """Return a post's file; every further name is a line of its front matter."""
    lines = "".join(f"{key}: {value}\n" for key, value in meta.items())
    return f"---\ntitle: {title}\n{lines}---\n\n{body}\n"


def built(source: Path, **options: object) -> Path:
    """Build the site into its `public/`, which is returned."""
    build(source, options=Options(**options))  # type: ignore[arg-type]
    return source / "public"


def made(folder: Path, files: Files, **options: object) -> Path:
    """Write a site and build it; return its `public/`."""
    return built(write(folder, files), **options)


def faults(source: Path, **options: object) -> list[str]:
    """Build a site that is refused; return its problems as they are shown, with paths below the site, and the summary."""
    with pytest.raises(SiteError) as caught:
        built(source, **options)
    return [
        text.replace(f"{source}{os.sep}", "").replace(str(source), ".")
        for text in [*map(str, caught.value.problems), caught.value.summary]
        if text
    ]


def site_of(pairs: Sequence[tuple[Post, Prose]], settings: Settings) -> Site:
    """Return the site of posts that were read and typeset, without a build."""
    proses = {post.path: prose for post, prose in pairs}
    return assemble([outline_of(*pair) for pair in pairs], Shelf(proses.__getitem__), settings)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def published(output: Path) -> dict[str, bytes]:
    """Return the files of a published site: all but what stands in the stage."""
    return {path: data for path, data in tree(output).items() if not path.startswith(f"{STAGE}/")}


def soup(path: Path) -> BeautifulSoup:
    """Return the page as a browser's parser sees it."""
    return BeautifulSoup(path.read_text("utf-8"), "html5lib")


def asset(output: Path, name: str) -> str:
    """Return the path at which a file of the theme is published."""
    stem, _, suffix = name.rpartition(".")
    (found,) = (output / "assets").glob(f"{stem}.{'[0-9a-f]' * 8}.{suffix}")
    return found.relative_to(output).as_posix()


def texts(page: BeautifulSoup | Tag, selector: str) -> list[str]:
    """Return the texts of the elements, white space folded."""
    return [" ".join(element.get_text().split()) for element in page.select(selector)]


def hrefs(page: BeautifulSoup | Tag, selector: str = "a") -> list[str]:
    """Return the addresses of the links."""
    return [str(element["href"]) for element in page.select(selector) if element.has_attr("href")]


def sitegen(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, code: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, after the lines of `code` if any."""
    return subprocess.run(
        command(*arguments, code=code),
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def killing(module: str, function: str, name: str) -> str:
    """Return code that kills the process which calls a function of sitegen (`Class.method` too) with something so called:
    its first argument, or the second of a method, has the name as its path's end.
    """
    return f"""
import os, signal
from sitegen import {module}
*owners, name = {function!r}.split(".")
owner = getattr({module}, owners[0]) if owners else {module}
original = getattr(owner, name)
def deadly(*arguments):
    if arguments[len(owners)].path.endswith({name!r}):
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments)
setattr(owner, name, deadly)"""


def command(*arguments: str | Path, code: str = "") -> list[str]:
    """Return the command of `sitegen`; `code` is what its process does first."""
    if not code:
        return [sys.executable, "-m", "sitegen", *map(str, arguments)]
    return [sys.executable, "-c", f"{code}\nfrom sitegen.cli import main\nmain()", *map(str, arguments)]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment in which a process finds this checkout's code."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(more or {})}


# ---------------------------------------------------------------------------------------------- links


def broken_links(output: Path, base: str = "") -> list[str]:
    """Return `page: address` of every address of the site's pages and feed that leads to no file of it.

    `base` is the address at which the site is served; without one the pages lie on a disk, where a folder is no page.
    """
    return [
        f"{page.relative_to(output).as_posix()}: {address}"
        for page in sorted(output.rglob("*"))
        if page.suffix in (".html", ".xml") and page.is_file()
        for address in sorted(set(_addresses(page)))
        if not _leads_somewhere(address, page, output, base)
    ]


_ADDRESSES = {"href", "src", "data-fonts", "poster"}
_ELSEWHERE = ("http:", "https:", "mailto:", "data:", "urn:")
_DISK = "http://disk.invalid/some/where"
"""Stands for a folder on a disk: what leads above it, or begins at a root, leads nowhere."""
_READ_AT_THE_ROOT = ("404.html", "sitemap.xml")


def _addresses(page: Path) -> Iterator[str]:
    if page.suffix == ".xml":
        text = page.read_text("utf-8")
        yield from (first or second for first, second in re.findall(r'\bhref="([^"]*)"|<loc>([^<]*)</loc>', text))
        inner = BeautifulSoup(" ".join(_contents(text)), "html.parser")
    else:
        inner = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    for element in inner.find_all(True):
        yield from (str(element[name]) for name in _ADDRESSES if element.get(name))
    for refresh in inner.select("meta[http-equiv=refresh]"):
        yield str(refresh["content"]).partition("url=")[2]


def _contents(feed: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(feed).iter("{http://www.w3.org/2005/Atom}content")]


def _leads_somewhere(address: str, page: Path, output: Path, base: str) -> bool:
    home = base or _DISK
    is_served = bool(base) or page.name in _READ_AT_THE_ROOT
    if not base and is_served and address.startswith("/"):
        address = home + address
    target = urljoin(f"{home}/{page.relative_to(output).as_posix()}", address)
    if urlsplit(target)[:2] != urlsplit(home)[:2]:
        return target.startswith(_ELSEWHERE)
    if not target.startswith(f"{home}/"):
        return False
    parts = urlsplit(target[len(home) :])
    file = output / unquote(parts.path).lstrip("/")
    if is_served and parts.path.endswith("/"):
        file /= "index.html"
    return file.is_file() and (not parts.fragment or file.suffix != ".html" or unquote(parts.fragment) in _ids(file))


def _ids(page: Path) -> set[str]:
    return set(map(unescape, re.findall(r'\bid="([^"]*)"', page.read_text("utf-8"))))


# ---------------------------------------------------------------------------------------------- what would run


def live(page: BeautifulSoup) -> list[str]:
    """Return what of a page would run or send a visitor elsewhere, besides the scripts of the theme and of MathJax."""
    found = [str(script)[:80] for script in page.find_all("script") if not _is_known(script)]
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            text = "".join(str(value).split()).lower()
            if name.startswith("on") or name in ("srcdoc", "formaction"):
                found.append(f"{element.name} {name}")
            if name in ("href", "src", "action", "data", "xlink:href") and text.startswith(
                ("javascript:", "vbscript:")
            ):
                found.append(f"{element.name} {text[:40]}")
    found += [str(element)[:80] for element in page.find_all(["iframe", "object", "embed", "base", "style"])]
    found += [str(form)[:80] for form in page.find_all("form") if form.get("class") != ["search"]]
    return found


def _is_known(script: Tag) -> bool:
    source = str(script.get("src", ""))
    ours = "theme|math|search|sort|headings|comments"
    is_ours = re.fullmatch(rf"(\.\./|/|https?://[^/]+/)*assets/({ours})\.[0-9a-f]{{8}}\.js", source) is not None
    is_mathjax = source.endswith("/tex-chtml.js")
    is_data = script.get("type") == "application/ld+json" and not source
    return is_data or ((is_ours or is_mathjax) and not script.string)
