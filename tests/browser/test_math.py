"""MathJax as our pages set it up: each article on its own, links to equations, harmless macros, translation."""

from __future__ import annotations

from pathlib import Path
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


def visited(context: Any) -> str:
    """The address of the first page of a context."""
    return str(context.pages[0].url)


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

$$\begin{dcases} a \\ b \end{dcases}$$

\begin{numcases}{f} a \label{a} \\ b \label{b} \end{numcases}

\begin{empheq}[left=\empheqlbrace]{align} c \label{c} \\ d \label{d} \end{empheq}

\begin{spreadlines}{1em}\begin{align} e \label{e} \end{align}\end{spreadlines}

\begin{equation}\label{f} f \end{equation}

\eqref{a} \eqref{b} \eqref{c} \eqref{d} \eqref{e} \eqref{f}
"""


def test_no_extension_of_tex_asks_another_host(small_site: Any, tab: Any) -> None:
    base = small_site(a=f"---\ntitle: 甲\n---\n{EXTENSIONS}")
    visit = tab(f"{base}/posts/a/")
    assert any("/mathjax-mhchem-extension/" in url for url in visit.requests)
    assert (visit.foreign(base), visit.failed, visit.console) == ([], [], [])
    assert visit.page.locator("mjx-merror").count() == 0
    assert [text for text in visit.page.locator("mjx-container a").all_inner_texts() if "(" in text] == [
        f"({number})" for number in range(1, 7)
    ]


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


PROSE = "我们继续这个推导,把结果写在下面,再看它说了些什么。"
TALL = [
    "\\begin{{equation}}\\label{{eq:{n}}} \\sum_{{i=1}}^n \\frac{{x_i^{{{n}}}}}{{1+\\exp(-\\theta_i)}} = \\int_0^1 f(t)\\,dt \\end{{equation}}",
    "\\begin{{align}} a &= \\begin{{pmatrix}} 1 & 2 \\\\ 3 & 4 \\\\ 5 & 6 \\end{{pmatrix}} x \\label{{eq:{n}}} \\\\ c &= {n} \\end{{align}}",
    "\\begin{{equation}}\\label{{eq:{n}}} f(x) = \\begin{{cases}} x^2, & x > 0 \\\\ \\frac{{{n}}}{{2}}, & x \\le 0 \\end{{cases}} \\end{{equation}}",
    "$$\\left\\Vert \\frac{{x_{{{n}}}}}{{y}} \\right\\Vert \\leq \\sqrt{{\\frac{{1}}{{{n}}}}} \\tag{{T{n}}}\\label{{eq:{n}}}$$",
]
INLINE = [
    "$\\boldsymbol{{\\theta}}_{{t+1}}=\\boldsymbol{{\\theta}}_t-\\eta_t\\nabla\\mathcal{{L}}(\\boldsymbol{{\\theta}}_t)$",
    "$\\mathbb{{E}}_{{x\\sim p(x)}}[\\log q(x)]$",
    "$\\frac{{\\alpha}}{{1-\\beta}}$",
    "$x_{{{n}}}\\in\\mathbb{{R}}^{{m\\times {n}}}$",
]
COUNT = 100
MANY = "---\ntitle: 长文\n---\n" + "\n\n".join(
    f"第 {n} 段,设 {INLINE[n % 4].format(n=n)} 与 {INLINE[(n + 1) % 4].format(n=n)},见 \\eqref{{eq:{n * 37 % COUNT + 1}}}。"
    f"{PROSE * (1 + n % 4)}\n\n{TALL[n % 4].format(n=n)}"
    for n in range(1, COUNT + 1)
)
"""A post of 400 formulas, many of them high, with references back and forth."""

LAZY = "math: {lazy: true}"
TYPESET = ".math > mjx-container"
SETTLED = """() => [...document.querySelectorAll('.math.awaited')].every(formula => {
    const { top, bottom } = formula.getBoundingClientRect();
    return bottom < -innerHeight || top > 2 * innerHeight;
})"""
"""Whether every formula in view and a window's height around it is typeset."""

WATCH = """() => {
    window.shifts = [];
    const observer = new PerformanceObserver(list => shifts.push(...list.getEntries().map(shift => shift.value)));
    observer.observe({ type: 'layout-shift' });
}"""
READ = """() => {
    const caret = document.caretRangeFromPoint(innerWidth / 2, innerHeight / 2);
    window.reading = caret.startContainer.parentElement;
    return reading.getBoundingClientRect().top;
}"""
"""Takes note of the paragraph in the middle of the window, and says where it is."""

PLACE = """id => {
    const formula = document.getElementById(id).closest('.equation').querySelector('.math.display');
    const { top, bottom } = formula.getBoundingClientRect();
    return { typeset: Boolean(formula.querySelector('mjx-container')), seen: top >= 0 && bottom <= innerHeight, top };
}"""


def numbers(page: Any) -> list[str]:
    """The numbers of the equations and of the references on a page that is typeset as a whole."""
    shown = "[...document.querySelectorAll('mjx-container [id], mjx-container a')].map(e => e.innerText)"
    return [str(number) for number in page.evaluate(shown)]


