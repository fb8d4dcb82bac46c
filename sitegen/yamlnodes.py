"""What YAML is read into: texts, lists and mappings, each with its place."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.lazypattern import pattern
from sitegen.problem import Problem

CONTROL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text of a site may hold, and escapes bring in."""


class Scalar(NamedTuple):
    """A text and its place; `plain` tells that it was not quoted."""

    text: str
    line: int
    column: int
    plain: bool = False


class Sequence(NamedTuple):
    """A list of nodes and its place."""

    items: list[Node]
    line: int
    column: int


class Mapping(NamedTuple):
    """Nodes by key, the places of the keys, and the mapping's own place."""

    items: dict[str, Node]
    keys: dict[str, tuple[int, int]]
    line: int = 1
    column: int = 1


Node = Scalar | Sequence | Mapping


class YamlError(Exception):
    """A text that is not the YAML we read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))
