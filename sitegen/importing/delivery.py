"""Posts into files: new ones are written, known ones brought up to date, and what a person has edited is left alone.

What is there already is only ever brought up to date line by line: a higher read count, a new sighting, a year. A body
is replaced only while it is the one that the importer wrote (`.sitegen/imported.json` remembers its digest) or empty;
where a person has edited it and the archive has other news, the new text is laid beside it and the conflict is told.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sitegen import reader
from sitegen.files import put
from sitegen.folders import OURS
from sitegen.importing.addresses import RESERVED, Addresses
from sitegen.importing.baggage import copy
from sitegen.importing.compose import compose
from sitegen.importing.frontlines import set_line, written
from sitegen.importing.frontupdate import updated
from sitegen.importing.library import Existing, Library, Memory
from sitegen.importing.merge import ArchivePost
from sitegen.importing.report import Options, Report
from sitegen.post import FrontMatter
from sitegen.problem import warning
from sitegen.series import series_of
from sitegen.settings import Settings
from sitegen.slug import slugify, unique_slug
from sitegen.tags.choice import suggest
from sitegen.tags.terms import read_document
from sitegen.vocabulary import Vocabulary

MEMORY = "imported.json"
FOLDERS = {"post": Path("content", "posts"), "page": Path("content", "pages")}


@dataclass(frozen=True)
class _NewPost:
    """A post that is to be written, its text, its slug and its file."""

    post: ArchivePost
    markdown: str
    slug: str
    path: Path


class _Taken:
    """Names that are taken, in whatever case."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def __contains__(self, name: object) -> bool:
        return str(name).casefold() in self.names


class _Shelf:
    """The folder for posts, or the one for plain pages, and what is in it."""

    def __init__(self, folder: Path, library: Library, reserved: Sequence[str]) -> None:
        self.folder, self.library = folder, library
        self.taken = library.names() | set(reserved)

    def free_slug(self, post: ArchivePost) -> str:
        """Return a slug that no post has, and whose file is not there, whatever it is."""
        suffix = post.date.iso.strip("-") if post.date and not post.best.untitled else ""
        wish = (post.original.meta.slug if post.original else "") or slugify(post.title)
        slug = unique_slug(wish, _Taken(self.taken), suffix)
        while os.path.lexists(self.folder / f"{slug}.md") or os.path.lexists(self.folder / slug):
            self.taken.add(slug.casefold())
            slug = unique_slug(wish, _Taken(self.taken), suffix)
        self.taken.add(slug.casefold())
        return slug


def deliver(
    posts: Sequence[ArchivePost],
    source: Path,
    settings: Settings,
    vocabulary: Vocabulary,
    options: Options,
    report: Report,
) -> None:
    """Write the posts into the site's folders of posts and of pages, and tell the report."""
    _Delivery(source, settings, vocabulary, options, report).run(posts)


