"""What a visitor does on a site, link by link: the same walk whoever serves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.browser.conftest import TYPESET
from tests.browser.test_pages import FORMULAS


@dataclass(frozen=True)
class Walk:
    """What a visitor saw: pages by their headings, and all that went wrong."""

    headings: list[str]
    faults: list[str]


WHOLE = Walk(["数学笔记", "搜索", "Banach不动点定理的三个应用", "收敛", "数学笔记"], [])
"""What there is to see of the demo site, if nothing is wrong."""


def walk(tab: Any, home: str, policy: bool = False) -> Walk:
    """Go from the first page to the search, to what it finds, to a tag of that with Chinese letters, and back."""
    visit = tab(home, policy=policy)
    page = visit.page
    headings = [_arrived(page, ".site-title")]
    page.click("a.to-search")
    headings.append(_arrived(page))
    field = page.locator("[name=q]")
    field.click()  # nobody types before the field can be seen, which its script shows
    field.press_sequentially("不动点定理")
    page.locator(".search-results a", has_text="三个应用").first.click()
    headings.append(_arrived(page))
    seen = page.evaluate(FORMULAS)
    is_typeset = (seen["typeset"], seen["outside"], seen["broken"]) == (seen["marked"], 0, 0) and seen["marked"] > 20
    page.click(".tags a >> text=收敛")
    headings.append(_arrived(page))
    page.click(".site-title a")
    headings.append(_arrived(page, ".site-title"))
    return Walk(headings, [*visit.console, *visit.failed, *([] if is_typeset else [f"formulas: {seen}"])])


def _arrived(page: Any, heading: str = "h1") -> str:
    """Wait until a page is whole; return its heading."""
    text = str(page.locator(heading).inner_text())
    if page.locator("script[src*='tex-chtml']").count():
        page.evaluate(TYPESET)
    return text
