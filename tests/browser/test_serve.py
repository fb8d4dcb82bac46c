"""The preview as an author sees it: the browser beside the editor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.preview import Preview, post, previewing, small_site, write

pytestmark = pytest.mark.browser

Open = Callable[[str], Any]
PANEL = "#sitegen-problems"


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    site = small_site(tmp_path / "site")
    write(site, "static/style.css", "body { color: rgb(0, 0, 255) }")
    write(site, "content/posts/long.md", post("Long", "A paragraph.\n\n" * 200, 3))
    with previewing(site) as running:
        running.is_built(1)
        yield running


@pytest.fixture
def open_page(preview: Preview, tab: Any) -> Open:
    """A function that opens a page of the preview and waits until the wire to it is there."""

    def opened(path: str) -> Any:
        page = tab(preview.url + path).page
        page.evaluate("window.mark = 'as it was loaded'")
        page.wait_for_function("window.LiveReload && window.LiveReload.connector.protocol === 7")
        page.wait_for_function("window.LiveReload.hasPlugin('sitegen-problems')")
        return page

    return opened


def is_same_document(page: Any) -> bool:
    """Whether the page was not loaded anew since it was opened."""
    return bool(page.evaluate("window.mark") == "as it was loaded")


def test_a_save_appears_and_the_place_on_the_page_is_kept(preview: Preview, open_page: Open) -> None:
    page = open_page("/posts/long/")
    page.evaluate("scrollTo(0, 1500)")
    write(preview.site, "content/posts/long.md", post("Long", "Changed.\n\n" + "A paragraph.\n\n" * 200, 3))
    page.get_by_text("Changed.").wait_for()
    page.wait_for_function("scrollY === 1500")
    assert not is_same_document(page)


@pytest.mark.parametrize("gap", [40, 400])
def test_the_last_of_two_saves_is_what_is_seen(preview: Preview, open_page: Open, gap: int) -> None:
    page = open_page("/posts/one/")
    for text in ("First save.", "Second save."):
        write(preview.site, "content/posts/one.md", post("One", text))
        page.wait_for_timeout(gap)  # this is the case itself, not a wait for luck
    page.get_by_text("Second save.").wait_for()


def test_thirty_files_saved_at_once_load_the_page_once(preview: Preview, open_page: Open) -> None:
    page = open_page("/")
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    for n in range(30):
        write(preview.site, f"content/posts/n{n}.md", post(f"Title {n}", "x", 20))
    page.get_by_text("Title 0", exact=True).first.wait_for()
    page.wait_for_load_state("load")
    write(preview.site, "content/posts/two.md", post("Two, the last", "x", 21))
    page.get_by_text("Two, the last").first.wait_for()
    page.wait_for_load_state("load")
    assert len(loads) == len(preview.builds) - 1 == 2


def test_a_style_sheet_is_swapped_in_place(preview: Preview, open_page: Open) -> None:
    page = open_page("/posts/one/")
    write(preview.site, "static/style.css", "body { color: rgb(255, 0, 0) }")
    page.wait_for_function("getComputedStyle(document.body).color === 'rgb(255, 0, 0)'")
    assert is_same_document(page)


def test_a_page_that_did_not_change_is_left_alone(preview: Preview, open_page: Open) -> None:
    one, two = open_page("/posts/one/"), open_page("/posts/two/")
    (preview.site / "content/posts/one.md").touch()
    preview.is_built(2)
    write(preview.site, "content/posts/two.md", post("Two", "Only this page changed.", 2))
    two.get_by_text("Only this page changed.").wait_for()
    assert is_same_document(one)


def test_an_error_lies_over_the_last_good_page_until_the_repair(preview: Preview, open_page: Open) -> None:
    page = open_page("/posts/one/")
    write(preview.site, "content/posts/one.md", "---\ntitle: One\ndate: 2024-02-30\n---\n<script>mark = 1</script>\n")
    page.locator(PANEL).wait_for()
    panel = page.locator(PANEL).inner_text()
    assert "content/posts/one.md:3:7" in panel
    assert "2024-02-30 is not a date that exists" in panel
    assert "5 | <script>mark = 1</script>" in panel
    assert page.locator(f"{PANEL} mark").inner_text().strip() == "3 | date: 2024-02-30"
    assert page.get_by_text("The text of one.").is_visible()
    assert is_same_document(page)
    page.locator(f"{PANEL} button").click()
    assert page.locator(PANEL).count() == 0
    page.reload()
    assert page.locator(PANEL).is_visible()
    write(preview.site, "content/posts/one.md", post("One", "Repaired."))
    page.get_by_text("Repaired.").wait_for()
    page.locator(PANEL).wait_for(state="detached")


def test_a_repair_that_changes_nothing_takes_only_the_panel_away(preview: Preview, open_page: Open) -> None:
    page = open_page("/posts/two/")
    good = (preview.site / "content/posts/one.md").read_bytes()
    write(preview.site, "content/posts/one.md", "---\ntitle: One\ndate: 2024-02-30\n---\n")
    page.locator(PANEL).wait_for()
    write(preview.site, "content/posts/one.md", good)
    page.locator(PANEL).wait_for(state="detached")
    assert is_same_document(page)


def test_a_page_of_a_first_build_that_failed_becomes_the_site(tmp_path: Path, tab: Any) -> None:
    site = small_site(tmp_path / "site")
    good = (site / "content/posts/one.md").read_bytes()
    write(site, "content/posts/one.md", "---\ntitle: One\ndate: 2024-02-30\n---\n")
    with previewing(site) as preview:
        page = tab(preview.url + "/").page
        assert "there is nothing to show yet" in page.locator(PANEL).inner_text()
        write(site, "content/posts/one.md", good)
        page.get_by_text("The text of one.").wait_for()
        page.locator(PANEL).wait_for(state="detached")


def test_a_deleted_post_gives_way_to_the_page_for_what_is_missing(preview: Preview, open_page: Open) -> None:
    page, index = open_page("/posts/one/"), open_page("/")
    (preview.site / "content/posts/one.md").unlink()
    page.get_by_text("The text of one.").wait_for(state="detached")
    index.get_by_text("The text of one.").wait_for(state="detached")
    write(preview.site, "content/posts/one.md", post("One", "Back again."))
    page.get_by_text("Back again.").wait_for()


def test_a_new_server_is_found_by_the_pages_of_the_old_one(preview: Preview, open_page: Open) -> None:
    page = open_page("/posts/one/")
    port = preview.port
    assert preview.stop() == 130
    write(preview.site, "content/posts/one.md", post("One", "Changed meanwhile."))
    with previewing(preview.site, "-p", str(port)) as again:
        assert again.port == port
        page.get_by_text("Changed meanwhile.").wait_for()
