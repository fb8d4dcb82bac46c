"""What a post says, as runs of Chinese characters and of Latin words: formulas, code, tags and addresses are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.chinese import HAN
from sitegen.marks import math
from sitegen.series import series_of
from sitegen.tags.emptywords import NEVER

Run = str | tuple[str, ...]
"""Chinese characters without a gap, or Latin words with nothing but blanks between them, in lower case."""

TITLE, HEADING, TEXT, MENTION = "title", "heading", "text", "mention"

MENTIONED = re.compile("《([^《》]*)》")
"""A title that a post mentions."""

_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))

BREAK = "\n"
"""Stands between runs, and where something was left out."""

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_word = re.compile(rf"[{_LETTER}][{_LETTER}0-9]*(?:[-–+&'’][{_LETTER}0-9]+)*(?:\+\+)?")
_han = re.compile(rf"(?:(?![{''.join(sorted(NEVER))}]){HAN})+")
_left_out = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)|\Z)"  # a fenced block
    r"|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)"  # code in a line
    r"|<!--.*?-->|</?[A-Za-z][^<>\n]*>|<[a-z]+:[^<>\s]*>"  # HTML and addresses in angle brackets
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"  # the target of a link
    r"|^ {0,3}\[[^\]\n]+\]:.*?$"  # the target of a reference
    r"|https?://[^\s<>，。；、）》]*|&#?\w{1,31};",
    re.MULTILINE | re.DOTALL,
)
_is_chinese = re.compile(HAN).search
_heading = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+(.*)$")


class Zone(NamedTuple):
    """The runs of a part of a post, one a line."""

    han: str
    latin: str


@dataclass(frozen=True)
class Document:
    """A post as the search for tags sees it.

    `prose` is its Markdown without formulas. `own` is what it says itself; `quoted`, its series' name and the titles that it mentions, which are said elsewhere.
    """

    key: str
    title: str
    series: str
    prose: str
    own: dict[str, Zone]
    quoted: dict[str, Zone]
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def length(self) -> int:
        """How many characters its runs have."""
        return sum(len(zone.han) + len(zone.latin) for zone in self.own.values())

    def runs(self) -> Iterator[Run]:
        """Yield the runs of what the post says itself."""
        for zone in self.own.values():
            yield from runs_of(zone)

    def placed_runs(self) -> Iterator[tuple[str, Run]]:
        """Yield all runs, each with the name of the zone in which it stands; a series' name stands in the title."""
        for zones in (self.own, self.quoted):
            for name, zone in zones.items():
                for run in runs_of(zone):
                    yield name, run


def runs_of(zone: Zone) -> Iterator[Run]:
    """Yield the runs of a part of a post."""
    yield from filter(None, zone.han.split(BREAK))
    for line in filter(None, zone.latin.split(BREAK)):
        yield tuple(line.split(" "))


def read_document(key: str, title: str, markdown: str, series: str = "") -> Document:
    """Return what a post says. A Chinese title that it mentions counts as quoted; the title of a foreign paper does not.

    The series is the one that is given, or else the one that the title tells.
    """
    title = " ".join(title.split())
    told = series_of(title)
    name = series or (told[0] if told else "")
    spellings: Counter[str] = Counter()
    mentioned: list[str] = []
    prose = without_formulas(markdown)
    rest = _left_out.sub(BREAK, without_formulas(title.removeprefix(name)))
    text = plain_text(prose, mentioned)
    own = {
        TITLE: read_zone(rest, spellings),
        HEADING: read_zone(BREAK.join(_heading.findall(text)), spellings),
        TEXT: read_zone(_heading.sub(BREAK, text), spellings),
    }
    chinese = BREAK.join(filter(_is_chinese, mentioned))
    quoted = {TITLE: read_zone(name, spellings), MENTION: read_zone(chinese, spellings)}
    return Document(key, title, name, prose, own, quoted, spellings)


def without_formulas(markdown: str) -> str:
    """Return the Markdown with a break in the place of each formula."""
    masked = math.mask(markdown)
    return masked.without_marks(masked.text, BREAK)


def plain_text(prose: str, mentioned: list[str]) -> str:
    """Return the words of the prose, a break wherever something is left out; titles mentioned go into the list."""
    text = _left_out.sub(BREAK, prose).replace("\\", "")
    mentioned += MENTIONED.findall(text)
    return MENTIONED.sub(BREAK, text)


def read_zone(text: str, spellings: Counter[str]) -> Zone:
    """Return the runs of a text, and count how each Latin word is spelt."""
    return Zone(BREAK.join(_han.findall(text)), BREAK.join(_phrases(text, spellings)))


def _phrases(text: str, spellings: Counter[str]) -> Iterator[str]:
    """Yield the runs of Latin words, folded, and count how each word is spelt."""
    phrase: list[str] = []
    end = -2
    for found in _word.finditer(text):
        word = found[0]
        if phrase and text[end : found.start()] != " ":
            yield " ".join(phrase)
            phrase = []
        spellings[word] += 1
        phrase.append(folded(word))
        end = found.end()
    if phrase:
        yield " ".join(phrase)


def folded(word: str) -> str:
    """Return what the spellings of a Latin word have in common: case, the kind of hyphen and a possessive are dropped."""
    return re.sub("['’]s$", "", word.casefold().replace("–", "-"))


def singulars(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what these words may be the plural of."""
    for ending, instead in _PLURALS:
        if words[-1].endswith(ending) and len(words[-1]) > len(ending) + 1:
            yield (*words[:-1], words[-1].removesuffix(ending) + instead)
