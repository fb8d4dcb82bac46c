"""The tags of posts: few for each, each joining posts, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sitegen.tags.choice import Reason, suggest
from sitegen.tags.terms import Document, read_document
from sitegen.tags.uses import Use
from sitegen.vocabulary import Vocabulary, read_vocabulary

FIRST_FILLER = 0x5000
NOTHING_SAID = Vocabulary()


def post(key: str, title: str, text: str = "", series: str = "") -> Document:
    """A post of this text, with some hundred characters that stand nowhere else."""
    start = FIRST_FILLER + 150 * int(re.sub(r"\D", "", key) or 0)
    filler = "。".join(chr(start + n) for n in range(150))
    return read_document(key, title, f"{text}\n\n{filler}", series)


def others(count: int) -> list[Document]:
    return [post(f"other{n + 50}", "") for n in range(count)]


def tags(
    documents: Sequence[Document],
    tagged: Mapping[str, Sequence[str]] | None = None,
    vocabulary: Vocabulary = NOTHING_SAID,
) -> dict[str, list[str]]:
    """The tags of the posts that are told of in a test."""
    reasons = suggest(documents, tagged or {}, vocabulary)
    return {key: [reason.tag for reason in found] for key, found in reasons.items() if not key.startswith("other")}


def vocabulary(site: Path, text: str) -> Vocabulary:
    (site / "content").mkdir(exist_ok=True)
    (site / "content" / "tags.yaml").write_text(text, "utf-8")
    return read_vocabulary(site)


MATRICES = [
    post("a1", "矩阵的秩", "秩很小。低秩矩阵,好用。说矩阵,不说别的。用SVD。SVD!SVD"),
    post("a2", "再说矩阵", "矩阵乘法。若矩阵可逆,好。SVD,又见SVD。用SVD"),
    post("a3", "鞅", "鞅与停时。停时!停时?"),
    *others(5),
]


def test_a_term_that_joins_two_posts_or_more_is_their_tag() -> None:
    assert tags(MATRICES) == {"a1": ["矩阵", "SVD"], "a2": ["矩阵", "SVD"], "a3": []}


def test_a_term_of_one_post_and_one_of_more_than_forty_per_cent_is_none() -> None:
    assert tags(MATRICES[:4])["a1"] == []
    assert tags([*MATRICES[:2], *others(3)])["a1"] == ["矩阵", "SVD"]


def test_the_commonest_spelling_is_shown_and_case_and_plural_make_no_difference() -> None:
    documents = [
        post("a1", "Transformers", "transformer与Transformer。VQ-VAE!VQ-VAE、VQ-VAE"),
        post("a2", "Transformer", "Transformer,TRANSFORMERS,vq-vae,VQ-VAE;VQ-VAE。"),
        post("a3", "VQ-VAEs"),
        *others(5),
    ]
    assert tags(documents) == {"a1": ["Transformer", "VQ-VAE"], "a2": ["Transformer", "VQ-VAE"], "a3": ["VQ-VAE"]}


def test_what_many_use_and_few_are_about_is_no_tag() -> None:
    documents = [post(f"a{n}", "", "谈到过曲面。") for n in range(9)]
    documents[0] = post("a0", "曲面", "曲面,曲面!")
    assert set(map(tuple, tags([*documents, *others(16)]).values())) == {()}


def test_no_post_has_more_than_five_tags_its_series_among_them() -> None:
    names = ["Zorn", "Quill", "Flux", "Crane", "Vega", "Delft", "Orchid"]
    text = "。".join(f"{name},{name}、{name}!{name}" for name in names)
    documents = [post("a1", "漫谈(一):甲", text), post("a2", "漫谈(二):乙", text), *others(5)]
    found = tags(documents)
    assert [len(found[key]) for key in ("a1", "a2")] == [5, 5]
    assert found["a1"][-1] == found["a2"][-1] == "漫谈"


def test_a_series_is_a_tag_from_two_posts_on() -> None:
    assert tags([post("a1", "漫谈(一)"), post("a2", "漫谈(二)"), *others(3)]) == {"a1": ["漫谈"], "a2": ["漫谈"]}
    assert tags([post("a1", "漫谈(一)"), *others(5)]) == {"a1": []}


def test_the_rubric_before_a_title_is_the_tag_of_a_post_that_has_no_other() -> None:
    assert tags([post("a1", "【公告】停机"), *others(5)]) == {"a1": ["公告"]}
    both = [post("a1", "【公告】矩阵"), post("a2", "矩阵", "矩阵!"), *others(5)]
    assert tags(both) == {"a1": ["矩阵"], "a2": ["矩阵"]}


def test_every_tag_found_is_carried_by_two_posts_or_more() -> None:
    found = tags(MATRICES)
    carried = [tag for names in found.values() for tag in names]
    assert all(carried.count(tag) >= 2 for tag in carried)


def test_posts_that_have_tags_keep_them_and_their_tags_are_preferred_for_the_others() -> None:
    tagged = {"a1": ["线性代数", "矩阵"]}
    found = tags([*MATRICES, post("a4", "杂记", "说到线性代数。线性代数!线性代数")], tagged)
    assert found == {"a1": ["线性代数", "矩阵"], "a2": ["矩阵"], "a3": [], "a4": ["线性代数"]}


def test_new_posts_take_the_tags_in_use_and_old_ones_do_not_change() -> None:
    before = {key: names for key, names in tags(MATRICES).items() if names}
    more = [*MATRICES, post("a4", "三谈矩阵", "矩阵!"), post("a5", "核范数", "核范数,核范数;矩阵、矩阵。矩阵")]
    after = tags(more, before)
    assert {key: after[key] for key in before} == before
    assert (after["a4"], after["a5"]) == (["矩阵"], ["矩阵"])


def test_a_name_in_use_counts_under_its_own_name_though_a_shorter_one_is_found() -> None:
    documents = [
        post("a1", "甲"),
        post("a2", "变分法", "变分法!变分,变分。"),
        post("a3", "变分", "变分!又变分;说变分"),
        *others(5),
    ]
    assert tags(documents, {"a1": ["变分法"]})["a2"] == ["变分法"]


def test_a_tag_in_use_that_is_a_common_word_counts_only_as_it_is_spelt() -> None:
    documents = [post("a1", "甲"), post("a2", "Go", "Go!"), post("a3", "to go", "go, go, go, algorithm R"), *others(2)]
    assert tags(documents, {"a1": ["Go", "R"]}) == {"a1": ["Go", "R"], "a2": ["Go"], "a3": []}


# ---------------------------------------------------------------------------------------------- a person's word


def test_rules_come_first_and_need_no_second_post(tmp_path: Path) -> None:
    found = tags(MATRICES, vocabulary=vocabulary(tmp_path, "rules: {线性代数: [可逆], 概率: [鞅]}\n"))
    assert found == {"a1": ["矩阵", "SVD"], "a2": ["线性代数", "矩阵", "SVD"], "a3": ["概率"]}


def test_rules_look_at_a_posts_own_words_and_not_at_titles_of_other_posts_or_formulas(tmp_path: Path) -> None:
    documents = [
        post("a1", "中心极限定理"),
        post("a2", "甲", "见《中心极限定理》。$中心极限$"),
        post("a3", "乙", "书名《中心极限》。"),
    ]
    found = tags(documents, vocabulary=vocabulary(tmp_path, "rules: {概率: [中心极限]}\n"))
    assert found == {"a1": ["概率"], "a2": [], "a3": ["概率"]}


def test_names_that_are_kept_are_tags_of_every_post_that_says_them(tmp_path: Path) -> None:
    text = "keep: [停时, KL散度, 秩]\n"
    found = tags([*MATRICES, post("a4", "甲", "KL散度")], vocabulary=vocabulary(tmp_path, text))
    assert found == {"a1": ["秩", "矩阵", "SVD"], "a2": ["矩阵", "SVD"], "a3": ["停时"], "a4": ["KL散度"]}


def test_names_that_are_dropped_are_no_tags_and_their_place_is_free(tmp_path: Path) -> None:
    assert tags(MATRICES, vocabulary=vocabulary(tmp_path, "drop: [svd]\n"))["a1"] == ["矩阵"]


def test_an_alias_counts_for_its_tag(tmp_path: Path) -> None:
    text = "aliases: {奇异值分解: [SVD], 特征值: [eigenvalue, λ值]}\n"
    documents = [*MATRICES, post("a4", "Eigenvalues", "eigenvalue。λ值")]
    found = tags(documents, vocabulary=vocabulary(tmp_path, text))
    assert found["a2"] == ["矩阵", "奇异值分解"]
    assert found["a4"] == ["特征值"]


def test_a_tag_that_a_post_carries_by_an_alias_is_in_use_by_its_name(tmp_path: Path) -> None:
    text = vocabulary(tmp_path, "aliases: {优化: [optimization]}\n")
    documents = [post("a1", "甲"), post("a2", "优化", "优化!"), *others(3)]
    assert tags(documents, {"a1": ["optimization"]}, text) == {"a1": ["optimization"], "a2": ["优化"]}


# ---------------------------------------------------------------------------------------------- reasons


def test_reasons_say_which_way_a_tag_was_found_and_where_the_post_says_it(tmp_path: Path) -> None:
    documents = [
        *MATRICES,
        post("a4", "漫谈(一):概率", "概率。\n\n## 概率\n\n《概率》VQ-Flux"),
        post("a5", "漫谈(二)", "Flux。Flux!Flux"),
        post("a6", "Flux,Flux"),
        post("a7", "停时"),
    ]
    words = vocabulary(tmp_path, "rules: {鞅论: [鞅]}\nkeep: [停时]\n")
    reasons = suggest(documents, {"a1": ["矩阵", "未说"]}, words)
    assert reasons["a1"] == [Reason("矩阵", "written", Use(title=1, text=2), 2), Reason("未说", "written")]
    assert reasons["a2"] == [Reason("矩阵", "named", Use(title=1, text=2), 2)]
    assert reasons["a3"] == [Reason("鞅论", "rule", words="鞅"), Reason("停时", "kept", Use(text=3), 2)]
    assert reasons["a4"] == [Reason("漫谈", "series", posts=2)]
    assert reasons["a5"] == [Reason("Flux", "found", Use(text=3), 2), Reason("漫谈", "series", posts=2)]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_posts_or_none_are_no_trouble(count: int) -> None:
    assert tags(MATRICES[:count]) == {document.key: [] for document in MATRICES[:count]}
