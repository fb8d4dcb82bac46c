"""`content/tags.yaml`, a person's word on tags, which wins over whatever is found in the posts.

tags:                          # the order of the tag pages, and what stands on each
  概率: 随机、分布与极限
  优化:
keep: [最优传输]               # a tag of every post that says it, however few or many they are
aliases: {优化器: [optimizer]}  # other names of a tag
drop: [几何图像]               # never a tag
rules:                         # a word, or a /regular expression/, in title or text (not in formulas) gives the tag
  概率: [随机, 概率分布, /马(氏|尔)/]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from sitegen import regular, yamltext
from sitegen.folders import is_inside
from sitegen.problem import USAGE, Problem, SiteError, error
from sitegen.yamltext import Node, Scalar, Sequence

FILE = Path("content") / "tags.yaml"
KIND = "tags"
KEYS = ("tags", "keep", "aliases", "drop", "rules")


def key_of(tag: str) -> str:
    """Return what spellings of one tag have in common: case makes no difference."""
    return unicodedata.normalize("NFC", " ".join(tag.split())).casefold()


class Vocabulary(NamedTuple):
    """What a person says of tags. `descriptions` by name, in the order of the tag pages; `aliases` name by key of alias."""

    descriptions: Mapping[str, str] = {}
    keep: tuple[str, ...] = ()
    aliases: Mapping[str, str] = {}
    drop: frozenset[str] = frozenset()
    rules: Mapping[str, tuple[re.Pattern[str], ...]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every tag that is named here, once."""
        names: dict[str, str] = {}
        for name in (*self.descriptions, *self.keep, *self.aliases.values(), *self.rules):
            names.setdefault(key_of(name), name)
        return tuple(names.values())

    def name_of(self, tag: str) -> str:
        """Return the name of a tag that may be an alias of another."""
        return self.aliases.get(key_of(tag), tag)

    def is_dropped(self, tag: str) -> bool:
        """Return whether this is never to be a tag."""
        return key_of(tag) in self.drop

    def place(self, tag: str) -> int:
        """Return the place of a tag among the tag pages; those that are not named come after all others."""
        order = {key_of(name): n for n, name in enumerate(self.descriptions)}
        return order.get(key_of(tag), len(order))

    def ruled(self, title: str, prose: str) -> dict[str, re.Match[str]]:
        """Return the tags that the rules give to a post, each with what was found, in the order of the rules."""
        found: dict[str, re.Match[str]] = {}
        for tag, patterns in self.rules.items():
            for pattern in patterns:
                match = pattern.search(title) or pattern.search(prose)
                if match:
                    found[tag] = match
                    break
        return found


def read_vocabulary(source: Path) -> Vocabulary:
    """Return what the file of a site says; an empty vocabulary if there is none.

    Raises SiteError (status 2) with every fault in it.
    """
    path = source / FILE
    if path.is_symlink() and not is_inside(path, source):
        message = "symlink to a file outside the site; not read"
        raise SiteError(error(str(path), 0, "link-outside", message), USAGE)
    try:
        mapping = yamltext.read_mapping(regular.read(path).decode("utf-8-sig"), str(path), KIND)
    except FileNotFoundError:
        return Vocabulary()
    except yamltext.YamlError as fault:
        raise SiteError(fault.problem, USAGE) from None
    except OSError as fault:
        message = f"cannot be read: {(fault.strerror or '').lower()}"
        raise SiteError(error(str(path), 0, KIND, message), USAGE) from None
    except UnicodeDecodeError as fault:
        raise SiteError(error(str(path), 0, KIND, f"cannot be read as UTF-8: {fault}"), USAGE) from None
    reading = _Reading(mapping, str(path))
    vocabulary = reading.read()
    if reading.problems:
        raise SiteError(sorted(reading.problems), USAGE)
    return vocabulary


