"""The assembly: posts put in order, and everything found that holds between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from functools import cache
from itertools import pairwise

from sitegen.galley import Outline
from sitegen.permalink import address, original
from sitegen.post import title_key
from sitegen.problem import Problem, warning
from sitegen.settings import Settings
from sitegen.site import Entry, Series, Shelf, Site, Tag
from sitegen.slug import path_component, unique_slug
from sitegen.vocabulary import Vocabulary, key_of


def assemble(
    outlines: Iterable[Outline], shelf: Shelf, settings: Settings, vocabulary: Vocabulary = Vocabulary()
) -> Site:
    """Return the site of these posts and pages: everything in order, and everything related."""
    entries: list[Entry] = []
    pages: list[Entry] = []
    hidden: list[Entry] = []
    for outline in outlines:
        post = outline.post
        entry = Entry(outline, shelf, address(post, settings), original(post, settings))
        (hidden if post.meta.hidden else entries if post.kind == "post" else pages).append(entry)
    zone = settings.zone
    entries.sort(key=lambda entry: _order(entry, zone))
    pages.sort(key=lambda entry: (str(entry.post.meta.extra.get("weight", "")).rjust(9), entry.url))
    _link_neighbours(entries)
    _link_mentions(entries, pages, hidden)
    _link_equations([*entries, *pages, *hidden])
    return Site(entries, pages, _tags(entries, vocabulary), _series(entries), shelf, hidden=hidden)


def _order(entry: Entry, zone: tzinfo) -> tuple[bool, float, str]:
    """Newest first; then those without a year, latest in the year first; then those without a date; by slug."""
    day = entry.date
    if day is None:
        return (True, 0.0, entry.post.slug)
    moment = day.moment(zone)
    if moment is None:
        return (True, -(day.month * 100.0 + day.day), entry.post.slug)
    return (False, -moment.timestamp(), entry.post.slug)


def _link_neighbours(entries: Sequence[Entry]) -> None:
    for newer, older in pairwise(entries):
        newer.older, older.newer = older, newer


def _link_mentions(entries: list[Entry], pages: list[Entry], hidden: list[Entry]) -> None:
    by_title: dict[str, Entry] = {}
    for entry in (*entries, *(entry for entry in hidden if entry.post.kind == "post")):
        by_title.setdefault(title_key(entry.title), entry)
    mentioned_by: dict[Entry, dict[Entry, None]] = {}
    for entry in (*entries, *pages, *hidden):
        if entry.outline.mentions:
            titles = enumerate(title_key(title) for title, _ in entry.outline.mentions)
            found = {number: by_title[title] for number, title in titles if title in by_title}
            entry.mentions = {number: mentioned for number, mentioned in found.items() if mentioned is not entry}
            for mentioned in () if entry.post.meta.hidden else entry.mentions.values():
                mentioned_by.setdefault(mentioned, {})[entry] = None
    for entry, others in mentioned_by.items():
        entry.mentioned_by = list(others)


def _link_equations(entries: Sequence[Entry]) -> None:
    """Find the equations that posts refer to: their own, and `slug:label` of another post."""
    by_slug = {entry.post.slug: entry for entry in reversed(entries)}
    labels = {entry: {label.name: label for label in entry.outline.labels} for entry in entries if entry.outline.labels}
    for entry, own in labels.items():
        entry.equations = {name: (entry, label) for name, label in own.items()}
    for entry in entries:
        for name, _ in entry.outline.references:
            slug, _, label = name.partition(":")
            other = by_slug.get(slug)
            if other in labels and label in labels[other]:
                entry.equations = {**entry.equations, name: (other, labels[other][label])}


def unknown_references(site: Site) -> list[Problem]:
    """Return a warning for each reference to an equation that does not exist; a post that was cut may have lost it."""
    return [
        warning(
            entry.post.path,
            entry.post.body_line + line,
            "label",
            f"no equation has the label {name}",
            help="\\label{…} gives one; an equation of another post is \\eqref{slug:label}",
        )
        for entry in site.everything
        if not entry.truncated
        for name, line in entry.outline.references
        if name not in entry.equations
    ]


def _tags(entries: Sequence[Entry], vocabulary: Vocabulary) -> list[Tag]:
    """Tags in the order that the author gives, the others by how many posts they join.

    Spellings that differ in case alone are one tag, and so are aliases; what is never to be a tag is none.
    """

    @cache
    def key_and_name(written: str) -> tuple[str, str]:
        name = vocabulary.name_of(written)
        return ("" if vocabulary.is_dropped(name) else key_of(name)), name

    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    carriers: dict[str, list[Entry]] = defaultdict(list)
    keys: dict[Entry, dict[str, str]] = {}
    for entry in entries:
        if entry.post.meta.tags:
            keys[entry] = dict(map(key_and_name, reversed(entry.post.meta.tags)))
            keys[entry].pop("", None)
            for key, name in keys[entry].items():
                carriers[key].append(entry)
                spellings[key][name] += 1
    order = {key_of(name): n for n, name in enumerate(vocabulary.descriptions)}
    described = {key_of(name): text for name, text in vocabulary.descriptions.items()}
    taken: set[str] = set()
    tags = {}
    for key in sorted(carriers, key=lambda key: (order.get(key, len(order)), -len(carriers[key]), key)):
        name = min(spellings[key], key=lambda name: (-spellings[key][name], name))
        component = unique_slug(path_component(key), taken)
        taken.add(component)
        tags[key] = Tag(name, f"/tags/{component}/", carriers[key], described.get(key, ""))
    for entry, own in keys.items():
        entry.tags = [tags[key] for key in reversed(own)] or ()
    return list(tags.values())


def _series(entries: Iterable[Entry]) -> list[Series]:
    """Series with two posts or more, in the order of their newest post; within one, by number, then by date."""
    members: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.post.meta.series:
            members.setdefault(title_key(entry.post.meta.series), []).append(entry)
    taken: set[str] = set()
    every = []
    for group in members.values():
        if len(group) < 2:
            continue
        name = group[0].post.meta.series
        component = unique_slug(path_component(name.casefold()), taken)
        taken.add(component)
        oldest_first = group[::-1]
        oldest_first.sort(key=lambda entry: entry.series_number if entry.series_number is not None else 10**9)
        series = Series(name, f"/series/{component}/", oldest_first)
        every.append(series)
        for position, entry in enumerate(oldest_first, 1):
            entry.series, entry.position = series, position
    return every
