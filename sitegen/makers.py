"""Page makers of the site's own: modules that its settings name, imported anew for each build, their faults told."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, NoneType
from typing import Any

from sitegen import reader, yamltext
from sitegen.folders import SETTINGS
from sitegen.page import Page
from sitegen.problem import USAGE, Problem, SiteError, error
from sitegen.settings import Settings
from sitegen.site import Entry, Site

_CHARACTER = r"[^/\\\x00-\x1f\ud800-\udfff]"
_ADDRESS = re.compile(rf"/(?:(?!\.{{1,2}}/){_CHARACTER}+/)*(?!\.{{1,2}}\Z){_CHARACTER}*")

_found: set[str] = set()
"""The modules that were found in a site's folder; the next build imports them anew."""


class Maker:
    """A maker of the site's own, which offers `pages` as those of `sitegen.pages` do."""

    def __init__(self, module: ModuleType, place: tuple[str, int, int]) -> None:
        self.module, self.place = module, place

    def pages(self, site: Site, settings: Settings) -> Iterator[Page]:
        """Yield its pages. Raises SiteError (status 2) where it fails, or gives what is no page."""
        name = self.module.__name__
        try:
            for page in self.module.pages(site, settings):
                if fault := _fault(page):
                    raise _refused(self.place, f"{name} gave {fault}")
                yield page._replace(source=page.source or f"the maker {name}")
        except SiteError:
            raise
        except (Exception, SystemExit) as fault:  # whatever a maker does wrong is named with its line
            raise _refused(self.place, f"{name} failed: {_told(fault)}") from fault


_FIELDS: dict[str, tuple[Any, str]] = {
    **dict.fromkeys(("url", "template", "kind", "title", "about", "source"), (str, "a text")),
    "data": (Mapping, "a mapping"),
    "entry": ((Entry, NoneType), "an entry of the site, or None"),
    "shows": (tuple, "a tuple of paths"),
}


def _fault(page: Any) -> str:
    """Return what a maker gave in place of a page that can be made, and what was expected; or nothing."""
    if not isinstance(page, Page):
        return f"a {type(page).__name__}; expected a sitegen.page.Page"
    for field, (kind, expected) in _FIELDS.items():
        value = getattr(page, field)
        if not isinstance(value, kind):
            return f"a page whose {field} is of the type {type(value).__name__}; expected {expected}"
    if not _ADDRESS.fullmatch(page.url):
        return f"the address {page.url!r}; expected one such as /quotes/"
    return ""


def load_makers(source: Path, settings: Settings) -> list[Maker]:
    """Return the makers that the settings name. Raises SiteError (status 2) with each that cannot be had."""
    _look_here_first(source, settings.makers)
    makers, problems = [], []
    for number, name in enumerate(settings.makers):
        place = _place(source, number)
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as fault:
            problems.append(_problem(place, f"{name} cannot be imported: {_told(fault)}"))
            continue
        if callable(getattr(module, "pages", None)):
            makers.append(Maker(module, place))
        else:
            problems.append(_problem(place, f"{name} has no function pages(site, settings)"))
    if problems:
        raise SiteError(problems, USAGE)
    return makers


def places(source: Path, names: Iterable[str]) -> list[str]:
    """Return the files and folders that hold these makers, or would: what a build compares."""
    found = []
    for top in _tops(names):
        found += [os.fspath(source / top), os.fspath(source / f"{top}.py")]
        spec = None if _is_here(source, top) else PathFinder.find_spec(top)
        if spec is not None:
            found += spec.submodule_search_locations or [spec.origin or ""]
    return found


def _tops(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


# ---------------------------------------------------------------------------------------------- finding


class _Source(SourceFileLoader):
    """Loads a module from its source alone: a file of bytecode might be older, by less than clocks tell."""

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of the module."""
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


class _Finder(MetaPathFinder):
    """Finds these packages, and all in them, in a site's folder."""

    def __init__(self, folder: Path, tops: set[str]) -> None:
        self.folder, self.tops = os.fspath(folder), tops

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        """Return where a module is, or None for one of another package."""
        if fullname.partition(".")[0] not in self.tops:
            return None
        specs = (_finder(folder).find_spec(fullname) for folder in (path or [self.folder]))
        spec = next(filter(None, specs), None)
        if spec is not None:
            _found.add(fullname)
        return spec


def _finder(folder: str) -> FileFinder:
    return FileFinder(folder, (_Source, [".py"]))


def _is_here(source: Path, top: str) -> bool:
    return _finder(os.fspath(source)).find_spec(top) is not None


def _look_here_first(source: Path, names: Iterable[str]) -> None:
    """Have packages of the site's folder found there, and forget those that were found by a build before."""
    for name in _found:
        sys.modules.pop(name, None)
    _found.clear()
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    tops = {top for top in _tops(names) if _is_here(source, top)}
    if tops:
        sys.meta_path.insert(0, _Finder(source, tops))


# ---------------------------------------------------------------------------------------------- faults


def _told(fault: BaseException) -> str:
    """Return what went wrong, and the line where: the last one in a site's folder, if it was there."""
    text = f"{type(fault).__name__}: {fault.msg if isinstance(fault, SyntaxError) else fault}"
    if isinstance(fault, SyntaxError):
        return f"{text} ({_shown(fault.filename or '')}:{fault.lineno})"
    lines = []
    trace = fault.__traceback__
    while trace:
        if trace.tb_frame.f_globals.get("__name__") in _found:
            lines.append(f"{_shown(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{text} ({lines[-1]})" if lines else text


def _shown(file: str) -> str:
    """Return the path as the user would type it: from the folder one is in, if it lies there."""
    here = os.path.relpath(file)
    return reader.shown(Path(file if here.startswith("..") else here))


def _place(source: Path, number: int) -> tuple[str, int, int]:
    """Return the file, line and column at which the settings name a maker."""
    path = os.path.normpath(source / SETTINGS)
    makers = yamltext.read_mapping(Path(path).read_text("utf-8-sig"), path, "settings").items["makers"]
    assert isinstance(makers, yamltext.Sequence)
    item = makers.items[number]
    return path, item.line, item.column


def _problem(place: tuple[str, int, int], message: str) -> Problem:
    path, line, column = place
    return error(path, line, "maker", message, column=column)


def _refused(place: tuple[str, int, int], message: str) -> SiteError:
    return SiteError(_problem(place, message), USAGE)
