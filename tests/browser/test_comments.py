"""Comments in a real browser: nothing asked of another host before a reader comes near; light and dark are followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.test_comments import GISCUS, WALINE
from tests.sitehelp import made, post

pytestmark = pytest.mark.browser

OPEN = {"Access-Control-Allow-Origin": "*"}
WAIT = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def opened(tmp_path: Path, serve: Any, browser: Any) -> Any:
    """A function that opens a post of a site with these settings; what it asks of other hosts is listed, and answered."""
    contexts = []

    def visit(settings: str, scheme: str) -> tuple[Any, list[str]]:
        address = serve(made(tmp_path, {"content/posts/a.md": post("A", "Text.\n\n" * 200), "sitegen.yaml": settings}))
        contexts.append(browser.new_context(color_scheme=scheme))
        page, asked = contexts[-1].new_page(), []

        def answer(route: Any) -> None:
            asked.append(route.request.url)
            script = "export function init(wishes) { wishes.el = wishes.el.parentElement.className; window.asked = wishes; document.body.id = 'asked'; }"
            kind = "text/css" if route.request.url.endswith(".css") else "text/javascript"
            route.fulfill(
                body=script if route.request.url.endswith("waline.js") else "", content_type=kind, headers=OPEN
            )

        page.route(lambda url: not url.startswith(address), answer)
        page.goto(f"{address}/posts/a/")
        return page, asked

    yield visit
    for context in contexts:
        context.close()


def test_giscus_is_asked_when_a_reader_comes_near(opened: Any) -> None:
    page, asked = opened(GISCUS, "dark")
    page.evaluate(WAIT)
    assert asked == []
    with page.expect_response("https://giscus.app/client.js"):
        page.locator(".comments").scroll_into_view_if_needed()
    assert asked == ["https://giscus.app/client.js"]
    assert page.evaluate("({...document.querySelector('.comments script').dataset})") == {
        "repo": "me/notes",
        "repoId": "R_1",
        "category": "Posts",
        "categoryId": "C_2",
        "mapping": "specific",
        "term": "/posts/a/",
        "strict": "1",
        "reactionsEnabled": "1",
        "emitMetadata": "0",
        "theme": "dark",
        "lang": "zh-CN",
    }


def test_waline_is_asked_when_a_reader_comes_near_and_follows_light_and_dark(opened: Any) -> None:
    page, asked = opened(WALINE, "light")
    page.evaluate(WAIT)
    assert asked == []
    page.locator(".comments").scroll_into_view_if_needed()
    page.locator("body#asked").wait_for()
    assert sorted(asked) == ["https://c.example/dist/waline.css", "https://c.example/dist/waline.js"]
    assert page.evaluate("asked") == {
        "el": "comments",
        "serverURL": "https://w.example/x",
        "path": "/posts/a/",
        "lang": "zh-CN",
        "dark": ".comments.dark",
    }
    page.locator(".scheme").click()
    page.locator(".comments.dark").wait_for()
