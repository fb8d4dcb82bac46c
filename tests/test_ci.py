"""What hosts are told: files that they can read, whose commands build the site in a fresh clone of it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen import __version__, ci
from sitegen.cli.init import HOSTS
from sitegen.problem import USAGE, SiteError
from tests.sitehelp import ROOT, environment, post, sitegen, tree, write

BASE_URL = "https://example.org/blog"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that is told once where it is served."""
    return write(
        tmp_path / "My site",
        {
            "content/posts/a.md": post("A"),
            "sitegen.yaml": f"base_url: {BASE_URL}\n",
            ".gitignore": "public/\n.sitegen/\n",
        },
    )


def texts(site: Path) -> dict[str, Any]:
    """Return what the files of hosts say, by their paths."""
    found: dict[str, Any] = {}
    for path, data in tree(site).items():
        if path.endswith(".toml"):
            found[path] = tomllib.loads(data.decode())
        elif path.endswith(".yml"):
            found[path] = yaml.safe_load(data)
    return found


def commands(site: Path) -> Iterator[str]:
    """Yield the commands that hosts run besides installing and sending."""
    for text in texts(site).values():
        jobs = text.get("jobs", {}).values()
        yield from (step["run"] for job in jobs for step in job["steps"] if "run" in step)
        yield from text.get("pages", {}).get("script", [])
        if "build" in text:
            yield text["build"]["command"]
            yield from (context["command"] for context in text["context"].values())


