"""The importer: archive files into records, records merged into posts, posts into Markdown files that a person may edit.

    read_archive(file) → records → merge → compose → content/posts/<slug>.md

What is there already is only ever brought up to date line by line: a higher read count, a new sighting, a year. A body
is replaced only while it is the one that the importer wrote (`.sitegen/imported.json` remembers its digest) or empty;
where a person has edited it and the archive has other news, the new text is laid beside it and the conflict is told.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sitegen import decoding, dialects, frontmatter, reader, yamltext
from sitegen.compose import compose
from sitegen.day import Day, read_day
from sitegen.dialects import ArchiveRecord
from sitegen.post import FrontMatter, Sighting
from sitegen.problem import ENVIRONMENT, USAGE, Problem, SiteError, error, warning
from sitegen.series import series_of
from sitegen.settings import OURS, Settings, load
from sitegen.site import title_key
from sitegen.slug import slugify, unique_slug
from sitegen.tagging import Rules, read_rules

MEMORY = "imported.json"


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
    rules = read_rules(source)
    report = Report(
        [str(file) for file in archives], {str(file): Counter() for file in archives}, dry_run=options.dry_run
    )
    records = [record for file in archives for record in _read_archive(file, settings, options, report)]
    posts = merge(_dated(records, options.dates, report.problems))
    _write(posts, source, rules, options, report)
    return report


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
        data = file.read_bytes()
    except OSError as fault:
        report.problems.append(error(path, 0, "unreadable", f"cannot be read: {fault.strerror}"))
        return []
    decoded = decoding.decode(data, path, options.encoding)
    if isinstance(decoded, Problem):
        report.problems.append(decoded)
        return []
    records, problems = dialects.read(decoded.text, path, settings.archive.words)
    report.problems += [*decoded.problems, *problems]
    report.counts[path]["records"] += len(records)
    return records


# ---------------------------------------------------------------------------------------------- merging


@dataclass(frozen=True)
class ArchivePost:
    """A post as all its records tell it; `key` is what they have in common, `best` the record whose body it has."""

    key: str
    title: str
    author: str
    date: Day | None
    read_count: int | None
    best: ArchiveRecord
    records: tuple[ArchiveRecord, ...]

    @property
    def quality(self) -> Quality:
        """How good its body is."""
        return _quality(self.best)

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """Where it was seen, in an order that does not depend on the order of the files."""
        seen = {Sighting(Path(r.path).name, r.line, r.read_count) for r in self.records}
        return tuple(sorted(seen, key=lambda s: (s.file, s.line, s.read_count or 0)))


def merge(records: Iterable[ArchiveRecord]) -> list[ArchivePost]:
    """Return the posts that the records tell of. The result does not depend on the order of the records.

    One post is one title and date; a record without a year joins the one post of its title, month and day. The fullest
    body wins, that of the better dialect first; the highest read count wins.
    """
    groups: dict[tuple[str, str], list[ArchiveRecord]] = {}
    for record in records:
        groups.setdefault((_record_key(record), _iso(record.date)), []).append(record)
    years: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for title, date in groups:
        if re.match(r"\d{4}-", date):
            years.setdefault((title, "-" + date[4:]), []).append((title, date))
    for key in [key for key in groups if key in years and len(years[key]) == 1]:
        groups[years[key][0]] += groups.pop(key)
    posts = [_merged(key, group) for (key, _), group in sorted(groups.items())]
    return sorted(posts, key=lambda post: (_iso(post.date), post.key))


def _record_key(record: ArchiveRecord) -> str:
    """What the records of one post have in common: the title, or, where there is none, the first line of the body."""
    return f"untitled: {''.join(record.body[:1])[:80]}" if record.untitled else _key(record.title)


def _key(title: str) -> str:
    return title_key(" ".join(title.split()))


def _merged(key: str, group: list[ArchiveRecord]) -> ArchivePost:
    ordered = sorted(group, key=lambda r: (_quality(r), r.title, Path(r.path).name, r.line))
    best = ordered[0]
    counts = [record.read_count for record in group if record.read_count is not None]
    dates = sorted((r.date for r in group if r.date), key=lambda day: (day.year is None, day.iso))
    author = next((record.author for record in ordered if record.author), "")
    date = dates[0] if dates else None
    return ArchivePost(key, best.title, author, date, max(counts, default=None), best, tuple(group))


Quality = tuple[bool, int, int, str]


def _quality(record: ArchiveRecord) -> Quality:
    """The best body is the smallest: one before none, the better dialect, the longer text; a digest between equals."""
    text = "\n".join(record.body)
    return (not text, record.rank, -len(text), _digest(text))


def _dated(records: list[ArchiveRecord], dates: Path | None, problems: list[Problem]) -> list[ArchiveRecord]:
    """Return the records with the dates that a person gave for those whose year the archive does not tell."""
    if dates is None:
        return records
    by_title: dict[str, list[int]] = {}
    for n, record in enumerate(records):
        by_title.setdefault(_key(record.title), []).append(n)
    out = list(records)
    for title, (day, line) in _read_dates(dates).items():
        numbers = by_title.get(_key(title), [])
        fitting = [n for n in numbers if _fits(records[n].date, day)]
        for n in fitting:
            out[n] = replace(records[n], date=day)
        if not numbers:
            problems.append(warning(str(dates), line, "date", f"no post in these archives has the title {title}"))
        elif not fitting:
            told = ", ".join(sorted({_iso(records[n].date) for n in numbers}))
            problems.append(
                warning(str(dates), line, "date", f"{title}: {day.iso} is not what the archive tells ({told})")
            )
    return out


def _fits(told: Day | None, given: Day) -> bool:
    return told is None or (told.year in (None, given.year) and (told.month, told.day) == (given.month, given.day))


def _read_dates(path: Path) -> dict[str, tuple[Day, int]]:
    """Return the day and the line of each title. Raises SiteError (status 2) with every line that is none."""
    problems: list[Problem] = []
    days: dict[str, tuple[Day, int]] = {}
    try:
        mapping = yamltext.read_mapping(path.read_text("utf-8-sig"), str(path), "dates")
    except yamltext.YamlError as fault:
        raise SiteError(fault.problem, USAGE) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteError(error(str(path), 0, "dates", f"cannot be read as UTF-8: {fault}"), USAGE) from None
    for title, node in mapping.items.items():
        line, column = mapping.keys[title]
        try:
            text = node.text if isinstance(node, yamltext.Scalar) else "a list or a mapping"
            days[title] = (read_day(text), line)
        except ValueError as fault:
            problems.append(error(str(path), line, "dates", f"{title}: {fault}", column=column))
    if problems:
        raise SiteError(problems, USAGE)
    return days


# ---------------------------------------------------------------------------------------------- writing


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


@dataclass
class _Existing:
    """A post that is there already: its file, its text in parts, its line ends, and what its front matter says.

    `front` is None where it is not YAML of ours to be kept up to date (TOML, or a file that cannot be read).
    """

    path: Path
    front: str | None
    body: str
    line_end: str
    meta: FrontMatter


def _write(posts: list[ArchivePost], source: Path, rules: Rules, options: Options, report: Report) -> None:
    memory = _Memory(source / OURS / MEMORY)
    existing = _Library(source, memory, {post.key for post in posts}, report.problems)
    taken = existing.names()
    try:
        for post in posts:
            _write_post(post, source / "content" / "posts", existing, taken, memory, rules, options, report)
    finally:
        if not options.dry_run:
            memory.save()


def _write_post(
    post: ArchivePost,
    folder: Path,
    existing: _Library,
    taken: set[str],
    memory: _Memory,
    rules: Rules,
    options: Options,
    report: Report,
) -> None:
    markdown = compose(post.best.body, options.chinese_punctuation)
    found = existing.find(post, markdown)
    if found is None:
        slug = _free_slug(post, folder, taken)
        verb, path = "written", folder / f"{slug}.md"
        text = f"---\n{front_matter(post, slug, rules.tags_of(post.title, markdown))}\n---\n"
        text += f"\n{markdown}" if markdown else ""
    else:
        path = found.path
        verb, text = _update(found, post, markdown, memory, options, report)
    if text and not options.dry_run:
        _put(path, text)
    if found is None:
        memory.remember(path, post, markdown)
    _count(post, verb, path, report)


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
    found: _Existing, post: ArchivePost, markdown: str, memory: _Memory, options: Options, report: Report
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


def _offer(found: _Existing, markdown: str, memory: _Memory, options: Options, report: Report) -> None:
    """Lay the archive's text beside the post that a person has edited, once; what lies there already stays."""
    beside, n = found.path.with_name(found.path.name + ".new"), 2
    while os.path.lexists(beside) and not memory.laid(found.path, beside, markdown):
        beside, n = found.path.with_name(f"{found.path.name}.{n}.new"), n + 1
    if not options.dry_run:
        _put(beside, markdown)
    memory.offer(found.path, markdown)
    message = f"edited here, and the archive has another text; kept as it is, the new text stands in {beside.name}"
    if options.dry_run:
        message = message.replace("the new text stands", "the new text would stand")
    help = "take over what you want and delete that file"
    report.problems.append(warning(reader.shown(found.path), 0, "conflict", message, help=help))


