"""Regular expressions that are compiled when they are first used: those that a build may have no use for.

What every build needs is compiled by `re` at once.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, as far as methods go; raises `re.error` at the first use, not here."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))


class _Compiled:
    """The methods of an expression that was compiled."""


class _Pattern(_Compiled, Generic[AnyStr]):
    def __init__(self, source: AnyStr, flags: int) -> None:
        self._of: tuple[AnyStr, int] = source, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._of)
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        self.__class__ = _Compiled  # type: ignore[assignment]  # from now on there is no detour
        return vars(self)[name]