class _Delivery:
    def __init__(
        self, source: Path, settings: Settings, vocabulary: Vocabulary, options: Options, report: Report
    ) -> None:
        self.source, self.settings, self.vocabulary = source, settings, vocabulary
        self.options, self.report = options, report
        self.memory = Memory(source / OURS / MEMORY)

    def run(self, posts: Sequence[ArchivePost]) -> None:
        shelves = {kind: self._shelf(kind, posts) for kind in dict.fromkeys(map(_kind, posts))}
        new: list[_NewPost] = []
        try:
            for post in posts:
                shelf = shelves[_kind(post)]
                markdown = self._markdown(post)
                found = shelf.library.find(post, markdown)
                if found is None:
                    new.append(self._new(post, markdown, shelf))
                    self._count(post, "written", new[-1].path)
                else:
                    self._bring_up_to_date(found.now(), post, markdown)
            self._write_new(new, shelves)
        finally:
            if not self.options.dry_run:
                self.memory.save()

    def _shelf(self, kind: str, posts: Sequence[ArchivePost]) -> _Shelf:
        keys = {post.key for post in posts}
        problems = self.report.problems if kind == "post" else []
        library = Library(self.source, self.memory, keys, problems, kind)
        at_root = kind == "page" or self.settings.permalink.startswith("/:slug")
        return _Shelf(self.source / FOLDERS[kind], library, RESERVED if at_root else ())

    def _markdown(self, post: ArchivePost) -> str:
        if post.original:
            return post.original.markdown
        return compose(post.best.body, self.options.chinese_punctuation)

    def _count(self, post: ArchivePost, verb: str, path: Path) -> None:
        self.report.counts[post.best.source][verb] += 1
        if verb != "unchanged":
            self.report.changes.append((verb, reader.shown(path)))
        for record in post.records:
            if record is not post.best:
                self.report.counts[record.source]["merged"] += 1

    # ------------------------------------------------------------------------------------------ new posts

    def _new(self, post: ArchivePost, markdown: str, shelf: _Shelf) -> _NewPost:
        slug = shelf.free_slug(post)
        has_files = post.original is not None and bool(post.original.files)
        path = shelf.folder / slug / "index.md" if has_files else shelf.folder / f"{slug}.md"
        return _NewPost(post, markdown, slug, path)

    def _write_new(self, new: Sequence[_NewPost], shelves: dict[str, _Shelf]) -> None:
        tags = self._tags(new, shelves)
        addresses = Addresses(self.settings)
        for kind, shelf in shelves.items():
            for known in shelf.library.posts:
                addresses.claim(known.meta, kind, known.slug)
        metas = [_meta(one, tags.get(one.slug, ())) for one in new]
        for one, meta in zip(new, metas, strict=True):
            addresses.claim(meta, _kind(one.post), one.slug)
        for one, meta in zip(new, metas, strict=True):
            if one.post.original:
                meta = addresses.with_aliases(meta, one.post.original, self.report.problems)
                self._copy_files(one.post, one.path)
            if not self.options.dry_run:
                text = f"---\n{written(meta)}\n---\n"
                put(one.path, f"{text}\n{one.markdown}" if one.markdown else text)
                self.memory.remember(one.path, one.post, one.markdown)

    def _tags(self, new: Sequence[_NewPost], shelves: dict[str, _Shelf]) -> dict[str, list[str]]:
        """Return tags for the new posts of an archive by slug, chosen with an eye to all posts and to their tags.

        What comes from another site has the tags that its author gave it.
        """
        if self.options.dry_run or not any(one.post.original is None for one in new):
            return {}
        documents = [read_document(one.slug, one.post.title, one.markdown) for one in new]
        tagged = {}
        for known in shelves["post"].library.posts:
            key = str(known.path)
            documents.append(read_document(key, known.meta.title, known.body, known.meta.series))
            if known.meta.tags:
                tagged[key] = known.meta.tags
        reasons = suggest(documents, tagged, self.vocabulary)
        return {one.slug: [reason.tag for reason in reasons[one.slug]] for one in new}

    def _copy_files(self, post: ArchivePost, path: Path) -> None:
        """Copy what lies beside a post of another site to where it lies beside this file."""
        if not post.original or not post.original.files:
            return
        if path.name != "index.md":
            message = f"{len(post.original.files)} files belong beside this post, which is no folder; not copied"
            help = f"make it {path.stem}/index.md and import again"
            self.report.problems.append(warning(reader.shown(path), 0, "files", message, help=help))
            return
        targets = ((path.parent / name, file) for name, file in post.original.files)
        copy(targets, post.best.source, self.source, self.report)

    # ------------------------------------------------------------------------------------------ known posts

    def _bring_up_to_date(self, found: Existing, post: ArchivePost, markdown: str) -> None:
        verb, text = self._update(found, post, markdown)
        if text and not self.options.dry_run:
            put(found.path, text)
        self._count(post, verb, found.path)
        self._copy_files(post, found.path)

    def _update(self, found: Existing, post: ArchivePost, markdown: str) -> tuple[str, str]:
        """Return what became of a post that is there already, and its new text."""
        front, body, memory = updated(found, post), found.body, self.memory
        is_in_conflict = False
        if body.strip() == markdown.strip():
            memory.remember(found.path, post, markdown)
        elif markdown and front is not None and (not body.strip() or memory.wrote(found.path, body)):
            if not body.strip() or memory.is_no_better(found.path, post):
                body = f"\n{markdown}"
                front = set_line(front, "truncated", "truncated: true" if post.best.truncated else "", after=("slug",))
                memory.remember(found.path, post, markdown)
        elif markdown.strip() not in body and not memory.knows(found.path, markdown):
            is_in_conflict = True
            self._offer(found, markdown)
        if (front, body) == (found.front, found.body):
            return "in conflict" if is_in_conflict else "unchanged", ""
        text = f"---\n{front}\n---\n{body}".replace("\n", found.line_end)
        return "in conflict" if is_in_conflict else "updated", text

    def _offer(self, found: Existing, markdown: str) -> None:
        """Lay the archive's text beside the post that a person has edited, once; what lies there already stays."""
        beside, n = found.path.with_name(found.path.name + ".new"), 2
        while os.path.lexists(beside) and not self.memory.laid(found.path, beside, markdown):
            beside, n = found.path.with_name(f"{found.path.name}.{n}.new"), n + 1
        if not self.options.dry_run:
            put(beside, markdown)
        self.memory.offer(found.path, markdown)
        message = f"edited here, and the archive has another text; kept as it is, the new text stands in {beside.name}"
        if self.options.dry_run:
            message = message.replace("the new text stands", "the new text would stand")
        help = "take over what you want and delete that file"
        self.report.problems.append(warning(reader.shown(found.path), 0, "conflict", message, help=help))


def _kind(post: ArchivePost) -> str:
    return post.original.kind if post.original else "post"


def _meta(one: _NewPost, tags: Sequence[str]) -> FrontMatter:
    """Return the front matter of a new post."""
    post = one.post
    if post.original:
        return post.original.meta._replace(title=post.title, slug=one.slug, archive=post.sightings)
    series, number = series_of(post.title) or ("", None)
    return FrontMatter(
        title=post.title,
        author=post.author,
        date=post.date,
        read_count=post.read_count,
        tags=tuple(tags),
        series=series,
        series_number=number,
        slug=one.slug,
        truncated=post.best.truncated,
        archive=post.sightings,
    )
