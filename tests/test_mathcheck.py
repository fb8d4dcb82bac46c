"""Formulas that MathJax cannot read are named with file and line: the real MathJax reads them, in Node.js."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sitegen import mathjax
from sitegen.building import check
from sitegen.problem import ENVIRONMENT, SiteError

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with the repository's copy of MathJax."""
    reason = ""
    if shutil.which("node") is None:
        reason = "no Node.js on this machine"
    elif not mathjax.installed(REPOSITORY):
        reason = "no copy of MathJax beside the site; `sitegen mathjax install` brings one through npm"
    if reason and os.environ.get("SITEGENTEST_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    mathjax.folder(tmp_path).parent.mkdir()
    mathjax.folder(tmp_path).symlink_to(mathjax.folder(REPOSITORY), target_is_directory=True)
    (tmp_path / "content" / "posts").mkdir(parents=True)
    return tmp_path


def post(site: Path, name: str, text: str) -> str:
    """Write a post and return its path as problems name it."""
    path = site / "content" / "posts" / f"{name}.md"
    path.write_text(text, "utf-8")
    return str(path)


def test_each_formula_that_mathjax_cannot_read_is_named_with_its_line(site: Path) -> None:
    path = post(
        site,
        "a",
        "---\ntitle: 极限 $\\limm$\n---\n好的 $x^2$ 与 $\\frac{1}{2}$。\n\n坏的 $\\left( x$。\n\n"
        "$$\n\\begin{aligned}\na &= b\n$$\n",
    )
    assert [str(problem) for problem in check(site, with_math=True)] == [
        f"{path}:1: error[math]: MathJax cannot read $\\limm$: Undefined control sequence \\limm",
        f"{path}:6: error[math]: MathJax cannot read $\\left( x$: Extra \\left or missing \\right",
        f"{path}:8: error[math]: MathJax cannot read $$ \\begin{{aligned}} a &= b $$: Missing \\end{{aligned}}",
    ]


def test_macros_are_known_where_they_are_defined_and_nowhere_else(site: Path) -> None:
    (site / "sitegen.yaml").write_text('math: {macros: {RR: "\\\\mathbb{R}"}}\n', "utf-8")
    post(site, "a", '---\ntitle: 甲\nmath: {macros: {KL: ["D(#1\\\\Vert #2)", 2]}}\n---\n$\\KL{p}{q}\\in\\RR$\n')
    path = post(
        site, "b", "---\ntitle: 乙\n---\n$\\newcommand{\\E}{\\mathbb{E}}$ 与 $\\E x\\in\\RR$,而 $\\KL{p}{q}$。\n"
    )
    assert [str(problem) for problem in check(site, with_math=True)] == [
        f"{path}:4: error[math]: MathJax cannot read $\\KL{{p}}{{q}}$: Undefined control sequence \\KL"
    ]


def test_environments_of_extensions_that_pages_load_can_be_read(site: Path) -> None:
    body = "\\begin{numcases}{f}a\\\\b\\end{numcases}\n\n$$\\begin{dcases}a\\\\b\\end{dcases}$$\n"
    post(site, "a", f"---\ntitle: 甲\n---\n{body}\n\\begin{{empheq}}{{align}}a\\end{{empheq}}\n")
    assert check(site, with_math=True) == []


def test_references_are_judged_by_the_labels_of_the_site_and_not_by_mathjax(site: Path) -> None:
    post(site, "a", "---\ntitle: 甲\n---\n\\begin{equation}\\label{eq:a}x\\end{equation}\n由 \\eqref{eq:a}。\n")
    path = post(site, "b", "---\ntitle: 乙\n---\n由 \\eqref{a:eq:a} 与 $\\eqref{eq:b}$。\n")
    assert [str(problem).splitlines()[0] for problem in check(site, with_math=True)] == [
        f"{path}:4: warning[label]: no equation has the label eq:b"
    ]


def test_checking_formulas_without_mathjax_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "content" / "posts").mkdir(parents=True)
    with pytest.raises(SiteError) as caught:
        check(tmp_path, with_math=True)
    assert caught.value.status == ENVIRONMENT
    assert "checking formulas needs" in str(caught.value)


def test_the_demo_site_has_no_formula_that_mathjax_cannot_read(site: Path) -> None:
    shutil.copytree(REPOSITORY / "content", site / "content", dirs_exist_ok=True)
    assert check(site, with_math=True) == []
