"""The story: the one function in which a post goes from its file to its page."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from sitegen import faces, press, reader, search, stamps
from sitegen.assembly import assemble, unknown_references
from sitegen.assets import Assets, Copy, find_assets
from sitegen.choice import Choice
from sitegen.faults import Faults
from sitegen.folders import OURS, REDIRECTS, check_source, is_preview
from sitegen.galley import Outline
from sitegen.jinja import Compiled
from sitegen.layout import Layout
from sitegen.memory import Memory, Seen
from sitegen.options import NOBODY, Options, Watcher
from sitegen.page import Page
from sitegen.pages import collisions, lay_out
from sitegen.past import Done, Past
from sitegen.problem import Problem
from sitegen.publish import Report, Stage
from sitegen.reasons import Reasons
from sitegen.redirects import ledger_of
from sitegen.settings import Settings, load
from sitegen.site import Shelf, Site
from sitegen.theme import Theme
from sitegen.vocabulary import read_vocabulary
from sitegen.workers import cores
from sitegen.workshop import Workshop


class Told(NamedTuple):
    """What a build made: how many posts and pages the site has, what was published, all problems found, why each file
    was written, and which addresses posts have left for which."""

    posts: int
    pages: int
    report: Report
    problems: list[Problem]
    reasons: Mapping[str, str]
    moved: dict[str, str]


def tell(source: Path, output: Path, options: Options, workshop: Workshop, seen: Seen, watcher: Watcher) -> Told:
    """Build the site in `source` into `output`. Raises SiteError as `build` does, and memory.DamagedError."""
    jobs, memory = options.jobs or cores(), workshop.memory
    settings = load(source, options.base_url)
    is_previewed = is_preview(source, output)
    settings = search.for_preview(settings) if is_previewed else settings
    places = _makers().places(source, settings.makers) if settings.makers else []
    seen.take(stamps.news(stamps.files_at(places, "__pycache__".__eq__), seen.site))
    past = Past(memory, seen, settings, workshop.at_hand)
    faults = Faults(options, output)

    watcher.begins("read and typeset")
    past.read(source, faults.found, jobs, watcher, options.workers)
    known = workshop.layout_of(past, source, options)
    published, due = _published(past, known, settings, options, faults)
    watcher.begins("assemble")
    layout = known or _laid_out(source, published, settings, options, past, watcher, is_previewed)
    site, ledger, pages = layout.site, layout.ledger, layout.pages
    faults.found += [*layout.found, *layout.said]
    faults.stop_if_bad()

    bundle = search.bundle(site, settings, memory, watcher)
    watcher.begins("render")
    intact = past.intact(is_previewed and workshop.is_at_hand)
    stage = Stage(output, source / OURS, intact, is_lasting=not is_previewed)
    faults.stop_at_templates(reader.unreadable(source / "templates", source))
    theme = workshop.theme or Theme(source, site, settings, layout.assets, Compiled(memory.codes()))
    copies = {path: Copy(data) for path, data in bundle.files.items()} | layout.assets.copies
    standing = past.standing(stage, site, pages, copies, search.FOLDER if bundle.is_new else None)
    edition = press.run(pages, copies, theme, stage, standing, memory.names, jobs, watcher)
    faults.stop_at_templates(edition.problems)
    watcher.begins("publish")
    report = stage.publish(edition.staged, edition.standing)
    faults.tell_if_skipped()

    watcher.begins("remember")
    reasons = Reasons(past, report.written, edition.shown)
    outputs = {*edition.standing, *(staged.path for staged in edition.staged)}
    untouched = outputs.difference(report.written)
    left = {path: stamp for path, stamp in intact.items() if path in untouched}
    moved, homes, unwritten = (ledger.moved, ledger.homes, ledger.write()) if ledger else ({}, None, [])
    if moved:
        past.doubt(source / REDIRECTS)
    counts = (len(site.entries), len(pages))
    said, key = layout.said, layout.key
    stamped = {staged.path: staged.stamp for staged in edition.staged if staged.stamp}
    done = Done(
        outputs, edition.standing, left, stamped, edition.shown, due, *counts, said, faults.found, homes, places, key
    )
    past.remember(output, done)
    workshop.done(layout, theme)
    problems = [*faults.found, *report.problems, *unwritten, *memory.problems]
    return Told(*counts, report, problems, reasons, moved)


def _laid_out(
    source: Path,
    published: Sequence[Outline],
    settings: Settings,
    options: Options,
    past: Past,
    watcher: Watcher,
    is_previewed: bool = False,
) -> Layout:
    """Return the site of these posts with all its pages; in a preview no address is taken for one that was left."""
    found: list[Problem] = []
    site = assemble(published, Shelf(past.prose), settings, read_vocabulary(source))
    ledger = ledger_of(source, site, {} if is_previewed else past.homes, found)
    site.redirects = ledger.leads
    watcher.begins("lay out")
    assets = find_assets(source, site.everything, settings, found, options.has_digests)
    own = _makers().load_makers(source, settings) if settings.makers else []
    laid_out = lay_out(site, settings, assets.copies, own)
    places = [[page.path for page in of_maker] for of_maker in laid_out]
    pages = list(zip(chain(*places), chain(*laid_out), strict=True))
    said = _said(site, pages, assets) if past.said is None or own else past.said
    faces.mark(site, past.outline)
    shows = frozenset([path for _, page in pages for path in page.shows])
    key = b"" if own else os.urandom(8)
    return Layout(key, site, ledger, assets, dict(pages), places, shows, found, said)


def check(source: Path, options: Options, choice: Choice) -> list[Problem]:
    """Return every problem of the site, as `building.check` does."""
    from tempfile import TemporaryDirectory  # late imports: a build needs neither

    from sitegen import checks
    from sitegen.manuscript import Manuscript

    check_source(source)
    settings = load(source, options.base_url)
    choice = choice.without(settings.check.skipped)
    faults = Faults(options, source / "public")
    with TemporaryDirectory() as folder, closing(Memory(Path(folder))) as memory:
        past = Past(memory, Seen.nothing(), settings)
        past.read(source, faults.found, options.jobs or cores(), NOBODY)
        galleys = past.galleys()
        published, _ = _published(past, None, settings, options, faults)
        layout = _laid_out(source, published, settings, options, past, NOBODY)
        faults.found += [*layout.found, *layout.said]
        faults.found += reader.unreadable(source / "templates", source)
        files = {galley.source.path: galley.source for galley in galleys}
        outlines = [galley.outline for galley in galleys if galley.outline]
        now = datetime.now(settings.zone)
        vocabulary = read_vocabulary(source)
        pages = layout.pages.values()
        manuscript = Manuscript(source, layout.site, settings, vocabulary, pages, layout.assets, files, outlines, now)
        found = [problem for problem in faults.found if choice.takes(problem.kind)]
        found += checks.problems(manuscript, choice)
    return sorted(found, key=lambda problem: problem[:3])


def _makers() -> ModuleType:
    from sitegen import makers  # a late import: few sites have any of their own

    return makers


def _published(
    past: Past, known: Layout | None, settings: Settings, options: Options, faults: Faults
) -> tuple[list[Outline], float]:
    """Return the posts to be shown, and when the next one is due or expires, in seconds since the epoch.

    No drafts, and none whose day has not come, unless the user asks for such; and none that have expired. Where the
    layout is known, only those that have problems are looked at.
    """
    galleys = past.galleys_with_problems() if known else past.galleys()
    faults.sources = set(past.sources.files)
    zone = settings.zone
    now = datetime.now(zone)
    long_ago = (now - timedelta(days=2)).date()  # wherever on Earth the day began
    published, due = [], math.inf
    for galley in galleys:
        faults.found += galley.reading
    for galley in galleys:
        post = galley.outline.post if galley.outline else None
        if galley.outline is None or post is None or (post.meta.draft and not options.drafts):
            continue
        day = None if options.future else post.meta.date
        moment = day.moment(zone) if day and not day.is_before(long_ago) else None
        if moment is not None and moment > now:
            due = min(due, moment.timestamp())
            continue
        end = post.meta.expires.moment(zone) if post.meta.expires else None
        if end is not None and end <= now:
            continue
        due = min(due, end.timestamp()) if end else due
        faults.found += galley.typesetting
        if galley.outline.is_whole:
            published.append(galley.outline)
    faults.good = len(known.site.everything if known else published)
    return published, past.due if known else due


def _said(site: Site, pages: Sequence[tuple[str, Page]], assets: Assets) -> list[Problem]:
    """Return the problems that the site has as a whole: references to nothing, and files that two sources claim."""
    claims = [(path, page.source) for path, page in pages]
    claims += [(path, copy.of[0]) for path, copy in assets.copies.items()]
    return [*unknown_references(site), *collisions(claims)]