@pytest.mark.parametrize("host", ci.HOSTS)
def test_the_commands_of_a_host_build_the_site_in_a_fresh_clone(host: str, site: Path, tmp_path: Path) -> None:
    ci.write(site, host)
    clone = tmp_path / "clone"
    for words in (
        ["init", "--quiet"],
        ["add", "."],
        ["commit", "--quiet", "-m", "A site"],
        ["clone", "-q", ".", clone],
    ):
        who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
        subprocess.run(["git", *who, *words], cwd=site, check=True)
    bin = write(tmp_path / "bin", {"sitegen": f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m sitegen "$@"\n'})
    (bin / "sitegen").chmod(0o755)
    hosted = dict.fromkeys(("BASE_URL", "CI_PAGES_URL", "URL", "DEPLOY_PRIME_URL"), BASE_URL)
    builds = [line.rpartition("&& ")[2] for line in commands(clone) if "sitegen build" in line]
    assert builds
    for line in builds:
        variables = environment({**hosted, "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}"})
        done = subprocess.run(line, shell=True, cwd=clone, env=variables, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"<loc>{BASE_URL}/posts/a/</loc>" in (clone / "public/sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("host", "paths"),
    [
        ("github", [".github/workflows/site.yml", "requirements.txt"]),
        ("gitlab", [".gitlab-ci.yml", "requirements.txt"]),
        ("netlify", ["netlify.toml", "requirements.txt"]),
        ("cloudflare", [".github/workflows/site.yml", "wrangler.toml", "requirements.txt"]),
    ],
)
def test_every_host_keeps_what_builds_remember_and_knows_what_to_install(
    host: str, paths: list[str], tmp_path: Path
) -> None:
    assert ci.write(tmp_path, host) == [tmp_path / path for path in paths]
    assert sorted(texts(tmp_path)) == sorted(paths[:-1])
    assert ".sitegen" in (tmp_path / paths[0]).read_text("utf-8")
    assert (tmp_path / "requirements.txt").read_text("utf-8") == (
        "# Where the host gets sitegen: a version on a package index, or sitegen @ git+https://…@TAG.\n"
        f"{ci.requirement()}\n"
    )


def test_a_workflow_asks_for_no_more_rights_than_it_needs(tmp_path: Path) -> None:
    rights = {}
    for host in ("github", "cloudflare"):
        [file, *_] = ci.write(tmp_path / host, host)
        rights[host] = yaml.safe_load(file.read_text("utf-8"))["permissions"]
    assert rights == {
        "github": {"contents": "read", "pages": "write", "id-token": "write"},
        "cloudflare": {"contents": "read"},
    }


def test_a_project_is_called_like_its_folder(site: Path) -> None:
    ci.write(site, "cloudflare")
    assert texts(site)["wrangler.toml"] == {
        "name": "my-site",
        "compatibility_date": "2026-01-01",
        "pages_build_output_dir": "public",
    }


def test_nothing_is_overwritten_and_all_that_is_there_is_named(site: Path) -> None:
    write(site, {"wrangler.toml": "mine", "requirements.txt": "numpy\n"})
    before = tree(site)
    with pytest.raises(SiteError) as caught:
        ci.write(site, "cloudflare")
    help = "\n    sitegen init overwrites nothing; move what is there, and put both together"
    assert (caught.value.status, list(map(str, caught.value.problems))) == (
        USAGE,
        [f"{site / name}: error[init]: is there already{help}" for name in ("wrangler.toml", "requirements.txt")],
    )
    assert tree(site) == before


def test_init_writes_a_new_site_with_what_its_host_needs(tmp_path: Path) -> None:
    done = sitegen("init", "--ci", "gitlab", "blog", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == (
        "for gitlab: blog/.gitlab-ci.yml, blog/requirements.txt; their first lines say what is to be done once"
    )
    assert {".gitlab-ci.yml", "requirements.txt", "sitegen.yaml", ".gitignore"} <= tree(tmp_path / "blog").keys()


def test_init_writes_the_files_of_the_host_alone_into_a_site_that_is_there(site: Path) -> None:
    before = tree(site)
    done = sitegen("init", "--ci", "netlify", cwd=site)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "for netlify: netlify.toml, requirements.txt; their first lines say what is to be done once\n",
        "",
    )
    assert {path for path, data in tree(site).items() if before.get(path) != data} == {
        "netlify.toml",
        "requirements.txt",
    }


def test_init_writes_no_site_where_a_file_of_the_host_is_there(tmp_path: Path) -> None:
    write(tmp_path, {"netlify.toml": "mine"})
    done = sitegen("init", "--ci", "netlify", cwd=tmp_path, env={"NO_COLOR": "1"})
    help = "sitegen init overwrites nothing; move what is there, and put both together"
    message = f"netlify.toml: error[init]: is there already\n    {help}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert tree(tmp_path) == {"netlify.toml": b"mine"}


def test_the_command_line_knows_every_host() -> None:
    assert list(ci.HOSTS) == HOSTS


def test_requirements_that_name_sitegen_stay(site: Path) -> None:
    write(site, {"requirements.txt": "numpy\nsitegen>=0.1\n"})
    assert ci.write(site, "gitlab") == [site / ".gitlab-ci.yml"]


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (None, f"sitegen=={__version__}"),
        ('{"url": "file:///home/me/sitegen", "dir_info": {"editable": true}}', f"sitegen=={__version__}"),
        (
            '{"url": "file:///home/me/sitegen", "vcs_info": {"vcs": "git", "commit_id": "0123abc"}}',
            f"sitegen=={__version__}",
        ),
        (
            '{"url": "https://example.org/sitegen.git", "vcs_info": {"vcs": "git", "commit_id": "0123abc"}}',
            "sitegen @ git+https://example.org/sitegen.git@0123abc",
        ),
    ],
)
def test_a_host_gets_the_sitegen_that_wrote_its_file(
    origin: str | None, requirement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"METADATA": f"Metadata-Version: 2.1\nName: sitegen\nVersion: {__version__}\n"}
    write(tmp_path / f"sitegen-{__version__}.dist-info", files | ({"direct_url.json": origin} if origin else {}))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert ci.requirement() == requirement


def test_the_files_of_hosts_are_in_the_checkout() -> None:
    names = {name for files in ci.HOSTS.values() for name in files.values()}
    assert {file.name for file in (ROOT / "sitegen/ci/hosts").iterdir()} == names
