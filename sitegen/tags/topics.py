"""Which terms are topics: they join posts, and a good part of the posts that use them are about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt, sqrt

from sitegen.tags.emptywords import ENGLISH
from sitegen.tags.mining import mine
from sitegen.tags.terms import Document, Run, folded, read_zone, runs_of
from sitegen.tags.uses import Term, Use, Uses, find_uses, text_of
from sitegen.vocabulary import Vocabulary, key_of

LARGEST_SHARE = 0.4
"""The share of all posts that a topic joins, at most."""

LEAST_ABOUT = 0.2
"""The share of the posts using a term that are about it, at least; where posts are many, a twentieth of them is enough."""


@dataclass(frozen=True)
class Topics:
    """The topics by key, where each post uses them, and how many posts a topic must join.

    `size` is the number of all posts. `named` are those that a person has named, in `content/tags.yaml` or in a post, by key.
    """

    terms: dict[str, Term]
    by_post: list[dict[str, Use]]
    named: Mapping[str, str]
    size: int
    least: int
    most: int
    spellings: Mapping[str, str]

    def worth(self, key: str) -> float:
        """Return how good a tag this is, from 0 to 1: most of its posts are about it, and it says enough by itself."""
        term = self.terms[key]
        if key in self.named:
            return 1.0
        return sqrt(term.about / (term.posts + 1) * (1 - term.led / term.count))

    def name(self, key: str) -> str:
        """Return the name that a person uses, or the commonest spelling."""
        if key in self.named:
            return self.named[key]
        forms = self.terms[key].forms
        run = min(forms, key=lambda run: (-forms[run], len(run), run))
        return run if isinstance(run, str) else " ".join(self.spellings.get(word, word) for word in run)


def find_topics(documents: Sequence[Document], in_use: Iterable[str], vocabulary: Vocabulary) -> Topics:
    """Return the topics of the posts; `in_use` are the tags that posts carry already."""
    size = len(documents)
    least, most = max(2, isqrt(size) // 5), int(LARGEST_SHARE * size)
    every = (*vocabulary.names, *map(vocabulary.name_of, in_use))
    named = {key_of(name): name for name in reversed(every) if not vocabulary.is_dropped(name)}
    known = _known(named, vocabulary)
    uses = find_uses(documents, mine(documents, least), known, least)
    _count_as_written(named, vocabulary, known, documents, uses)
    topics = Topics({}, uses.by_post, named, size, least, most, _spellings(documents))
    topics.terms.update((key, term) for key, term in uses.terms.items() if _is_topic(key, term, topics))
    for key in [key for key in topics.terms if vocabulary.is_dropped(key) or vocabulary.is_dropped(topics.name(key))]:
        del topics.terms[key]
    _yield_to_general(topics, documents)
    return topics


def _known(named: Mapping[str, str], vocabulary: Vocabulary) -> dict[Run, str]:
    """Return the key of each name that is a run, aliases too."""
    known = {}
    for name, tag in (*vocabulary.aliases.items(), *((name, name) for name in named.values())):
        runs = list(runs_of(read_zone(name, Counter())))
        if len(runs) == 1 and key_of(text_of(runs[0])) == key_of(name) and not _is_common(name):
            known[runs[0]] = key_of(tag)
    return known


def _is_common(name: str) -> bool:
    """Whether a name is a common word but for its spelling (Go, R)."""
    return name.isascii() and (len(name) == 1 or key_of(name) in ENGLISH)


def _count_as_written(
    named: Mapping[str, str],
    vocabulary: Vocabulary,
    known: Mapping[Run, str],
    documents: Sequence[Document],
    uses: Uses,
) -> None:
    """Count the names that are no run: of both scripts or with marks in them (KL散度), or common words (Go)."""
    runs = {text_of(run) for run in known}
    keys = {**{alias: key_of(tag) for alias, tag in vocabulary.aliases.items()}, **{key: key for key in named}}
    patterns = {name: _pattern(named.get(name, name)) for name in keys if name not in runs}
    for document, post in zip(documents, uses.by_post, strict=True):
        folded_prose = document.prose.casefold() if patterns else ""
        for name, pattern in patterns.items():
            in_text = len(pattern.findall(document.prose)) if name in folded_prose else 0
            use = Use(title=len(pattern.findall(document.title)), text=in_text)
            if use.own:
                term, whole = uses.terms.setdefault(keys[name], Term()), post.setdefault(keys[name], Use())
                term.posts += not whole.own
                term.count += use.own
                whole.join(use)


def _pattern(name: str) -> re.Pattern[str]:
    flags = re.NOFLAG if _is_common(name) else re.IGNORECASE
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", flags)


def _is_topic(key: str, term: Term, topics: Topics) -> bool:
    if key in topics.named:
        return True
    is_about = term.about >= LEAST_ABOUT * term.posts or term.about >= max(3, topics.size / 20)
    return term.about > 0 and is_about and topics.least <= term.posts <= topics.most


def _yield_to_general(topics: Topics, documents: Sequence[Document]) -> None:
    """Count a topic that joins no more posts than it must for a more general one that is a part of it and joins more."""
    using: dict[str, set[int]] = {key: set() for key in topics.terms}
    for n, uses in enumerate(topics.by_post):
        for key in uses.keys() & topics.terms.keys():
            using[key].add(n)
    for key in sorted(topics.terms, key=lambda key: (-len(key), key)):
        if topics.terms[key].posts > topics.least or key in topics.named:
            continue
        for general in _more_general(key):
            if general in topics.terms and len(using[key] | using[general]) >= 1.5 * len(using[key]):
                using[general] |= using[key]
                _join(topics, key, general, [(documents[n], topics.by_post[n]) for n in using[general]])
                break


def _more_general(key: str) -> Iterator[str]:
    """Yield the terms with which a Chinese term begins, and the words of a Latin one."""
    if key.isascii():
        yield from key.split(" ")[::-1] if " " in key else ()
    else:
        yield from (key[:end] for end in range(len(key) - 1, 1, -1))


def _join(topics: Topics, special: str, general: str, posts: Iterable[tuple[Document, dict[str, Use]]]) -> None:
    term = topics.terms[general]
    del topics.terms[special]
    term.posts = term.about = 0
    for document, uses in posts:
        if special in uses:
            uses.setdefault(general, Use()).join(uses.pop(special))
        term.posts += uses[general].own > 0
        term.about += uses[general].weight(document.length) >= 1


def _spellings(documents: Iterable[Document]) -> dict[str, str]:
    """Return the commonest spelling of each Latin word."""
    counts: dict[str, Counter[str]] = {}
    for document in documents:
        for spelling, n in document.spellings.items():
            counts.setdefault(folded(spelling), Counter())[spelling] += n
    return {word: min(found, key=lambda one: (-found[one], one)) for word, found in counts.items()}
