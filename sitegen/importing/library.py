"""The posts that are there already, as the importer finds them again, and what it remembers of those it wrote."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen import frontmatter, reader, regular, yamltext
from sitegen.files import put
from sitegen.importing.merge import ArchivePost, common_title, digest, fits, iso
from sitegen.post import FrontMatter
from sitegen.problem import Problem, warning
from sitegen.slug import slugify
from sitegen.stamps import NEVER, Stamp, stamps_of


@dataclass
class Existing:
    """A post that is there already: its file, its text in parts, its line ends, and what its front matter says.

    `front` is None where it is not YAML of ours to be kept up to date (TOML, or a file that cannot be read). `stamp` is
    that of the file when it was read.
    """

    path: Path
    front: str | None
    body: str
    line_end: str
    meta: FrontMatter
    stamp: Stamp = NEVER

    @property
    def slug(self) -> str:
        """The slug that its page has."""
        name = self.path.parent.name if self.path.stem == "index" else self.path.stem
        return self.meta.slug or slugify(name)

    def now(self) -> Existing:
        """Return the post as it is now: a person may have saved it since it was read."""
        if self.stamp and _stamp(self.path) == self.stamp:
            return self
        return _read_existing(self.path) or Existing(self.path, None, _text_of(self.path), "\n", self.meta)


class Library:
    """The posts in `content/`: found by the title and date the archive gave, by those they have, or, where a person
    changed the title, by the place in the archive (unless a post of the archives being read has that title)."""

    def __init__(
        self, source: Path, memory: Memory, archive_keys: set[str], problems: list[Problem], kind: str = "post"
    ) -> None:
        self.archive_keys, self.memory = archive_keys, memory
        self.by_sighting: dict[tuple[str, str], Existing] = {}
        self.by_title: dict[tuple[str, str], Existing] = {}
        self.by_memory: dict[tuple[str, str], Existing] = {}
        self.by_place: dict[str, Existing] = {}
        self.posts: list[Existing] = []
        self.paths: list[Path] = []
        self.slugs: set[str] = set()
        for found in reader.find_sources(source, problems):
            if found.kind != kind:
                continue
            file = Path(found.file)
            self.paths.append(file if found.folder is None else found.folder)
            post = _read_existing(file)
            if post is None:
                message = "cannot be read, so it is not known which post it is; it is left alone"
                help = "sitegen build tells what is wrong with it"
                if memory.keys_of(file):
                    message = "cannot be read; it is left alone"
                problems.append(warning(found.path, 0, "front-matter", message, help=help))
                post = Existing(file, None, _text_of(file), "\n", FrontMatter())
            else:
                self.posts.append(post)
                self.by_title.setdefault((common_title(post.meta.title), iso(post.meta.date)), post)
            for seen in post.meta.archive:
                self.by_sighting.setdefault((f"{seen.file}:{seen.line}", iso(post.meta.date)), post)
            for key in memory.keys_of(post.path):
                self.by_memory.setdefault(key, post)
            for place in (memory.place_of(post.path), *post.meta.aliases, post.meta.permalink):
                self.by_place.setdefault(place, post)
            self.slugs.add(post.meta.slug)

    def names(self) -> set[str]:
        """The slugs and file names that are taken."""
        stems = {path.stem for path in self.paths} | {path.name for path in self.paths}
        return {name.casefold() for name in self.slugs | stems if name}

    def find(self, post: ArchivePost, markdown: str) -> Existing | None:
        """Return the file that holds this post, if there is one; `markdown` is the text that the archive has for it."""
        if post.place and post.place in self.by_place:
            return self.by_place[post.place]
        keys = [(post.key, iso(post.date))]
        if post.date and post.date.year is not None:
            keys.append((post.key, "-" + post.date.iso[4:]))
        for index in (self.by_memory, self.by_title):
            for key in keys:
                if key in index and self._may_come_from(post.place, index[key]):
                    return index[key]
        if post.place:
            return None
        return self._retitled(post, markdown) or self._with_the_year(post, markdown)

    def _may_come_from(self, place: str, known: Existing) -> bool:
        """Whether it is not known that this file came from another place of another site."""
        return not place or self.memory.place_of(known.path) in ("", place)

    def _retitled(self, post: ArchivePost, markdown: str) -> Existing | None:
        """A post from the same place and with the same beginning, of which nothing is remembered."""
        for seen in post.sightings:
            known = self.by_sighting.get((f"{seen.file}:{seen.line}", iso(post.date)))
            if (
                known is not None
                and not self.memory.keys_of(known.path)
                and common_title(known.meta.title) not in self.archive_keys
                and _begin_alike(known.body, markdown)
            ):
                return known
        return None

    def _with_the_year(self, post: ArchivePost, markdown: str) -> Existing | None:
        """A post without a year in the archive is the one that a person has given the year, if there is just one."""
        if post.date is not None and post.date.year is not None:
            return None
        same = [
            known
            for (key, _), known in self.by_title.items()
            if key == post.key and self._may_be(known, post, markdown)
        ]
        return same[0] if len(same) == 1 else None

    def _may_be(self, known: Existing, post: ArchivePost, markdown: str) -> bool:
        if post.date is not None:
            return known.meta.date is not None and fits(post.date, known.meta.date)
        if {(seen.file, seen.line) for seen in known.meta.archive} & {
            (seen.file, seen.line) for seen in post.sightings
        }:
            return True
        return not self.memory.keys_of(known.path) and _begin_alike(known.body, markdown)


def _begin_alike(body: str, markdown: str) -> bool:
    """Whether two texts have the same first line, or one of them none."""
    return not body.strip() or not markdown.strip() or _first_line(body) == _first_line(markdown)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip()


def _read_existing(path: Path) -> Existing | None:
    stamp = _stamp(path)
    try:
        raw = path.read_bytes().decode("utf-8-sig")
        text = raw.replace("\r\n", "\n")
        parts = frontmatter.split(text, str(path))
    except (OSError, UnicodeDecodeError, yamltext.YamlError):
        return None
    meta, problems = frontmatter.read(parts.mapping, str(path))
    if any(problem.level == "error" for problem in problems):
        return None
    front = "\n".join(text.split("\n")[1 : parts.body_line - 2]) if text.startswith("---") else None
    return Existing(path, front, parts.body, "\r\n" if "\r\n" in raw else "\n", meta, stamp)


def _stamp(path: Path) -> Stamp:
    return stamps_of(os.fspath(path.parent), [path.name]).get(path.name, NEVER)


def _text_of(path: Path) -> str:
    """Whatever text a file holds that cannot be read as a post."""
    try:
        return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _is_memory_of_a_post(value: object) -> bool:
    """Whether this is what `Memory` writes: a damaged memory is none."""
    if not isinstance(value, dict):
        return False
    quality, offered = value.get("quality", []), value.get("offered", [])
    return (
        isinstance(quality, list)
        and list(map(type, quality)) in ([], [bool, int, int, str])
        and isinstance(offered, list)
        and all(isinstance(digest, str) for digest in offered)
    )


class Memory:
    """What the importer wrote: by file, under which title and date, and the digest of the body.

    It only tells edited texts from untouched ones. If it is lost, every text counts as edited, and nothing is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = path.parent.parent
        try:
            stored = json.loads(regular.read(path))
        except (OSError, ValueError, RecursionError):
            stored = {}
        self.posts: dict[str, dict[str, Any]] = {}
        if isinstance(stored, dict):
            self.posts = {key: value for key, value in stored.items() if _is_memory_of_a_post(value)}
        self.before = json.dumps(self.posts, sort_keys=True)

    def _key(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _of(self, path: Path) -> dict[str, Any]:
        return self.posts.get(self._key(path), {})

    def remember(self, path: Path, post: ArchivePost, markdown: str) -> None:
        """Remember the post in this file, the body as written, and how good it is."""
        self.posts[self._key(path)] = {
            "title": post.key,
            "date": iso(post.date),
            "body": digest(markdown),
            "quality": list(post.quality),
            **({"place": post.place} if post.place else {}),
            **({"offered": offered} if (offered := self._of(path).get("offered")) else {}),
        }

    def offer(self, path: Path, markdown: str) -> None:
        """Remember that this text was laid beside the file."""
        memory = self.posts.setdefault(self._key(path), {})
        memory["offered"] = [*memory.get("offered", []), digest(markdown)]

    def laid(self, path: Path, beside: Path, markdown: str) -> bool:
        """Return whether the file beside a post is nobody's work: what was laid there, or the very text to be laid."""
        lying = digest(_text_of(beside))
        return beside.is_file() and lying in (digest(markdown), *self._of(path).get("offered", []))

    def keys_of(self, path: Path) -> list[tuple[str, str]]:
        """Return title and date under which the archive told of the post in this file."""
        post = self._of(path)
        return [(str(post["title"]), str(post["date"]))] if "title" in post and "date" in post else []

    def place_of(self, path: Path) -> str:
        """Return the place on another site from which the post in this file came, or nothing."""
        return str(self._of(path).get("place", ""))

    def wrote(self, path: Path, body: str) -> bool:
        """Return whether this body of a file is what the importer wrote."""
        return self._of(path).get("body") == digest(body)

    def knows(self, path: Path, markdown: str) -> bool:
        """Return whether this text of the archive is no news for the file: once written into it, or offered."""
        post = self._of(path)
        return digest(markdown) in (post.get("body"), *post.get("offered", []))

    def is_no_better(self, path: Path, post: ArchivePost) -> bool:
        """Return whether what was written into this file is no better than what the archive has now."""
        quality: list[Any] = self._of(path).get("quality", [])
        return quality >= list(post.quality)

    def save(self) -> None:
        """Write it down, if there is news."""
        if json.dumps(self.posts, sort_keys=True) != self.before:
            put(self.path, json.dumps(self.posts, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
