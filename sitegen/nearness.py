"""Names that almost match: found among thousands without comparing with each of them.

Case, width, white space and punctuation make no difference at all. Beyond that, two names are near where few letters
differ, or where one is nearly all of the other, or a good part of it up to a colon or the like, and of no third; but names that count differently (`漫谈(二)`, `漫谈(三)`)
never are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sitegen.chinese import NUMERALS

LETTERS_TO_A_FAULT = 7
"""One letter in so many may differ."""

MOST_FAULTS = 3

SHORTEST_PART, LEAST_SHARE, MOST_OF_IT = 6, 0.4, 0.75
"""How many letters a name must have that is taken for a part of another; how much of the other it must be if punctuation
stands at its end there, and how much otherwise."""

SHORTEST = 3
"""Names of fewer letters (`C`, `C++`) are never near."""

_CANDIDATES = 50
"""So many are looked at closely, those first that share most."""

_punctuation = re.compile(r"[^\w\s\-‐-―'’·$\\^{}+=]")
_numbers = re.compile(rf"[0-9]+|[{NUMERALS}]+")


def letters_of(name: str) -> str:
    """Return the letters and digits of a name, case and width folded."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


class Names:
    """Names among which near ones can be found."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            self._names.setdefault(letters_of(name), name)
        self._by_pair: dict[str, list[str]] = {}
        for letters in self._names:
            for pair in _pairs(letters):
                self._by_pair.setdefault(pair, []).append(letters)
        self._by_rarest: dict[str, list[str]] = {}
        for letters in self._names:
            for pair in self._rarest(letters)[:1]:
                self._by_rarest.setdefault(pair, []).append(letters)

    def nearest(self, name: str, parts: bool = False) -> str | None:
        """Return the name that is nearest to this one, itself excepted, or None if none is near.

        `parts` says whether one may be a part of the other.
        """
        wanted = letters_of(name)
        if len(wanted) < SHORTEST:
            return None
        same = self._names.get(wanted, name)
        near = same if same != name else self._misspelt(wanted)
        return near or (self._part(name) if parts else None)

    def _misspelt(self, wanted: str) -> str | None:
        """The nearest name with few faults. Each spoils two pairs, so one of the rarest is shared."""
        most = min(len(wanted) // LETTERS_TO_A_FAULT, MOST_FAULTS)
        if not most:
            return None
        shared: Counter[str] = Counter()
        for pair in self._rarest(wanted)[: 2 * most + 1]:
            shared.update(self._by_pair.get(pair, ()))
        numbers = _numbers.findall(wanted)
        candidates = [letters for letters, _ in shared.most_common(_CANDIDATES) if letters != wanted]
        alike = [letters for letters in candidates if _numbers.findall(letters) == numbers]
        faults, near = min(((distance(wanted, letters, most), letters) for letters in alike), default=(most + 1, ""))
        return self._names[near] if faults <= most else None

    def _part(self, name: str) -> str | None:
        """The one name of which this is a part, or that is a part of this: it shares the rarest pair of the part."""
        wanted = letters_of(name)
        pairs = self._rarest(wanted)
        candidates = dict.fromkeys(self._by_pair.get(pairs[0], ()))
        for pair in pairs:
            candidates |= dict.fromkeys(self._by_rarest.get(pair, ()))
        names = [self._names[letters] for letters in candidates if letters != wanted and _meet(letters, wanted)]
        whole = [near for near in names if _is_part(*sorted((name, near), key=lambda one: len(letters_of(one))))]
        return whole[0] if len(whole) == 1 else None

    def _rarest(self, letters: str) -> Sequence[str]:
        """The pairs of letters, those first that the fewest names have."""
        return sorted(_pairs(letters), key=lambda pair: (len(self._by_pair.get(pair, ())), pair))


def _pairs(letters: str) -> set[str]:
    return {first + second for first, second in pairwise(letters)}


def _meet(one: str, other: str) -> bool:
    """Whether one begins or ends with the other."""
    ends = (one.startswith(other), one.endswith(other), other.startswith(one), other.endswith(one))
    return any(ends)


def _is_part(short: str, long: str) -> bool:
    """Whether one name begins or ends the other; not where a number follows, as with the name of a series."""
    shorter, longer = letters_of(short), letters_of(long)
    if len(shorter) < SHORTEST_PART:
        return False
    begins = longer.startswith(shorter) and not _numbers.match(longer, len(shorter))
    places = [len(shorter)] if begins else []
    places += [len(longer) - len(shorter)] if longer.endswith(shorter) else []
    share = len(shorter) / len(longer)
    return any(share >= (LEAST_SHARE if place in _joints(long) else MOST_OF_IT) for place in places)


def _joints(name: str) -> set[int]:
    """After how many of its letters a name has punctuation other than hyphens."""
    return {len(letters_of(name[: found.start()])) for found in _punctuation.finditer(name)}


def distance(first: str, second: str, most: int) -> int:
    """Return how many letters must be put in, taken out or replaced to make one of the other; beyond the most, any more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before = list(range(len(second) + 1))
    for n, letter in enumerate(first, 1):
        now = [n]
        for m, other in enumerate(second, 1):
            now.append(min(before[m] + 1, now[-1] + 1, before[m - 1] + (letter != other)))
        if min(now) > most:
            return most + 1
        before = now
    return before[-1]
