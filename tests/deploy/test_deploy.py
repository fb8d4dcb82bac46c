"""`sitegen deploy` as a command: what it says, what it refuses, and that drafts and secrets stay here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from sitegen.deploy.place import scrubbed
from tests.deploy.servers import SECRET, need
from tests.sitehelp import post, sitegen, tree, write


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    need("fsspec")
    monkeypatch.chdir(write(tmp_path / "site", {"sitegen.yaml": ""}))
    return write(
        tmp_path / "site",
        {
            "sitegen.yaml": f"deploy:\n  disk: {{url: 'file://{tmp_path}/disk'}}\n  stick: {{url: 'file://{tmp_path}/stick'}}\n",
            "content/posts/a.md": post("A", "Text."),
            "content/posts/secret.md": post("Secret", "Not yet.", draft="true"),
        },
    )


def run(*words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1"}).invoke(main, words, catch_exceptions=False)


def said(site: Path, *words: str) -> tuple[int, str, str]:
    done = run("deploy", *words)
    place = f"{site.parent}/"
    return done.exit_code, done.stdout.replace(place, ""), done.stderr.replace(place, "")


def test_it_lists_what_it_would_do_and_says_in_one_line_what_it_did(site: Path, tmp_path: Path) -> None:
    write(site, {"templates/index.html": "Index.", "templates/post.html": "Post."})
    status, out, err = said(site, "--dry-run")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert {"would send index.html (6 bytes)", "would send posts/a/index.html (5 bytes)"} <= set(lines)
    assert lines[-1].partition(" (")[0] == f"disk: {len(lines) - 1} files"
    assert lines[-1].endswith("to send, 0 to remove, 0 to leave alone at file://disk")
    assert not (tmp_path / "disk").exists()

    assert said(site, "stick", "-q") == (0, "", "")
    write(site, {"content/posts/b.md": post("B"), "templates/index.html": "New."})
    (site / "content/posts/a.md").unlink()
    status, out, err = said(site, "stick", "-v")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert {"sent index.html (4 bytes)", "sent posts/b/index.html (5 bytes)"} <= set(lines)
    assert "removed posts/a/index.html (5 bytes)" in lines
    sent = sum(line.startswith("sent ") for line in lines)
    assert lines[-1].startswith(f"stick: {sent} files (")
    assert " removed, " in lines[-1]


def test_programs_get_an_answer(site: Path, tmp_path: Path) -> None:
    write(site, {"templates/index.html": "Index.", "templates/post.html": "Post."})
    assert said(site, "-q")[0] == 0
    write(site, {"templates/index.html": "New.", "public/x": "x"})
    status, out, err = said(site, "--json", "--dry-run")
    told = json.loads(out)
    numbers = {key: told.pop(key) for key in ("seconds", "unchanged")}
    assert (status, err, [type(number) for number in numbers.values()]) == (0, "", [float, int])
    [problem] = told.pop("problems")
    assert problem["message"] == "not sent, for the build did not make it: x"
    assert told == {
        "status": 0,
        "target": "disk",
        "address": "file://disk",
        "send": ["index.html"],
        "bytes": 4,
        "remove": [],
    }


@pytest.mark.parametrize("before", [["build", "-D"], ["build", "-F", "-D", "-b", "https://other.org"], []])
def test_drafts_stay_here_whatever_was_built_before(site: Path, tmp_path: Path, before: list[str]) -> None:
    if before:
        assert run(*before).exit_code == 0
    assert said(site)[0] == 0
    there = tree(tmp_path / "disk")
    assert "posts/a/index.html" in there
    assert not any(b"Secret" in data or "secret" in path for path, data in there.items())


def test_a_file_that_the_build_did_not_make_stays_here_and_is_named(site: Path, tmp_path: Path) -> None:
    write(site / "public", {".env": "KEY=1", "drafts/x.html": "x"})
    status, _, err = said(site)
    assert (status, err) == (
        0,
        "public: warning[foreign-file]: not sent, for the build did not make it: .env and 1 more\n"
        "    what is to be served goes into static/\n",
    )
    assert not {".env", "drafts/x.html"} & tree(tmp_path / "disk").keys()


def test_a_site_with_faults_is_not_deployed(site: Path, tmp_path: Path) -> None:
    write(site, {"content/posts/bad.md": post("B", date="never")})
    status, out, err = said(site)
    assert (status, out) == (1, "")
    assert err.startswith("content/posts/bad.md:3:7: error[")
    assert not (tmp_path / "disk").exists()


@pytest.mark.parametrize("left", ["", "{"])
def test_where_nobody_knows_what_was_built_nothing_is_removed(site: Path, tmp_path: Path, left: str) -> None:
    assert said(site)[0] == 0
    there = tree(tmp_path / "disk")
    [listed] = (site / ".sitegen").glob("published-*.json")
    listed.unlink()
    if left:
        listed.write_text(left)
    help = "remove .sitegen/memory-*, and deploy again"
    assert said(site) == (3, "", f"public: error[deploy]: the list of what was built is lost or damaged\n    {help}\n")
    assert tree(tmp_path / "disk") == there
    for memory in (site / ".sitegen").glob("memory-*"):
        shutil.rmtree(memory)
    assert said(site)[0] == 0
    assert tree(tmp_path / "disk") == there


@pytest.mark.parametrize(
    ("settings", "words", "message"),
    [
        (
            "",
            [],
            "sitegen.yaml: error[deploy]: there are no targets to deploy to\n"
            "    such as `deploy: {pages: {git: origin, branch: gh-pages}}`\n",
        ),
        (
            "deploy: {pages: {git: origin}, disk: {url: file:///x}}",
            ["page"],
            "TARGET: error[usage]: there is no target page\n    known here: pages, disk\n",
        ),
        (
            "deploy: {pages: {git: origin}}",
            [],
            "sitegen.yaml: error[deploy]: deploy.pages: the site does not know where it will be served; feed, sitemap "
            "and 404 page need that\n    set base_url, for the site or for this target, or give -b https://…; -b '' makes relative links\n",
        ),
        (
            "deploy: {x: {url: 'gopher://example.org/'}}\nbase_url: https://example.org",
            [],
            "error[deploy]: no file system of fsspec speaks gopher://; known here: "
            "s3, oss, gs, gcs, az, abfs, sftp, ssh, webdav+http, webdav+https, file\n",
        ),
    ],
)
def test_what_cannot_be_a_target_is_named(site: Path, settings: str, words: list[str], message: str) -> None:
    write(site, {"sitegen.yaml": settings})
    assert said(site, *words) == (2, "", message)


def test_a_target_has_a_base_url_of_its_own_and_b_wins(site: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    write(
        site,
        {
            "sitegen.yaml": f"base_url: https://a.org\ndeploy: {{x: {{url: 'file://{there}', base_url: https://b.org/s}}}}"
        },
    )
    assert said(site)[0] == 0
    assert "https://b.org/s/posts/a/" in (there / "sitemap.xml").read_text()
    assert said(site, "-b", "https://c.org")[0] == 0
    assert "https://c.org/posts/a/" in (there / "sitemap.xml").read_text()
    assert said(site, "-b", "")[0] == 0
    assert 'href="posts/a/index.html"' in (there / "index.html").read_text()


@pytest.mark.parametrize(
    ("url", "lacking", "status", "message"),
    [
        (
            "oss://bucket/x",
            "fsspec",
            3,
            "error[deploy]: oss:// is spoken by fsspec, which is not installed\n    pip install 'sitegen[deploy]'\n",
        ),
        (
            "sftp://example.org/x",
            "paramiko",
            3,
            "error[deploy]: sftp:// needs a package that is not installed\n    pip install paramiko\n",
        ),
    ],
)
def test_a_package_that_is_not_installed_is_named(
    site: Path, url: str, lacking: str, status: int, message: str
) -> None:
    write(site, {"sitegen.yaml": f"base_url: https://example.org\ndeploy: {{x: {{url: '{url}'}}}}"})
    code = f"import sys; sys.modules[{lacking!r}] = None"
    done = sitegen("deploy", cwd=site, code=code, env={"NO_COLOR": "1"})
    assert (done.returncode, done.stdout, done.stderr) == (status, "", message)


def test_two_deploys_do_not_meet(site: Path) -> None:
    from sitegen.folders import OURS
    from sitegen.lock import held

    with held(site / OURS / "lock-deploy", "the site is being deployed"):
        status, out, err = said(site)
    assert (status, out) == (3, "")
    assert err.startswith("error[locked]: the site is being deployed by process ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:word@example.org/a: refused", "https://example.org/a: refused"),
        ("https://ghp_token@github.com/a", "https://github.com/a"),
        ("sftp://me@example.org/a", "sftp://me@example.org/a"),
        ("sftp://me:pass/wo@rd@example.org/a", "sftp://rd@example.org/a"),
        (f"403 for {SECRET}!", "403 for ***!"),
        ("somebody may not", "somebody may not"),
    ],
)
def test_messages_hold_no_secrets(text: str, shown: str) -> None:
    assert scrubbed(text) == shown


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("", "the site's own folder, or above it"),
        ("/..", "the site's own folder, or above it"),
        ("/content/posts", "inside content/"),
        ("/.sitegen", "inside .sitegen/"),
        ("/public", "where the site is built"),
    ],
)
def test_a_target_that_holds_what_the_site_is_made_from_is_refused(site: Path, folder: str, place: str) -> None:
    write(site, {"sitegen.yaml": f"deploy:\n  disk: {{url: 'file://{site}{folder}'}}\n"})
    before = tree(site)
    status, _, err = said(site)
    assert (status, tree(site)) == (2, before)
    assert err.endswith(f" is {place}; choose a folder of its own\n")


def test_nothing_is_sent_or_removed_through_a_link_at_the_target(site: Path, tmp_path: Path) -> None:
    write(tmp_path, {"mine/important": "mine"})
    listed = {"version": 1, "files": {"linked/important": [4, ""]}}
    write(tmp_path, {"disk/.sitegen-deploy.json": json.dumps(listed)})
    (tmp_path / "disk/linked").symlink_to(tmp_path / "mine")
    status, _, err = said(site)
    assert status == 3
    assert err == "error[deploy]: file://disk: linked leads out of the target through a link; nothing was sent\n"
    assert tree(tmp_path / "mine") == {"important": b"mine"}
    assert tree(tmp_path / "disk").keys() == {".sitegen-deploy.json"}


@pytest.mark.parametrize("files", ['{"a": [Infinity, ""]}', '{"\\ud800": [1, ""], "../a": [1, ""], "/a": [1, ""]}'])
def test_a_list_that_somebody_forged_at_the_target_is_no_traceback_and_removes_nothing(
    site: Path, tmp_path: Path, files: str
) -> None:
    write(tmp_path, {"disk/.sitegen-deploy.json": f'{{"version": 1, "files": {files}}}', "a": "a"})
    status, out, _ = said(site)
    assert (status, (tmp_path / "a").read_text()) == (0, "a")
    assert " sent, 0 removed," in out
