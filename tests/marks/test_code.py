"""Code: highlighted once, and taken out of what was made before where a text has become another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.marks import code
from tests.sitehelp import built, post, sitegen, write

LANGUAGES = ["python", "Python", "c++", "html+jinja", "tex", "console", "diff", "no-such", "a\"b&<c>'"]
PIECES = [
    "\n",
    "x = 1",
    " ",
    "\t",
    "# 注释",
    '"a',
    "'",
    "\\",
    "<b>",
    "&amp;",
    "&",
    "</code></pre>\n",
    "$ ls",
    "\ufeff",
    "+",
]

blocks = st.lists(st.tuples(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(LANGUAGES)))


def forget() -> None:
    code._made.clear()


@given(blocks)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_recalled_is_what_would_be_made(blocks: list[tuple[str, str]]) -> None:
    made = {}
    for source, language in blocks:
        for text in (source, f"{source}\n", source.lstrip("\ufeff")):  # Pygments adds the one, and drops the other
            forget()
            made[text, language] = code.html(text, language)
    forget()
    code.recall("<p>文字</p>\n".join(made.values()))
    assert {block: code.html(*block) for block in made} == made


def test_code_that_is_recalled_is_not_highlighted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    blocks = [('if a < b:\n    print("&")\n', "python"), ("\\frac{a}{b}\n", "TeX"), ("", "c")]
    made = [code.html(*block) for block in blocks]
    forget()
    code.recall("".join(made))
    monkeypatch.setattr(code, "_highlighted", None)
    assert [code.html(*block) for block in blocks] == made
    forget()


FENCE = "```python\ndef f(x):\n    return x\n```"


def test_a_text_that_is_edited_keeps_its_code_without_pygments(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", FENCE), "content/posts/b.md": post("B")})
    look = "import sys, atexit; atexit.register(lambda: print('pygments' in sys.modules))"

    def told() -> tuple[str, bool]:
        said = sitegen("build", cwd=site, code=look).stdout.splitlines()[-1]
        return said, '<span class="k">def</span>' in (site / "public/posts/a/index.html").read_text("utf-8")

    assert told() == ("True", True)
    write(site, {"content/posts/a.md": post("A", f"{FENCE}\n\n多一段。")})
    assert told() == ("False", True)
    write(site, {"content/posts/a.md": post("A", FENCE.replace("x", "y"))})
    assert told() == ("True", True)


def test_what_an_author_has_written_as_html_is_no_code_to_be_recalled(tmp_path: Path) -> None:
    written = '<pre class="highlight" tabindex="0"><code class="language-python">def f(x):\n    return x\n</code></pre>'
    files = {"sitegen.yaml": "markdown:\n  html: true\n", "content/posts/a.md": post("A", f"{written}\n\n```\n```")}
    site = write(tmp_path, files)
    assert '<span class="k">def</span>' not in (built(site) / "posts/a/index.html").read_text("utf-8")
    write(site, {"content/posts/a.md": post("A", FENCE)})
    forget()
    assert '<span class="k">def</span>' in (built(site) / "posts/a/index.html").read_text("utf-8")
