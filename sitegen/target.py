"""Where a site is deployed to, as the settings tell it: a branch, a bucket or a server, and nothing that is secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sitegen.lazypattern import pattern

_SECRET = pattern(
    r"(?<![a-z])(auth|credentials?|key|passphrase|passwd|password|pkey|sas|secret|sig|signature|token)(?![a-z])",
    re.IGNORECASE,
)
_NO_PLACE = "and this file is no place for one; let the environment or the tool's own configuration tell it"
_PASSWORD = pattern(r"://[^@/]*:(?!\d+/)[^@]*@")
_QUERIED = pattern(r"[?&;]([^?&;=/]+)=")
_HTTP_NAME = pattern(r"https?://[^/]*@")
_BRANCH = pattern(r"(?![-/.])(?!.*(\.\.|//|@\{))[\w./@+-]+(?<![/.])")


@dataclass(frozen=True)
class Target:
    """One place to deploy to, by git, url or rsync. Raises ValueError with all that is wrong."""

    git: str = ""
    """A remote of the site's own repository, such as origin, or the address of another."""
    branch: str = ""
    """The branch of the git remote: gh-pages, if none is named."""
    url: str = ""
    """A bucket or a server that fsspec speaks, such as s3://bucket/folder or sftp://me@example.org/var/www."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What fsspec needs to know of the bucket or server, such as an endpoint; nothing secret."""
    rsync: str = ""
    """A folder that rsync reaches, such as me@example.org:/var/www."""
    base_url: str = ""
    """Where the site is served from there, if not where the settings say."""

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def is_local(self) -> bool:
        """Whether the site stays on this machine, where it needs no base URL."""
        if self.rsync:
            return ":" not in self.rsync
        return self.url.startswith(("file://", "memory://"))

    @property
    def folder(self) -> Path | None:
        """The folder of this machine that it is, seen from the site's, if it is one."""
        if self.rsync:
            return None if ":" in self.rsync else Path(self.rsync)
        return Path(unquote(self.url.removeprefix("file://"))) if self.url.startswith("file://") else None


def _faults(target: Target) -> Iterator[str]:
    kinds = [name for name in ("git", "url", "rsync") if getattr(target, name)]
    if len(kinds) != 1:
        yield f"expected one of git, url and rsync, found {' and '.join(kinds) or 'none'}"
    if target.branch and not target.git:
        yield "branch is for git alone"
    if target.branch and not _BRANCH.fullmatch(target.branch):
        yield f"{target.branch!r} cannot be the name of a branch"
    if target.options and not target.url:
        yield "options are for url alone"
    yield from _faults_of_address(target)
    yield from (f"{name} is a secret, {_NO_PLACE}" for name in _secrets(target.options, "options"))


def _faults_of_address(target: Target) -> Iterator[str]:
    for name in ("git", "rsync"):
        if getattr(target, name).startswith("-"):
            yield f"{name} begins with a dash, which is for options"
    for name in ("git", "url", "rsync"):
        if _PASSWORD.search(getattr(target, name)):
            yield f"{name} holds a password, {_NO_PLACE}"
        for asked in filter(_is_secret, _QUERIED.findall(getattr(target, name))):
            yield f"{name} holds a secret, {asked}, {_NO_PLACE}"
    if _HTTP_NAME.match(target.git) and not _PASSWORD.search(target.git):
        yield f"git holds a name or a token before the @, {_NO_PLACE}"
    if target.url and (not re.match(r"[a-z][a-z0-9+.-]*://.", target.url) or "::" in target.url):
        yield "url: expected an address such as s3://bucket/folder or sftp://me@example.org/var/www"
    if target.url.startswith(("http://", "https://")):
        yield "url: pages cannot be written over HTTP alone; for WebDAV write webdav+https://…"


def _secrets(options: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the names of the options that are secrets; a path to a file with one is none."""
    for name, value in options.items():
        if _is_secret(name) or name == "connection_string" or _PASSWORD.search(str(value)):
            yield f"{path}.{name}"
        elif isinstance(value, Mapping):
            yield from _secrets(value, f"{path}.{name}")


def _is_secret(name: str) -> bool:
    return bool(_SECRET.search(name)) and not name.lower().endswith(("file", "filename", "path"))
