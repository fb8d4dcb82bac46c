"""YAML itself, event by event: only what is refused nowhere becomes a node."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from sitegen.problem import error
from sitegen.yamlnodes import CONTROL, Mapping, Node, Scalar, Sequence, YamlError

DEEPEST = 20

_Loader = getattr(yaml, "CLoader", yaml.Loader)


class Reader:
    def __init__(self, path: str, kind: str, first_line: int, with_control: bool = False) -> None:
        self.path, self.kind, self.first_line, self.with_control = path, kind, first_line, with_control

    def read(self, text: str) -> Mapping:
        try:
            events = self._events(text)
            start = next(events, None)
            if start is None:
                return Mapping({}, {}, self.first_line)
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
            return Mapping({}, {}, self.first_line)
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
            if not self.with_control and (found := CONTROL.search(event.value)):
                raise self._at(event, f"U+{ord(found[0]):04X} is a control character; remove it")
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
