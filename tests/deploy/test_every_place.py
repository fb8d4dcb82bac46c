"""What holds at every kind of target: a branch, a bucket, and servers that speak SFTP, WebDAV and rsync."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from sitegen.deploy import Asked, Deployed, deploy
from sitegen.deploy.plan import MANIFEST
from sitegen.options import Watcher
from sitegen.problem import USAGE, SiteError
from tests.deploy.conftest import every_kind, on
from tests.deploy.servers import Host
from tests.sitehelp import broken_links, post, published, write

T = TypeVar("T")

OWN = {MANIFEST}


def site_for(place: Host, folder: Path) -> Path:
    """Write a site that is deployed there: two posts in Chinese with a tag, a picture, and a draft."""
    return write(
        folder / "site",
        {
            "sitegen.yaml": f"base_url: https://example.org/blog\ndeploy:\n  there: {place.target}\n",
            "content/posts/a.md": post("甲", "文。", tags="[数论]"),
            "content/posts/b/index.md": post("乙", "![图](图.svg)", tags="[数论, 分析]"),
            "content/posts/b/图.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "content/posts/draft.md": post("Secret", "Not yet.", draft="true", slug="draft"),
        },
    )


def deployed(site: Path, **asked: object) -> Deployed:
    return deploy(site, asked=Asked(**asked))  # type: ignore[arg-type]


def pages_there(place: Host) -> dict[str, bytes]:
    return {path: data for path, data in place.files().items() if path not in OWN}


@every_kind
def test_the_site_is_there_as_it_was_built_and_a_dry_run_changes_nothing(place: Host, tmp_path: Path) -> None:
    site = site_for(place, tmp_path)
    dry = deployed(site, dry_run=True)
    assert place.files() == {}
    done = deployed(site)
    assert (done.name, done.address, done.problems) == ("there", place.address, [])
    assert (dry.plan.send, dry.plan.remove) == (done.plan.send, done.plan.remove)
    assert pages_there(place) == published(site / "public")
    assert "posts/b/图.svg" in place.files()
    assert not any("draft" in path for path in place.files())


@every_kind
def test_only_what_has_changed_is_sent_and_only_what_is_ours_is_removed(place: Host, tmp_path: Path) -> None:
    site = site_for(place, tmp_path)
    deployed(site)
    foreign = {"CNAME": "example.org\n", "tags/分析/mine.txt": "Mine.\n"}
    place.put(foreign)
    assert deployed(site).plan.send == []

    before = published(site / "public")
    write(site, {"content/posts/b/index.md": post("乙", "Without.", tags="[数论]")})
    (site / "content/posts/b/图.svg").unlink()
    done = deployed(site)
    now = published(site / "public")
    assert done.plan.send == [path for path in sorted(now) if now[path] != before.get(path)]
    assert done.plan.remove == sorted(before.keys() - now.keys())
    assert {"posts/b/图.svg", "tags/分析/index.html"} <= set(done.plan.remove)
    assert pages_there(place) == {**now, **{path: text.encode() for path, text in foreign.items()}}


@on("file", "rsync", "git")
def test_files_of_somebody_else_are_overwritten_only_by_force(place: Host, tmp_path: Path) -> None:
    site = site_for(place, tmp_path)
    foreign = {"index.html": "Mine.", "about.html": "Mine too."}
    place.put(foreign)
    with pytest.raises(SiteError) as caught:
        deployed(site)
    assert (caught.value.status, str(caught.value)) == (
        USAGE,
        f"error[deploy]: {place.address}: sitegen did not put there what it would overwrite: index.html\n"
        "    nothing was sent; --force overwrites, if this is the right place",
    )
    assert place.files() == {path: text.encode() for path, text in foreign.items()}
    deployed(site, force=True)
    assert pages_there(place) == {**published(site / "public"), "about.html": b"Mine too."}


@on("s3", "rsync", "git")
def test_where_the_list_is_lost_files_are_compared_and_none_is_removed(place: Host, tmp_path: Path) -> None:
    site = site_for(place, tmp_path)
    deployed(site)
    place.remove(MANIFEST)
    (site / "content/posts/a.md").unlink()
    removed = {path: data for path, data in place.files().items() if path.startswith("posts/a/")}
    done = deployed(site, force=True)
    assert "favicon.svg" not in done.plan.send
    assert "index.html" in done.plan.send
    assert done.plan.remove == []
    assert pages_there(place) == {**published(site / "public"), **removed}
    assert deployed(site).plan.send == []


@on("git")
def test_a_damaged_list_is_named_and_made_anew(place: Host, tmp_path: Path) -> None:
    site = site_for(place, tmp_path)
    deployed(site)
    place.put({MANIFEST: "[]"})
    assert [str(problem) for problem in deployed(site).problems] == [
        f"warning[deploy]: {place.address}: {MANIFEST} is damaged; "
        "what was put there earlier and is no more stays there"
    ]
    assert sorted(json.loads(place.files()[MANIFEST])["files"]) == sorted(published(site / "public"))


class Stopping(Watcher):
    """Interrupts a deploy after so many steps."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def passing(self, what: str, items: Iterable[T], total: int) -> Iterable[T]:
        if what not in ("sending", "removing"):
            yield from items
            return
        for item in items:
            yield item
            self.steps -= 1
            if self.steps == 0:
                raise KeyboardInterrupt


def changed(site: Path) -> None:
    """Change a site so that pages come, change and go, with what they show."""
    (site / "content/posts/b/图.svg").unlink()
    (site / "content/posts/b/index.md").unlink()
    write(site, {"content/posts/c/index.md": post("丙", "![](c.svg)"), "content/posts/c/c.svg": "<svg/>"})


def lacking(files: dict[str, bytes], folder: Path) -> list[str]:
    """Return what pages need and is not there, besides other pages."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in files.items():
        write(folder, {path: data})
    found = broken_links(folder, "https://example.org/blog")
    return [each for each in found if not each.endswith("/") and "#" not in each]


@on("s3", "sftp", "rsync", "git")
def test_an_interrupted_deploy_leaves_no_page_without_what_it_shows_and_the_next_completes_it(
    place: Host, tmp_path: Path
) -> None:
    site = site_for(place, tmp_path)
    deployed(site)
    old = pages_there(place)
    changed(site)
    with pytest.raises(KeyboardInterrupt):
        deploy(site, watcher=Stopping(1))
    left, new = pages_there(place), published(site / "public")
    assert all(data in (old.get(path), new.get(path)) for path, data in left.items())
    assert left["index.html"] == old["index.html"]
    assert lacking(left, tmp_path / "left") == []
    deployed(site)
    assert pages_there(place) == new


@on("file")
def test_a_deploy_may_be_interrupted_at_any_step(place: Host, tmp_path: Path) -> None:
    site = site_for(place, tmp_path)
    deployed(site)
    before = place.files()
    changed(site)
    steps = len(deployed(site).plan.send) + 2
    new = published(site / "public")
    for step in range(1, steps, 4):
        for path in place.files().keys() - before.keys():
            place.remove(path)
        place.put(before)
        with pytest.raises(KeyboardInterrupt):
            deploy(site, watcher=Stopping(step))
        assert lacking(pages_there(place), tmp_path / "left") == [], step
        deployed(site)
        assert pages_there(place) == new, step