class _Reading:
    """The file as it is read, with the problems found so far."""

    def __init__(self, mapping: yamltext.Mapping, path: str) -> None:
        self.mapping, self.path = mapping, path
        self.problems: list[Problem] = []

    def read(self) -> Vocabulary:
        for key in self.mapping.items:
            if key not in KEYS:
                import difflib  # a late import: only what is mistyped needs it

                close = difflib.get_close_matches(key, KEYS, n=1)
                help = f"did you mean {close[0]}?" if close else ""
                self._fault(self.mapping.keys[key][0], f"there is no key {key} here; expected {_either(KEYS)}", help)
        drop = self._drop()
        return Vocabulary(
            self._descriptions(), self._keep(drop), self._aliases(drop), frozenset(drop), self._rules(drop)
        )

    def _descriptions(self) -> dict[str, str]:
        descriptions = {}
        for tag, node in self._lines("tags", "tag: description"):
            if isinstance(node, Scalar):
                descriptions[tag] = " ".join(node.text.split())
            else:
                self._fault(node.line, f"{tag}: expected one line of description, or nothing")
        return descriptions

    def _keep(self, drop: Mapping[str, int]) -> tuple[str, ...]:
        names = [(node.text, node.line) for node in self._list("keep")]
        for name, line in names:
            self._check_not_dropped(name, line, drop)
        return tuple(name for name, _ in names)

    def _drop(self) -> dict[str, int]:
        return {key_of(node.text): node.line for node in self._list("drop")}

    def _aliases(self, drop: Mapping[str, int]) -> dict[str, str]:
        aliases: dict[str, str] = {}
        for tag, node in self._lines("aliases", "tag: [alias, alias]"):
            self._check_not_dropped(tag, self._line("aliases", tag), drop)
            for alias in self._scalars(node, "a list of other names, such as [optimizer]"):
                taken = aliases.setdefault(key_of(alias.text), tag)
                if taken != tag:
                    self._fault(alias.line, f"{alias.text} is an alias of {taken} already")
        for tag in dict.fromkeys(aliases.values()):
            if key_of(tag) in aliases:
                message = f"{tag} is an alias of {aliases[key_of(tag)]}, so it cannot have aliases of its own"
                self._fault(self._line("aliases", tag), message)
        return aliases

    def _rules(self, drop: Mapping[str, int]) -> dict[str, tuple[re.Pattern[str], ...]]:
        rules = {}
        for tag, node in self._lines("rules", "tag: [word, word]"):
            self._check_not_dropped(tag, self._line("rules", tag), drop)
            words = self._scalars(node, "a list of words, such as [随机, 概率分布]")
            rules[tag] = tuple(filter(None, map(self._pattern, words)))
        return rules

    def _pattern(self, word: Scalar) -> re.Pattern[str] | None:
        slashed = re.fullmatch(r"/(.+)/", word.text)
        try:
            return re.compile(slashed[1] if slashed else re.escape(word.text), re.IGNORECASE)
        except re.error as fault:
            self._fault(word.line, f"{word.text} is no regular expression: {fault.msg}")
            return None

    def _lines(self, key: str, expected: str) -> Iterable[tuple[str, Node]]:
        """The lines of a mapping below a key; a key that nothing stands below is an empty one."""
        node = self._given(key)
        if isinstance(node, yamltext.Mapping):
            return node.items.items()
        if node is not None:
            self._fault(node.line, f"expected lines of `{expected}`")
        return ()

    def _line(self, key: str, name: str) -> int:
        node = self.mapping.items[key]
        return node.keys[name][0] if isinstance(node, yamltext.Mapping) else node.line

    def _list(self, key: str) -> list[Scalar]:
        node = self._given(key)
        return [] if node is None else self._scalars(node, "a list of names, such as [概率, 优化]")

    def _given(self, key: str) -> Node | None:
        node = self.mapping.items.get(key)
        return None if isinstance(node, Scalar) and node.plain and not node.text else node

    def _scalars(self, node: Node, expected: str) -> list[Scalar]:
        items = node.items if isinstance(node, Sequence) else [node]
        words = [item for item in items if isinstance(item, Scalar) and item.text.strip()]
        if len(words) != len(items):
            self._fault(node.line, f"expected {expected}")
        return words

    def _check_not_dropped(self, name: str, line: int, drop: Mapping[str, int]) -> None:
        if key_of(name) in drop:
            self._fault(line, f"{name} is dropped in line {drop[key_of(name)]}; a tag is wanted or it is not")

    def _fault(self, line: int, message: str, help: str = "") -> None:
        self.problems.append(error(self.path, line, KIND, message, help=help))


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"
