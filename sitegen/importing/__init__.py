"""The importer: archive files, or another site, into Markdown files that a person may edit.

    archive files → records → merge → compose → content/posts/<slug>.md
    another site → origin → records → content/posts/, content/pages/, static/

What is there already is brought up to date, and what a person has edited is never overwritten (`delivery`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from sitegen import reader, regular
from sitegen.engine import theme_folder
from sitegen.folders import check_inside
from sitegen.importing import baggage, decoding, dialects, origins
from sitegen.importing.delivery import FOLDERS, deliver
from sitegen.importing.dialects import ArchiveRecord
from sitegen.importing.harvest import Harvest
from sitegen.importing.merge import ArchivePost, dated, merge, merge_originals
from sitegen.importing.report import Options, Report
from sitegen.lock import folder_held
from sitegen.problem import USAGE, Problem, SiteError, error, warning
from sitegen.settings import Settings, load
from sitegen.vocabulary import read_vocabulary

LONGEST_LINE = 1_000_000
"""Beyond so many characters a line is no text, and composing it would take memory without measure."""

__all__ = ["Options", "Report", "import_archives", "import_site"]


def import_archives(archives: Sequence[Path], source: Path, options: Options = Options()) -> Report:
    """Read archive files and write a Markdown file for each of their posts into `content/posts/` of the site.

    A file that is no text is an error in the report, and the others are imported all the same. Raises SiteError
    (status 2) before anything is written if a file is not there, or settings or options cannot be used.
    """
    settings = load(source)
    archives = list({file.resolve(): file for file in archives}.values())
    _check_usage(archives, options)
    report = Report.of(archives, options.dry_run)
    records = [record for file in archives for record in _read_archive(file, settings, options, report)]
    posts = merge(dated(records, options.dates, report.problems))
    _deliver(posts, Harvest(), source, settings, options, report)
    return report


def import_site(origin: str, places: Sequence[Path], source: Path, options: Options = Options()) -> Report:
    """Bring another site over, from its folder or from files that it exported: posts, pages, and the files with them.

    `origin` is one of `origins.NAMES`, or "auto". A post that cannot be read is an error in the report, and the others
    come over all the same. Raises SiteError (status 2) before anything is written if there is no such site.
    """
    settings = load(source)
    places = list({place.resolve(): place for place in places}.values())
    report = Report.of(places, options.dry_run)
    _check_places(places, source)
    harvest = origins.read(origin, places)
    report.problems += sorted(harvest.problems, key=lambda problem: (problem.path, problem.line))
    for record in harvest.records:
        report.counts[record.source]["records"] += 1
    for place in map(str, places):
        if not report.counts[place]["records"]:
            report.problems.append(warning(place, 0, "record", "no post found in it"))
    _deliver(merge_originals(harvest.records), harvest, source, settings, options, report)
    return report


def _deliver(
    posts: Sequence[ArchivePost], harvest: Harvest, source: Path, settings: Settings, options: Options, report: Report
) -> None:
    for folder in FOLDERS.values():
        check_inside(source / folder, source)
    vocabulary = read_vocabulary(source)
    folder = source / FOLDERS["post"]
    with nullcontext() if options.dry_run else folder_held(folder, f"{folder}/ is being filled"):
        deliver(posts, source, settings, vocabulary, options, report)
        _copy_static(harvest, source, report)


def _copy_static(harvest: Harvest, source: Path, report: Report) -> None:
    """Copy the files that a site has at fixed addresses; one of a name that our theme has would change its look."""
    theme = {file.relative_to(theme_folder("static")).as_posix() for file in theme_folder("static").rglob("*")}
    for named, files in harvest.static.items():
        for path in sorted(theme.intersection(files)):
            message = f"sitegen's theme has a {path} of its own; not copied"
            report.problems.append(warning(reader.shown(files[path]), 0, "files", message))
        targets = ((source / "static" / path, file) for path, file in files.items() if path not in theme)
        baggage.copy(targets, named, source, report)


def _check_places(places: Sequence[Path], source: Path) -> None:
    """Raise SiteError (status 2) for folders that are, hold or lie in the site that is to be filled."""
    here = source.resolve()
    problems = [
        error(str(place), 0, "usage", "the other site and this one share a folder; -s names another for this one")
        for place in places
        if place.is_dir() and (place.resolve().is_relative_to(here / "content") or here.is_relative_to(place.resolve()))
    ]
    if problems:
        raise SiteError(problems, USAGE)


def _check_usage(archives: Sequence[Path], options: Options) -> None:
    problems = []
    for file in (*archives, *([options.dates] if options.dates else [])):
        if file.is_dir():
            problems.append(
                error(str(file), 0, "usage", "this is a folder; name the files in it, such as folder/*.txt")
            )
        elif not file.exists():
            problems.append(error(str(file), 0, "usage", "there is no such file"))
    if options.encoding:
        try:
            b"text".decode(options.encoding, "replace").encode()
        except (LookupError, ValueError):
            message = f"there is no encoding {options.encoding}; expected a name such as utf-8, gb18030 or big5"
            problems.append(error("--encoding", 0, "usage", message))
    if problems:
        raise SiteError(problems, USAGE)


def _read_archive(file: Path, settings: Settings, options: Options, report: Report) -> list[ArchiveRecord]:
    path = str(file)
    try:
        data = regular.read(file)
    except OSError as fault:
        report.problems.append(error(path, 0, "unreadable", f"cannot be read: {fault.strerror}"))
        return []
    decoded = decoding.decode(data, path, options.encoding)
    if isinstance(decoded, Problem):
        report.problems.append(decoded)
        return []
    endless = next((n for n, line in enumerate(decoded.text.split("\n"), 1) if len(line) > LONGEST_LINE), 0)
    if endless:
        message = (
            f"a line of more than {LONGEST_LINE:,} characters, which no archive of texts has; the file was not read"
        )
        report.problems.append(error(path, endless, "record", message))
        return []
    records, problems = dialects.read(decoded.text, path, settings.archive.words)
    report.problems += [*decoded.problems, *problems]
    report.counts[path]["records"] += len(records)
    return records
