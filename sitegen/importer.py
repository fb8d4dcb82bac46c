"""The importer: archive files into records, records merged into posts, posts into Markdown files that a person may edit.

    read_archive(file) → records → merge → compose → content/posts/<slug>.md

What is there already is only ever brought up to date line by line: a higher read count, a new sighting, a year. A body
is replaced only while it is the one that the importer wrote (`.sitegen/imported.json` remembers its digest) or empty;
where a person has edited it and the archive has other news, the new text is laid beside it and the conflict is told.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sitegen import decoding, dialects, reader, regular, yamltext
from sitegen.compose import compose
from sitegen.day import Day
from sitegen.dialects import ArchiveRecord
from sitegen.folders import OURS, is_inside
from sitegen.library import Existing, Library, Memory, put
from sitegen.lock import folder_held
from sitegen.merge import ArchivePost, dated, merge
from sitegen.post import Sighting
from sitegen.problem import USAGE, Problem, SiteError, error, warning
from sitegen.series import series_of
from sitegen.settings import Settings, load
from sitegen.slug import slugify, unique_slug
from sitegen.tags.choice import suggest
from sitegen.tags.terms import read_document
from sitegen.vocabulary import Vocabulary, read_vocabulary

MEMORY = "imported.json"
POSTS = Path("content", "posts")

LONGEST_LINE = 1_000_000
"""Beyond so many characters a line is no text, and composing it would take memory without measure."""


@dataclass(frozen=True)
class Options:
    """What a person may ask of an import."""

    dates: Path | None = None
    encoding: str | None = None
    chinese_punctuation: bool = False
    dry_run: bool = False


@dataclass
class Report:
    """What an import did, by archive file (in the order given), and every problem."""

    files: list[str]
    counts: dict[str, Counter[str]]
    changes: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False

    def lines(self, verbose: bool = False) -> Iterator[str]:
        """Yield the report as lines of text."""
        if verbose:
            yield from (f"{verb} {path}" for verb, path in self.changes)
        width = max(map(len, self.files), default=0)
        total: Counter[str] = Counter()
        for file in self.files:
            total += self.counts[file]
            yield f"{file:<{width}}  {_sentence(self.counts[file])}"
        yield f"{'would be' if self.dry_run else 'in all':<{width}}  {_sentence(total)}"


_VERBS = ("written", "updated", "unchanged", "in conflict", "merged")


def _sentence(count: Counter[str]) -> str:
    """Records read = posts written, updated, unchanged or in conflict + records merged into one of them."""
    verbs = [f"{count[verb]} {verb}" for verb in _VERBS if count[verb] or verb in ("written", "unchanged", "merged")]
    return f"{count['records']} records: " + ", ".join(verbs)


def import_archives(archives: Sequence[Path], source: Path, options: Options = Options()) -> Report:
    """Read archive files and write a Markdown file for each of their posts into `content/posts/` of the site.

    A file that is no text is an error in the report, and the others are imported all the same. Raises SiteError
    (status 2) before anything is written if a file is not there, or settings or options cannot be used.
    """
    settings = load(source)
    archives = list({file.resolve(): file for file in archives}.values())
    _check_usage(archives, options)
    vocabulary = read_vocabulary(source)
    report = Report(
        [str(file) for file in archives], {str(file): Counter() for file in archives}, dry_run=options.dry_run
    )
    records = [record for file in archives for record in _read_archive(file, settings, options, report)]
    posts = merge(dated(records, options.dates, report.problems))
    _check_folder(source)
    folder = source / POSTS
    with nullcontext() if options.dry_run else folder_held(folder, f"{folder}/ is being filled"):
        _write(posts, source, vocabulary, options, report)
    return report


def _check_folder(source: Path) -> None:
    folder = source / POSTS
    if folder.exists() and not is_inside(folder, source):
        message = "symlink to a folder outside the site; nothing is written there"
        raise SiteError(error(reader.shown(folder), 0, "link-outside", message), USAGE)


def _check_usage(archives: Sequence[Path], options: Options) -> None:
    problems = []
    for file in (*archives, *([options.dates] if options.dates else [])):
        if file.is_dir():
            problems.append(
                error(str(file), 0, "usage", "this is a folder; name the files in it, such as folder/*.txt")
            )
        elif not file.exists():
            problems.append(error(str(file), 0, "usage", "there is no such file"))
    if options.encoding:
        try:
            b"text".decode(options.encoding, "replace").encode()
        except (LookupError, ValueError):
            message = f"there is no encoding {options.encoding}; expected a name such as utf-8, gb18030 or big5"
            problems.append(error("--encoding", 0, "usage", message))
    if problems:
        raise SiteError(problems, USAGE)


def _read_archive(file: Path, settings: Settings, options: Options, report: Report) -> list[ArchiveRecord]:
    path = str(file)
    try:
        data = regular.read(file)
    except OSError as fault:
        report.problems.append(error(path, 0, "unreadable", f"cannot be read: {fault.strerror}"))
        return []
    decoded = decoding.decode(data, path, options.encoding)
    if isinstance(decoded, Problem):
        report.problems.append(decoded)
        return []
    endless = next((n for n, line in enumerate(decoded.text.split("\n"), 1) if len(line) > LONGEST_LINE), 0)
    if endless:
        message = (
            f"a line of more than {LONGEST_LINE:,} characters, which no archive of texts has; the file was not read"
        )
        report.problems.append(error(path, endless, "record", message))
        return []
    records, problems = dialects.read(decoded.text, path, settings.archive.words)
    report.problems += [*decoded.problems, *problems]
    report.counts[path]["records"] += len(records)
    return records


def front_matter(post: ArchivePost, slug: str, tags: Sequence[str] = ()) -> str:
    """Return the front matter of a post as a person would write it, without its fences."""
    lines = [f"title: {yamltext.scalar(post.title)}"]
    if post.author:
        lines.append(f"author: {yamltext.scalar(post.author)}")
    if post.date:
        lines.append(_date_line(post.date))
    if post.read_count is not None:
        lines.append(f"read_count: {post.read_count}")
    if tags:
        lines.append(f"tags: {yamltext.flow_list(tags)}")
    series = series_of(post.title)
    if series:
        lines += [f"series: {yamltext.scalar(series[0])}", f"series_number: {series[1]}"]
    lines.append(f"slug: {slug}")
    if post.best.truncated:
        lines.append("truncated: true")
    return "\n".join([*lines, *_archive_lines(post.sightings)])


def _date_line(day: Day) -> str:
    return f"date: {day.iso}" if day.year is not None else f'date: "{day.iso}"'


def _archive_lines(sightings: Iterable[Sighting]) -> list[str]:
    lines = ["archive:"]
    for seen in sightings:
        count = f", read_count: {seen.read_count}" if seen.read_count is not None else ""
        lines.append(f"  - {{file: {yamltext.scalar(seen.file)}, line: {seen.line}{count}}}")
    return lines


@dataclass(frozen=True)
class _NewPost:
    """A post that is to be written, its text, and its slug."""

    post: ArchivePost
    markdown: str
    slug: str


def _write(posts: list[ArchivePost], source: Path, vocabulary: Vocabulary, options: Options, report: Report) -> None:
    folder = source / POSTS
    memory = Memory(source / OURS / MEMORY)
    existing = Library(source, memory, {post.key for post in posts}, report.problems)
    taken = existing.names()
    new: list[_NewPost] = []
    try:
        for post in posts:
            markdown = compose(post.best.body, options.chinese_punctuation)
            found = existing.find(post, markdown)
            if found is None:
                new.append(_NewPost(post, markdown, _free_slug(post, folder, taken)))
                _count(post, "written", folder / f"{new[-1].slug}.md", report)
            else:
                found = found.now()
                verb, text = _update(found, post, markdown, memory, options, report)
                if text and not options.dry_run:
                    put(found.path, text)
                _count(post, verb, found.path, report)
        if new and not options.dry_run:
            _write_new(new, folder, existing, memory, vocabulary)
    finally:
        if not options.dry_run:
            memory.save()


def _write_new(new: list[_NewPost], folder: Path, existing: Library, memory: Memory, vocabulary: Vocabulary) -> None:
    tags = _tags(new, existing, vocabulary)
    for one in new:
        path = folder / f"{one.slug}.md"
        text = f"---\n{front_matter(one.post, one.slug, tags[one.slug])}\n---\n"
        put(path, f"{text}\n{one.markdown}" if one.markdown else text)
        memory.remember(path, one.post, one.markdown)


def _tags(new: list[_NewPost], existing: Library, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return the tags of the new posts by slug, chosen with an eye to all posts and to the tags that they have."""
    documents = [read_document(one.slug, one.post.title, one.markdown) for one in new]
    tagged = {}
    for known in existing.posts:
        key = str(known.path)
        documents.append(read_document(key, known.meta.title, known.body, known.meta.series))
        if known.meta.tags:
            tagged[key] = known.meta.tags
    reasons = suggest(documents, tagged, vocabulary)
    return {one.slug: [reason.tag for reason in reasons[one.slug]] for one in new}


