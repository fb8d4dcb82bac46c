"""Addresses out of titles: readable ASCII slugs, and names that every file system and web server can hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from sitegen.chinese import HAN
from sitegen.lazypattern import pattern

LONGEST_SLUG = 60
LONGEST_COMPONENT = 200
LONGEST_READ = 1000
"""What comes later in a title is not in its slug."""

_slug = re.compile(r"[a-z0-9]++(?:-[a-z0-9]++)*+").fullmatch
_accent = pattern("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψως",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
            "sigma",
        ],
        strict=True,
    )
)


def slugify(title: str) -> str:
    """Return a readable slug of ASCII letters, digits and hyphens, at most 60 characters, never empty.

    Chinese is spelt in pinyin by its words (重庆 is chong-qing), accents fall, Greek letters get their names.
    A title without a single letter or digit gives a short hash of itself.
    """
    if len(title) <= LONGEST_SLUG and _slug(title) and title not in _RESERVED:
        return title
    spelt = re.sub(f"{HAN}+", lambda run: f" {_pinyin(run[0])} ", title[:LONGEST_READ])
    letters = "".join(f" {_GREEK[c]} " if c in _GREEK else c for c in spelt.lower())
    bare = _accent.sub("", unicodedata.normalize("NFKD", letters.translate(_LIGATURES)))
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])['’](?=[a-z])", "", bare))
    slug = _shorten("-".join(words))
    if not slug:
        return "post-" + _digest(title)
    return slug + "-post" if slug in _RESERVED else slug


def _pinyin(run: str) -> str:
    from pypinyin import lazy_pinyin  # a late import: its dictionaries take half a second to load

    return " ".join(lazy_pinyin(run))


def _shorten(slug: str) -> str:
    if len(slug) <= LONGEST_SLUG:
        return slug
    cut = slug[: LONGEST_SLUG + 1].rfind("-")
    return slug[: cut if cut > LONGEST_SLUG // 2 else LONGEST_SLUG]


def unique_slug(slug: str, taken: Container[str], suffix: str = "") -> str:
    """Return the slug, or the slug with the suffix (a date), or with a number: the first that is not taken."""
    candidates = [slug] + ([f"{slug}-{suffix}"] if suffix else [])
    for candidate in candidates:
        if candidate not in taken:
            return candidate
    n = 2
    while f"{candidates[-1]}-{n}" in taken:
        n += 1
    return f"{candidates[-1]}-{n}"


def path_component(name: str) -> str:
    """Return the name as one component of an address: NFC, no character that a file system or server refuses.

    Chinese stays Chinese. At most 200 bytes of UTF-8, cut at a character and marked by a hash of the whole.
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join("-" if unicodedata.category(c) in ("Cc", "Cs", "Cn", "Zl", "Zp") else c for c in text)
    text = re.sub(r'[\\/:*?"<>|#%\s]+', "-", text).strip("-. ")
    if not text:
        return _digest(name)
    stem, dot, rest = text.partition(".")
    if stem.lower() in _RESERVED:  # with any ending: `nul.txt` is the device too
        text = f"{stem}-{dot}{rest}"
    if len(text.encode()) > LONGEST_COMPONENT:
        cut = text.encode()[: LONGEST_COMPONENT - 9].decode(errors="ignore")
        return f"{cut}-{_digest(name)}"
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
