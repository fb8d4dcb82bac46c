"""YAML as people write it by hand: read strictly into text with places, written so that any tool reads it back.

Every scalar is text (`no`, `12:30` and `2024-06-14` stay what they are); meaning is given by whoever asks for a key.
Anchors, aliases, tags and merge keys are refused, so are keys that occur twice, nesting beyond 20 levels and texts
beyond 64 kB: nothing in a post or in settings needs them, and each of them has hung or fooled some tool.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from sitegen.lazypattern import pattern
from sitegen.problem import error
from sitegen.yamlnodes import Mapping, Node, Scalar, Sequence, YamlError

LONGEST = 64 * 1024
__all__ = ["Mapping", "Node", "Scalar", "Sequence", "YamlError", "flow_list", "plain_lines", "read_mapping", "scalar"]


def read_mapping(text: str, path: str, kind: str, first_line: int = 1, with_control: bool = False) -> Mapping:
    """Return the mapping that the text holds; an empty text is an empty mapping.

    `first_line` is the line of the file at which the text begins; `with_control` takes the control characters that
    escapes stand for. Raises YamlError with the place.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise YamlError(error(path, first_line, kind, f"more than {LONGEST // 1024} kB of YAML; not read"))
    plain = plain_lines(text.removesuffix("\n"), first_line)
    if plain:
        return plain
    from sitegen.yamlreader import Reader  # a late import: most texts do not need it, and it takes a while to load

    return Reader(path, kind, first_line, with_control).read(text)


# ---------------------------------------------------------------------------------------------- the plain majority

_UNPRINTED = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_QUOTED = rf'"([^"\\{_UNPRINTED}]*)"'
_WORD = r"[^\W_][\w.+]*+(?:(?:[-/](?=\w)| (?=[^\W_]))[\w.+]*+)*+"
_ADDRESS = r"https?://[\w.-]++(?:/[\w.-]++)*+/?+"
_VALUE = rf"{_QUOTED}|({_ADDRESS}|{_WORD}(?::(?=\w)[\w.+-]++)*+)|\[(.*)\]"
plain_line = re.compile(rf"([A-Za-z]\w{{0,60}}): (?:{_VALUE})").fullmatch
IS_WORD, IS_LIST = 3, 4
"""The groups of a plain line that are a word and a list; one before them is a quoted text."""
plain_items = re.compile(rf"(?:(?:{_QUOTED}|({_WORD}))(?:, |\Z))*+").fullmatch
plain_item = re.compile(rf"{_QUOTED}|{_WORD}").finditer
_comment_or_blank = re.compile(rf"(?:#[^{_UNPRINTED}]*)?").fullmatch


def plain_lines(text: str, first_line: int) -> Mapping | None:
    """Return the mapping if every line is a key with a simple value, a comment or blank, and None for all else that YAML
    may be.

    Most front matter is like that, and is read so in a fraction of the time; the result is the same.
    """
    items: dict[str, Node] = {}
    keys: dict[str, tuple[int, int]] = {}
    for n, line in enumerate(text.split("\n"), first_line):
        found = plain_line(line)
        if not found and _comment_or_blank(line):
            continue
        if not found or found[1] in items:
            return None
        key, kind = found[1], found.lastindex or 0
        value, column = found[kind], len(key) + 3
        if kind == IS_LIST:
            if not plain_items(value) or value.endswith(" "):
                return None
            items[key] = Sequence([_item(place, n, column + 1) for place in plain_item(value)], n, column)
        else:
            items[key] = Scalar(value, n, column, kind == IS_WORD)
        keys[key] = (n, 1)
    return Mapping(items, keys, min(keys.values())[0]) if items else None


def _item(found: re.Match[str], line: int, column: int) -> Scalar:
    quoted: str | None = found[1]
    return Scalar(found[0] if quoted is None else quoted, line, column + found.start(), quoted is None)


# ---------------------------------------------------------------------------------------------- writing


_PLAIN = pattern(r"[^\W_](?:[\w +./()\u2010-\u201f\u3000-\u303f-]*[\w)])?")
_READ_AS_SOMETHING_ELSE = pattern(
    r"(?i)(?:y|n|yes|no|on|off|true|false|null|none|nan|inf|[-+]?[\d_.,:]+(?:e[-+]?\d+)?|0[xob]\w+|\d{4}-\d\d?-\d\d?.*)"
)
_NOT_PRINTABLE = pattern("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(text: str) -> str:
    """Return the text as a YAML scalar: bare where every YAML reader takes it for this text, quoted otherwise."""
    if _PLAIN.fullmatch(text) and not _READ_AS_SOMETHING_ELSE.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_PRINTABLE.sub(lambda c: f"\\u{ord(c[0]):04x}", quoted)


def flow_list(texts: Iterable[str]) -> str:
    """Return the texts as a list on one line."""
    return "[" + ", ".join(map(scalar, texts)) + "]"
