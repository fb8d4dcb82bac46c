"""Mentions that almost match a title are told which; titles of books and names of series are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks import said
from tests.sitehelp import post

TITLES = [
    "为什么现在的LLM都是Decoder-only的架构?",
    "Muon优化器赏析:从向量到矩阵的本质跨越",
    "矩阵杂谈(一):初等变换",
    "矩阵杂谈(三):奇异值分解",
    "中心极限定理的替换法证明",
]


def told(folder: Path, mention: str) -> list[str]:
    files = {f"content/posts/p{n}.md": post(f'"{title}"') for n, title in enumerate(TITLES)}
    return said(
        folder, {**files, "content/posts/a.md": post(body=f"前文。\n\n见$x$\n与《{mention}》。")}, "near-mention"
    )


@pytest.mark.parametrize(
    ("mention", "title"),
    [
        ("为什么现在的LLM都是Decoder only的架构?", TITLES[0]),
        ("为什么现在LLM都是decoder-only架构", TITLES[0]),
        ("Muon优化器赏析", TITLES[1]),
        ("从向量到矩阵的本质跨越", TITLES[1]),
        ("矩阵杂谈(三)奇异值分解", TITLES[3]),
        ("中心极限定理的替换法证明(续)", TITLES[4]),
        ("中心极限定理的代换法证明", TITLES[4]),
    ],
)
def test_a_mention_that_almost_matches_is_told_the_title(tmp_path: Path, mention: str, title: str) -> None:
    assert told(tmp_path, mention) == [
        f"content/posts/a.md:8:2: warning[near-mention]: no post is called 《{mention}》\n    did you mean 《{title}》?"
    ]


@pytest.mark.parametrize(
    "mention",
    [*TITLES, "矩阵杂谈", "矩阵杂谈(二):初等变换", "数学分析", "LLM", "中心极限定理", "Attention Is All You Need", "T"],
)
def test_titles_series_and_books_are_left_alone(tmp_path: Path, mention: str) -> None:
    assert told(tmp_path, mention) == []


def test_a_post_that_is_not_published_yet_has_its_title(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": post(body="《甲乙丙丁戊己庚》"),
        "content/posts/b.md": post("甲乙丙丁戊己辛"),
        "content/posts/c.md": post("甲乙丙丁戊己庚", draft="true"),
    }
    assert said(tmp_path, files, "near-mention") == []
