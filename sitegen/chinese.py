"""Chinese text: which characters are Chinese, its numerals, its punctuation, and how long it takes to read."""

from __future__ import annotations

import re
from functools import cache

from sitegen.lazypattern import pattern

_HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
_KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_PUNCTUATION = "\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u3004\u3008-\u3020\u3030\ufe30-\ufe4f\uff00-\uff65"

HAN = f"[{_HAN}]"
"""A regular expression's character class: one Chinese character (no punctuation)."""
CJK = f"[{_HAN}{_KANA}{_PUNCTUATION}]"
"""Likewise, with kana and with the punctuation of Chinese and Japanese text."""

_CJK_RANGES = [(each[0], each[-1]) for each in re.findall(".-.|.", CJK[1:-1])]

_HAN_RUN = f"[{_HAN}{_KANA}]+"
_WORD = r"[^\W_]+(?:['’-][^\W_]+)*"

_uncommon = re.compile(
    "[^\0-\x7f\u2010-\u2018\u201a-\u2027\u3000-\u3003\u3008-\u3011\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20]"
)
"""What is neither ASCII nor one of the usual Chinese characters and marks; in a text without it, words are ASCII."""
_HAN_BYTES = bytes(range(0xE4, 0xEA))
"""What a Chinese character of such a text begins with in UTF-8, and nothing else does."""
_ONLY_WORDS = bytes(c if chr(c).isascii() and chr(c).isalnum() else ord(" ") for c in range(256))
_ascii_word = pattern(rb"[0-9A-Za-z]+(?:['-][0-9A-Za-z]+)*")

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "".join(_DIGITS) + "".join(_UNITS)

_TO_HALF = {
    i: i - 0xFEE0
    for i in (*range(0xFF01, 0xFF10), *range(0xFF1A, 0xFF21), *range(0xFF3B, 0xFF41), *range(0xFF5B, 0xFF5F))
}
_TO_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}


@cache
def is_cjk(character: str) -> bool:
    """Return whether this is a Chinese or Japanese character, or a mark of their punctuation."""
    return any(first <= character <= last for first, last in _CJK_RANGES)


def fold_punctuation(text: str) -> str:
    """Return the text with full-width punctuation made half-width; letters, digits and all else stay."""
    return text.translate(_TO_HALF).replace("\u3000", " ")


def restore_punctuation(text: str) -> str:
    """Return the text with Chinese punctuation where half-width marks stand in Chinese text.

    A mark is Chinese when a Chinese character stands before it, whatever brackets and quotes are in between, or when
    one stands after it and no Latin letter or digit before it. Brackets are Chinese when either side of one is.
    """
    out = list(text)
    opened: list[int] = []
    for i, mark in enumerate(text):
        if mark == "(":
            opened.append(i)
        elif mark == ")" and opened:
            start = opened.pop()
            if _touches_chinese(out, start) or _touches_chinese(out, i):
                out[start], out[i] = "（", "）"
        elif mark in _TO_FULL and mark != ")" and i and _follows_chinese(out, i):
            out[i] = _TO_FULL[mark]
    return "".join(out)


def _follows_chinese(text: list[str], i: int) -> bool:
    before, after = text[i - 1], text[i + 1] if i + 1 < len(text) else ""
    if is_cjk(before):
        return True
    return not before.isspace() and not before.isalnum() and after != "" and is_cjk(after)


def _touches_chinese(text: list[str], i: int) -> bool:
    return (i > 0 and is_cjk(text[i - 1])) or (i + 1 < len(text) and is_cjk(text[i + 1]))


def number(numeral: str) -> int | None:
    """Return the value of a Chinese numeral up to 9999 (二十 is 20, 一百零三 is 103), or None if it is none."""
    if all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral)) if numeral else None
    total, digit, unit_before = 0, None, 10_000
    for c in numeral:
        if c in _UNITS:
            if _UNITS[c] >= unit_before or digit == 0:
                return None
            unit_before = _UNITS[c]
            total += (1 if digit is None else digit) * unit_before
            digit = None
        elif c in "零〇":
            digit = None
        elif c in _DIGITS and digit is None:
            digit = _DIGITS[c]
        else:
            return None
    return total + (digit or 0)


def reading_units(text: str) -> tuple[int, int]:
    """Return how many Chinese characters and how many words of other scripts the text has."""
    if not _uncommon.search(text):
        data = text.encode()
        has_joints = b"-" in data or b"'" in data
        words = _ascii_word.findall(data) if has_joints else data.translate(_ONLY_WORDS).split()
        return len(data) - len(data.translate(None, _HAN_BYTES)), len(words)
    others = re.split(_HAN_RUN, text)  # compiled when first needed: few texts are uncommon
    rest = " ".join(others)
    han = len(text) - (len(rest) - len(others) + 1)
    return han, len(re.findall(_WORD, rest))


def reading_minutes(han: int, words: int, formulas: int = 0) -> int:
    """Return the minutes a reader needs, at least 1.

    At 400 Chinese characters or 220 words a minute, and 6 seconds for a formula set on lines of its own.
    """
    return max(1, round(han / 400 + words / 220 + formulas / 10))
