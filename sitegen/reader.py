"""Files into posts: every file below `content/`, decoded strictly, with all problems of all files in one go."""

from __future__ import annotations

import codecs
import os
import re
import typing
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from sitegen import frontmatter, plainfront, regular
from sitegen.day import Day, read_day
from sitegen.folders import is_inside, passed_over
from sitegen.plainfront import Parts
from sitegen.post import Post
from sitegen.problem import Problem, error, warning
from sitegen.slug import slugify
from sitegen.yamlnodes import CONTROL
from sitegen.yamltext import Mapping, Node, Scalar, Sequence, YamlError

N = TypeVar("N", bound=Node)

SUFFIXES = (".md", ".markdown")
_BUNDLE = ("index.md", "index.markdown")
_JEKYLL_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_NORMAL = re.compile(r"(?!\./|.*//|.*/\.{1,2}(?:/|\Z)|\.\.?\Z)").match
_AT_ONCE = 1 << 20
_CONTROL_BYTES = bytes({*range(32), 127} - {*b"\t\n\r"})


class Source(NamedTuple):
    """A Markdown file that is a post or a plain page: where it lies, and its path as problems name it.

    `folder` is that of a post which is the `index.md` of one, and `assets` the files beside it.
    """

    file: str
    path: str
    kind: Literal["post", "page"]
    folder: Path | None = None
    assets: tuple[Path, ...] = ()


def find_sources(site: Path, problems: list[Problem]) -> list[Source]:
    """Return the Markdown files of `content/posts/` and `content/pages/`, in the order of their paths.

    Hidden files are passed over. A symbolic link that leads out of the site is a problem and is not read; a Markdown
    file elsewhere in `content/` is named, so that no text is lost in silence.
    """
    content = site / "content"
    if content.is_symlink() and not is_inside(content, site):
        problems.append(_outside(os.fspath(content)))
        return []
    posts = _sources(content / "posts", "post", site, problems)
    pages = _sources(content / "pages", "page", site, problems)
    found = [*posts, *pages]
    problems += _astray(content, site)
    return found


def _sources(root: Path, kind: Literal["post", "page"], site: Path, problems: list[Problem]) -> Iterator[Source]:
    files = list(_walk(os.fspath(root), site, problems, hidden=False))
    bundles = _bundles(files, os.fspath(root))
    members = _members(files, bundles) if bundles else {}
    inside = {file for group in members.values() for file in group}
    for file in files:
        if file.lower().endswith(SUFFIXES) and file not in inside:
            folder, _, name = file.rpartition("/")
            if bundles.get(folder) == name:
                yield Source(file, _shown(file), kind, Path(folder), tuple(map(Path, members.get(folder, ()))))
            else:
                yield Source(file, _shown(file), kind)


def _bundles(files: Iterable[str], root: str) -> dict[str, str]:
    """Return the folders that are one post each, with the name of its file; such a folder may be in no other."""
    found: dict[str, str] = {}
    for file in files:
        folder, _, name = file.rpartition("/")
        if name in _BUNDLE and folder != root and found.get(folder) != "index.md":
            found[folder] = name
    return {folder: name for folder, name in found.items() if not any(above in found for above in _above(folder))}


def _members(files: Iterable[str], bundles: dict[str, str]) -> dict[str, list[str]]:
    """Return the files that belong to each bundle besides its own: those beside and below it."""
    members: dict[str, list[str]] = {}
    for file in files:
        folder = next((above for above in _above(file) if above in bundles), None)
        if folder is not None and file != f"{folder}/{bundles[folder]}":
            members.setdefault(folder, []).append(file)
    return members


def _above(path: str) -> Iterator[str]:
    """Yield the folders in which a path lies, the nearest first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _astray(content: Path, site: Path) -> list[Problem]:
    """Return a warning for each Markdown file in `content/` that is in neither of its folders."""
    help = "only content/posts/ and content/pages/ are read"
    files = _walk(os.fspath(content), site, [], hidden=False, but=("posts", "pages"))
    return [
        warning(_shown(file), 0, "astray", "neither a post nor a page; not read", help=help)
        for file in files
        if file.lower().endswith(SUFFIXES)
    ]


def shown(file: Path) -> str:
    """Return the path as the user would type it; bytes of a name that are no text as `\\xff`."""
    return _shown(os.fspath(file))


def _shown(file: str) -> str:
    path = file if _NORMAL(file) else os.path.normpath(file)
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")


def walk(folder: Path, site: Path, problems: list[Problem], hidden: bool = False) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names, or none if there is no such folder.

    Hidden files only if asked for. Links that lead out of the site become problems, and so do links to folders: what
    such a link shows would be there twice, or without end.
    """
    return map(Path, _walk(os.fspath(folder), site, problems, hidden))


def unreadable(folder: Path, site: Path) -> list[Problem]:
    """Return an error for each file below a folder that may not be read: links out of the site, and what is no file."""
    problems: list[Problem] = []
    list(walk(folder, site, problems, hidden=True))
    return [problem for problem in problems if problem.level == "error"]


