"""What a check is asked to look for."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple


class Choice(NamedTuple):
    """The kinds of problems to look for: these only, if there are any; not these; and these besides the usual ones."""

    only: Collection[str] = ()
    skip: Collection[str] = ()
    also: Collection[str] = ()

    def takes(self, kind: str) -> bool:
        """Return whether problems of this kind are wanted."""
        return kind not in self.skip and (not self.only or kind in self.only)

    def without(self, kinds: Collection[str]) -> Choice:
        """Return the choice without kinds that a site passes over, but for those that are asked for by name."""
        asked = {*self.only, *self.also}
        return self._replace(skip=[*self.skip, *(kind for kind in kinds if kind not in asked)])


EVERYTHING = Choice()
"""All that is looked for unless more is asked for."""
