"""Tags of the real archive, where it is present: what must hold of them, read post by post."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sitegen import reader
from sitegen.importing import import_archives
from sitegen.post import Post
from sitegen.tags.emptywords import EMPTY, ENGLISH
from tests.conftest import REAL_ARCHIVE

FILES = sorted(REAL_ARCHIVE.glob("*.txt"))

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real archive is not here ({REAL_ARCHIVE.name}/*.txt); SITEGENTEST_ARCHIVE names its folder"
)

FRAGMENTS = """
推性 度外 外推性问 编码表的 码表 位编 化方 实验结 题上 率低 维空间 场景下 成模型 散模型 一个线性 等问题 篇文章 上一篇
"""
EMPTY_OF_MEANING = """
什么 为什 发现 我们 一个 问题 方法 方案 效果 论文 文章 笔者 读者 简单 介绍 变成 技巧 结果 其他 模型 训练 参数
"""


@cache
def tagged() -> dict[str, Post]:
    """The posts by their files' names, as an import writes them."""
    found = {}
    with TemporaryDirectory() as folder:
        import_archives(FILES, Path(folder))
        for source in reader.find_sources(Path(folder), []):
            post, _ = reader.read_post(source)
            assert post is not None
            found[Path(source.file).stem] = post
    return found


def carriers(tag: str) -> set[str]:
    """The dates of the posts that carry a tag."""
    return {post.meta.date.iso for post in tagged().values() if tag in post.meta.tags and post.meta.date}


def test_every_post_has_one_to_five_tags() -> None:
    assert len(tagged()) == 34
    assert {name: post.meta.tags for name, post in tagged().items() if not 1 <= len(post.meta.tags) <= 5} == {}


def test_every_tag_joins_two_posts_or_more_and_at_most_forty_per_cent_but_for_the_rubric_of_one() -> None:
    counts = Counter(tag for post in tagged().values() for tag in post.meta.tags)
    (alone,) = (tag for tag, n in counts.items() if n == 1)
    assert any(post.title.startswith(f"【{alone}】") for post in tagged().values())
    assert max(counts.values()) <= 13
    assert len(counts) <= 8 * 34**0.5 + 5


def test_no_tag_is_a_fragment_or_an_empty_word_or_two_spellings_of_one() -> None:
    every = {tag for post in tagged().values() for tag in post.meta.tags}
    assert every & {*FRAGMENTS.split(), *EMPTY_OF_MEANING.split(), *EMPTY} == set()
    assert {tag.casefold() for tag in every} & ENGLISH == set()
    assert len({tag.casefold() for tag in every}) == len(every)
    assert [tag for tag in every if re.search(r"[的了是$\\《》]", tag)] == []


def test_the_posts_of_a_series_carry_its_name() -> None:
    series = Counter(post.meta.series for post in tagged().values() if post.meta.series)
    for name in (name for name, n in series.items() if n > 1):
        assert {post.meta.tags[-1] for post in tagged().values() if post.meta.series == name} == {name}


@pytest.mark.parametrize(
    ("tag", "dates"),
    [
        ("长度外推", "--01-31 --04-03 --05-12 2023-11-20 2024-01-26"),
        ("HiPPO", "2024-06-05 2024-06-20"),
        ("MathJax", "2024-08-15 2024-08-26"),
        ("Softmax", "2024-06-14 2024-09-19"),
        ("VQ", "2023-10-31 2023-11-29 2024-10-24 2024-11-06"),
        ("Decoder-only", "2023-03-17 2023-03-20 2024-09-01"),
        ("微调", "2022-06-20 2024-07-12"),
        ("交叉熵", "--03-14 --10-13"),
        ("多模态", "2024-07-08 2024-09-06"),
    ],
)
def test_posts_on_one_thing_carry_its_tag_and_no_others_do(tag: str, dates: str) -> None:
    assert carriers(tag) == set(dates.split())


@pytest.mark.parametrize(
    ("tag", "dates"),
    [
        ("矩阵", "2024-06-05 2024-07-24 2024-12-10 2024-12-25"),
        ("位置编码", "2024-09-01 2024-09-06"),
        ("RNN", "--03-18"),
        ("概率", "--03-14 2024-06-14"),
        ("LLM", "2023-03-17 2023-03-20 2024-09-01"),
        ("Attention", "--03-18 2023-11-20"),
    ],
)
def test_posts_on_one_thing_are_among_those_that_carry_its_tag(tag: str, dates: str) -> None:
    assert set(dates.split()) <= carriers(tag)
