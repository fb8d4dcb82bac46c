"""Bytes of an archive into text: strictly where it can be, judged by plausibility, and never silently otherwise."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from sitegen.problem import Problem, error, warning

_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全"
    "三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任"
    "常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必"
    "场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告"
    "类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔者文章读我们数学函数矩阵概率分布梯度模型训练方法"
    "這個們來國時會對學過發後說為從還進開將兩間問題長實現點與關機體"
)  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

FEW = 0.01
"""The share of bytes up to which a file is text with some damage, not something else."""

READABLE = 0.3
"""How much of a file must read like text before we believe an encoding that any bytes can pass for."""


@dataclass(frozen=True)
class Decoded:
    """The text of a file without control characters, with lines that end in a line feed, and how it was read."""

    text: str
    encoding: str
    problems: list[Problem] = field(default_factory=list)


def decode(data: bytes, path: str, encoding: str | None = None) -> Decoded | Problem:
    """Return the text of an archive file, or the problem of a file that is no text.

    UTF-8 if it is that; else of GB18030, Big5, UTF-16 and damaged UTF-8 the one that reads most like text.
    Bytes that are no text become U+FFFD and are named one by one. Raises LookupError for an unknown `encoding`.
    """
    name, text = (encoding, _lenient(data, encoding)) if encoding else _most_plausible(data)
    lost = text.count("\ufffd") - data.count("\ufffd".encode())
    odd = len(_CONTROL.findall(text))
    is_guess = not encoding and not name.startswith("utf-8") and not data.startswith(_UTF_16_MARKS)
    if (
        odd > max(16, len(text) * (0.3 if not lost else 0.1))
        or lost > max(8, len(data) * FEW)
        or (is_guess and _readable(text) < READABLE)
    ):
        return error(path, 0, "encoding", _not_text(encoding))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    if name not in ("utf-8", "utf-8-sig"):
        problems.append(warning(path, 0, "encoding", f"read as {name.upper()}"))
    if lost:
        problems += _lost_bytes(text, path)
    if odd:
        problems += _control_characters(text, path)
        text = _CONTROL.sub("", text)
    return Decoded(text, name.upper(), problems)


def _not_text(encoding: str | None) -> str:
    if encoding:
        return f"this is not text in {encoding.upper()}; without --encoding it is found out"
    return "this is not text in an encoding known here; --encoding names one"


def _most_plausible(data: bytes) -> tuple[str, str]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return name, _lenient(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if (text or not data) and text.count("\0") <= len(text) // 10:
        return "utf-8", text
    candidates = []
    for name in ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be"):
        if name.startswith("utf-16") and len(data) % 2:
            continue
        candidate = _lenient(data, name)
        candidates.append((_plausibility(candidate), name, candidate))
    _, name, best = max(candidates, key=lambda c: c[0])
    return name, best


def _lenient(data: bytes, name: str) -> str:
    return data.decode(name, "replace")


def _plausibility(text: str) -> float:
    """How much the text reads like Chinese or English, up to 1: common characters for it, odd ones against it.

    Chinese characters of which hardly one is common are what another script looks like in the wrong encoding.
    """
    if not text:
        return 0.0
    sample = text[:200_000]
    han = _HAN.findall(sample)
    odd = len(_ODD.findall(sample))
    if sum(c in _COMMON for c in han) < len(han) * 0.1:
        odd += len(han)
    return _readable(text) - 20 * odd / len(sample)


def _readable(text: str) -> float:
    """The share of common characters, up to 1."""
    sample = text[:200_000]
    common = sum(c in _COMMON for c in _HAN.findall(sample))
    plain = sum(c.isascii() and (c.isalnum() or c in " \n\r\t.,:;()-'\"") for c in sample)
    neutral = sum(c in "，。、：；“”《》（）？！" for c in sample)
    return (common + plain) / (len(sample) - neutral or 1)


def _lost_bytes(text: str, path: str) -> list[Problem]:
    message = "a byte that is no text in this encoding became U+FFFD"
    return [
        warning(path, number, "encoding", message, column=found.start() + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for found in re.finditer("\ufffd", line)
    ]


def _control_characters(text: str, path: str) -> list[Problem]:
    """One warning a line, however many the line holds."""
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _CONTROL.findall(line)
        if found:
            names = ", ".join(sorted({f"U+{ord(c):04X}" for c in found}))
            problems.append(warning(path, number, "character", f"removed {len(found)} control characters ({names})"))
    return problems
