"""The servers, started once and only where a test asks for them, and a host of each kind that is new to every test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import servers
from tests.deploy.servers import Branch, Bucket, Folder, Host

KINDS = ("file", "s3", "sftp", "webdav", "rsync", "git")

_numbers = count(1)


class Servers:
    """Starts each server when it is first asked for."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.root, self.stack, self.running = root, stack, dict[str, Any]()
        self.home = root / "home"

    def host(self, kind: str, folder: Path) -> Host:
        """Return a host of this kind that has no files."""
        name = f"site-{next(_numbers)}"
        if kind == "s3":
            address, client = self._started(kind, servers.s3_server)
            options = f"{{client_kwargs: {{endpoint_url: '{address}', region_name: us-east-1}}}}"
            return Bucket(client, "blog", name, f"{{url: 's3://blog/{name}', options: {options}}}")
        if kind == "sftp":
            port = self._started(kind, servers.sftp_server, self.root / "sftp", self.home)
            url = f"sftp://somebody@127.0.0.1:{port}/{name}"
            return Folder(self.root / "sftp" / name, f"{{url: '{url}'}}", url)
        if kind == "webdav":
            port = self._started(kind, servers.webdav_server, self.root / "webdav")
            url = f"webdav+http://127.0.0.1:{port}/{name}"
            return Folder(self.root / "webdav" / name, f"{{url: '{url}'}}", url)
        if kind == "rsync":
            servers.need(command="rsync")
            return Folder(folder / name, f"{{rsync: 'there:{folder / name}/'}}", f"there:{folder / name}")
        if kind == "git":
            return Branch(folder / name)
        servers.need("fsspec")
        return Folder(folder / name, f"{{url: 'file://{folder / name}'}}", f"file://{folder / name}")

    def _started(self, kind: str, server: Any, *arguments: Path) -> Any:
        if kind not in self.running:
            self.running[kind] = self.stack.enter_context(server(*arguments))
        return self.running[kind]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The servers; all of them end with the tests."""
    with ExitStack() as stack:
        yield Servers(tmp_path_factory.mktemp("servers"), stack)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What a machine tells of who we are, and nothing of the machine that runs the tests."""
    for name, value in servers.known(request.getfixturevalue("running").home).items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "SSH_AUTH_SOCK"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place(request: pytest.FixtureRequest, running: Servers, tmp_path: Path) -> Host:
    """A host of the kind that the test is run with."""
    return running.host(request.param, tmp_path)


def on(*kinds: str) -> pytest.MarkDecorator:
    """Run a test with a host of each of these kinds."""
    return pytest.mark.parametrize("place", kinds, indirect=True)


every_kind = on(*KINDS)
