"""Why a build has written each file, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sitegen import faces
from sitegen.memory.rows import NOTHING, Row
from sitegen.past import Past


class Reasons(Mapping[str, str]):
    """Why each of these files was written, in words, worked out for who asks; the build has not remembered itself yet."""

    def __init__(self, past: Past, written: Iterable[str], shown: Mapping[str, Row]) -> None:
        self._past, self._written, self._shown = past, dict.fromkeys(written), shown
        self._last, self._shown_before, self._names = past.memory.last, past.memory.shown, past.memory.names

    def __len__(self) -> int:
        return len(self._written)

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __getitem__(self, path: str) -> str:
        if path not in self._written:
            raise KeyError(path)
        past = self._past
        if self._last and path not in self._last.outputs:
            return "it is new"
        if past.new is not None and path.startswith(past.new) and not past.cause:
            return "what it is made of has changed"
        if past.cause or path not in self._shown:
            return past.cause or "it was not as we left it"
        _, texts, looked_at = self._names.shown(self._shown[path])
        _, _, looked_at_before = self._names.shown(self._shown_before.get(path, NOTHING))
        touched = sorted(past.touched.intersection(texts))
        if touched:
            return f"it {'uses' if touched[0] in past.templates else 'shows'} {touched[0]}, which has changed"
        others = set(looked_at).symmetric_difference(looked_at_before)
        return f"{faces.told(others)} is not what it was" if others else "it was not as we left it"
