"""Records into posts: which records tell of one post, and what it is according to all of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen import regular, yamltext
from sitegen.day import Day, read_day
from sitegen.importing.dialects import ArchiveRecord
from sitegen.importing.original import Original
from sitegen.post import Sighting, title_key
from sitegen.problem import USAGE, Problem, SiteError, error, warning


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
        """How good its body is. Of what another site says, the newest is always the best."""
        return (False, self.best.rank, 0, "") if self.best.original else _quality(self.best)

    @property
    def original(self) -> Original | None:
        """What it brings if it comes whole from another site."""
        return self.best.original

    @property
    def place(self) -> str:
        """What tells it from all posts of the other site, if it comes from one."""
        return self.original.place if self.original else ""

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """Where it was seen, in an order that does not depend on the order of the files."""
        seen = {Sighting(r.file, r.line, r.read_count) for r in self.records}
        return tuple(sorted(seen, key=lambda s: (s.file, s.line, s.read_count or 0)))


def merge(records: Iterable[ArchiveRecord]) -> list[ArchivePost]:
    """Return the posts that the records tell of. The result does not depend on the order of the records.

    One post is one title and date; a record without a year joins the one post of its title, month and day. The fullest
    body wins, that of the better dialect first; the highest read count wins.
    """
    groups: dict[tuple[str, str], list[ArchiveRecord]] = {}
    for record in records:
        groups.setdefault((_record_key(record), iso(record.date)), []).append(record)
    years: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for title, date in groups:
        if re.match(r"\d{4}-", date):
            years.setdefault((title, "-" + date[4:]), []).append((title, date))
    for key in [key for key in groups if key in years and len(years[key]) == 1]:
        groups[years[key][0]] += groups.pop(key)
    posts = [_merged(key, group) for (key, _), group in sorted(groups.items())]
    return sorted(posts, key=lambda post: (iso(post.date), post.key))


def merge_originals(records: Iterable[ArchiveRecord]) -> list[ArchivePost]:
    """Return the posts that come whole from another site: one for each place there; the best text of a place wins."""
    groups: dict[tuple[str, str], list[ArchiveRecord]] = {}
    for record in records:
        if record.original:
            groups.setdefault((record.original.kind, record.original.place), []).append(record)
    posts = [_merged(common_title(group[0].title), group) for group in groups.values()]
    return sorted(posts, key=lambda post: (iso(post.date), post.key, post.place))


def _record_key(record: ArchiveRecord) -> str:
    """What the records of one post have in common: the title, or, where there is none, the first line of the body."""
    return f"untitled: {''.join(record.body[:1])[:80]}" if record.untitled else common_title(record.title)


def common_title(title: str) -> str:
    """Return what titles of one post have in common, however wide their punctuation and their spaces are."""
    return title_key(" ".join(title.split()))


def _merged(key: str, group: list[ArchiveRecord]) -> ArchivePost:
    ordered = sorted(group, key=lambda r: (_quality(r), r.title, r.file, r.line))
    best = ordered[0]
    counts = [record.read_count for record in group if record.read_count is not None]
    dates = sorted((r.date for r in group if r.date), key=lambda day: (day.year is None, day.iso))
    author = next((record.author for record in ordered if record.author), "")
    date = dates[0] if dates else None
    return ArchivePost(key, best.title, author, date, max(counts, default=None), best, tuple(group))


Quality = tuple[bool, int, int, str]


def _quality(record: ArchiveRecord) -> Quality:
    """The best body is the smallest: one before none, the better dialect, the longer text; a digest between equals."""
    text = record.original.markdown if record.original else "\n".join(record.body)
    return (not text, record.rank, -len(text), digest(text))


def dated(records: list[ArchiveRecord], dates: Path | None, problems: list[Problem]) -> list[ArchiveRecord]:
    """Return the records with the dates that a person gave for those whose year the archive does not tell."""
    if dates is None:
        return records
    by_title: dict[str, list[int]] = {}
    for n, record in enumerate(records):
        by_title.setdefault(common_title(record.title), []).append(n)
    out = list(records)
    for title, (day, line) in _read_dates(dates).items():
        numbers = by_title.get(common_title(title), [])
        fitting = [n for n in numbers if fits(records[n].date, day)]
        for n in fitting:
            out[n] = replace(records[n], date=day)
        if not numbers:
            problems.append(warning(str(dates), line, "date", f"no post in these archives has the title {title}"))
        elif not fitting:
            told = ", ".join(sorted({iso(records[n].date) for n in numbers}))
            problems.append(
                warning(str(dates), line, "date", f"{title}: {day.iso} is not what the archive tells ({told})")
            )
    return out


def fits(told: Day | None, given: Day) -> bool:
    """Return whether a day that a person gives can be the one that the archive tells in part, or not at all."""
    return told is None or (told.year in (None, given.year) and (told.month, told.day) == (given.month, given.day))


def _read_dates(path: Path) -> dict[str, tuple[Day, int]]:
    """Return the day and the line of each title. Raises SiteError (status 2) with every line that is none."""
    problems: list[Problem] = []
    days: dict[str, tuple[Day, int]] = {}
    try:
        mapping = yamltext.read_mapping(regular.read(path).decode("utf-8-sig"), str(path), "dates")
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


def iso(day: Day | None) -> str:
    """Return the day as text, or nothing."""
    return day.iso if day else ""


def digest(text: str) -> str:
    """Return a short digest of a text, whatever blank space is around it."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]
