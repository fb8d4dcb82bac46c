"""Deploying to buckets and servers: headers, whom to trust, and what is said where they refuse."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from sitegen.deploy import bucket, deploy
from sitegen.deploy.plan import Built, File, make_plan
from sitegen.deploy.protocols import ASK_AGAIN, FOR_EVER
from sitegen.options import NOBODY
from sitegen.problem import ENVIRONMENT, SiteError
from sitegen.publish.files import hashed
from sitegen.target import Target
from tests.deploy.conftest import Servers
from tests.deploy.servers import SECRET, Bucket, Folder, Host, need
from tests.sitehelp import post, write

HEADERS = {
    "index.html": ("text/html; charset=utf-8", ASK_AGAIN),
    "atom.xml": ("application/xml", ASK_AGAIN),
    "robots.txt": ("text/plain; charset=utf-8", ASK_AGAIN),
    "posts/a/图.svg": ("image/svg+xml", ASK_AGAIN),
    "posts/a/photo.JPG": ("image/jpeg", ASK_AGAIN),
    "posts/a/data.odd": ("application/octet-stream", ASK_AGAIN),
    "assets/style.0123abcd.css": ("text/css; charset=utf-8", FOR_EVER),
    "assets/mine.css": ("text/css; charset=utf-8", ASK_AGAIN),
    "assets/mathjax-4.1.3/sre/speech-worker.js": ("text/javascript; charset=utf-8", FOR_EVER),
}


def of(folder: Path, *paths: str) -> Built:
    """Return a site of these files; each holds its name."""
    write(folder, {path: path for path in paths})
    return Built(folder, {path: File(len(path.encode()), hashed(path.encode())) for path in paths})


def target_of(host: Host) -> Target:
    """Return the target that the settings of a host describe."""
    from sitegen.settings import load

    with_settings = write(Path(os.environ["HOME"]) / "settings", {"sitegen.yaml": f"deploy: {{x: {host.target}}}"})
    return load(with_settings).deploy["x"]


def told(target: str, folder: Path, **options: object) -> tuple[int, str]:
    """Deploy to a target that refuses; return the status and what is said."""
    site = write(
        folder / "site",
        {"sitegen.yaml": f"base_url: https://example.org\ndeploy: {{x: {target}}}", "content/posts/a.md": post("A")},
    )
    with pytest.raises(SiteError) as caught:
        deploy(site)
    return caught.value.status, str(caught.value)


def test_a_bucket_tells_the_type_of_each_file_and_how_long_it_may_be_kept(running: Servers, tmp_path: Path) -> None:
    host = running.host("s3", tmp_path)
    assert isinstance(host, Bucket)
    with bucket.connect(target_of(host), tmp_path) as place:
        place.carry_out(make_plan(of(tmp_path / "public", *HEADERS), {}, {}), NOBODY)
    answers = {path: host.get(host.prefix + path) for path in HEADERS}
    assert {path: (each["ContentType"], each["CacheControl"]) for path, each in answers.items()} == HEADERS
    assert {path: each["Body"].read().decode() for path, each in answers.items()} == {path: path for path in HEADERS}


def test_a_bucket_that_is_not_there_is_named_before_anything_is_sent(running: Servers, tmp_path: Path) -> None:
    host = running.host("s3", tmp_path)
    target = host.target.replace("s3://blog/", "s3://other/")
    message = "FileNotFoundError: The specified bucket does not exist"
    assert told(target, tmp_path) == (ENVIRONMENT, f"error[deploy]: {host.address.replace('blog', 'other')}: {message}")


def test_no_credentials_are_one_line(running: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = running.host("s3", tmp_path)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    message = "NoCredentialsError: Unable to locate credentials"
    assert told(host.target, tmp_path) == (ENVIRONMENT, f"error[deploy]: {host.address}: {message}")


def test_a_server_whose_key_is_not_known_is_not_trusted(
    running: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = running.host("sftp", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert told(host.target, tmp_path) == (
        ENVIRONMENT,
        f"error[deploy]: {host.address}: the server's key is not in known_hosts\n"
        "    connect once with ssh 127.0.0.1, and compare the key's fingerprint with what the host tells",
    )


def test_a_server_that_does_not_know_us_is_named(
    running: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = running.host("sftp", tmp_path)
    write(tmp_path / ".ssh", {"known_hosts": (running.home / ".ssh/known_hosts").read_text()})
    monkeypatch.setenv("HOME", str(tmp_path))
    message = "SSHException: No authentication methods available"
    assert told(host.target, tmp_path) == (ENVIRONMENT, f"error[deploy]: {host.address}: {message}")


def test_ssh_is_configured_where_openssh_is(running: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = running.host("sftp", tmp_path)
    assert isinstance(host, Folder)
    port = host.address.split(":")[2].split("/")[0]
    own = running.home / ".ssh"
    config = f"Host blog\n  HostName 127.0.0.1\n  Port {port}\n  User somebody\n  IdentityFile {own}/id_ed25519\n"
    write(tmp_path / ".ssh", {"config": config, "known_hosts": (own / "known_hosts").read_text()})
    monkeypatch.setenv("HOME", str(tmp_path))
    with bucket.connect(Target(url=f"sftp://blog/~/{host.folder.name}"), tmp_path) as place:
        place.carry_out(make_plan(of(tmp_path / "public", "index.html"), {}, {}), NOBODY)
    assert host.files()["index.html"] == b"index.html"


@pytest.mark.parametrize("scheme", ["sftp", "webdav+http"])
def test_a_server_that_is_not_there_is_one_line(tmp_path: Path, scheme: str) -> None:
    need("fsspec", "paramiko", "webdav4")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        status, message = told(f"{{url: '{scheme}://127.0.0.1:{port}/x'}}", tmp_path)
    assert (status, message.count("\n")) == (ENVIRONMENT, 0)
    assert message.startswith(f"error[deploy]: {scheme}://127.0.0.1:{port}/x: ")
    assert "onnect" in message


def test_a_wrong_password_is_one_line_and_not_shown(
    running: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = running.host("webdav", tmp_path)
    monkeypatch.setenv("WEBDAV_PASSWORD", f"not {SECRET}")
    message = "HTTPError: received 401 (Not Authorized)"
    assert told(host.target, tmp_path) == (ENVIRONMENT, f"error[deploy]: {host.address}: {message}")


def test_a_page_is_never_seen_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("fsspec")
    site = of(tmp_path / "public", "a.css", "a.html")
    with bucket.connect(Target(url=f"file://{tmp_path}/there"), tmp_path) as place:
        monkeypatch.setattr(place.files, "mv", lambda *_: (_ for _ in ()).throw(OSError("cut off")))
        with pytest.raises(SiteError) as caught:
            place.carry_out(make_plan(site, {}, {}), NOBODY)
    assert str(caught.value) == f"error[deploy]: file://{tmp_path}/there: OSError: cut off"
    assert [path.name for path in (tmp_path / "there").iterdir()] == [".sitegen-deploy.json.sitegen-part"]
