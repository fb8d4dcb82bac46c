"""Where posts use terms: every run cut into terms, variants of one term counted together, words too bare told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from sitegen.tags.emptywords import EMPTY, is_bare
from sitegen.tags.mining import Cutter, Mined, least_count
from sitegen.tags.terms import HEADING, MENTION, TEXT, TITLE, Document, Run, singulars

ENDINGS = "性法论学"
"""A term and the same term with one of these endings are one (兼容 and 兼容性, 变分 and 变分法)."""

USUAL_LENGTH = 400
"""In a post of so many characters three times is often; in others more or less, by the square root of their length."""

SHORTEST = 0.1
"""Shorter posts than this share of the usual length count as that long."""


@dataclass(slots=True)
class Use:
    """How often a post uses a term, by place. `part`: as a part of a longer Latin term (VQ in VQ-VAE)."""

    title: int = 0
    heading: int = 0
    text: int = 0
    mention: int = 0
    part: int = 0

    @property
    def own(self) -> int:
        """How often the post itself says it."""
        return self.title + self.heading + self.text

    def weight(self, length: int) -> float:
        """How much a post of this length is about the term: 1 for once in the title, or often in the text."""
        counted = 3 * self.title + 2 * self.heading + self.text + 0.5 * (self.mention + self.part)
        return counted / (3 * sqrt(max(SHORTEST, length / USUAL_LENGTH)))

    def add(self, zone: str, times: int = 1) -> None:
        """Count one more use in this place."""
        setattr(self, zone, getattr(self, zone) + times)

    def join(self, other: Use) -> None:
        """Count the uses of a variant too."""
        for zone in (TITLE, HEADING, TEXT, MENTION, "part"):
            self.add(zone, getattr(other, zone))


@dataclass
class Term:
    """A term over all posts: in how many it stands, how many are about it, and how it is spelt.

    `led` counts where another word stands right before it: a word that is mostly led (函数, 复杂度) says little alone.
    """

    posts: int = 0
    about: int = 0
    count: int = 0
    led: int = 0
    forms: Counter[Run] = field(default_factory=Counter)


@dataclass(frozen=True)
class Uses:
    """The terms by key, and for each post, in the order of the posts, its uses by key."""

    terms: dict[str, Term]
    by_post: list[dict[str, Use]]


def find_uses(documents: Sequence[Document], mined: Mined, known: Mapping[Run, str], least_posts: int) -> Uses:
    """Return the uses of the terms mined and known; `known` gives the key of each run that is known.

    The runs are cut twice: what stood only inside longer terms the first time is no term the second time.
    """
    lexicon = {*mined.candidates, *known}
    cutter = _cutter(lexicon, mined)
    count: Counter[Run] = Counter()
    posts: Counter[Run] = Counter()
    for document in documents:
        forms = (_form(piece, lexicon) for run in document.runs() for piece in cutter.cut(run))
        pieces = Counter(form for form in forms if form is not None)
        count.update(pieces)
        posts.update(pieces.keys())
    often = least_count(least_posts, len(documents))
    lexicon = {run for run in lexicon if run in known or (posts[run] >= least_posts and count[run] >= often)}
    keys = {run: text_of(base) for run, base in _variants(lexicon)}
    keys.update({run: known[base] for run, base in _variants(lexicon) if base in known} | dict(known))
    return _gather(documents, _cutter(lexicon, mined), keys)


def _cutter(lexicon: Iterable[Run], mined: Mined) -> Cutter:
    counts: dict[Run, int] = {run: n for run, n in mined.counts.items() if len(run) == 1}
    counts.update((word, mined.counts.get(word, 1)) for word in EMPTY)
    counts.update((run, mined.counts.get(run, 1)) for run in lexicon)
    return Cutter(counts, mined.total)


def _variants(lexicon: Collection[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield each run with the one whose variant it is, which may be itself."""
    for run in lexicon:
        base = run
        if isinstance(run, str):
            if len(run) > 2 and run[-1] in ENDINGS and run[:-1] in lexicon:
                base = run[:-1]
        else:
            base = next((one for one in singulars(run) if one in lexicon), run)
        yield run, base


def _gather(documents: Sequence[Document], cutter: Cutter, keys: Mapping[Run, str]) -> Uses:
    terms: dict[str, Term] = {}
    by_post = []
    for document in documents:
        uses: dict[str, Use] = {}
        for zone, run in document.placed_runs():
            before: Run = ""
            for piece in cutter.cut(run):
                form = _form(piece, keys)
                if form is not None:
                    key = keys[form]
                    uses.setdefault(key, Use()).add(zone)
                    term = terms.setdefault(key, Term())
                    term.forms[piece] += 1
                    term.led += _leads(before)
                    term.count += 1
                if isinstance(piece, tuple):
                    _count_parts(piece, keys, uses, zone)
                before = piece
        by_post.append(uses)
        for key, use in uses.items():
            term = terms.setdefault(key, Term())
            term.posts += use.own > 0
            term.about += use.weight(document.length) >= 1
    return Uses(terms, by_post)


def _form(piece: Run, lexicon: Container[Run]) -> Run | None:
    """Return the piece if it is in the lexicon, or else the term there whose plural it is, or None."""
    if piece in lexicon:
        return piece
    return None if isinstance(piece, str) else next((one for one in singulars(piece) if one in lexicon), None)


def _leads(piece: Run) -> bool:
    """Whether this piece, right before a term, says what kind of it is meant."""
    return isinstance(piece, str) and piece != "" and not is_bare(piece)


def _count_parts(piece: tuple[str, ...], keys: Mapping[Run, str], uses: dict[str, Use], zone: str) -> None:
    parts = {part for word in piece for part in word.split("-")}
    if zone != MENTION and (len(piece) > 1 or "-" in piece[0]):
        for key in {keys[(part,)] for part in parts if (part,) in keys}:
            uses.setdefault(key, Use()).add("part")


def text_of(run: Run) -> str:
    """Return a run as text."""
    return run if isinstance(run, str) else " ".join(run)
