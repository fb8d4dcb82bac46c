"""YAML as people write it by hand: read strictly into text with places, written so that any tool reads it back.

Every scalar is text (`no`, `12:30` and `2024-06-14` stay what they are); meaning is given by whoever asks for a key.
Anchors, aliases, tags and merge keys are refused, so are keys that occur twice, nesting beyond 20 levels and texts
beyond 64 kB: nothing in a post or in settings needs them, and each of them has hung or fooled some tool.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from sitegen.problem import Problem, error

LONGEST = 64 * 1024
DEEPEST = 20

_Loader = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(frozen=True)
class Scalar:
    """A text and its place; `plain` tells that it was not quoted."""

    text: str
    line: int
    column: int
    plain: bool = False


@dataclass(frozen=True)
class Sequence:
    """A list of nodes and its place."""

    items: list[Node]
    line: int
    column: int


@dataclass(frozen=True)
class Mapping:
    """Nodes by key, the places of the keys, and the mapping's own place."""

    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    line: int = 1
    column: int = 1


Node = Scalar | Sequence | Mapping


class YamlError(Exception):
    """A text that is not the YAML we read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_mapping(text: str, path: str, kind: str, first_line: int = 1) -> Mapping:
    """Return the mapping that the text holds; an empty text is an empty mapping.

    `first_line` is the line of the file at which the text begins. Raises YamlError with the place.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise YamlError(error(path, first_line, kind, f"more than {LONGEST // 1024} kB of YAML; not read"))
    return plain_lines(text, first_line) or _Reader(path, kind, first_line).read(text)


# ---------------------------------------------------------------------------------------------- the plain majority

_QUOTED = r'"([^"\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*)"'
_WORD = r"[^\W_](?:[\w.+]|[-/](?=\w)| (?=[^\W_]))*"
_plain_line = re.compile(rf"([A-Za-z]\w{{0,60}}): (?:{_QUOTED}|({_WORD}(?::(?=\w)[\w.+-]+)*)|\[(.*)\])").fullmatch
_plain_items = re.compile(rf"(?:(?:{_QUOTED}|({_WORD}))(?:, |\Z))*+").fullmatch
_plain_item = re.compile(rf"{_QUOTED}|{_WORD}")


def plain_lines(text: str, first_line: int) -> Mapping | None:
    """Return the mapping if every line is a key with a simple value, and None for all else that YAML may be.

    Most front matter is like that, and is read so in a fraction of the time; the result is the same.
    """
    mapping = Mapping({}, {}, first_line)
    for n, line in enumerate(text.split("\n"), first_line):
        found = _plain_line(line)
        if not found or found[1] in mapping.items:
            return None
        key, quoted, word, items = found.groups()
        column = len(key) + 3
        mapping.keys[key] = (n, 1)
        if quoted is not None:
            mapping.items[key] = Scalar(quoted, n, column)
        elif word is not None:
            mapping.items[key] = Scalar(word, n, column, plain=True)
        elif _plain_items(items) and not items.endswith(" "):
            places = _plain_item.finditer(items)
            mapping.items[key] = Sequence([_item(place, n, column + 1) for place in places], n, column)
        else:
            return None
    return mapping if mapping.items else None


def _item(found: re.Match[str], line: int, column: int) -> Scalar:
    column += found.start()
    quoted: str | None = found[1]
    return Scalar(found[0], line, column, plain=True) if quoted is None else Scalar(quoted, line, column)


# ---------------------------------------------------------------------------------------------- YAML itself


