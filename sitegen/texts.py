"""The texts of the interface, in the site's language: our own, and the site's over them."""

from __future__ import annotations

from functools import cached_property
from html import escape
from pathlib import Path

from sitegen import yamltext
from sitegen.day import Day
from sitegen.problem import SiteError, error


class Texts:
    """The texts of one language; where a catalogue that is not ours lacks one, it is English. `theirs` and `ours` are
    folders."""

    def __init__(self, theirs: Path, ours: Path, language: str) -> None:
        self._theirs, self._ours = theirs / "text", ours / "text"
        self._name = f"{language.split('-')[0].lower()}.yaml"

    def text(self, key: str, **values: object) -> str:
        """Return a text, its names in braces filled in. Raises SiteError if the catalogue has none, or a name no value."""
        plain = self._plain.get(key)
        if plain is not None:
            return plain
        try:
            return self._catalogue[key].format(**values)
        except (LookupError, ValueError):
            message = f"there is no text {key}, or no value for a name in its braces"
            raise SiteError(error(self._path, 0, "template", message)) from None

    def day(self, day: Day) -> str:
        """Return a day as readers write it; one without a year says so."""
        month_name = self.text(f"month_{day.month}")
        if day.year is None:
            return self.text("day_without_year", month=day.month, day=day.day, month_name=month_name)
        return self.text("day", year=day.year, month=day.month, day=day.day, month_name=month_name)

    def box(self, kind: str, title: str) -> str:
        """Return the title of a box as HTML: the word for its kind, and what the author calls it, which is HTML."""
        label = f"<strong>{escape(self.text(f'box_{kind}'))}</strong>"
        return label + escape(self.text("box_name", title="\0")).replace("\0", title) if title else label

    @property
    def _path(self) -> str:
        """The catalogue in which a text is to be looked for."""
        return str(next(path for path in self._files() if path.is_file()))

    def _files(self) -> list[Path]:
        """The catalogues, the first that has a text."""
        ours = self._ours / self._name
        return [self._theirs / self._name, ours if ours.is_file() else self._ours / "en.yaml"]

    @cached_property
    def _plain(self) -> dict[str, str]:
        """The texts in which nothing is to be filled in."""
        return {key: text for key, text in self._catalogue.items() if "{" not in text and "}" not in text}

    @cached_property
    def _catalogue(self) -> dict[str, str]:
        texts: dict[str, str] = {}
        for path in reversed(self._files()):
            if path.is_file():
                texts |= _read(path)
        return texts


def _read(path: Path) -> dict[str, str]:
    try:
        mapping = yamltext.read_mapping(path.read_text("utf-8"), str(path), "text")
    except yamltext.YamlError as fault:
        raise SiteError(fault.problem) from None
    except UnicodeDecodeError as fault:
        raise SiteError(error(str(path), 0, "text", f"not UTF-8 (at byte {fault.start}); save it as UTF-8")) from None
    return {key: node.text for key, node in mapping.items.items() if isinstance(node, yamltext.Scalar)}
