"""`content/tags.yaml`: a person's word on tags."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.problem import SiteError
from sitegen.vocabulary import Vocabulary, read_vocabulary


def vocabulary(site: Path, text: str) -> Vocabulary:
    (site / "content").mkdir(exist_ok=True)
    (site / "content" / "tags.yaml").write_text(text, "utf-8")
    return read_vocabulary(site)


def ruled(found: Vocabulary, title: str, prose: str) -> dict[str, str]:
    return {tag: match[0] for tag, match in found.ruled(title, prose).items()}


def test_a_word_in_title_or_text_gives_its_tag_in_the_order_of_the_rules(tmp_path: Path) -> None:
    found = vocabulary(tmp_path, "rules:\n  概率: [鞅, 布朗运动]\n  分析: [收敛]\n  Number Theory: prime\n")
    assert ruled(found, "Primes", "一致收敛。") == {"分析": "收敛", "Number Theory": "Prime"}
    assert ruled(found, "布朗运动", "鞅收敛定理") == {"概率": "鞅", "分析": "收敛"}
    assert ruled(found, "无关", "无关") == {}


def test_a_word_between_slashes_is_a_regular_expression_and_any_other_is_taken_literally(tmp_path: Path) -> None:
    found = vocabulary(tmp_path, "rules:\n  链: ['/马[氏尔]/']\n  语言: [C++, a.c]\n")
    assert ruled(found, "马氏链", "C++") == {"链": "马氏", "语言": "C++"}
    assert ruled(found, "马可波罗", "abc") == {}


@pytest.mark.parametrize("text", ["", "rules:\n", "# nothing yet\n", "tags:\nkeep:\naliases:\ndrop:\nrules:\n"])
def test_a_file_that_says_nothing_is_no_file(tmp_path: Path, text: str) -> None:
    assert read_vocabulary(tmp_path) == Vocabulary()
    assert vocabulary(tmp_path, text) == Vocabulary()


def test_tags_stand_in_the_order_of_their_pages_with_descriptions_or_none(tmp_path: Path) -> None:
    found = vocabulary(tmp_path, "tags:\n  概率: 随机\n    与分布\n  优化:\n")
    assert found.descriptions == {"概率": "随机 与分布", "优化": ""}
    assert [found.place(tag) for tag in ("优化", "概率", "别的")] == [1, 0, 2]


def test_an_alias_is_another_name_of_a_tag_whatever_its_case(tmp_path: Path) -> None:
    found = vocabulary(tmp_path, "aliases:\n  优化器: [optimizer, 优化算法]\n  LLM: 大模型\n")
    names = ["Optimizer", "优化算法", "大模型", "优化器", "SGD"]
    assert [found.name_of(name) for name in names] == ["优化器", "优化器", "LLM", "优化器", "SGD"]


def test_a_dropped_name_is_dropped_whatever_its_case(tmp_path: Path) -> None:
    found = vocabulary(tmp_path, "drop: [Key, 预测]\n")
    assert [found.is_dropped(name) for name in ("key", "KEY", "预测", "Keys")] == [True, True, True, False]


def test_every_name_is_known_once_by_the_spelling_that_comes_first(tmp_path: Path) -> None:
    found = vocabulary(tmp_path, "tags: {LoRA: x}\nkeep: [lora, 概率]\naliases: {优化: [opt]}\nrules: {概率: [鞅]}\n")
    assert found.names == ("LoRA", "概率", "优化")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rule:\n  a: [b]\n",
            "1: error[tags]: there is no key rule here; expected tags, keep, aliases, drop or rules\n"
            "    did you mean rules?",
        ),
        ("rules:\n  a: {b: c}\n", "2: error[tags]: expected a list of words, such as [随机, 概率分布]"),
        ("rules: [a]\n", "1: error[tags]: expected lines of `tag: [word, word]`"),
        ("tags: [a]\n", "1: error[tags]: expected lines of `tag: description`"),
        ("tags:\n  a: [b]\n", "2: error[tags]: a: expected one line of description, or nothing"),
        ("aliases: [a]\n", "1: error[tags]: expected lines of `tag: [alias, alias]`"),
        ("keep: {a: b}\n", "1: error[tags]: expected a list of names, such as [概率, 优化]"),
        ("drop: [[a]]\n", "1: error[tags]: expected a list of names, such as [概率, 优化]"),
        (
            "rules:\n  a: [ok, /(/]\n",
            "2: error[tags]: /(/ is no regular expression: missing ), unterminated subpattern",
        ),
        ("drop: [概率]\nkeep: [概率]\n", "2: error[tags]: 概率 is dropped in line 1; a tag is wanted or it is not"),
        ("aliases:\n  a: [c]\n  b: [C]\n", "3: error[tags]: C is an alias of a already"),
        (
            "aliases:\n  a: [b]\n  b: [c]\n",
            "3: error[tags]: b is an alias of a, so it cannot have aliases of its own",
        ),
        (
            "rules:\n  a: [b\n",
            "3:1: error[tags]: the bracket that was opened is not closed; did not find expected ',' or ']'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SiteError) as fault:
        vocabulary(tmp_path, text)
    assert (fault.value.status, str(fault.value)) == (2, f"{tmp_path / 'content' / 'tags.yaml'}:{message}")


def test_every_fault_is_named_in_one_run(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as fault:
        vocabulary(tmp_path, "tags: [a]\nkeep: {a: b}\nnone: 1\n")
    assert [problem.line for problem in fault.value.problems] == [1, 2, 3]


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tags.yaml").write_bytes("规则".encode("gb18030"))
    with pytest.raises(SiteError, match=r"tags\.yaml: error\[tags\]: cannot be read as UTF-8"):
        read_vocabulary(tmp_path)