def _updated_front(found: _Existing, post: ArchivePost) -> str | None:
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


def _put(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it meanwhile sees the old text or the new."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, "utf-8", newline="\n")
        part.replace(path)
    except OSError as fault:
        with suppress(OSError):
            part.unlink()
        raise SiteError(error("", 0, "write", f"{path}: {(fault.strerror or '').lower()}"), ENVIRONMENT) from fault


# ---------------------------------------------------------------------------------------------- what is there already


class _Library:
    """The posts in `content/`: found by the title and date the archive gave, by those they have, or, where a person
    changed the title, by the place in the archive (unless a post of the archives being read has that title)."""

    def __init__(self, source: Path, memory: _Memory, archive_keys: set[str], problems: list[Problem]) -> None:
        self.archive_keys, self.memory = archive_keys, memory
        self.by_sighting: dict[tuple[str, str], _Existing] = {}
        self.by_title: dict[tuple[str, str], _Existing] = {}
        self.by_memory: dict[tuple[str, str], _Existing] = {}
        self.paths: list[Path] = []
        self.slugs: set[str] = set()
        for found in reader.find_sources(source, problems):
            if found.kind != "post":
                continue
            self.paths.append(found.file if found.folder is None else found.folder)
            post = _read_existing(found.file)
            if post is None:
                message = "cannot be read, so it is not known which post it is; it is left alone"
                help = "sitegen build tells what is wrong with it"
                if memory.keys_of(found.file):
                    message = "cannot be read; it is left alone"
                problems.append(warning(found.path, 0, "front-matter", message, help=help))
                post = _Existing(found.file, None, _text_of(found.file), "\n", FrontMatter())
            else:
                self.by_title.setdefault((_key(post.meta.title), _iso(post.meta.date)), post)
            for seen in post.meta.archive:
                self.by_sighting.setdefault((f"{seen.file}:{seen.line}", _iso(post.meta.date)), post)
            for key in memory.keys_of(post.path):
                self.by_memory.setdefault(key, post)
            self.slugs.add(post.meta.slug)

    def names(self) -> set[str]:
        """The slugs and file names that are taken."""
        stems = {path.stem for path in self.paths} | {path.name for path in self.paths}
        return {name.casefold() for name in self.slugs | stems if name}

    def find(self, post: ArchivePost, markdown: str) -> _Existing | None:
        """Return the file that holds this post, if there is one; `markdown` is the text that the archive has for it."""
        keys = [(post.key, _iso(post.date))]
        if post.date and post.date.year is not None:
            keys.append((post.key, "-" + post.date.iso[4:]))
        for index in (self.by_memory, self.by_title):
            for key in keys:
                if key in index:
                    return index[key]
        return self._retitled(post, markdown) or self._with_the_year(post, markdown)

    def _retitled(self, post: ArchivePost, markdown: str) -> _Existing | None:
        """A post from the same place and with the same beginning, of which nothing is remembered."""
        for seen in post.sightings:
            known = self.by_sighting.get((f"{seen.file}:{seen.line}", _iso(post.date)))
            if (
                known is not None
                and not self.memory.keys_of(known.path)
                and _key(known.meta.title) not in self.archive_keys
                and _begin_alike(known.body, markdown)
            ):
                return known
        return None

    def _with_the_year(self, post: ArchivePost, markdown: str) -> _Existing | None:
        """A post without a year in the archive is the one that a person has given the year, if there is just one."""
        if post.date is not None and post.date.year is not None:
            return None
        same = [
            known
            for (key, _), known in self.by_title.items()
            if key == post.key and self._may_be(known, post, markdown)
        ]
        return same[0] if len(same) == 1 else None

    def _may_be(self, known: _Existing, post: ArchivePost, markdown: str) -> bool:
        if post.date is not None:
            return known.meta.date is not None and _fits(post.date, known.meta.date)
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


def _iso(day: Day | None) -> str:
    return day.iso if day else ""


def _read_existing(path: Path) -> _Existing | None:
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
    return _Existing(path, front, parts.body, "\r\n" if "\r\n" in raw else "\n", meta)


def _text_of(path: Path) -> str:
    """Whatever text a file holds that cannot be read as a post."""
    try:
        return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _is_memory_of_a_post(value: object) -> bool:
    """Whether this is what `_Memory` writes: a damaged memory is none."""
    if not isinstance(value, dict):
        return False
    quality, offered = value.get("quality", []), value.get("offered", [])
    return (
        isinstance(quality, list)
        and list(map(type, quality)) in ([], [bool, int, int, str])
        and isinstance(offered, list)
        and all(isinstance(digest, str) for digest in offered)
    )


class _Memory:
    """What the importer wrote: by file, under which title and date, and the digest of the body.

    It only tells edited texts from untouched ones. If it is lost, every text counts as edited, and nothing is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = path.parent.parent
        try:
            stored = json.loads(path.read_text("utf-8"))
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
            "date": _iso(post.date),
            "body": _digest(markdown),
            "quality": list(post.quality),
            **({"offered": offered} if (offered := self._of(path).get("offered")) else {}),
        }

    def offer(self, path: Path, markdown: str) -> None:
        """Remember that this text was laid beside the file."""
        memory = self.posts.setdefault(self._key(path), {})
        memory["offered"] = [*memory.get("offered", []), _digest(markdown)]

    def laid(self, path: Path, beside: Path, markdown: str) -> bool:
        """Return whether the file beside a post is nobody's work: what was laid there, or the very text to be laid."""
        lying = _digest(_text_of(beside))
        return beside.is_file() and lying in (_digest(markdown), *self._of(path).get("offered", []))

    def keys_of(self, path: Path) -> list[tuple[str, str]]:
        """Return title and date under which the archive told of the post in this file."""
        post = self._of(path)
        return [(str(post["title"]), str(post["date"]))] if "title" in post and "date" in post else []

    def wrote(self, path: Path, body: str) -> bool:
        """Return whether this body of a file is what the importer wrote."""
        return self._of(path).get("body") == _digest(body)

    def knows(self, path: Path, markdown: str) -> bool:
        """Return whether this text of the archive is no news for the file: once written into it, or offered."""
        post = self._of(path)
        return _digest(markdown) in (post.get("body"), *post.get("offered", []))

    def is_no_better(self, path: Path, post: ArchivePost) -> bool:
        """Return whether what was written into this file is no better than what the archive has now."""
        quality: list[Any] = self._of(path).get("quality", [])
        return quality >= list(post.quality)

    def save(self) -> None:
        """Write it down, if there is news."""
        if json.dumps(self.posts, sort_keys=True) != self.before:
            _put(self.path, json.dumps(self.posts, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