def _free_slug(post: ArchivePost, folder: Path, taken: set[str]) -> str:
    """Return a slug that no post has, and whose file is not there, whatever it is."""
    suffix = post.date.iso.strip("-") if post.date and not post.best.untitled else ""
    slug = unique_slug(slugify(post.title), taken, suffix)
    while os.path.lexists(folder / f"{slug}.md"):
        taken.add(slug)
        slug = unique_slug(slugify(post.title), taken, suffix)
    taken.add(slug)
    return slug


def _count(post: ArchivePost, verb: str, path: Path, report: Report) -> None:
    report.counts[post.best.path][verb] += 1
    if verb != "unchanged":
        report.changes.append((verb, reader.shown(path)))
    for record in post.records:
        if record is not post.best:
            report.counts[record.path]["merged"] += 1


def _update(
    found: Existing, post: ArchivePost, markdown: str, memory: Memory, options: Options, report: Report
) -> tuple[str, str]:
    """Return what became of a post that is there already, and its new text."""
    front, body = _updated_front(found, post), found.body
    is_in_conflict = False
    if body.strip() == markdown.strip():
        memory.remember(found.path, post, markdown)
    elif markdown and front is not None and (not body.strip() or memory.wrote(found.path, body)):
        if not body.strip() or memory.is_no_better(found.path, post):
            body = f"\n{markdown}"
            front = _set_line(front, "truncated", "truncated: true" if post.best.truncated else "", after=("slug",))
            memory.remember(found.path, post, markdown)
    elif markdown.strip() not in body and not memory.knows(found.path, markdown):
        is_in_conflict = True
        _offer(found, markdown, memory, options, report)
    if (front, body) == (found.front, found.body):
        return "in conflict" if is_in_conflict else "unchanged", ""
    text = f"---\n{front}\n---\n{body}".replace("\n", found.line_end)
    return "in conflict" if is_in_conflict else "updated", text


