"""Deploying to a branch of a git repository: one commit on top of what is there, and never a forced push.

All of it happens in a bare repository of our own below `.sitegen/`, so that the work tree, the index and the branches of
the site's own repository stay untouched; only its remotes, and how it logs in to them, are taken from there.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sitegen import __version__
from sitegen.deploy.place import refused, scrubbed
from sitegen.deploy.plan import MANIFEST, Built, Plan
from sitegen.folders import OURS
from sitegen.options import Watcher
from sitegen.problem import SiteError
from sitegen.target import Target

_DEFAULT_BRANCH = "gh-pages"
_TIP = "refs/sitegen/tip"
_NEXT = "refs/sitegen/next"
_SHARED = r"^(http|credential|url|ssh|protocol|user)\.|^core\.sshcommand$"
"""The settings of the site's own repository by which git reaches its remotes and names the author of a commit."""

_LEADING_ASTRAY = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
"""What git tells the commands that it runs itself, such as hooks."""


@contextmanager
def connect(target: Target, source: Path) -> Iterator[Branch]:
    """Reach the branch of a target, and fetch what is on it."""
    branch = target.branch or _DEFAULT_BRANCH
    here = _Git(scrubbed(f"{target.git} ({branch})"), source)
    remote = target.git if re.search(r"[/:\\]", target.git) else _url_of(target.git, here)
    ours = source / OURS / f"deploy-{hashlib.blake2b(remote.encode(), digest_size=6).hexdigest()}.git"
    git = _Git(here.address, source, {**_shared_settings(here), "GIT_DIR": str(ours.absolute())})
    git.run("init", "--quiet", "--bare")
    commit = here.run("rev-parse", "--short", "HEAD", may_fail=True).decode().strip()
    yield Branch(git, remote, branch, " ".join(["Deployed", *commit.split(), "with sitegen", __version__]))


class Branch:
    """A branch of a git remote; see `place.Place`. `message` is that of the commit to be made."""

    def __init__(self, git: _Git, remote: str, branch: str, message: str) -> None:
        self.git, self.remote, self.message, self.address = git, remote, message, git.address
        self.ref = f"refs/heads/{branch}"
        self.is_new = not git.run("ls-remote", "--heads", remote, self.ref)
        if not self.is_new:
            git.run("fetch", "--quiet", "--no-tags", "--depth=1", remote, f"+{self.ref}:{_TIP}")
        self.blobs = {} if self.is_new else _blobs(git)

    def manifest(self) -> bytes | None:
        """Return the list of files that we left there, or None."""
        return self.git.run("cat-file", "blob", self.blobs[MANIFEST]) if MANIFEST in self.blobs else None

    def standing(self, site: Built, paths: Sequence[str]) -> dict[str, bool]:
        """Return which of these paths are on the branch, each with whether it is the same file."""
        there = [path for path in paths if path in self.blobs]
        return {path: self.blobs[path] == _blob_id(site.read(path), len(self.blobs[path])) for path in there}

    def carry_out(self, plan: Plan, watcher: Watcher) -> None:
        """Commit what is planned, and push the commit."""
        head = self._head()
        with self.git.piped("fast-import", "--quiet", "--force", "--done") as stream:
            stream.write(head)
            for path in plan.remove:
                stream.write(b"D %s\n" % _quoted(path))
            for path in watcher.passing("sending", plan.send, len(plan.send)):
                _write(stream, path, plan.site.read(path))
            _write(stream, MANIFEST, plan.manifest())
            stream.write(b"done\n")
        self.git.run("push", "--quiet", "--no-verify", self.remote, f"{_NEXT}:{self.ref}")

    def _head(self) -> bytes:
        """Return how `git fast-import` is told of the commit."""
        message = self.message.encode() + b"\n"
        head = b"commit %s\ncommitter %s\n" % (_NEXT.encode(), self.git.run("var", "GIT_COMMITTER_IDENT").strip())
        head += b"data %d\n%s" % (len(message), message)
        return head if self.is_new else head + b"from %s\n" % self.git.run("rev-parse", _TIP).strip()


class _Git:
    """The command `git` in a folder; what goes wrong is told of this address."""

    def __init__(self, address: str, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        self.address, self.folder = address, folder
        free = {name: value for name, value in os.environ.items() if name not in _LEADING_ASTRAY}
        self.variables = {**free, "LC_ALL": "C", **(variables or {})}

    def run(self, *words: str, may_fail: bool = False) -> bytes:
        """Return what the command says; nothing if it fails and may. Raises SiteError (status 3)."""
        process = self._begin(words, None)
        told, fault = process.communicate()
        if process.returncode and not may_fail:
            raise self._refused(fault)
        return b"" if process.returncode else told

    @contextmanager
    def piped(self, *words: str) -> Iterator[IO[bytes]]:
        """Give what is written to the command. Raises SiteError (status 3)."""
        process = self._begin(words, subprocess.PIPE)
        assert process.stdin
        try:
            with suppress(BrokenPipeError):  # the command has ended, and says why
                yield process.stdin
        except BaseException:
            process.kill()
            raise
        finally:
            _, fault = process.communicate()
        if process.returncode:
            raise self._refused(fault)

    def _begin(self, words: Sequence[str], source: int | None) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(
                ["git", *words], cwd=self.folder, env=self.variables, stdin=source, stdout=pipe, stderr=pipe
            )
        except FileNotFoundError:
            raise refused(self.address, "the command git is not installed") from None

    def _refused(self, fault: bytes) -> SiteError:
        text = fault.decode("utf-8", "replace")
        if "[rejected]" in text:
            return refused(self.address, "somebody else has pushed to the branch meanwhile; deploy again")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("hint:", "warning:"))]
        if any("tell me who you are" in line for line in lines):
            help = "git config --global user.name 'Your Name', and user.email likewise"
            return refused(self.address, "git does not know whose name to write into the commit", help)
        return refused(self.address, re.sub(r"^(fatal|error): ", "", lines[0] if lines else ""))


def _url_of(name: str, here: _Git) -> str:
    """Return the address to which a remote of the site's own repository pushes."""
    found = here.run("remote", "get-url", "--push", name)
    return found.decode().strip()


def _shared_settings(here: _Git) -> dict[str, str]:
    """Return, as variables of the environment, the settings of the site's own repository that a push needs."""
    told = here.run("config", "--local", "--includes", "--null", "--get-regexp", _SHARED, may_fail=True).decode()
    pairs = [entry.partition("\n")[::2] for entry in told.split("\0") if entry]
    first = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    settings = {"GIT_CONFIG_COUNT": str(first + len(pairs))}
    for n, (key, value) in enumerate(pairs, first):
        settings |= {f"GIT_CONFIG_KEY_{n}": key, f"GIT_CONFIG_VALUE_{n}": value}
    return settings


def _blobs(git: _Git) -> dict[str, str]:
    """Return the id of each file on the branch."""
    entries = git.run("ls-tree", "-r", "-z", _TIP).decode("utf-8", "surrogateescape").split("\0")
    pairs = (entry.partition("\t")[::2] for entry in entries if entry)
    return {path: words.split()[2] for words, path in pairs}


def _blob_id(data: bytes, length: int) -> str:
    """Return the id that git gives a file, of as many digits as the ids of the repository have."""
    kind = hashlib.sha1 if length == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _write(stream: IO[bytes], path: str, data: bytes) -> None:
    stream.write(b"M 100644 inline %s\ndata %d\n" % (_quoted(path), len(data)))
    stream.write(data + b"\n")


def _quoted(path: str) -> bytes:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return b'"%s"' % escaped.encode()
