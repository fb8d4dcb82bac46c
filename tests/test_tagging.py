"""Tags by a person's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.problem import SiteError
from sitegen.tagging import Rules, read_rules


def rules(tmp_path: Path, text: str) -> Rules:
    (tmp_path / "content").mkdir(exist_ok=True)
    (tmp_path / "content" / "tags.yaml").write_text(text, "utf-8")
    return read_rules(tmp_path)


def test_a_word_in_title_or_text_gives_its_tag_in_the_order_of_the_rules(tmp_path: Path) -> None:
    found = rules(tmp_path, "rules:\n  概率: [鞅, 布朗运动]\n  分析: [收敛]\n  Number Theory: prime\n")
    assert found.tags_of("Primes", "一致收敛。") == ["分析", "Number Theory"]
    assert found.tags_of("布朗运动", "鞅收敛定理") == ["概率", "分析"]
    assert found.tags_of("无关", "无关") == []


def test_words_in_formulas_do_not_count(tmp_path: Path) -> None:
    found = rules(tmp_path, "rules:\n  秩: [rank]\n")
    assert found.tags_of("甲", "$\\operatorname{rank}A$与\\begin{align}rank\\end{align}") == []
    assert found.tags_of("甲", "the rank of $A$") == ["秩"]


@pytest.mark.parametrize("text", ["", "rules:\n", "# nothing yet\n"])
def test_no_rules_give_no_tags(tmp_path: Path, text: str) -> None:
    assert read_rules(tmp_path) == Rules({})
    assert rules(tmp_path, text) == Rules({})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule:\n  a: [b]\n", "1: error[tags]: there is no key rule here; expected rules"),
        ("rules:\n  a: {b: c}\n", "2: error[tags]: expected a list of words, such as [随机, 概率分布]"),
        ("rules: [a]\n", "1: error[tags]: expected lines of `tag: [word, word]`"),
        (
            "rules:\n  a: [b\n",
            "3:1: error[tags]: the bracket that was opened is not closed; did not find expected ',' or ']'",
        ),
    ],
)
def test_rules_that_are_none_are_named_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SiteError) as fault:
        rules(tmp_path, text)
    assert (fault.value.status, str(fault.value)) == (2, f"{tmp_path / 'content' / 'tags.yaml'}:{message}")


def test_rules_that_are_no_utf_8_are_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tags.yaml").write_bytes("规则".encode("gb18030"))
    with pytest.raises(SiteError, match=r"tags\.yaml: error\[tags\]: cannot be read as UTF-8"):
        read_rules(tmp_path)
