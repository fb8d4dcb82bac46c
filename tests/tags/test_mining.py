"""Terms mined from posts: what holds together, and what grammar keeps out."""

from __future__ import annotations

import pytest

from sitegen.tags.emptywords import EMPTY, has_empty_edge
from sitegen.tags.mining import Cutter, mine
from sitegen.tags.terms import Document, Run, read_document
from sitegen.tags.uses import Uses, find_uses

SENTENCES = [
    "讨论长度外推性很难,因为训练时没有见过。长度外推性与位置编码有关,编码表则不然。",
    "如果要长度外推性好,位置编码应当简单。旋转位置编码可以做到,注意力也要改。",
    "关于长度外推性,前人试过很多注意力。编码表太小,位置编码就不够用。",
    "注意力与编码表各有长处;研究长度外推性时,后者比位置编码更好,也比注意力更好。",
]


def documents(*texts: str) -> list[Document]:
    """Posts of these texts, each with some hundred characters that stand nowhere else."""
    fillers = ["。".join(chr(0x5000 + 200 * n + i) for i in range(200)) for n in range(len(texts))]
    return [
        read_document(f"p{n}", "", f"{text}。{filler}")
        for n, (text, filler) in enumerate(zip(texts, fillers, strict=True))
    ]


def mined(*texts: str) -> set[Run]:
    return mine(documents(*texts), 2).candidates


def uses(*texts: str) -> Uses:
    found = documents(*texts)
    return find_uses(found, mine(found, 2), {}, 2)


def test_what_holds_together_among_changing_neighbours_is_found_whole_and_its_fragments_are_not() -> None:
    assert set(uses(*SENTENCES).terms) == {"长度外推性", "位置编码", "编码表", "注意力"}


def test_a_part_that_lives_on_its_own_too_is_a_term_of_its_own() -> None:
    texts = ["梯度很大。梯度下降,很慢。", "说到梯度,梯度下降不同。", "又见梯度下降!若梯度消失。", "梯度、梯度下降。"]
    assert {"梯度", "梯度下降"} <= set(uses(*texts).terms)


def test_words_of_latin_letters_are_terms_in_any_number_that_they_stand_together_in() -> None:
    texts = ["用Cool Papers看LoRA", "在Cool Papers上", "LoRA与Cool Papers", "it is the LoRA of all"]
    assert mined(*texts) == {("cool", "papers"), ("cool",), ("papers",), ("lora",)}
    assert set(uses(*texts).terms) == {"cool papers", "lora"}


@pytest.mark.parametrize(
    "sequence",
    ["的矩阵", "这个矩阵", "矩阵问题", "介绍矩阵", "四种矩阵", "把矩阵", "矩阵可以", "通过矩阵", "矩阵方法", "若矩阵"],
)
def test_function_words_and_what_every_essay_says_are_no_edge_of_a_term(sequence: str) -> None:
    assert has_empty_edge(sequence)


@pytest.mark.parametrize(
    "term", ["不等式", "最优传输", "位置编码", "测试函数", "学习率", "二次型", "四元数", "无监督", "对偶"]
)
def test_terms_that_begin_like_function_words_are_terms(term: str) -> None:
    assert not has_empty_edge(term)
    assert term not in EMPTY


def test_a_soft_edge_belongs_to_a_term_where_the_rest_seldom_stands_without_it() -> None:
    bound = ["用不等式,好。", "此不等式!难", "新不等式?可", "旧不等式;真"]
    free = ["不收敛,好。收敛", "若不收敛!收敛么", "它不收敛?谁收敛", "皆不收敛;收敛吧"]
    assert "不等式" in mined(*bound)
    assert "不收敛" not in mined(*free)


def test_empty_words_are_no_terms_however_often_they_stand() -> None:
    assert mined(*["什么问题?我们发现,一个方法。"] * 5) == set()


def test_no_posts_and_posts_that_say_nothing_have_no_terms() -> None:
    assert mine([], 2).candidates == set()
    assert mine([read_document("a", "", text) for text in ("", "$x$", "。")], 2).candidates == set()


def test_a_run_is_cut_the_likeliest_way() -> None:
    counts: dict[Run, int] = {"位置编码": 5, "编码表": 5, "码表": 1, "位": 9, "置": 5, "编": 10, "码": 10, "表": 8}
    cutter = Cutter(counts, 200)
    assert cutter.cut("位置编码编码表") == ["位置编码", "编码表"]
    assert cutter.cut("未知表") == ["未", "知", "表"]
    assert cutter.cut("") == []


def test_a_word_and_its_plural_in_different_posts_make_one_term() -> None:
    assert set(uses("Transformer", "Transformers", "LLMs", "LLM").terms) == {"transformer", "llm"}


def test_among_many_posts_a_term_must_be_said_again_in_one_of_them() -> None:
    few, many = ["曲率", "曲率", *[""] * 8], ["曲率", "曲率", *[""] * 18]
    assert "曲率" in mined(*few)
    assert "曲率" not in mined(*many)
    assert "曲率" in mined("曲率!曲率", *many)