def _offer(found: Existing, markdown: str, memory: Memory, options: Options, report: Report) -> None:
    """Lay the archive's text beside the post that a person has edited, once; what lies there already stays."""
    beside, n = found.path.with_name(found.path.name + ".new"), 2
    while os.path.lexists(beside) and not memory.laid(found.path, beside, markdown):
        beside, n = found.path.with_name(f"{found.path.name}.{n}.new"), n + 1
    if not options.dry_run:
        put(beside, markdown)
    memory.offer(found.path, markdown)
    message = f"edited here, and the archive has another text; kept as it is, the new text stands in {beside.name}"
    if options.dry_run:
        message = message.replace("the new text stands", "the new text would stand")
    help = "take over what you want and delete that file"
    report.problems.append(warning(reader.shown(found.path), 0, "conflict", message, help=help))


def _updated_front(found: Existing, post: ArchivePost) -> str | None:
    """Return the front matter with the archive's news: what a person changed, and every other line, stays."""
    front, meta = found.front, found.meta
    if front is None:
        return None
    known = {(s.file, s.line, s.read_count) for s in meta.archive}
    fresh = [s for s in post.sightings if (s.file, s.line, s.read_count) not in known]
    old_count = max((s.read_count for s in meta.archive if s.read_count is not None), default=None)
    if (
        meta.read_count == old_count
        and post.read_count is not None
        and (old_count is None or post.read_count > old_count)
    ):
        front = _set_line(front, "read_count", f"read_count: {post.read_count}", after=("date", "author", "title"))
    if post.author and not meta.author:
        front = _set_line(front, "author", f"author: {yamltext.scalar(post.author)}", after=("title",))
    if (
        post.date
        and post.date.year is not None
        and (meta.date is None or meta.date == Day(post.date.month, post.date.day))
    ):
        front = _set_line(front, "date", _date_line(post.date), after=("author", "title"))
    if fresh:
        every = sorted({*meta.archive, *fresh}, key=lambda s: (s.file, s.line, s.read_count or 0))
        front = _set_block(front, "archive", _archive_lines(every))
    return front


def _set_line(front: str, key: str, line: str, after: Sequence[str]) -> str:
    """Replace the line of a key, or add it after the first of these keys that is there; no line removes it."""
    if not line:
        return re.sub(rf"(?m)^{key}:.*\n?", "", front, count=1)
    if re.search(rf"(?m)^{key}:", front):
        return re.sub(rf"(?m)^{key}:[^#\n]*?(?=\s#|$)", lambda _: line, front, count=1)
    for other in after:
        found = re.search(rf"(?m)^{other}:.*$", front)
        if found:
            return f"{front[: found.end()]}\n{line}{front[found.end() :]}"
    return f"{front}\n{line}"


def _set_block(front: str, key: str, lines: Sequence[str]) -> str:
    block = "\n".join(lines)
    found = re.search(rf"(?m)^{key}:.*(?:\n(?:[ \t]+.*|- .*))*$", front)
    return f"{front[: found.start()]}{block}{front[found.end() :]}" if found else f"{front}\n{block}"
