"""Tags for imported posts, by a person's rules: `content/tags.yaml` says which words in a post give it which tag.

rules:
  概率: [随机, 概率分布]      # any of these words, in the title or the text outside formulas
  优化: [梯度下降]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sitegen import yamltext
from sitegen.marks import math
from sitegen.problem import USAGE, Problem, SiteError, error
from sitegen.yamltext import Mapping, Node, Scalar, Sequence

FILE = Path("content") / "tags.yaml"
KIND = "tags"


@dataclass(frozen=True)
class Rules:
    """Words by tag, in the order of the file."""

    words: dict[str, tuple[str, ...]]

    def tags_of(self, title: str, markdown: str) -> list[str]:
        """Return the tags that the rules give a post; case makes no difference."""
        masked = math.mask(markdown)
        text = f"{title}\n{masked.without_marks(masked.text, ' ')}".casefold()
        return [tag for tag, words in self.words.items() if any(word.casefold() in text for word in words)]


def read_rules(source: Path) -> Rules:
    """Return the rules of a site; none if it has no such file. Raises SiteError (status 2) with every fault in it."""
    path = source / FILE
    try:
        mapping = yamltext.read_mapping(path.read_text("utf-8-sig"), str(path), KIND)
    except FileNotFoundError:
        return Rules({})
    except yamltext.YamlError as fault:
        raise SiteError(fault.problem, USAGE) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteError(error(str(path), 0, KIND, f"cannot be read as UTF-8: {fault}"), USAGE) from None
    problems = [
        error(str(path), mapping.keys[key][0], KIND, f"there is no key {key} here; expected rules")
        for key in mapping.items
        if key != "rules"
    ]
    rules = mapping.items.get("rules", Mapping())
    if isinstance(rules, Scalar) and rules.plain and not rules.text:
        rules = Mapping()
    if not isinstance(rules, Mapping):
        problems.append(error(str(path), rules.line, KIND, "expected lines of `tag: [word, word]`"))
        rules = Mapping()
    words = {tag: _words(node, str(path), problems) for tag, node in rules.items.items()}
    if problems:
        raise SiteError(problems, USAGE)
    return Rules(words)


def _words(node: Node, path: str, problems: list[Problem]) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else [node]
    words = tuple(item.text for item in items if isinstance(item, Scalar) and item.text.strip())
    if len(words) != len(items):
        problems.append(error(path, node.line, KIND, "expected a list of words, such as [随机, 概率分布]"))
    return words
