"""A post with everything that may be too wide, and with pictures of every kind, in a real browser."""

from __future__ import annotations

import base64
from pathlib import Path
from struct import pack
from typing import Any

import pytest

from sitegen.building import build
from tests.sitehelp import post, write

pytestmark = pytest.mark.browser

DRAW = """types => types.map(([type, quality]) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 500, height: 30 });
  canvas.getContext('2d').fillRect(0, 0, 500, 30);
  return canvas.toDataURL(type, quality).split(',')[1];
})"""

WIDE = """![甲](a.png "图 $x$，见 $y$")

![乙](b.jpg) ![丙](c.jpg) ![丁](d.webp) ![戊](e.webp) ![己](f.webp) ![庚](g.svg)

```python
x = "a line of code that is much wider than the screen of any telephone, and than the measure of the text too"
```

::: 定理 柯西
$$\\sum_{i=1}^n a_i b_i + \\sum_{i=1}^n a_i b_i + \\sum_{i=1}^n a_i b_i + \\sum_{i=1}^n a_i b_i + \\sum_{i=1}^n a_i b_i \\le 1$$
:::

> [!NOTE]
> | 甲 | 乙 | 丙 | 丁 | 戊 |
> |---|---|---|---|---|
> | 1 | 2 | 3 | 4 | 5 |

紧集
: 甲[^1]

[^1]: 乙 $x$
"""

UNREACHABLE = """() => [...document.querySelectorAll('main *')].filter(box =>
  box.scrollWidth > box.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(box).overflowX) &&
  !box.matches('[tabindex="0"]') && !box.querySelector('[tabindex="0"]')).map(box => box.outerHTML.slice(0, 80))"""


def turned(jpeg: bytes) -> bytes:
    """The JPEG as a camera writes it that was held upright."""
    exif = b"Exif\0\0MM\0*" + pack(">IHHHIHH", 8, 1, 0x0112, 3, 1, 6, 0) + b"\0" * 4
    return jpeg[:2] + pack(">BBH", 0xFF, 0xE1, len(exif) + 2) + exif + jpeg[2:]


def bare(webp: bytes) -> bytes:
    """The WebP without its colour profile, and so in the plain form of the format."""
    at = next(at for kind in (b"VP8 ", b"VP8L") if (at := webp.find(kind)) > 0)
    return b"RIFF" + pack("<I", len(webp) - at + 4) + b"WEBP" + webp[at:]


def pictures(page: Any) -> dict[str, bytes]:
    """Return pictures that are 500 pixels wide and 30 high, as the browser writes them."""
    kinds = [["image/png", 1], ["image/jpeg", 0.5], ["image/webp", 1], ["image/webp", 0.5]]
    png, jpeg, lossless, lossy = map(base64.b64decode, page.evaluate(DRAW, kinds))
    named = {"a.png": png, "b.jpg": jpeg, "c.jpg": turned(jpeg), "d.webp": lossless, "e.webp": bare(lossless)}
    return {
        **named,
        "f.webp": bare(lossy),
        "g.svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='500' viewBox='0 0 500 30'/>",
    }


def test_nothing_moves_sideways_everything_wide_is_reached_by_keyboard_and_pictures_are_as_large_as_was_said(
    tmp_path: Path, browser: Any, tab: Any, serve: Any
) -> None:
    blank = browser.new_page()
    files = {f"content/posts/a/{name}": data for name, data in pictures(blank).items()}
    blank.close()
    build(write(tmp_path, {**files, "content/posts/a/index.md": post("A", WIDE)}))
    visit = tab(serve(tmp_path / "public") + "/posts/a/", width=320, scripts=False)
    page = visit.page
    page.evaluate("document.querySelectorAll('img').forEach(picture => { picture.loading = 'eager' })")
    page.wait_for_function("[...document.images].every(picture => picture.complete && picture.naturalWidth)")
    sizes = page.evaluate(
        "[...document.images].map(p => [[p.naturalWidth, p.naturalHeight], ['width', 'height'].map(n => +p.getAttribute(n))])"
    )
    assert sizes == [[[500, 30]] * 2] * 2 + [[[30, 500]] * 2] + [[[500, 30]] * 2] * 4
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(UNREACHABLE) == []
    assert page.evaluate("document.querySelectorAll('.post-body :is(pre, .table)').length") == 2
    assert visit.console == visit.failed == []
