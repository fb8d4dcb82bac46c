"""Deploying with rsync: what is said where it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.deploy import deploy
from sitegen.problem import ENVIRONMENT, SiteError
from tests.deploy.servers import need
from tests.sitehelp import post, write


def refused(folder: Path, target: str) -> tuple[int, str]:
    site = write(
        folder / "site",
        {
            "sitegen.yaml": f"base_url: https://example.org\ndeploy: {{x: {{rsync: '{target}'}}}}\n",
            "content/posts/a.md": post("A"),
        },
    )
    with pytest.raises(SiteError) as caught:
        deploy(site)
    return caught.value.status, str(caught.value)


def test_no_rsync_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    message = "error[deploy]: me@example.org:/x: the command rsync is not installed"
    assert refused(tmp_path, "me@example.org:/x") == (ENVIRONMENT, message)


def test_a_host_that_cannot_be_reached_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need(command="rsync")
    need(command="ssh")
    monkeypatch.setenv("RSYNC_RSH", "ssh -p 1")
    message = "error[deploy]: 127.0.0.1:/x: ssh: connect to host 127.0.0.1 port 1: Connection refused"
    assert refused(tmp_path, "127.0.0.1:/x/") == (ENVIRONMENT, message)
