"""Deploying a site: build it, see what is at the target, send what is new there, remove what we put there and is no more."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.building import build
from sitegen.deploy.place import Place
from sitegen.deploy.plan import MANIFEST, Built, File, Plan, make_plan, unpacked
from sitegen.folders import OURS, SETTINGS, place_in_site
from sitegen.lock import held
from sitegen.options import NOBODY, Options, Watcher
from sitegen.problem import ENVIRONMENT, USAGE, Problem, SiteError, error, warning
from sitegen.publish import STAGE, published
from sitegen.settings import Settings, load
from sitegen.target import Target

_EXAMPLE = "such as `deploy: {pages: {git: origin, branch: gh-pages}}`"


@dataclass(frozen=True)
class Asked:
    """What a person may ask of a deploy.

    `target`: its name, the first if none; `base_url`: empty for relative links, wherever the site may be served;
    `force`: whether files that somebody else put there are overwritten.
    """

    target: str | None = None
    base_url: str | None = None
    dry_run: bool = False
    force: bool = False
    jobs: int | None = None


@dataclass(frozen=True)
class Deployed:
    """What was sent and removed, or would be, where, in how many seconds, and the problems that did not stop it."""

    name: str
    address: str
    plan: Plan
    seconds: float
    problems: list[Problem] = field(default_factory=list)


def deploy(source: Path, output: Path | None = None, asked: Asked = Asked(), watcher: Watcher = NOBODY) -> Deployed:
    """Build the site, without drafts and posts whose day has not come, and bring it to a target of its settings.

    Raises SiteError: where the build does, for what is wrong with the settings (status 2), and for a target that cannot
    be reached or refuses (3).
    """
    began = time.perf_counter()
    name, target = _choose(load(source).deploy, asked.target)
    options = Options(base_url=_base_url(asked, target), jobs=asked.jobs)
    if asked.base_url != "":
        _check_base_url(load(source, options.base_url), name, target)
    output = output or source / "public"
    _check_folder(source, output, name, target)
    with held(source / OURS / "lock-deploy", "the site is being deployed"):
        problems = build(source, output, options, watcher).problems
        site = _built(output, source / OURS, problems)
        with _connect(target, source) as place:
            plan = _plan(site, place, problems)
            if plan.in_the_way and not asked.force:
                raise SiteError([*problems, _in_the_way(plan, place)], USAGE)
            if not (asked.dry_run or plan.is_empty):
                place.carry_out(plan, watcher)
            return Deployed(name, place.address, plan, time.perf_counter() - began, problems)


def _choose(targets: Mapping[str, Target], wanted: str | None) -> tuple[str, Target]:
    """Return the target of this name, or the first. Raises SiteError (status 2) if there is none."""
    if not targets:
        raise SiteError(error(SETTINGS, 0, "deploy", "there are no targets to deploy to", help=_EXAMPLE), USAGE)
    name = wanted or next(iter(targets))
    if name not in targets:
        known = f"known here: {', '.join(targets)}"
        raise SiteError(error("TARGET", 0, "usage", f"there is no target {name}", help=known), USAGE)
    return name, targets[name]


def _base_url(asked: Asked, target: Target) -> str | None:
    """Return where the site will be served, None if the settings say it."""
    return target.base_url or None if asked.base_url is None else asked.base_url


def _check_base_url(settings: Settings, name: str, target: Target) -> None:
    """Raise SiteError (status 2) if the site is to be served, and does not know where."""
    if settings.base_url or target.is_local:
        return
    message = f"deploy.{name}: the site does not know where it will be served; feed, sitemap and 404 page need that"
    help = "set base_url, for the site or for this target, or give -b https://…; -b '' makes relative links"
    raise SiteError(error(SETTINGS, 0, "deploy", message, help=help), USAGE)


def _check_folder(source: Path, output: Path, name: str, target: Target) -> None:
    """Raise SiteError (status 2) if sending the site there could touch what it is made from, or what was built."""
    folder = None if target.folder is None else source / target.folder
    if folder is None:
        return
    place = place_in_site(source, folder)
    if not place and folder.resolve().is_relative_to(output.resolve()):
        place = "where the site is built"
    if place:
        message = f"deploy.{name}: {target.folder} is {place}; choose a folder of its own"
        raise SiteError(error(SETTINGS, 0, "deploy", message), USAGE)


def _connect(target: Target, source: Path) -> AbstractContextManager[Place]:
    """Return the way to a target."""
    if target.git:
        from sitegen.deploy import git  # late imports: each kind loads only what it needs

        return git.connect(target, source)
    if target.rsync:
        from sitegen.deploy import rsync

        return rsync.connect(target, source)
    from sitegen.deploy import bucket

    return bucket.connect(target, source)


def _built(output: Path, ours: Path, problems: list[Problem]) -> Built:
    """Return the site as the build published it; other files that lie there stay here, and are named.

    Raises SiteError (status 3) if the list of what was published is lost: without one, all would be removed.
    """
    listed = published(output, ours)
    if not listed:
        help = f"remove {ours / 'memory-*'}, and deploy again"
        raise SiteError(
            error(str(output), 0, "deploy", "the list of what was built is lost or damaged", help=help), ENVIRONMENT
        )
    files = {path: File((output / path).stat().st_size, digest) for path, digest in sorted(listed.items())}
    found = (Path(folder, name).relative_to(output) for folder, _, names in os.walk(output) for name in names)
    others = sorted(path.as_posix() for path in found if path.as_posix() not in files and path.parts[0] != STAGE)
    if others:
        message = f"not sent, for the build did not make it: {_first_of(others)}"
        problems.append(warning(str(output), 0, "foreign-file", message, help="what is to be served goes into static/"))
    return Built(output, files)


def _plan(site: Built, place: Place, problems: list[Problem]) -> Plan:
    left = place.manifest()
    known = {} if left is None else unpacked(left)
    if known is None:
        message = f"{place.address}: {MANIFEST} is damaged; what was put there earlier and is no more stays there"
        problems.append(warning("", 0, "deploy", message))
        known = {}
    return make_plan(site, known, place.standing(site, [path for path in site.files if path not in known]))


def _in_the_way(plan: Plan, place: Place) -> Problem:
    message = f"{place.address}: sitegen did not put there what it would overwrite: {_first_of(plan.in_the_way)}"
    return error("", 0, "deploy", message, help="nothing was sent; --force overwrites, if this is the right place")


def _first_of(paths: Sequence[str]) -> str:
    return paths[0] + (f" and {len(paths) - 1:,} more" if len(paths) > 1 else "")
