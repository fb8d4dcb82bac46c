"""Files into posts: every file below `content/`, decoded strictly, with all problems of all files in one go."""

from __future__ import annotations

import os
import re
import typing
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from sitegen import frontmatter
from sitegen.day import Day, read_day
from sitegen.post import Post
from sitegen.problem import Problem, error, warning
from sitegen.slug import slugify
from sitegen.yamltext import Mapping, Node, Scalar, Sequence, YamlError

N = TypeVar("N", bound=Node)

SUFFIXES = (".md", ".markdown")
_JEKYLL_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_NEVER = {".git", ".DS_Store", "Thumbs.db"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Source:
    """A Markdown file that is a post or a plain page; `folder` where it is the `index.md` of one."""

    file: Path
    path: str
    kind: Literal["post", "page"]
    site: Path
    folder: Path | None = None


def find_sources(site: Path, problems: list[Problem]) -> list[Source]:
    """Return the Markdown files of `content/posts/` and `content/pages/`, in the order of their paths.

    Hidden files are passed over. A symbolic link that leads out of the site is a problem and is not read; a Markdown
    file elsewhere in `content/` is named, so that no text is lost in silence.
    """
    content = site / "content"
    if content.is_symlink() and not is_inside(content, site):
        problems.append(_outside(content))
        return []
    sources: list[Source] = []
    kinds: tuple[Literal["post", "page"], ...] = ("post", "page")
    for kind in kinds:
        root = content / f"{kind}s"
        for file in walk(root, site, problems):
            if file.suffix.lower() in SUFFIXES and not _belongs_to_bundle(file, root):
                is_bundle = file.stem == "index" and file.parent != root
                sources.append(Source(file, shown(file), kind, site, file.parent if is_bundle else None))
    problems += _astray(content, site)
    return sources


def _astray(content: Path, site: Path) -> list[Problem]:
    """Return a warning for each Markdown file in `content/` that is in neither of its folders."""
    help = "only content/posts/ and content/pages/ are read"
    return [
        warning(shown(file), 0, "astray", "neither a post nor a page; not read", help=help)
        for file in walk(content, site, [])
        if file.suffix.lower() in SUFFIXES and file.relative_to(content).parts[0] not in ("posts", "pages")
    ]


def shown(file: Path) -> str:
    """Return the path as the user would type it; bytes of a name that are no text as `\\xff`."""
    return os.fsencode(os.path.normpath(file)).decode("utf-8", "backslashreplace")


def _belongs_to_bundle(file: Path, root: Path) -> bool:
    """A Markdown file beside or below an `index.md` is one of that post's files, not a post."""
    folder = file.parent
    while folder != root:
        index = folder / "index.md"
        if index != file and index.is_file():
            return True
        folder = folder.parent
    return False


def walk(folder: Path, site: Path, problems: list[Problem], hidden: bool = False) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names, or none if there is no such folder.

    Hidden files only if asked for. Links that lead out of the site become problems, and so do links to folders: what
    such a link shows would be there twice, or without end.
    """
    if folder.is_symlink() and not is_inside(folder, site):
        problems.append(_outside(folder))
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as fault:
        problems.append(error(shown(folder), 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}"))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name in _NEVER or entry.name.endswith("~") or (entry.name.startswith(".") and not hidden):
            continue
        if entry.is_symlink() and not is_inside(path, site):
            problems.append(_outside(path))
        elif entry.is_symlink() and path.is_dir():
            problems.append(warning(shown(path), 0, "link", "symlink to a folder; not followed"))
        elif entry.is_dir(follow_symlinks=False):
            yield from walk(path, site, problems, hidden)
        elif entry.is_file():
            yield path


def _outside(link: Path) -> Problem:
    if not link.exists():
        return error(shown(link), 0, "link-broken", "symlink that leads nowhere; not read")
    return error(shown(link), 0, "link-outside", "symlink to a file outside the site; not read")


def is_inside(path: Path, folder: Path) -> bool:
    """Return whether the path, with all links followed, lies in the folder; a link that leads nowhere does not."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def read_post(source: Source) -> tuple[Post | None, list[Problem]]:
    """Return the post in a file and the problems found; the post is None where it has an error."""
    if not _is_text(source.file.name):
        return None, [error(source.path, 0, "name", "the file's name is not UTF-8; rename it")]
    try:
        data = source.file.read_bytes()
    except OSError as fault:
        return None, [error(source.path, 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}")]
    problems: list[Problem] = []
    text = _decode(data, source.path, problems)
    if text is None:
        return None, problems
    try:
        parts = frontmatter.split(text, source.path)
    except YamlError as fault:
        return None, [*problems, fault.problem]
    meta, faults = frontmatter.read(_without_control(parts.mapping, source.path, problems), source.path)
    problems += faults
    if any(problem.level == "error" for problem in problems):
        return None, problems
    name, day = _name_and_day(source)
    if meta.date is None and day is not None:
        meta = meta._replace(date=day)
    if not meta.title:
        problems.append(warning(source.path, 1, "title", f"the post has no title; its file's name {name} stands in"))
        meta = meta._replace(title=name)
    assets = _assets(source, problems) if source.folder else ()
    post = Post(
        source.path,
        source.kind,
        meta,
        parts.body,
        parts.body_line,
        meta.slug or slugify(name),
        assets,
        source.folder,
    )
    return (None if any(p.level == "error" for p in problems) else post), problems


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _name_and_day(source: Source) -> tuple[str, Day | None]:
    name = source.folder.name if source.folder else source.file.stem
    dated = _JEKYLL_NAME.fullmatch(name)
    if dated:
        with suppress(ValueError):
            return dated[2], read_day(dated[1])
    return name, None


def _assets(source: Source, problems: list[Problem]) -> tuple[Path, ...]:
    assert source.folder is not None
    files = walk(source.folder, source.site, problems)
    return tuple(file for file in files if file != source.file)


def _decode(data: bytes, path: str, problems: list[Problem]) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        message = f"byte 0x{data[fault.start]:02x} at offset {fault.start} is not UTF-8"
        problems.append(error(path, line, "encoding", message + _likely_encoding(data)))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for found in _CONTROL.finditer(text):
        problems.append(_removed(found[0], path, text.count("\n", 0, found.start()) + 1))
    return _CONTROL.sub("", text)


def _removed(character: str, path: str, line: int) -> Problem:
    message = f"U+{ord(character):04X} removed (a control character, not allowed in HTML and XML)"
    return warning(path, line, "character", message)


def _without_control(node: N, path: str, problems: list[Problem]) -> N:
    """Return the node without the control characters that escapes (`"\\x06"`) can bring into front matter."""
    clean: Node = node
    if isinstance(node, Scalar):
        problems += [_removed(found, path, node.line) for found in _CONTROL.findall(node.text)]
        clean = replace(node, text=_CONTROL.sub("", node.text))
    elif isinstance(node, Sequence):
        clean = replace(node, items=[_without_control(item, path, problems) for item in node.items])
    elif isinstance(node, Mapping):
        items = {_CONTROL.sub("", key): _without_control(value, path, problems) for key, value in node.items.items()}
        clean = replace(node, items=items)
    return typing.cast(N, clean)


def _likely_encoding(data: bytes) -> str:
    for name in ("utf-16", "gb18030"):
        try:
            if name == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
                continue
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return f" (it reads as {name.upper()}; save it as UTF-8)"
    return " (it is not text in an encoding known here)"
