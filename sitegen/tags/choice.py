"""Tags for posts that have none: a person's rules first, then the topics that a post is most about, then its series.

Few tags, and each joins posts: a topic that only one post would carry is given to the next post that is about it, or to
none. Tags that posts carry already are never touched; they are preferred for the others, so that old posts keep theirs
and the vocabulary grows slower than the posts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

from sitegen.post import title_key
from sitegen.tags.terms import MENTIONED, Document
from sitegen.tags.topics import Topics, find_topics
from sitegen.tags.uses import Use
from sitegen.vocabulary import Vocabulary, key_of

MOST_TAGS = 5

LEAST_WEIGHT = 0.7
"""How much a post is about each of its tags, at least (see `Use.weight`)."""

LEAST_TO_JOIN, LEAST_TO_JOIN_SHORT = 0.16, 0.6
"""How much the second post of a tag is, at least; the second is for a Chinese word of two characters, of which many are
said in passing."""

VOCABULARY = 8
"""The square root of the number of posts times this is the number of tags found, at most."""

_rubric = re.compile(r"【([^【】]{1,12})】")


@dataclass(frozen=True)
class Reason:
    """A tag of a post and why it has it.

    `kind`: `written` in the post already, given by a `rule` (which found `words`), `kept` by the vocabulary, `named` (a tag
    in use that the post says too), `found` in the posts, the name of the `series`, or the `rubric` before the title.
    `use` tells where the post uses it, `posts` how many posts use it or belong to the series.
    """

    tag: str
    kind: str
    use: Use = field(default_factory=Use)
    posts: int = 0
    words: str = ""


class _Choice(NamedTuple):
    """How much a post is about a topic, and how good a tag that is for it."""

    weight: float
    score: float


def suggest(
    documents: Sequence[Document], tagged: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> dict[str, list[Reason]]:
    """Return the tags of each post, by post, each with its reason: those in `tagged` as they are, for the others new ones."""
    in_use = [tag for tags in tagged.values() for tag in tags]
    topics = find_topics(documents, in_use, vocabulary)
    series = _series(documents, topics, vocabulary)
    titles = {title_key(document.title) for document in documents}
    posts = []
    for document, uses in zip(documents, topics.by_post, strict=True):
        if document.key in tagged:
            continue
        given = _given(document, uses, topics, titles, vocabulary)
        posts.append(_Post(document, uses, topics, given, document.series if document.series in series else ""))
    _choose(posts, topics, Counter(key_of(vocabulary.name_of(tag)) for tag in in_use))
    reasons = {post.document.key: _reasons(post, topics, series, vocabulary) for post in posts}
    for document, uses in zip(documents, topics.by_post, strict=True):
        if document.key in tagged:
            reasons[document.key] = _written(tagged[document.key], uses, topics, vocabulary)
    return {document.key: reasons[document.key] for document in documents}


def _series(documents: Sequence[Document], topics: Topics, vocabulary: Vocabulary) -> dict[str, int]:
    """Return how many posts each series has, of those that are tags."""
    counts = Counter(document.series for document in documents if document.series)
    return {name: n for name, n in counts.items() if 2 <= n <= topics.most and not vocabulary.is_dropped(name)}


def _given(
    document: Document, uses: Mapping[str, Use], topics: Topics, titles: set[str], vocabulary: Vocabulary
) -> list[Reason]:
    """Return the tags that a person's rules give, and the names that are kept and used.

    The rules look at a post's own words, not at the titles of other posts that it mentions.
    """
    prose = MENTIONED.sub(lambda found: "" if title_key(found[1]) in titles else found[0], document.prose)
    given = [Reason(tag, "rule", words=found[0]) for tag, found in vocabulary.ruled(document.title, prose).items()]
    ruled = {key_of(reason.tag) for reason in given}
    for name in vocabulary.keep:
        key = key_of(name)
        if key not in ruled and key in uses and uses[key].own:
            given.append(Reason(name, "kept", uses[key], topics.terms[key].posts))
    return given


class _Post:
    """A post, the tags that it is given, the topics that it may have, and those that are chosen."""

    def __init__(
        self, document: Document, uses: Mapping[str, Use], topics: Topics, given: list[Reason], series: str
    ) -> None:
        self.document, self.uses, self.given = document, uses, given
        self.room = MOST_TAGS - len(given) - bool(series)
        self.taken = {key_of(reason.tag) for reason in given} | ({key_of(series)} & topics.terms.keys())
        self.choices: dict[str, _Choice] = {}
        for key in uses.keys() & topics.terms.keys():
            weight = uses[key].weight(document.length)
            if weight >= (LEAST_TO_JOIN_SHORT if _is_short(key) else LEAST_TO_JOIN):
                self.choices[key] = _Choice(weight, min(1.0, weight) * topics.worth(key))
        self.ranked = sorted(self.choices, key=lambda key: (-self.choices[key].score, -self.choices[key].weight, key))
        self.chosen: list[str] = []

    def choose(self, allowed: set[str]) -> None:
        """Choose the best of the allowed topics."""
        self.chosen = []
        for key in self.ranked:
            if not self.has_room():
                break
            if key in allowed and self.choices[key].weight >= LEAST_WEIGHT and self.is_apart(key):
                self.chosen.append(key)

    def has_room(self) -> bool:
        """Return whether there is a place for one more tag."""
        return len(self.chosen) < self.room

    def is_apart(self, key: str) -> bool:
        """Return whether a topic is neither there already nor a longer or shorter one of the same words."""
        return not any(_overlap(key, other) for other in (*self.chosen, *self.taken))


def _overlap(one: str, other: str) -> bool:
    return one == other or (not one.isascii() and not other.isascii() and (one in other or other in one))


def _choose(posts: Sequence[_Post], topics: Topics, in_use: Counter[str]) -> None:
    """Choose the topics of the posts. Those that join too few posts go, the weakest first, until none is left."""
    able: dict[str, list[_Post]] = {}
    for post in posts:
        for key in post.choices:
            able.setdefault(key, []).append(post)
    for key, some in able.items():
        able[key] = sorted(some, key=lambda post: (-post.choices[key].score, post.document.key))
    best = {key: some[0].choices[key].score for key, some in able.items()}
    allowed = set(topics.terms)
    while True:
        for post in posts:
            post.choose(allowed)
        carried = in_use + Counter(key for post in posts for key in (*post.chosen, *post.taken))
        _join_second(posts, able, best, carried, topics.least)
        found = allowed - topics.named.keys()
        poor = {key for key in found if carried[key] < topics.least} | _joined_by_chance(posts, topics) & found
        surplus = len(found) - len(poor) - int(VOCABULARY * sqrt(topics.size))
        if not poor and surplus <= 0:
            return
        weakest = sorted(poor or found, key=lambda key: (carried[key], best.get(key, 0.0), key))
        allowed.difference_update(weakest[: max(1, (len(poor) or surplus) // 4)])


def _join_second(
    posts: Sequence[_Post],
    able: Mapping[str, Sequence[_Post]],
    best: Mapping[str, float],
    carried: Counter[str],
    least: int,
) -> None:
    """Give a topic that too few posts have chosen to the next best posts too.

    Where these have no room, it takes the place of a lesser one that enough other posts carry.
    """
    alone = {key for post in posts for key in post.chosen if carried[key] < least}
    for key in sorted(alone, key=lambda key: (-best[key], key)):
        for post in able[key]:
            if carried[key] >= least:
                break
            if not post.is_apart(key):
                continue
            lesser = [old for old in post.chosen if carried[old] > least and post.choices[old].score < best[key]]
            if not post.has_room() and lesser:
                post.chosen.remove(lesser[-1])
                carried[lesser[-1]] -= 1
            if post.has_room():
                post.chosen.append(key)
                carried[key] += 1


def _joined_by_chance(posts: Sequence[_Post], topics: Topics) -> set[str]:
    """Return the words of two characters that join no more posts than they must, and posts with nothing rarer in common.

    A word that stands mostly alone, and that they all are about, is trusted.
    """
    carriers: dict[str, list[_Post]] = {}
    for post in posts:
        for key in filter(_is_short, post.chosen):
            if topics.terms[key].posts <= 2 * topics.least:
                carriers.setdefault(key, []).append(post)
    found = set()
    for key, some in carriers.items():
        term = topics.terms[key]
        is_clear = 2 * term.led < term.count and all(post.choices[key].weight >= 1 for post in some)
        if not is_clear and len(some) <= topics.least:
            common = set.intersection(*(topics.terms.keys() & post.uses.keys() for post in some))
            if not any(topics.terms[one].posts <= topics.size / 4 and not _overlap(key, one) for one in common):
                found.add(key)
    return found


def _is_short(key: str) -> bool:
    """Whether this is a Chinese word of two characters: many of them are said in passing, or mean more than one thing."""
    return len(key) == 2 and not key.isascii()


def _written(tags: Sequence[str], uses: Mapping[str, Use], topics: Topics, vocabulary: Vocabulary) -> list[Reason]:
    """Return the tags that a post carries, with where it uses them."""
    keys = {tag: key_of(vocabulary.name_of(tag)) for tag in tags}
    terms = topics.terms
    return [
        Reason(tag, "written", uses.get(key, Use()), terms[key].posts if key in terms else 0)
        for tag, key in keys.items()
    ]


def _reasons(post: _Post, topics: Topics, series: Mapping[str, int], vocabulary: Vocabulary) -> list[Reason]:
    """Return the tags of a post with their reasons: what a person says first, then what the title says, the series last."""
    found = list(post.given)
    for key in sorted(post.chosen, key=lambda key: not post.uses[key].title):
        kind = "named" if key in topics.named else "found"
        found.append(Reason(topics.name(key), kind, post.uses[key], topics.terms[key].posts))
    name = post.document.series
    if name in series:
        found.append(Reason(name, "series", posts=series[name]))
    rubric = _rubric.match(post.document.title)
    if rubric and not found and not vocabulary.is_dropped(rubric[1]):
        found.append(Reason(vocabulary.name_of(rubric[1]), "rubric"))
    return list({key_of(reason.tag): reason for reason in reversed(found)}.values())[::-1]