def _walk(folder: str, site: Path, problems: list[Problem], hidden: bool, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Likewise, as text; passing over entries of some names at the top."""
    if os.path.islink(folder) and not is_inside(Path(folder), site):  # noqa: PTH114 - as text, here and below:
        problems.append(_outside(folder))  # every file of a site passes by here, at each build
        return
    is_passed_over = passed_over(hidden)
    pending = [iter([entry for entry in _entries(folder, problems) if entry.name not in but])]
    while pending:
        entry = next(pending[-1], None)
        if entry is None:
            pending.pop()
        elif not is_passed_over(entry.name) and not _is_barred(entry, site, problems):
            if entry.is_dir(follow_symlinks=False):
                pending.append(iter(_entries(entry.path, problems)))
            elif entry.is_file():
                yield entry.path
            else:
                problems.append(error(_shown(entry.path), 0, "unreadable", f"{regular.NO_FILE}; not read"))


def _entries(folder: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """Return what is in a folder in the order of the names: nothing if it is not there or, as a problem, unreadable."""
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as fault:
        problems.append(error(_shown(folder), 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}"))
        return []


def _is_barred(entry: os.DirEntry[str], site: Path, problems: list[Problem]) -> bool:
    """Return whether this is a link that is not followed, which becomes a problem."""
    if not entry.is_symlink():
        return False
    if not is_inside(Path(entry.path), site):
        problems.append(_outside(entry.path))
        return True
    if entry.is_dir():
        problems.append(warning(_shown(entry.path), 0, "link", "symlink to a folder; not followed"))
        return True
    return False


def _outside(link: str) -> Problem:
    if not os.path.exists(link):  # noqa: PTH110
        return error(_shown(link), 0, "link-broken", "symlink that leads nowhere; not read")
    return error(_shown(link), 0, "link-outside", "symlink to a file outside the site; not read")


def read(source: Source) -> bytes | Problem:
    """Return what a file holds, or why it cannot be read."""
    if not _is_text(os.path.basename(source.file)):  # noqa: PTH119
        return error(source.path, 0, "name", "the file's name is not UTF-8; rename it")
    try:
        return _content(source.file)
    except OSError as fault:
        return error(source.path, 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}")


def _content(file: str) -> bytes:
    """The bytes of a file, for which the system is asked directly: a file object takes longer to make than to read."""
    number = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(number).st_size
        data = os.read(number, size + 1)
        if len(data) == size:
            return data
        return data + b"".join(iter(lambda: os.read(number, _AT_ONCE), b""))  # it has changed, or came in part
    finally:
        os.close(number)


def read_post(source: Source) -> tuple[Post | None, list[Problem]]:
    """Return the post in a file and the problems found; the post is None where it has an error."""
    data = read(source)
    return (None, [data]) if isinstance(data, Problem) else parse_post(source, data)


def parse_post(source: Source, data: bytes) -> tuple[Post | None, list[Problem]]:
    """Likewise, of what the file holds."""
    problems: list[Problem] = []
    text = decoded(data, source.path, problems)
    if text is None:
        return None, problems
    parts = plainfront.read(text) or _parts(text, source.path, problems)
    if parts is None or any(problem.level == "error" for problem in problems):
        return None, problems
    meta, body, body_line = parts
    name, day = _name_and_day(source)
    if meta.date is None and day is not None:
        meta = meta._replace(date=day)
    if not meta.title:
        problems.append(warning(source.path, 1, "title", f"the post has no title; its file's name {name} stands in"))
        meta = meta._replace(title=name)
    slug = meta.slug or slugify(name)
    post = Post(source.path, source.kind, meta, body, body_line, slug, source.assets, source.folder)
    return post, problems


def _parts(text: str, path: str, problems: list[Problem]) -> Parts | None:
    try:
        parts = frontmatter.split(text, path)
    except YamlError as fault:
        problems.append(fault.problem)
        return None
    mapping = parts.mapping
    if text.find("\\", 0, len(text) - len(parts.body)) >= 0:  # escapes can bring in what the text itself cannot hold
        mapping = _without_control(mapping, path, problems)
    meta, faults = frontmatter.read(mapping, path)
    problems += faults
    return Parts(meta, parts.body, parts.body_line)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name_and_day(source: Source) -> tuple[str, Day | None]:
    file = source.file.rpartition("/")[2]
    name = source.folder.name if source.folder else file.rpartition(".")[0] or file
    dated = _JEKYLL_NAME.fullmatch(name)
    if dated:
        with suppress(ValueError):
            return dated[2], read_day(dated[1])
    return name, None


def decoded(data: bytes, path: str, problems: list[Problem]) -> str | None:
    """Return the text that a file holds, without control characters, or None where it is not UTF-8; what is wrong with it is
    added to the problems.
    """
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        message = f"byte 0x{data[fault.start]:02x} at offset {fault.start} is not UTF-8"
        problems.append(error(path, line, "encoding", message + _likely_encoding(data)))
        return None
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(data.translate(None, _CONTROL_BYTES)) == len(data):
        return text
    line, last = 1, 0
    for found in CONTROL.finditer(text):
        line, last = line + text.count("\n", last, found.start()), found.start()
        problems.append(_removed(found[0], path, line))
    return CONTROL.sub("", text)


def _removed(character: str, path: str, line: int) -> Problem:
    message = f"U+{ord(character):04X} removed (a control character, not allowed in HTML and XML)"
    return warning(path, line, "character", message)


def _without_control(node: N, path: str, problems: list[Problem]) -> N:
    """Return the node without the control characters that escapes (`"\\x06"`) can bring into front matter."""
    clean: Node = node
    if isinstance(node, Scalar):
        problems += [_removed(found, path, node.line) for found in CONTROL.findall(node.text)]
        clean = node._replace(text=CONTROL.sub("", node.text))
    elif isinstance(node, Sequence):
        clean = node._replace(items=[_without_control(item, path, problems) for item in node.items])
    elif isinstance(node, Mapping):
        items = {CONTROL.sub("", key): _without_control(value, path, problems) for key, value in node.items.items()}
        clean = node._replace(items=items)
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
