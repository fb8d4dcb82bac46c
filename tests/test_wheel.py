"""The wheel: installed into an empty environment it builds a site elsewhere, theme and all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen import __version__
from tests.sitehelp import ROOT, asset, post, soup, texts, tree, write

INGREDIENTS = ("sitegen", "templates", "static", "pyproject.toml", "README.md", "LICENSE")


def run(*words: str | Path, cwd: Path) -> str:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_builds_a_site_in_an_environment_of_its_own(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in INGREDIENTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, checkout)
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--quiet")
    try:
        run(
            sys.executable,
            "-m",
            "pip",
            "--quiet",
            "wheel",
            "--no-deps",
            "--wheel-dir",
            tmp_path,
            checkout,
            cwd=tmp_path,
        )
        (wheel,) = tmp_path.glob("*.whl")
        run(*pip, "install", wheel, cwd=tmp_path)
    except AssertionError as fault:
        if "No matching distribution" in str(fault) or "Could not find a version" in str(fault):
            pytest.skip("the packages that sitegen needs cannot be had here")
        raise
    shutil.move(checkout, tmp_path / "gone")

    site = write(tmp_path / "site", {"content/posts/a.md": post("概率", "$x$", date="2024-06-14")})
    assert run(python, "-m", "sitegen", "--version", cwd=site) == f"sitegen {__version__}\n"
    assert run(python.with_name("sitegen"), "build", cwd=site).startswith("1 post, ")
    output = tree(site / "public")
    assert output[asset(site / "public", "style.css")] == (ROOT / "static/style.css").read_bytes()
    assert texts(soup(site / "public/posts/a/index.html"), "h1") == ["概率"]
    installed = Path(run(python, "-c", "import sitegen; print(sitegen.__file__)", cwd=site).strip()).parent
    run(python, "-m", "sitegen", "init", "blog", cwd=site)
    assert run(python, "-m", "sitegen", "check", "--strict", "-s", "blog", cwd=site) == "no problems found\n"
    assert tree(installed / "theme_files/templates") == tree(ROOT / "templates")
    assert tree(installed / "theme_files/static") == tree(ROOT / "static")
    assert (installed / "py.typed").is_file()
