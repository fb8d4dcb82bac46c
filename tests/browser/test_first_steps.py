"""From nothing to a page with formulas in the browser: `sitegen init`, `sitegen serve`, and a look at it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sitegen.mathjax import FONTS
from tests.preview import previewing
from tests.sitehelp import sitegen

pytestmark = pytest.mark.browser

CDN = re.compile(r"https://cdn\.jsdelivr\.net/npm/(?:mathjax@[\d.]+|(@mathjax/mathjax-newcm-font)@[\d.]+)/([^?]*)")
NUMBERS = "[...document.querySelectorAll('mjx-labels mjx-mtd')].map(e => e.textContent.replace(/[^\\d]/g, '')[0])"


def test_a_new_site_shows_numbered_formulas_with_mathjax_from_the_network(
    tmp_path: Path, browser: Any, mathjax_copy: Path
) -> None:
    def answer(route: Any) -> None:
        """The network, out of our copy."""
        found = CDN.fullmatch(route.request.url.partition("?")[0])
        assert found, route.request.url
        route.fulfill(path=mathjax_copy / (FONTS if found[1] else "") / found[2])

    assert sitegen("init", "blog", cwd=tmp_path).returncode == 0
    context = browser.new_context()
    context.route(re.compile("^https:"), answer)
    try:
        with previewing(tmp_path / "blog") as preview:
            page = context.new_page()
            page.goto(f"{preview.url}/posts/first-equation/")
            page.wait_for_function("window.MathJax?.startup?.promise")
            page.evaluate("MathJax.startup.promise")
            assert page.locator("mjx-merror").count() == 0
            assert page.evaluate(NUMBERS) == ["1", "2", "3"]
            assert page.locator("mjx-container a").count() == 2
    finally:
        context.close()
