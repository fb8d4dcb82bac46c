"""How long the preview takes from a save to the pixels: `python benchmarks/preview.py SITE POST.md [--runs N]`.

Starts `sitegen serve` on the site, opens the post in a real Chromium, appends a word to its file, and waits until the
browser has painted it; the file is put back in the end. Prints milliseconds: the median and the longest.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

PAINTED = """word => new Promise(done => {
  const look = () => document.body?.innerText.includes(word)
    ? requestAnimationFrame(() => setTimeout(done)) : setTimeout(look, 2);
  look();
})"""


def main() -> None:
    """Measure, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("site", type=Path)
    parser.add_argument("post", type=Path, help="a file in content/posts/ without a slug of its own")
    parser.add_argument("--runs", type=int, default=8)
    arguments = parser.parse_args()
    before = arguments.post.read_bytes()
    command = [sys.executable, "-m", "sitegen", "serve", "-s", arguments.site, "-p", "8000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            took = measured(f"{_address(server)}posts/{quote(arguments.post.stem)}/", arguments.post, arguments.runs)
        finally:
            arguments.post.write_bytes(before)
            server.terminate()
    print(f"{len(took)} saves: median {median(took):.0f} ms, longest {max(took):.0f} ms")


def _address(server: subprocess.Popen[str]) -> str:
    """Return where the site is served, once it is built."""
    assert server.stdout
    address = ""
    for line in server.stdout:
        address = address or "".join(re.findall(r"http://[\d.]+:\d+/", line))
        if "built in" in line:
            break
    return address


def measured(url: str, post: Path, runs: int) -> list[float]:
    """Return the milliseconds of each save."""
    text = post.read_text("utf-8")
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url)
        page.wait_for_function("window.LiveReload?.connector?.protocol === 7")
        took = [_one(page, post, text, f"save-number-{n}") for n in range(runs)]
        browser.close()
    return took


def _one(page: Page, post: Path, text: str, word: str) -> float:
    began = time.perf_counter()
    post.write_text(f"{text}\n\n{word}\n", "utf-8")
    while True:
        try:
            page.evaluate(PAINTED, word)
            break
        except Exception as fault:  # the page goes away when it is loaded anew
            if "context was destroyed" not in str(fault) and "navigation" not in str(fault):
                raise
    took = (time.perf_counter() - began) * 1000
    page.wait_for_function("window.LiveReload?.connector?.protocol === 7")
    return took


if __name__ == "__main__":
    main()
