"""Deploying to a branch: one commit on top of what is there, and the site's own repository stays as it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sitegen import __version__
from sitegen.deploy import deploy
from sitegen.deploy.git import Branch as Place
from sitegen.problem import ENVIRONMENT, SiteError
from tests.deploy.servers import Branch, need
from tests.sitehelp import post, tree, write


@pytest.fixture
def remote(tmp_path: Path) -> Branch:
    return Branch(tmp_path / "remote.git")


@pytest.fixture
def site(tmp_path: Path, remote: Branch) -> Path:
    """A site in a repository of its own, with a commit, a change that is staged and one that is not."""
    folder = write(
        tmp_path / "site",
        {
            "sitegen.yaml": "base_url: https://example.org\ndeploy: {pages: {git: origin}}\n",
            ".gitignore": "public/\n.sitegen/\n",
            "content/posts/a.md": post("A"),
        },
    )
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", str(remote.folder))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "A site")
    write(folder, {"content/posts/b.md": post("B")})
    git(folder, "add", ".")
    write(folder, {"content/posts/b.md": post("B", "Changed.")})
    return folder


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def refused(site: Path) -> tuple[int, str]:
    with pytest.raises(SiteError) as caught:
        deploy(site)
    return caught.value.status, str(caught.value)


def test_each_deploy_is_a_commit_on_top_and_one_that_changes_nothing_is_none(site: Path, remote: Branch) -> None:
    deploy(site)
    first = remote.commits()
    deploy(site)
    assert remote.commits() == first
    write(site, {"content/posts/a.md": post("A", "Changed.")})
    deploy(site)
    assert remote.commits()[1:] == first
    commit = git(site, "rev-parse", "--short", "HEAD").strip()
    told = remote.git("log", "--format=%an <%ae> %s", "gh-pages").splitlines()
    assert told == [f"Somebody <somebody@example.org> Deployed {commit} with sitegen {__version__}"] * 2
    names = remote.git("diff", "--name-only", "gh-pages~", "gh-pages").split()
    assert {".sitegen-deploy.json", "posts/a/index.html"} <= set(names)
    assert "posts/b/index.html" not in names
    assert ".nojekyll" in remote.files()


def test_the_repository_of_the_site_stays_as_it_is(site: Path) -> None:
    before = git(site, "status", "--porcelain"), tree(site / ".git")
    deploy(site)
    assert (git(site, "status", "--porcelain"), tree(site / ".git")) == before


def test_what_somebody_pushes_meanwhile_is_kept(site: Path, remote: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(site)
    write(site, {"content/posts/a.md": post("A", "Changed.")})
    head = Place._head

    def pushed_meanwhile(self: Place) -> bytes:
        remote.put({"CNAME": "example.org"})
        return head(self)

    with monkeypatch.context() as patch:
        patch.setattr(Place, "_head", pushed_meanwhile)
        message = "somebody else has pushed to the branch meanwhile; deploy again"
        assert refused(site) == (ENVIRONMENT, f"error[deploy]: origin (gh-pages): {message}")
    deploy(site)
    assert remote.files()["CNAME"] == b"example.org"
    assert b"Changed." in remote.files()["posts/a/index.html"]


def test_a_site_need_not_be_in_a_repository_and_names_may_be_odd(tmp_path: Path, remote: Branch) -> None:
    site = write(
        tmp_path / "plain",
        {
            "sitegen.yaml": "base_url: https://example.org\ndeploy: {x: {git: ../remote.git, branch: a/b}}\n",
            'static/a "b" c/\\n.txt': "odd",
        },
    )
    done = deploy(site)
    assert done.address == "../remote.git (a/b)"
    names = remote.git("ls-tree", "-r", "-z", "--name-only", "a/b").split("\0")
    assert 'a "b" c/\\n.txt' in names
    assert remote.git("log", "--format=%s", "a/b") == f"Deployed with sitegen {__version__}\n"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("{git: elsewhere}", "No such remote 'elsewhere'"),
        ("{git: ./nowhere.git}", "'./nowhere.git' does not appear to be a git repository"),
        ("{git: 'ssh://127.0.0.1:1/x.git'}", "ssh: connect to host 127.0.0.1 port 1: Connection refused"),
    ],
)
def test_a_remote_that_cannot_be_reached_is_one_line(site: Path, settings: str, reason: str) -> None:
    need(command="ssh")
    write(site, {"sitegen.yaml": f"base_url: https://example.org\ndeploy: {{x: {settings}}}\n"})
    address = settings.removeprefix("{git: ").rstrip("}").strip("'")
    assert refused(site) == (ENVIRONMENT, f"error[deploy]: {address} (gh-pages): {reason}")


def test_a_commit_needs_a_name(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("EMAIL", "")
    git(site, "config", "user.useConfigOnly", "true")
    assert refused(site) == (
        ENVIRONMENT,
        "error[deploy]: origin (gh-pages): git does not know whose name to write into the commit\n"
        "    git config --global user.name 'Your Name', and user.email likewise",
    )
    git(site, "config", "user.name", "Somebody")
    git(site, "config", "user.email", "somebody@example.org")
    assert deploy(site).plan.send


def test_no_git_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert refused(site) == (ENVIRONMENT, "error[deploy]: origin (gh-pages): the command git is not installed")
