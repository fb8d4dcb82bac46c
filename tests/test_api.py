"""What Python programs may rely on, as docs/api.md says it."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import sitegen
from sitegen.starter import start
from tests.sitehelp import ROOT, environment
from tests.sitehelp import sitegen as run

PAGE = (ROOT / "docs/api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```(python|sh)\n(.*?)```\n\n```(?:text|json)\n(.*?)```", PAGE, re.DOTALL)


def test_every_example_of_the_page_says_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    start(Path("blog"))
    assert len(EXAMPLES) == len(re.findall("```(?:python|sh)\n", PAGE)) == 5
    for language, code, expected in EXAMPLES:
        if language == "sh":
            _, *words = shlex.split(code)
            assert json.loads(run(*words, cwd=tmp_path).stdout) == json.loads(expected)
            continue
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, "docs/api.md", "exec"), {})
        assert said.getvalue() == expected


def test_the_page_names_all_that_is_offered_and_each_has_a_docstring() -> None:
    line = re.search(r"    from sitegen import (.*)", PAGE)
    assert line
    assert sorted(line[1].split(", ")) == sorted(set(sitegen.__all__) - {"__version__"})
    for name in sitegen.__all__:
        assert getattr(sitegen, name).__doc__
    with pytest.raises(AttributeError, match=r"^module 'sitegen' has no attribute 'bild'$"):
        _ = sitegen.bild  # type: ignore[attr-defined]


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, sitegen; print([name for name in sys.modules if name.startswith('sitegen')])"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == "['sitegen']\n"