class _Reader:
    def __init__(self, path: str, kind: str, first_line: int) -> None:
        self.path, self.kind, self.first_line = path, kind, first_line

    def read(self, text: str) -> Mapping:
        try:
            events = self._events(text)
            start = next(events, None)
            if start is None:
                return Mapping(line=self.first_line)
            node = self._node(start, events, 1)
            for _ in events:  # to its end, so that a second document or a stray bracket is found
                pass
        except yaml.MarkedYAMLError as fault:
            raise self._syntax_error(fault) from None
        except yaml.reader.ReaderError as fault:
            before = text[: fault.position] if isinstance(fault.position, int) else ""
            line = self.first_line + before.count("\n")
            shown = f"U+{fault.character:04X}" if isinstance(fault.character, int) else "a character"
            raise YamlError(error(self.path, line, self.kind, f"{shown} is not allowed in YAML; remove it")) from None
        if isinstance(node, Scalar) and node.plain and not node.text:
            return Mapping(line=self.first_line)
        if not isinstance(node, Mapping):
            raise self._error(node.line, node.column, "expected lines such as `key: value`")
        return node

    def _events(self, text: str) -> Iterator[yaml.Event]:
        documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._at(event, "a second document begins here (`---`); one is expected")
            elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                yield event

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            raise self._at(event, f"the alias *{event.anchor} is not allowed; write the value out, or quote the text")
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            raise self._at(event, f"the anchor &{event.anchor} is not allowed; quote the text if it begins with &")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            raise self._at(event, f"the tag {tag} is not allowed; quote the text if it begins with !")
        if depth > DEEPEST:
            raise self._at(event, f"nested deeper than {DEEPEST} levels")
        line, column = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, line, column, plain=not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            nodes: list[Node] = []
            for item in events:
                if isinstance(item, yaml.SequenceEndEvent):
                    break
                nodes.append(self._node(item, events, depth + 1))
            return Sequence(nodes, line, column)
        return self._mapping(events, depth, line, column)

    def _mapping(self, events: Iterator[yaml.Event], depth: int, line: int, column: int) -> Mapping:
        mapping = Mapping({}, {}, line, column)
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self._at(event, "a key must be a word")
            if key.text == "<<" and key.plain:
                raise self._at(event, "the merge key << is not allowed; write the keys out")
            if key.text in mapping.items:
                first = mapping.keys[key.text][0]
                raise self._at(event, f"the key {key.text} stands twice (first in line {first}); keep one")
            mapping.keys[key.text] = (key.line, key.column)
            mapping.items[key.text] = self._node(next(events), events, depth + 1)
        return mapping

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (mark.line + self.first_line, mark.column + 1) if mark else (self.first_line, 1)

    def _at(self, event: yaml.Event, message: str) -> YamlError:
        return self._error(*self._place(event), message)

    def _error(self, line: int, column: int, message: str) -> YamlError:
        return YamlError(error(self.path, line, self.kind, message, column=column))

    def _syntax_error(self, fault: yaml.MarkedYAMLError) -> YamlError:
        opened = fault.context_mark if "quoted scalar" in (fault.context or "") else None
        mark = opened or fault.problem_mark or fault.context_mark
        line, column = (mark.line + self.first_line, mark.column + 1) if mark else (self.first_line, 1)
        return self._error(line, column, _in_plain_words(fault))


def _in_plain_words(fault: yaml.MarkedYAMLError) -> str:
    context, problem = fault.context or "", fault.problem or "it cannot be read"
    if "quoted scalar" in context:
        if "escape" in problem:
            return 'a backslash inside "…" begins an escape that YAML does not know; use single quotes, or double it'
        return "the quote that opens here is never closed"
    if "mapping values are not allowed" in problem:
        return "a second `: ` in one line; put the value in quotes"
    if "cannot start any token" in problem:
        if "\\t" in problem or "tab" in problem:
            return "a tab at the beginning of a line; indent with spaces"
        return "a value cannot begin with this character; put it in quotes"
    if "could not find expected ':'" in problem:
        return "expected `key: value`; there is no colon here"
    if "expected ',' or" in problem:
        return f"the bracket that was opened is not closed; {problem}"
    return f"this is not YAML: {problem}"


_PLAIN = re.compile(r"[^\W_](?:[\w +./()\u2010-\u201f\u3000-\u303f-]*[\w)])?")
_READ_AS_SOMETHING_ELSE = re.compile(
    r"(?i)(?:y|n|yes|no|on|off|true|false|null|none|nan|inf|[-+]?[\d_.,:]+(?:e[-+]?\d+)?|0[xob]\w+|\d{4}-\d\d?-\d\d?.*)"
)
_NOT_PRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(text: str) -> str:
    """Return the text as a YAML scalar: bare where every YAML reader takes it for this text, quoted otherwise."""
    if _PLAIN.fullmatch(text) and not _READ_AS_SOMETHING_ELSE.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_PRINTABLE.sub(lambda c: f"\\u{ord(c[0]):04x}", quoted)


def flow_list(texts: Iterable[str]) -> str:
    """Return the texts as a list on one line."""
    return "[" + ", ".join(map(scalar, texts)) + "]"
