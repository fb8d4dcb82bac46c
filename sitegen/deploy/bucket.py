"""Deploying to a bucket or a server: whatever fsspec speaks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from sitegen.deploy.place import refused, scrubbed
from sitegen.deploy.plan import MANIFEST, Built, Plan
from sitegen.deploy.protocols import Protocol, cache_control, content_type, open_files
from sitegen.options import Watcher
from sitegen.problem import SiteError
from sitegen.target import Target

T = TypeVar("T")

_AT_ONCE = 8
"""So many requests are on their way; an SSH server usually lets one connection have ten sessions."""

_FEW = 16
"""To ask for so many files one by one is quicker than to list a bucket."""

_PART = ".sitegen-part"


@contextmanager
def connect(target: Target, source: Path) -> Iterator[Bucket]:
    """Reach the bucket or server at the URL of a target."""
    with _told(target.url):
        files, root, protocol = open_files(target)
    client: Any = getattr(files, "client", None)
    with ExitStack() as stack:
        if hasattr(client, "close"):
            stack.enter_context(closing(client))
        pool = stack.enter_context(ThreadPoolExecutor(_AT_ONCE))
        yield Bucket(files, root, protocol, scrubbed(target.url.rstrip("/")), pool)


class Bucket:
    """A folder of a file system of fsspec; see `place.Place`."""

    def __init__(self, files: Any, root: str, protocol: Protocol, address: str, pool: Executor) -> None:
        self.files, self.protocol, self.address, self.pool = files, protocol, address, pool
        self.root = root.rstrip("/") + "/" if root else ""
        self._folders = {""}

    def manifest(self) -> bytes | None:
        """Return the list of files that we left there, or None. Raises SiteError, also where there is no such bucket."""
        with _told(self.address):
            try:
                return bytes(self.files.cat_file(self._at(MANIFEST)))
            except FileNotFoundError as fault:
                if "bucket does not exist" in str(fault):
                    raise
                return None

    def standing(self, site: Built, paths: Sequence[str]) -> dict[str, bool]:
        """Return which of these paths stand there, each with whether it is the same file."""
        with _told(self.address):
            if len(paths) > _FEW:
                listed = self.files.find(self.root, detail=True)
                found = {path: listed[self._at(path)] for path in paths if self._at(path) in listed}
            else:
                found = {path: info for path, info in self._each(self._info, paths) if info}
            return dict(self._each(lambda path: self._is_same(site, path, found[path]), found))

    def carry_out(self, plan: Plan, watcher: Watcher) -> None:
        """Send what is planned, each file whole or not at all, then remove; the list of files is there first and last."""
        with _told(self.address):
            self._check_links([*plan.send, *plan.remove])
            self._put(MANIFEST, plan.claim())
            for wave in plan.waves():
                self._make_folders(wave)
                sent = self._each(lambda path: self._put(path, plan.site.read(path)), wave)
                for _ in watcher.passing("sending", sent, len(wave)):
                    pass
            for path in watcher.passing("removing", plan.removals(), len(plan.remove)):
                self._remove(path)
            self._put(MANIFEST, plan.manifest())

    def _check_links(self, paths: Iterable[str]) -> None:
        """Raise SiteError (status 3) if one of these files would be reached through a link that leads out of the target."""
        if self.protocol.resolved is None:
            return
        root = PurePosixPath(self.protocol.resolved(self.files, self.root or "."))
        for folder in sorted({path.rpartition("/")[0] for path in paths} - {""}):
            if not PurePosixPath(self.protocol.resolved(self.files, self._at(folder))).is_relative_to(root):
                raise refused(self.address, f"{folder} leads out of the target through a link; nothing was sent")

    def _at(self, path: str) -> str:
        return self.root + path

    def _info(self, path: str) -> Any:
        try:
            info = self.files.info(self._at(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return info if info["type"] == "file" else None

    def _is_same(self, site: Built, path: str, info: Any) -> bool:
        """Return whether what stands there is our file, by its size, its MD5 where that is its ETag, or its content."""
        if info.get("size") != site.files[path].size:
            return False
        data = site.read(path)
        if str(info.get("ETag", "")).strip('"').lower() == hashlib.md5(data, usedforsecurity=False).hexdigest():
            return True
        return bool(self.files.cat_file(self._at(path)) == data)

    def _put(self, path: str, data: bytes) -> None:
        target = self._at(path)
        if not self.protocol.can_rename:
            headers = self.protocol.headers(content_type(path), cache_control(path))
            self.files.pipe_file(target, data, **headers)
            return
        self._make_folders([path])
        self.files.pipe_file(target + _PART, data)
        self.files.mv(target + _PART, target)

    def _make_folders(self, paths: Iterable[str]) -> None:
        if self.protocol.has_folders:
            for folder in sorted({self._at(path).rpartition("/")[0] for path in paths} - self._folders):
                self.files.makedirs(folder, exist_ok=True)
                self._folders.add(folder)

    def _remove(self, path: str) -> None:
        """Remove a file that we put there, what is left of sending it, and the folders that it leaves empty."""
        names = [self._at(path), self._at(path) + _PART] if self.protocol.can_rename else [self._at(path)]
        for name in names:
            with suppress(FileNotFoundError):
                self.files.rm_file(name)
        folder = path.rpartition("/")[0]
        with suppress(OSError):  # it is not empty
            while folder and self.protocol.can_rename:
                self.files.rmdir(self._at(folder))
                folder = folder.rpartition("/")[0]

    def _each(self, do: Callable[[str], T], paths: Iterable[str]) -> Iterator[tuple[str, T]]:
        """Yield each path with what comes of it, several at a time; where one fails, those that have not begun do not."""
        futures = {self.pool.submit(do, path): path for path in paths}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            for future in futures:
                future.cancel()


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Tell in one line what goes wrong in a file system; each has exceptions of its own."""
    try:
        yield
    except SiteError:
        raise
    except Exception as fault:
        raise refused(address, f"{type(fault).__name__}: {fault}") from fault
