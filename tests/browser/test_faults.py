"""What other programs find at fault in the demo site: axe in pages of every kind, the Nu validator in every page's HTML."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import REPOSITORY, Tab, unavailable

pytestmark = pytest.mark.browser

MODULES = Path(os.environ.get("SITEGENTEST_NODE_MODULES") or REPOSITORY / "node_modules")
KINDS = [
    "/",
    "/page/2/",
    "/posts/banach-bu-dong-dian-ding-li-de-san-ge-ying-yong/",
    "/posts/kl-san-du-yi-ge-bu-dui-cheng-de-ju-li/",
    "/about/",
    "/tags/",
    "/tags/概率/",
    "/series/",
    "/series/矩阵漫谈/",
    "/archive/",
    "/popular/",
    "/graph/",
    "/search/?q=收敛速度",
    "/404.html",
]

AXE = """async rules => {
  document.querySelectorAll('details').forEach(details => { details.open = true; });
  const { violations } = await axe.run(document, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 100)}`);
}"""

PAINT = "() => [document.documentElement.dataset.scheme, getComputedStyle(document.documentElement).backgroundColor]"


def module(path: str) -> Path:
    """A file of a package of Node, which is there where tests are run for a release."""
    if not (MODULES / path).exists():
        unavailable(f"no {path} in {MODULES}; .ci/run installs it, and SITEGENTEST_NODE_MODULES names another folder")
    return MODULES / path


def test_axe_finds_no_fault_in_a_page_of_any_kind_light_or_dark(demo: tuple[Path, str], tab: Tab) -> None:
    axe = module("axe-core/axe.min.js").read_text("utf-8")
    _, base = demo
    found = {}
    for path in KINDS:
        page = tab(base + path, width=390).page
        if "?q=" in path:
            page.locator(".search-results li").first.wait_for()
        page.evaluate(axe)
        found[path] = page.evaluate(AXE)
        page.emulate_media(color_scheme="dark")
        found[path] += page.evaluate(AXE, ["color-contrast"])
        last = page
    assert {path: faults for path, faults in found.items() if faults} == {}
    last.evaluate("document.querySelector('main').innerHTML += '<img src=/a.png>'")
    assert last.evaluate(AXE) == ['image-alt: <img src="/a.png">']


def test_the_nu_validator_finds_no_error_in_any_page(demo: tuple[Path, str], tmp_path: Path) -> None:
    jar = module("vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java") or unavailable("no Java on this machine, which the Nu validator needs")
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><html lang=en><title>A</title><p><img src=a.png></p></section>", "utf-8")
    public, _ = demo
    options = ["--skip-non-html", "--errors-only", "--format", "json", "--exit-zero-always"]
    run = subprocess.run([java, "-jar", jar, *options, public, wrong], check=True, capture_output=True, text=True)
    messages = json.loads(run.stderr)["messages"]
    assert [
        (message["url"], message["message"]) for message in messages if not message["url"].endswith(wrong.name)
    ] == []
    assert len(messages) == 2


def test_a_chosen_colour_scheme_holds_on_every_page_and_in_every_window(demo: tuple[Path, str], tab: Tab) -> None:
    _, base = demo
    page, other = tab(base + "/").page, tab(base + "/about/").page
    _, light = page.evaluate(PAINT)
    page.locator(".scheme").click()
    scheme, dark = page.evaluate(PAINT)
    assert (scheme, dark != light) == ("dark", True)
    other.wait_for_function("document.documentElement.dataset.scheme === 'dark'")
    for path in KINDS:
        page.goto(base + path)
        assert page.evaluate(PAINT) == ["dark", dark], path
    page.emulate_media(color_scheme="dark")
    page.locator(".scheme").click()
    assert page.evaluate(PAINT) == ["auto", dark]
    page.locator(".scheme").click()
    page.reload()
    assert page.evaluate(PAINT) == ["light", light]
