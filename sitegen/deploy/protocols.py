"""What each protocol needs that fsspec leaves to its users: its package, headers, folders, and whom to trust."""

from __future__ import annotations

import mimetypes
import os
import posixpath
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from sitegen.deploy.place import refused
from sitegen.problem import ENVIRONMENT, USAGE, SiteError, error
from sitegen.target import Target

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"

_LASTING = re.compile(r"assets/.+\.[0-9a-f]{8}\.[^/]+|assets/mathjax-[\d.]+/.+")
"""What has a digest or a version in its path."""

_KNOWN = mimetypes.MimeTypes()
"""The types that Python knows by itself: those of the system differ from one machine to the next."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
"""What a machine's own tables of types may not know, or have wrong."""


class Protocol(NamedTuple):
    """What is known of a protocol.

    `package` is to be installed for it; `headers` makes of a content type and a cache control what its file system takes
    with a file; `has_folders` tells that folders are made before files, and `can_rename` that a file is sent under
    another name first, for it could be read half-way, and that folders go that have become empty. `resolved` makes of a
    path on a file system that has links the one to which they lead, as far as it is there.
    """

    package: str = ""
    headers: Callable[[str, str], dict[str, Any]] = lambda _, __: {}
    has_folders: bool = False
    can_rename: bool = False
    resolved: Callable[[Any, str], str] | None = None


def _resolved_by_sftp(files: Any, path: str) -> str:
    """Return a path without links. Servers resolve only what is there, so where it is not, its folders are tried."""
    try:
        return str(files.ftp.normalize(path))
    except FileNotFoundError:
        folder, name = posixpath.split(path.rstrip("/"))
        return posixpath.join(_resolved_by_sftp(files, folder or "."), name) if name else path


_S3 = Protocol("s3fs", lambda kind, cache: {"ContentType": kind, "CacheControl": cache})
_OSS = Protocol("ossfs", lambda kind, cache: {"headers": {"Content-Type": kind, "Cache-Control": cache}})
_GCS = Protocol("gcsfs", lambda kind, cache: {"content_type": kind, "fixed_key_metadata": {"cache_control": cache}})
_AZURE = Protocol("adlfs", lambda kind, cache: {"content_settings": {"content_type": kind, "cache_control": cache}})
_SFTP = Protocol("paramiko", has_folders=True, can_rename=True, resolved=_resolved_by_sftp)
_WEBDAV = Protocol("webdav4", has_folders=True)
_LOCAL = Protocol(has_folders=True, can_rename=True, resolved=lambda _, path: Path(path).resolve().as_posix())

PROTOCOLS = {
    "s3": _S3,
    "oss": _OSS,
    "gs": _GCS,
    "gcs": _GCS,
    "az": _AZURE,
    "abfs": _AZURE,
    "sftp": _SFTP,
    "ssh": _SFTP,
    "webdav+http": _WEBDAV,
    "webdav+https": _WEBDAV,
    "file": _LOCAL,
}
"""The protocols that we know; others are taken for object stores that know no headers."""


def content_type(path: str) -> str:
    """Return the type that a file is served as."""
    suffix = Path(path).suffix.lower()
    return _TYPES.get(suffix) or _KNOWN.types_map[True].get(suffix) or "application/octet-stream"


def cache_control(path: str) -> str:
    """Return how long a file may be kept: for ever if its path tells what is in it."""
    return FOR_EVER if _LASTING.fullmatch(path) else ASK_AGAIN


def open_files(target: Target) -> tuple[Any, str, Protocol]:
    """Return the file system behind the URL of a target, the folder in it, and what is known of its protocol.

    Raises SiteError where a package is missing (status 3), or nothing speaks such a protocol (2), and whatever the file
    system raises.
    """
    scheme = target.url.partition("://")[0]
    protocol = PROTOCOLS.get(scheme, Protocol())
    try:
        import fsspec  # a late import: it comes with an extra
    except ImportError:
        message = f"{scheme}:// is spoken by fsspec, which is not installed"
        raise SiteError(error("", 0, "deploy", message, help="pip install 'sitegen[deploy]'"), ENVIRONMENT) from None
    try:
        kind = fsspec.get_filesystem_class("webdav" if protocol is _WEBDAV else scheme)
    except ImportError as fault:
        help = f"pip install {protocol.package}" if protocol.package else str(fault)
        message = f"{scheme}:// needs a package that is not installed"
        raise SiteError(error("", 0, "deploy", message, help=help), ENVIRONMENT) from None
    except ValueError:
        message = f"no file system of fsspec speaks {scheme}://; known here: {', '.join(PROTOCOLS)}"
        raise SiteError(error("", 0, "deploy", message), USAGE) from None
    if protocol is _WEBDAV:
        return _open_webdav(kind, target), "", protocol
    if protocol is _SFTP:
        return _open_sftp(kind, target), unquote(urlsplit(target.url).path).removeprefix("/~/"), protocol
    files, root = fsspec.url_to_fs(target.url, skip_instance_cache=True, **target.options)
    return files, root, protocol


def _open_webdav(kind: Any, target: Target) -> Any:
    """Return a WebDAV server; `WEBDAV_USER` and `WEBDAV_PASSWORD` tell who we are."""
    parts = urlsplit(target.url.removeprefix("webdav+"))
    user = parts.username or os.environ.get("WEBDAV_USER")
    auth = (unquote(user), os.environ.get("WEBDAV_PASSWORD", "")) if user else None
    address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return kind(address, auth=auth, **target.options)


def _open_sftp(kind: Any, target: Target) -> Any:
    """Return an SFTP server as `ssh` would reach it: by the configuration of OpenSSH, and only if its key is known."""
    import paramiko  # a late import: few need it

    class Checked(kind):  # type: ignore[misc]
        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_system_host_keys()
            self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.sessions = threading.local()

        @property
        def ftp(self) -> Any:
            """A session of the thread's own: threads that share one wait for each other's answers for ever."""
            if not hasattr(self.sessions, "ftp"):
                self.sessions.ftp = self.client.open_sftp()
            return self.sessions.ftp

    parts = urlsplit(target.url)
    config = paramiko.SSHConfig()
    file = Path("~/.ssh/config").expanduser()
    if file.is_file():
        config = paramiko.SSHConfig.from_path(str(file))
    known = config.lookup(parts.hostname or "")
    asked = {
        "username": parts.username or known.get("user"),
        "port": parts.port or int(known.get("port", 22)),
        "key_filename": known.get("identityfile"),
    }
    try:
        return Checked(known["hostname"], skip_instance_cache=True, **{**asked, **target.options})
    except paramiko.SSHException as fault:
        if "not found in known_hosts" not in str(fault):
            raise
        help = f"connect once with ssh {parts.hostname}, and compare the key's fingerprint with what the host tells"
        raise refused(target.url, "the server's key is not in known_hosts", help) from None
