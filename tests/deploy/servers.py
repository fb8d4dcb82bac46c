"""Places to deploy to, for tests: real servers on loopback, each with what a site's settings say of it."""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.sitehelp import Files, tree, write

SECRET = "a-secret-of-this-test"


def need(*packages: str, command: str = "") -> None:
    """Skip with a plain reason where something is not installed, or fail where servers are required
    (`SITEGENTEST_REQUIRE_SERVERS=1`)."""
    lacking = [name for name in packages if find_spec(name) is None]
    lacking += [command] if command and not shutil.which(command) else []
    if lacking:
        reason = f"needs {', '.join(lacking)}"
        if os.environ.get("SITEGENTEST_REQUIRE_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


class Host(Protocol):
    """A place with files: `target` is what the settings say of it, `address` what messages call it."""

    target: str
    address: str

    def files(self) -> dict[str, bytes]:
        """Return every file that is there."""

    def put(self, files: Files) -> None:
        """Put files there, as somebody else would."""

    def remove(self, path: str) -> None:
        """Remove a file there, as somebody else would."""


class Folder:
    """A place whose files lie in a folder of this machine."""

    def __init__(self, folder: Path, target: str, address: str) -> None:
        self.folder, self.target, self.address = folder, target, address
        folder.mkdir(parents=True, exist_ok=True)

    def files(self) -> dict[str, bytes]:
        return tree(self.folder)

    def put(self, files: Files) -> None:
        write(self.folder, files)

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()


class Branch:
    """A branch of a bare repository."""

    def __init__(self, folder: Path, branch: str = "gh-pages") -> None:
        self.folder, self.branch = folder, branch
        self.target, self.address = f"{{git: {folder}, branch: {branch}}}", f"{folder} ({branch})"
        self.git("init", "--quiet", "--bare", ".")

    def git(self, *words: str, text: str = "", index: str = "") -> str:
        """Return what git says in the repository."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env={**os.environ, **IDENTITY, **({"GIT_INDEX_FILE": index} if index else {})},
            input=text,
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        ).stdout

    def commits(self) -> list[str]:
        """Return the commits on the branch, newest first."""
        return self.git("rev-list", self.branch).split() if self.git("branch", "--list", self.branch) else []

    def files(self) -> dict[str, bytes]:
        if not self.commits():
            return {}
        packed = subprocess.run(
            ["git", "archive", self.branch], cwd=self.folder, capture_output=True, check=True
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            return {each.name: file.read() for each in tar if (file := tar.extractfile(each))}

    def put(self, files: Files) -> None:
        texts = {path: text if isinstance(text, str) else text.decode() for path, text in files.items()}
        self._commit({path: self.git("hash-object", "-w", "--stdin", text=text) for path, text in texts.items()})

    def remove(self, path: str) -> None:
        self._commit({path: ""})

    def _commit(self, blobs: Mapping[str, str]) -> None:
        index = str(self.folder / "index-of-somebody-else")
        parent = self.commits()[:1]
        self.git("read-tree", *(parent or ["--empty"]), index=index)
        lines = [f"100644 {blob.strip()}\t{path}" if blob else f"0 {'0' * 40}\t{path}" for path, blob in blobs.items()]
        self.git("update-index", "--index-info", text="\n".join(lines) + "\n", index=index)
        made = self.git(
            "commit-tree", self.git("write-tree", index=index).strip(), *(["-p", *parent] if parent else [])
        )
        self.git("update-ref", f"refs/heads/{self.branch}", made.strip())


IDENTITY = {
    "GIT_AUTHOR_NAME": "Somebody",
    "GIT_AUTHOR_EMAIL": "somebody@example.org",
    "GIT_COMMITTER_NAME": "Somebody",
    "GIT_COMMITTER_EMAIL": "somebody@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def known(home: Path) -> dict[str, str]:
    """Return what an environment holds that the servers let in; `home` has the key of one of them."""
    return {
        **IDENTITY,
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "RSYNC_RSH": "sh -c 'shift; exec \"$@\"' rsh",  # what is to be done on a host is done here
        "WEBDAV_USER": "somebody",
        "WEBDAV_PASSWORD": SECRET,
    }


class Bucket:
    """A folder of an S3 bucket."""

    def __init__(self, client: Any, bucket: str, folder: str, target: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, f"{folder}/"
        self.target, self.address = target, f"s3://{bucket}/{folder}"

    def files(self) -> dict[str, bytes]:
        listed = self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix).get("Contents", [])
        return {each["Key"].removeprefix(self.prefix): self.get(each["Key"])["Body"].read() for each in listed}

    def get(self, key: str) -> Any:
        """Return what the server says of a file."""
        return self.client.get_object(Bucket=self.bucket, Key=key)

    def put(self, files: Files) -> None:
        for path, text in files.items():
            data = text.encode() if isinstance(text, str) else text
            self.client.put_object(Bucket=self.bucket, Key=self.prefix + path, Body=data)

    def remove(self, path: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self.prefix + path)


_ANYBODY_READS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::blog/*"},
            {"Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::blog"},
        ],
    }
)
"""The policy of a bucket that is a website; where nobody may list it, what is missing is forbidden instead."""


@contextmanager
def s3_server() -> Iterator[tuple[str, Any]]:
    """Serve an S3-compatible store with a bucket `blog`; yield its address, and a client."""
    need("moto", "flask", "flask_cors", "boto3", "s3fs")
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id="somebody",
            aws_secret_access_key=SECRET,
        )
        client.create_bucket(Bucket="blog")
        client.put_bucket_policy(Bucket="blog", Policy=_ANYBODY_READS)
        yield address, client
    finally:
        server.stop()


@contextmanager
def sftp_server(folder: Path, home: Path) -> Iterator[int]:
    """Serve a folder over SFTP to whoever has the key that is written into `home`; yield the port."""
    need("asyncssh", "paramiko", "fsspec")
    import asyncssh

    host_key, own_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    write(home / ".ssh", {"id_ed25519": own_key.export_private_key("openssh")})
    keys = asyncssh.import_authorized_keys(own_key.export_public_key().decode())
    loop = asyncio.new_event_loop()

    async def listen() -> Any:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            authorized_client_keys=keys,
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=os.fsencode(folder)),
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(30)
    public = host_key.export_public_key().decode().strip()
    write(home / ".ssh", {"known_hosts": f"[127.0.0.1]:{server.get_port()} {public}\n"})
    try:
        yield server.get_port()
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)


@contextmanager
def webdav_server(folder: Path) -> Iterator[int]:
    """Serve a folder over WebDAV to `somebody` with the secret; yield the port."""
    need("wsgidav", "cheroot", "webdav4")
    from cheroot import wsgi
    from wsgidav.wsgidav_app import WsgiDAVApp

    folder.mkdir(parents=True, exist_ok=True)
    application = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {"somebody": {"password": SECRET}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), application)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[1]
    finally:
        server.stop()
        thread.join(30)
