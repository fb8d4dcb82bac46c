"""The site on a host that sends the headers which it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.browser.test_pages import FORMULAS, addresses

pytestmark = pytest.mark.browser


def of_each_kind(public: Path) -> list[str]:
    """Return a page of every kind: of those in one folder the first."""
    kinds: dict[str, str] = {}
    for address in addresses(public):
        kinds.setdefault(address.split("/")[1] if address.count("/") > 2 else address, address)
    return sorted(kinds.values())


def test_every_kind_of_page_is_whole_under_the_sites_content_security_policy(demo: tuple[Path, str], tab: Any) -> None:
    public, base = demo
    wrong, formulas = [], 0
    for address in of_each_kind(public):
        visit = tab(base + address, policy=True)
        found = visit.page.evaluate(FORMULAS)
        formulas += found["typeset"]
        if visit.console or visit.failed or found["typeset"] != found["marked"] or found["broken"]:
            wrong.append((address, found, visit.console, visit.failed))
    assert wrong == []
    assert formulas > 50


def test_the_policy_is_sent_and_keeps_out_scripts_in_the_page(demo: tuple[Path, str], tab: Any) -> None:
    _, base = demo
    visit = tab(f"{base}/", policy=True)
    visit.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))"
    )
    assert visit.page.evaluate("window.bad") is None
    assert "script-src 'self'" in visit.console[0]


def test_files_with_a_digest_in_their_names_are_kept_by_browsers_and_pages_are_not(demo: tuple[Path, str]) -> None:
    public, base = demo
    (style,) = (public / "assets").glob("style.*.css")
    with urlopen(f"{base}/assets/{style.name}") as sheet, urlopen(f"{base}/") as page:
        assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert page.headers["Cache-Control"] is None
