"""Terms mined from the posts themselves: sequences that hold together and stand freely among changing neighbours.

Nothing is known beforehand but grammar (`emptywords`). A sequence of characters, or of Latin words, is a term where its
parts meet more often than by chance (cohesion), where many different neighbours stand beside it (entropy), and where no
function word is at its edge. The runs are then cut into terms, so that what lives only inside longer terms is not found.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, log2

from sitegen.tags.emptywords import CLASSIFIERS, EMPTY, ENGLISH, SOFT_EDGES, has_empty_edge
from sitegen.tags.terms import Document, Run, singulars

LONGEST_HAN, LONGEST_LATIN = 8, 3
FEW_POSTS = 20
"""Among fewer posts a term that each says once may be a topic; among more, one of them must say it again."""
COHESION = 3.0
"""How many bits more often than by chance the parts of a term meet."""
NEARLY_ALWAYS = 0.8
"""In a short text, this share of the bits that there would be if they never stood apart is enough."""
ENTROPY = 0.9
"""How many bits the neighbours on either side of a term tell, at least."""
BOUND = 0.8
"""Where a term has a soft edge, the share of what is left over that stands with that edge."""


@dataclass(frozen=True)
class Mined:
    """What mining gives: the candidates for terms, counts of all that is frequent, and the length of all runs."""

    candidates: set[Run]
    counts: Mapping[Run, int]
    total: int


def mine(documents: Sequence[Document], least_posts: int) -> Mined:
    """Return the candidates. Reads the documents several times, in time linear in their text."""
    counts, posts, total = _frequent(documents, least_posts)
    often = least_count(least_posts, len(documents))
    likely: set[Run] = set()
    for term in counts:
        if counts[term] >= often and len(term) > 1 and _may_be_a_term(term, counts):
            cohesion = _cohesion(term, counts, total)
            if cohesion >= min(COHESION, NEARLY_ALWAYS * log2(total / counts[term])):
                likely.add(term)
    entropies = _entropies(documents, likely)
    found = {term for term, entropy in entropies.items() if entropy >= ENTROPY}
    found.update(word for word, number in _words(posts).items() if number >= least_posts and _is_a_name(word[0]))
    return Mined(found, counts, total)


def _words(posts: Mapping[Run, int]) -> Counter[tuple[str, ...]]:
    """Return each Latin word with the number of its posts; those of its plural count for it too."""
    words: Counter[tuple[str, ...]] = Counter()
    for term, number in posts.items():
        if isinstance(term, tuple) and len(term) == 1:
            words[term] += number
            words.update({one: number for one in singulars(term) if one in posts})
    return words


def least_count(least_posts: int, size: int) -> int:
    """Return how often a term must stand in all, among so many posts."""
    return least_posts + (size >= FEW_POSTS)


def _is_a_name(word: str) -> bool:
    return len(word) > 1 and word not in ENGLISH and "'" not in word and "’" not in word


def _frequent(documents: Sequence[Document], least_posts: int) -> tuple[Counter[Run], Counter[Run], int]:
    """Return counts and numbers of posts of all sequences that stand in enough posts, and the length of all runs.

    Level by level: a sequence is looked at where both of its parts, one shorter, are frequent.
    """
    counts, posts = _count(documents, 1, ())
    total = max(1, sum(counts.values()))
    frequent: Collection[Run] = counts.keys()
    for length in range(2, LONGEST_HAN + 1):
        level_counts, level_posts = _count(documents, length, frequent)
        frequent = {term for term, n in level_posts.items() if n >= least_posts}
        if not frequent:
            break
        counts.update({term: level_counts[term] for term in frequent})
        posts.update({term: level_posts[term] for term in frequent})
    return counts, posts, total


def _count(documents: Sequence[Document], length: int, parts: Collection[Run]) -> tuple[Counter[Run], Counter[Run]]:
    counts: Counter[Run] = Counter()
    posts: Counter[Run] = Counter()
    for document in documents:
        found = list(_sequences(document, length, parts))
        counts.update(found)
        posts.update(set(found))
    return counts, posts


def _sequences(document: Document, length: int, parts: Collection[Run]) -> Iterator[Run]:
    """Yield the sequences of this length; from three on, those both of whose parts are in `parts`."""
    for run in document.runs():
        if len(run) < length or (length > LONGEST_LATIN and not isinstance(run, str)):
            continue
        if length == 1:
            yield from run if isinstance(run, str) else ((word,) for word in run)
        elif length == 2:
            yield from map(operator.add, run, run[1:]) if isinstance(run, str) else pairwise(run)
        else:
            good = [run[i : i + length - 1] in parts for i in range(len(run) - length + 2)]
            yield from (run[i : i + length] for i in range(len(run) - length + 1) if good[i] and good[i + 1])


def _may_be_a_term(term: Run, counts: Mapping[Run, int]) -> bool:
    if isinstance(term, str):
        return term not in EMPTY and not has_empty_edge(term) and _is_bound(term, counts)
    return not ENGLISH.intersection((term[0], term[-1]))


def _is_bound(term: str, counts: Mapping[Run, int]) -> bool:
    """Whether a soft edge belongs to the term: what is left over seldom stands without it."""
    soft = (term[0] in SOFT_EDGES or term[0] in CLASSIFIERS, term[-1] in SOFT_EDGES)
    if len(term) == 2:
        return not (term[0] in SOFT_EDGES and soft[1])
    return not (
        (soft[0] and counts[term] < BOUND * counts[term[1:]]) or (soft[1] and counts[term] < BOUND * counts[term[:-1]])
    )


def _cohesion(term: Run, counts: Mapping[Run, int], total: int) -> float:
    """The least pointwise mutual information over all ways to cut the term in two."""
    ways = [counts[_part(term, 0, n)] * counts[_part(term, n, len(term))] for n in range(1, len(term))]
    return log2(counts[term] * total / max(ways))


def _part(term: Run, start: int, end: int) -> Run:
    return term[start:end]


def _entropies(documents: Sequence[Document], terms: Collection[Run]) -> dict[Run, float]:
    """The lesser entropy of the neighbours before and after each term; the end of a run is a neighbour of its own."""
    before: dict[Run, Counter[str]] = {term: Counter() for term in terms}
    after: dict[Run, Counter[str]] = {term: Counter() for term in terms}
    lengths = _lengths(terms)
    ends = 0
    for document in documents:
        for run in document.runs():
            for i in range(len(run) - 1):
                for length in lengths.get(run[i : i + 2], ()):
                    term = run[i : i + length]
                    if term in before:
                        ends += 2
                        before[term][run[i - 1] if i else f"\n{ends}"] += 1
                        after[term][run[i + length] if i + length < len(run) else f"\n{ends + 1}"] += 1
    return {term: min(_entropy(before[term]), _entropy(after[term])) for term in terms}


def _lengths(terms: Collection[Run]) -> dict[Run, tuple[int, ...]]:
    """By their first two, the lengths of the terms that begin with them."""
    lengths: dict[Run, set[int]] = {}
    for term in terms:
        lengths.setdefault(term[:2], set()).add(len(term))
    return {start: tuple(sorted(found)) for start, found in lengths.items()}


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values()) if total else 0.0


class Cutter:
    """Cuts runs into terms, empty words and single characters: the likeliest way, taking each for what it occurs."""

    def __init__(self, counts: Mapping[Run, int], total: int) -> None:
        self._weights = {term: log(total / max(count, 1)) for term, count in counts.items()}
        self._lengths = _lengths([term for term in self._weights if len(term) > 1])
        self._unknown = log(total) + 1

    def cut(self, run: Run) -> list[Run]:
        """Return the pieces of a run."""
        size = len(run)
        best = [0.0] * (size + 1)
        steps = [1] * (size + 1)
        weights, unknown = self._weights, self._unknown
        for i in range(size - 1, -1, -1):
            best[i] = best[i + 1] + weights.get(run[i : i + 1], unknown)
            for length in self._lengths.get(run[i : i + 2], ()):
                if i + length <= size:
                    weight = weights.get(run[i : i + length])
                    if weight is not None and weight + best[i + length] < best[i]:
                        best[i] = weight + best[i + length]
                        steps[i] = length
        pieces = []
        i = 0
        while i < size:
            pieces.append(run[i : i + steps[i]])
            i += steps[i]
        return pieces
