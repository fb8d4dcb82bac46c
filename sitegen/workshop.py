"""What a process keeps at hand that builds one site again and again: what it would read and lay out anew to find the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.memory import Memory
from sitegen.options import Options
from sitegen.problem import SiteError

if TYPE_CHECKING:
    from sitegen.layout import Layout
    from sitegen.past import AtHand, Past
    from sitegen.theme import Theme


class Workshop:
    """The memory of the last build, what was unpacked of it, its layout, and the theme with what it has made once.

    One that `puts_off` saves its memory when it is told to: who waits for a page need not wait for that. `is_at_hand`
    tells whether the layout of the build that goes on was made by one before it in this process.
    """

    def __init__(self, puts_off: bool = False) -> None:
        self.puts_off = puts_off
        self._begin(None)

    def _begin(self, memory: Memory | None) -> None:
        self._memory = memory
        self.at_hand: AtHand = {}
        self.layout: Layout | None = None
        self.theme: Theme | None = None
        self.is_at_hand = False
        self._is_saved = True
        self._before: tuple[Any, ...] | None = None

    @property
    def memory(self) -> Memory:
        """The memory of the last build."""
        assert self._memory
        return self._memory

    def open(self, folder: Path) -> Memory:
        """Return the memory in a folder: the one at hand, unless another process has been there since."""
        if self._memory and self._memory.folder == folder and self._memory.is_as_left:
            self._memory.problems.clear()
            self._before = (self._memory.sources, self._memory.kept)
        else:
            self._begin(Memory(folder))
        return self.memory

    def layout_of(self, past: Past, source: Path, options: Options) -> Layout | None:
        """Return the last layout, if it still holds: the one at hand, or as another process left it; it shows the texts
        as they are now.
        """
        layout, self.layout = self.layout, None
        self.is_at_hand = layout is not None and _holds(layout, past)
        if layout is None or not self.is_at_hand:
            self.theme = None
            return past.layout(source, options.has_digests)
        layout.site.shelf.renew(past.prose)
        if past.templates:
            self.theme = None
        if self.theme:
            self.theme.forget(past.touched)
        return layout

    def done(self, layout: Layout, theme: Theme) -> None:
        """Keep what a build has made that succeeded, and its memory."""
        self.layout, self.theme = layout, theme
        self._is_saved = False
        if not self.puts_off:
            self.save()

    def forget(self) -> None:
        """Begin anew: the memory is damaged, and says so."""
        self.memory.forget()
        self._begin(self._memory)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Go back to what was at hand before if the build does not succeed; keep what it has read if there is nothing else."""
        try:
            yield
        except SiteError:
            is_kept = self.memory.save_galleys()
            self.layout = self.theme = None
            if is_kept or self._before is None:
                self._memory = None
            else:
                self.memory.sources, self.memory.kept = self._before
            raise
        except BaseException:
            self._memory = None
            raise

    def save(self) -> None:
        """Save what the last build remembers, for other processes."""
        if not self._is_saved:
            self._is_saved = True
            self.memory.save()
            self._save_layout()
            if self.theme and self.theme.compiled.new:
                self.memory.save_codes(self.theme.compiled.codes)
                self.theme.compiled.new = 0

    def _save_layout(self) -> None:
        layout = self.layout
        if layout and layout.key and layout.key != self.memory.layout_key:
            from sitegen.layout import pack  # a late import: a build that changes nothing has no layout

            self.memory.save_layout(layout.key, pack(layout))

    def settle(self) -> None:
        """Save what was put off, unless another process has been there since."""
        if not self._is_saved and self.memory.is_as_left:
            with closing(self.memory):
                self.save()


def _holds(layout: Layout, past: Past) -> bool:
    """Return whether nothing has changed but texts, and only templates look at them; who knows what other makers look at."""
    return past.is_of_texts and past.touched.isdisjoint(layout.shows)
