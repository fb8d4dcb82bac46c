"""MathJax as our pages set it up: each article on its own, links to equations, harmless macros, translation."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

FIRST = r"""---
title: 甲
date: 2024-01-02
---
$\newcommand{\RR}{\mathbb{R}}$设 $x\in\RR$。

\begin{equation}\label{eq:main} a=b \end{equation}

由 \eqref{eq:main} 即得。
"""
SECOND = r"""---
title: 乙
date: 2024-01-01
---
设 $x\in\RR$。

\begin{align}
c &= d \label{eq:main} \\
e &= f \label{eq:second}
\end{align}

由 $\eqref{eq:main}$ 与 \eqref{eq:second},又见 \eqref{a:eq:main}。
"""

REFERENCES = "[...document.querySelectorAll('mjx-container a')].map(a => a.textContent.replace(/[^\\d()?]/g, ''))"


def visible(page: Any) -> str:
    """The text of the page as a reader sees it."""
    return str(page.evaluate("document.querySelector('main').innerText"))


def test_two_posts_on_one_page_share_neither_labels_nor_numbers_nor_macros(small_site: Any, tab: Any) -> None:
    page = tab(small_site(a=FIRST, b=SECOND) + "/").page
    assert page.locator("mjx-merror").count() == 0
    articles = page.locator("article")
    assert articles.nth(0).locator("[id^='mjx-eqn:']").count() == 1
    assert articles.nth(1).locator("[id^='mjx-eqn:']").count() == 2
    numbers = page.evaluate(
        """() => [...document.querySelectorAll('article')].map(article =>
            [...article.querySelectorAll('mjx-labels mjx-mtd')].map(e => e.textContent.replace(/[^\\d]/g, '')).filter(Boolean))"""
    )
    assert [[number[:1] for number in article] for article in numbers] == [["1"], ["1", "2"]]
    assert "RR" not in articles.nth(0).inner_text()
    assert "\\RR" in articles.nth(1).inner_text()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_an_equation_of_another_post_is_a_link_with_its_number(small_site: Any, tab: Any) -> None:
    base = small_site(a=FIRST, b=SECOND)
    page = tab(f"{base}/posts/b/").page
    link = page.locator("a.eqref")
    assert link.inner_text() == "(1)"
    link.click()
    page.wait_for_url("**/posts/a/index.html#eq:main")


LONG = "---\ntitle: 长文\n---\n" + "\n\n".join(f"第 {n} 段,$x_{{{n}}}=\\frac{{{n}}}{{2}}$。" for n in range(120))


def test_a_link_to_an_equation_lands_on_it_after_typesetting(small_site: Any, tab: Any) -> None:
    base = small_site(a=LONG + "\n\n\\begin{equation}\\label{eq:far}y=z\\end{equation}\n\n" + LONG[20:])
    page = tab(f"{base}/posts/a/#eq:far").page
    page.wait_for_function("Math.abs(document.getElementById('eq:far').getBoundingClientRect().top) < innerHeight / 2")


@pytest.mark.parametrize(
    "formula",
    [
        r"$\href{javascript:window.hurt=1}{x}$",
        r"$\style{background-image:url(https://example.org/a.png)}{x}$",
        r"$\class{post-body}{x}$",
        r"$\cssId{main}{x}$",
        r"$\require{html}\href{data:text/html,hurt}{x}$",
    ],
)
def test_a_formula_that_would_do_harm_is_inert(small_site: Any, tab: Any, formula: str) -> None:
    visit = tab(small_site(a=f"---\ntitle: 甲\n---\n式子 {formula} 在此。\n") + "/posts/a/")
    found = visit.page.evaluate(
        """() => {
            const made = [...document.querySelectorAll('mjx-container *')];
            const live = e => `${e.getAttribute('href')} ${e.getAttribute('style')}`;
            return made.filter(e => /javascript|data:text|url\\(/.test(live(e)) || e.id === 'main'
                || e.classList.contains('post-body')).map(e => e.outerHTML);
        }"""
    )
    assert found == []
    assert visit.foreign(visit.page.url.split("/posts")[0]) == []


def test_what_mathjax_cannot_read_is_shown_as_it_was_written(small_site: Any, tab: Any) -> None:
    page = tab(
        small_site(
            a="---\ntitle: 甲\n---\n坏的式子 $\\frac{a}{b}{\\left( c$ 与好的 $x^2$。\n\n$$\\begin{matrix} a & b$$\n"
        )
        + "/posts/a/"
    ).page
    assert "\\begin{matrix} a & b" in visible(page)
    assert page.locator(".math mjx-container").count() >= 1


TRANSLATE = """() => {
            const walker = document.createTreeWalker(document.querySelector('.post-body'), NodeFilter.SHOW_TEXT);
            const nodes = [];
            while (walker.nextNode()) {
                const off = walker.currentNode.parentElement.closest('[translate="no"], .notranslate');
                if (!off && walker.currentNode.data.trim()) nodes.push(walker.currentNode);
            }
            for (const node of nodes) {
                const font = document.createElement('font');
                node.replaceWith(font);
                font.append(node);
            }
            return [nodes.length, document.querySelectorAll('.math font').length];
        }"""
"""Wraps text nodes in `font` elements, as translators do; they leave alone what says `translate="no"`."""


def test_a_translated_page_keeps_every_formula(small_site: Any, tab: Any) -> None:
    page = tab(small_site(a=FIRST) + "/posts/a/").page
    touched = page.evaluate(TRANSLATE)
    assert touched[0] >= 3
    assert touched[1] == 0


EXTENSIONS = r"""
$\ce{2H2 + O2 ->[a][b] 2H2O <=>> X}$ $\pu{1 m s-1}$ $\toggle{a}{b}\endtoggle$ $\bbox[red]{x}$ $\boldsymbol{x}$
$\braket{x|y}$ $\cancel{x}$ $\color{red}{x}$ $\enclose{circle}{x}$ $\xmapsto{x}$ $\href{#a}{x}$ $\unicode{65}$ $\verb|x|$
$\newcommand{\own}{x}\own$ $\mathbb{1}$ $\mathscr{A}\mathfrak{A}\symsf{a}ℝ𝓐∮$

\begin{CD} A @>>> B \end{CD}

\begin{prooftree} \AxiomC{A} \UnaryInfC{B} \end{prooftree}
"""


def test_no_extension_of_tex_asks_another_host(small_site: Any, tab: Any) -> None:
    base = small_site(a=f"---\ntitle: 甲\n---\n{EXTENSIONS}")
    visit = tab(f"{base}/posts/a/")
    assert any("/mathjax-mhchem-extension/" in url for url in visit.requests)
    assert (visit.foreign(base), visit.failed, visit.console) == ([], [], [])
    assert visit.page.locator("mjx-merror").count() == 0


def test_text_that_looks_like_math_is_left_alone(small_site: Any, tab: Any) -> None:
    text = "价格 $5 到 $10,代码 `$x$` 与 `\\(y\\)`,转义 \\$z\\$。"
    page = tab(small_site(a=f"---\ntitle: 一百 $ 与两百 $\n---\n{text}\n\n公式 $x_1$。\n") + "/posts/a/").page
    assert page.locator("mjx-container").count() == 1
    assert "价格 $5 到 $10,代码 $x$ 与 \\(y\\),转义 $z$。" in visible(page)


def test_a_post_may_have_macros_of_its_own(small_site: Any, tab: Any) -> None:
    own = '---\ntitle: 甲\ndate: 2024-01-02\nmath: {macros: {KL: ["D(#1\\\\Vert #2)", 2]}}\n---\n距离 $\\KL{p}{q}$。\n'
    other = "---\ntitle: 乙\ndate: 2024-01-01\n---\n距离 $\\KL{p}{q}$。\n"
    page = tab(small_site(settings='math: {macros: {RR: "\\\\mathbb{R}"}}', a=own, b=other) + "/").page
    assert "\\KL" not in page.locator("article").nth(0).inner_text()
    assert "\\KL" in page.locator("article").nth(1).inner_text()


def test_macros_of_the_settings_are_known_on_every_page(small_site: Any, tab: Any) -> None:
    text = "---\ntitle: 空间 $\\RR^n$\n---\n设 $x\\in\\RR^n$。\n"
    page = tab(small_site(settings='math: {macros: {RR: "\\\\mathbb{R}"}}', a=text) + "/posts/a/").page
    assert "\\RR" not in visible(page)
    assert visible(page).count("ℝ") >= 2


MANY = "---\ntitle: 长文\n---\n" + "\n\n".join(
    f"第 {n} 段,见 \\eqref{{eq:{n}}}。\n\n\\begin{{equation}}\\label{{eq:{n}}} a = \\frac{{{n}}}{{2}} \\end{{equation}}"
    for n in range(1, 120)
)


def test_lazy_typesetting_waits_for_the_reader_and_still_numbers_right(small_site: Any, tab: Any) -> None:
    base = small_site(settings="math: {lazy: true}", a=MANY)
    page = tab(f"{base}/posts/a/").page
    assert 0 < page.locator("mjx-math").count() < 119
    page = tab(f"{base}/posts/a/#eq:100").page
    page.wait_for_function("document.getElementById('eq:100').innerText.includes('(100)')")
    page.wait_for_function("Math.abs(document.getElementById('eq:100').getBoundingClientRect().top) < innerHeight / 2")


def test_formulas_that_are_typeset_after_a_translation_are_whole(small_site: Any, tab: Any) -> None:
    page = tab(small_site(settings="math: {lazy: true}", a=MANY) + "/posts/a/").page
    assert page.locator("mjx-math").count() < 119
    assert page.evaluate(TRANSLATE)[1] == 0
    page.wait_for_function(
        """() => {
            const equation = document.getElementById('eq:110');
            equation.scrollIntoView();
            return equation.querySelector('mjx-math') && equation.textContent.includes('110');
        }""",
        timeout=15000,
    )
    assert page.locator("mjx-merror").count() == 0