def test_lazy_typesetting_waits_for_the_reader(small_site: Any, tab: Any) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/").page
    assert page.evaluate(SETTLED)
    assert 0 < page.locator(TYPESET).count() < 100


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_read_does_not_move_when_formulas_are_typeset_while_scrolling(
    small_site: Any, tab: Any, width: int
) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/", width=width).page
    page.evaluate("document.getElementById('eq:50').scrollIntoView()")
    page.wait_for_function(SETTLED)
    page.mouse.move(width / 2, 450)
    before = page.locator(TYPESET).count()
    page.evaluate(WATCH)
    for step in [-300] * 30 + [300] * 45:
        place = page.evaluate(READ) - step
        page.mouse.wheel(0, step)
        page.wait_for_function("place => Math.abs(reading.getBoundingClientRect().top - place) < 3", arg=place)
        page.wait_for_function(SETTLED)
        assert abs(page.evaluate("reading.getBoundingClientRect().top") - place) < 3
    assert page.locator(TYPESET).count() > before + 100
    assert sum(page.evaluate("shifts")) < 0.01


@pytest.mark.parametrize("width", [390, 1280])
def test_an_address_lands_on_an_equation_far_down_that_is_then_typeset(small_site: Any, tab: Any, width: int) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/#eq:80", width=width).page
    landed = page.evaluate(PLACE, "eq:80")
    assert (landed["typeset"], landed["seen"], landed["top"] < 60) == (True, True, True)
    page.wait_for_function(SETTLED)
    assert abs(page.evaluate(PLACE, "eq:80")["top"] - landed["top"]) < 3
    assert page.locator(TYPESET).count() < 200


def test_a_reference_leads_to_an_equation_that_was_not_typeset(small_site: Any, tab: Any) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/", width=390).page
    link = page.locator("mjx-container a[href$='75']")
    assert link.inner_text() == "(T75)" if 75 % 4 == 3 else "(75)"
    link.click()
    page.wait_for_function(f"({PLACE})('eq:75').typeset")
    page.wait_for_function(SETTLED)
    assert page.evaluate(PLACE, "eq:75")["seen"]
    assert page.evaluate("scrollY") > 5000


@pytest.mark.parametrize(
    ("jump", "id"), [("document.getElementById('eq:90').scrollIntoView()", "eq:90"), ("scrollTo(0, 1e6)", "eq:100")]
)
def test_after_one_jump_what_is_in_view_is_typeset_and_stays(small_site: Any, tab: Any, jump: str, id: str) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/", width=390).page
    page.evaluate(jump)
    page.wait_for_function(f"({PLACE})('{id}').typeset")
    there = page.evaluate(PLACE, id)
    page.wait_for_function(SETTLED)
    assert there["seen"]
    assert abs(page.evaluate(PLACE, id)["top"] - there["top"]) < 3


def test_lazy_typesetting_gives_the_numbers_of_a_page_that_is_typeset_at_once(small_site: Any, tab: Any) -> None:
    lazy = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/#eq:80").page
    lazy.evaluate("dispatchEvent(new Event('beforeprint'))")
    page = lazy.context.new_page()
    page.route("**/posts/a/", lambda route: route.fulfill(body=route.fetch().text().replace("data-lazy", "data-eager")))
    page.goto(visited(lazy.context).split("#")[0])
    page.wait_for_function("window.MathJax?.startup?.promise")
    page.evaluate("MathJax.startup.promise")
    at_once = numbers(page)
    assert numbers(lazy) == at_once
    assert len(at_once) == 225
    assert "???" not in at_once


def test_before_printing_everything_is_typeset(small_site: Any, tab: Any) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/").page
    assert page.locator(TYPESET).count() < 100
    page.pdf()
    assert (page.locator(".awaited").count(), page.locator(TYPESET).count()) == (0, 4 * COUNT)


def test_formulas_that_are_typeset_after_a_translation_are_whole(small_site: Any, tab: Any) -> None:
    page = tab(small_site(settings=LAZY, a=MANY) + "/posts/a/").page
    assert page.locator(TYPESET).count() < 100
    assert page.evaluate(TRANSLATE)[1] == 0
    page.evaluate("document.getElementById('eq:90').scrollIntoView()")
    page.wait_for_function(f"({PLACE})('eq:90').typeset")
    assert page.locator("mjx-merror").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_place_of_formulas_is_kept_for_them(small_site: Any, tab: Any, width: int) -> None:
    page = tab(small_site(a=MANY) + "/posts/a/", width=width).page
    typeset = page.evaluate("document.documentElement.scrollHeight")
    context = page.context
    page = context.new_page()
    page.route("**/tex-chtml.js", lambda route: None)
    page.goto(visited(context), wait_until="commit")
    page.wait_for_selector(".awaited")
    assert page.evaluate("document.documentElement.scrollHeight") == pytest.approx(typeset, rel=0.02)


SHIFT = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: 'layout-shift', buffered: true });
  return observer.takeRecords().reduce((sum, { value }) => sum + value, 0);
}"""


def test_lines_do_not_break_anew_when_the_fonts_of_formulas_come(demo: tuple[Path, str], tab: Any) -> None:
    page = tab(f"{demo[1]}/posts/banach-bu-dong-dian-ding-li-de-san-ge-ying-yong/", width=390).page
    assert page.evaluate(SHIFT) < 0.05


def test_where_mathjax_does_not_come_the_source_can_be_read(small_site: Any, tab: Any) -> None:
    context = tab(small_site(a=FIRST) + "/").page.context
    page = context.new_page()
    page.route("**/tex-chtml.js", lambda route: route.abort())
    page.goto(visited(context) + "posts/a/")
    page.wait_for_function("!document.querySelector('.awaited')")
    assert "\\begin{equation}\\label{eq:main} a=b \\end{equation}" in visible(page)
