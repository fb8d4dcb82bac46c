"""`sitegen deploy`: the site to a branch, a bucket or a server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli import options
from sitegen.cli.messages import answer, counted, show
from sitegen.cli.options import with_options

if TYPE_CHECKING:
    from sitegen.deploy import Deployed


@click.command("deploy")
@click.argument("target", required=False)
@click.option("--dry-run", is_flag=True, help="List what would be sent and removed, and change nothing there.")
@click.option("--force", is_flag=True, help="Overwrite files there that sitegen did not put there.")
@with_options(
    options.source,
    options.output,
    options.base_url,
    options.jobs,
    options.quiet,
    options.verbose,
    options.as_json,
)
def command(
    target: str | None,
    source: Path,
    output: Path | None,
    base_url: str | None,
    jobs: int | None,
    dry_run: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Build the site, and bring it to TARGET of the settings (default: the first): a branch, a bucket or a server.

    Only what has changed is sent, and nothing is removed that an earlier deploy did not put there. Drafts stay here.
    """
    from sitegen import deploy, watching  # late imports: each command loads only what it needs
    from sitegen.options import NOBODY

    asked = deploy.Asked(target, base_url, dry_run, force, jobs)
    watcher = watching.Bar() if sys.stderr.isatty() and not quiet else NOBODY
    done = deploy.deploy(source, output, asked, watcher)
    if as_json:
        answer(done.problems, 0, **_facts(done))
    show(done.problems)
    if dry_run or verbose:
        _list(done, ("would send", "would remove") if dry_run else ("sent", "removed"))
    if not quiet:
        click.echo(_summary(done, dry_run))


def _facts(done: Deployed) -> dict[str, object]:
    plan, where = done.plan, {"target": done.name, "address": done.address, "seconds": round(done.seconds, 3)}
    return where | {"send": plan.send, "bytes": plan.size, "remove": plan.remove, "unchanged": plan.unchanged}


def _list(done: Deployed, verbs: tuple[str, str]) -> None:
    for path in done.plan.send:
        click.echo(f"{verbs[0]} {click.format_filename(path)} ({_bytes(done.plan.site.files[path].size)})")
    for path in done.plan.remove:
        click.echo(f"{verbs[1]} {click.format_filename(path)} ({_bytes(done.plan.known[path].size)})")


def _summary(done: Deployed, dry_run: bool) -> str:
    plan, verbs = (
        done.plan,
        ("to send", "to remove", "to leave alone") if dry_run else ("sent", "removed", "left alone"),
    )
    files = f"{counted(len(plan.send), 'file')} ({_bytes(plan.size)}) {verbs[0]}"
    rest = f"{len(plan.remove):,} {verbs[1]}, {plan.unchanged:,} {verbs[2]} at {done.address}"
    return f"{done.name}: {files}, {rest}" + ("" if dry_run else f" in {done.seconds:.1f} s")


def _bytes(size: int) -> str:
    """Return `999 bytes`, `1.2 kB`, `3.4 MB`."""
    if size < 1000:
        return counted(size, "byte")
    return f"{size / 1000:,.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"
