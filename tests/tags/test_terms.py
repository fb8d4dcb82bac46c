"""What a post says: runs of characters and words, and what is left out."""

from __future__ import annotations

from collections import Counter

import pytest

from sitegen.tags.terms import MENTION, TITLE, Document, read_document, read_zone, runs_of


def document(title: str = "甲", markdown: str = "", series: str = "") -> Document:
    return read_document("a", title, markdown, series)


def said(markdown: str) -> list[str | tuple[str, ...]]:
    return list(document(markdown=markdown).runs())[1:]


def test_runs_end_where_anything_else_stands() -> None:
    assert said("矩阵,梯度。LoRA 改进了Causal Attention") == [
        "矩阵",
        "梯度",
        "改进",
        ("lora",),
        ("causal", "attention"),
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "$\\text{秩 rank}$",
        "\\begin{align}rank &= 秩\\end{align}",
        "$$秩$$",
        "```python\nrank = 秩\n```",
        "~~~\n秩\n",
        "`rank`与``秩 ` rank``".replace("与", "。"),
        "<span class='rank'></span>",
        "<!-- 秩\nrank -->",
        "<https://example.org/rank>",
        "https://example.org/rank/秩",
        "[ref]: https://example.org/rank",
        "&nbsp;",
        "《Low-Rank Adaptation》",
    ],
)
def test_formulas_code_tags_addresses_and_foreign_papers_say_nothing(markdown: str) -> None:
    assert said(markdown) == []


def test_the_text_of_a_link_is_said_and_its_target_is_not() -> None:
    assert said("[低秩](https://example.org/a_(b)/rank) ![图](rank.png)") == ["低秩", "图"]


def test_backslashes_that_keep_markdown_literal_part_nothing() -> None:
    assert said("snake\\_case\\*B") == [("snake",), ("case",), ("b",)]


def test_headings_stand_apart_and_titles_that_are_mentioned_too() -> None:
    found = document("矩阵漫谈:4、从谱定理到SVD", "## 存在性\n\n《随机游走(二):反射原理》。")
    assert (found.series, found.title) == ("矩阵漫谈", "矩阵漫谈:4、从谱定理到SVD")
    assert list(found.placed_runs()) == [
        (TITLE, "从谱定理到"),
        (TITLE, ("svd",)),
        ("heading", "存在性"),
        (TITLE, "矩阵漫谈"),
        (MENTION, "随机游走"),
        (MENTION, "二"),
        (MENTION, "反射原理"),
    ]


def test_the_series_that_a_post_names_counts_before_the_one_of_its_title() -> None:
    assert document("X(三):甲", series="Y").series == "Y"
    assert document("X(三):甲").series == "X"
    assert document("甲").series == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("VQ-VAE", "vq-vae"),
        ("Cayley–Hamilton", "cayley-hamilton"),
        ("C++", "c++"),
        ("Euler's", "euler"),
        ("S4", "s4"),
        ("Hölder", "hölder"),
        ("don't", "don't"),
    ],
)
def test_latin_words_keep_hyphens_and_digits_and_lose_case(text: str, word: str) -> None:
    assert list(runs_of(read_zone(text, Counter()))) == [(word,)]


def test_spellings_are_counted_as_written() -> None:
    assert document(markdown="LoRA与lora及LoRA").spellings == {"LoRA": 2, "lora": 1}


def test_function_characters_cut_runs() -> None:
    assert said("矩阵的秩是我们要的") == ["矩阵", "秩", "要"]
