"""Characters beside a mark of emphasis: what CommonMark wants to know of them, and we besides."""

from __future__ import annotations

import unicodedata
from functools import cache

from sitegen.chinese import is_cjk

SPACES = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""The characters that CommonMark calls white space."""


@cache
def kind_of(character: str) -> tuple[bool, bool, bool]:
    """Return whether it is white space, punctuation, and wide: Chinese, or a formula."""
    punctuation = unicodedata.category(character)[0] in "PS"
    return character in SPACES, punctuation, is_cjk(character) or is_formula(character)


def is_formula(character: str) -> bool:
    """Return whether it is one of the characters around a formula's number."""
    return "\ue000" <= character <= "\uf8ff"
