"""Regular expressions that are compiled when they are first used: most runs need few of them, and all load the modules."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, as far as methods go; raises `re.error` at the first use, not here."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))


class _Pattern(Generic[AnyStr]):
    def __init__(self, source: AnyStr, flags: int) -> None:
        self._of: tuple[AnyStr, int] = source, flags

    def __getattr__(self, name: str) -> Any:
        value = self.__dict__[name] = getattr(re.compile(*self._of), name)  # the next time there is no detour
        return value
