"""Blocks that the quick lane has read: they are made of lines that are taken apart."""

from __future__ import annotations

from sitegen.prose.draft import Block
from sitegen.prose.line import Joint, Line, escaped
from sitegen.prose.pieces import turns
from sitegen.prose.summary import sentence_ends
from sitegen.prose.values import Heading


class Quick(Block):
    """A block with the lines that it has been made of."""

    __slots__ = ("_joint", "_lines", "_turns")

    def __init__(self, kind: str, html: str, *lines: Line, joint: Joint | None = None) -> None:
        self.kind, self.html, self._lines, self._joint = kind, html, lines, joint
        self.text = lines[0][2] if lines else ""
        self._turns: list[list[str]] | None = None

    def heading(self) -> Heading | None:
        return None

    def excerpt(self) -> str:
        return self.html

    def lines(self) -> list[list[str]]:
        if self._turns is None:
            self._turns = self._parted() if self._joint is not None else [turns(pieces) for pieces, _, _ in self._lines]
        return self._turns

    def _parted(self) -> list[list[str]]:
        found = []
        for pieces, _, _ in self._lines:
            start = 0
            for n in range(1, len(pieces), 2):
                if pieces[n][0] in "\n|" and self._joint and self._joint(pieces[n]) is not None:
                    found.append(turns(pieces[start:n]))
                    start = n + 1
            found.append(turns(pieces[start:]))
        return found

    def sentences(self, room: int) -> Block | None:
        pieces, html, _ = self._lines[0]
        best = _last_sentence(pieces, room)
        if best is None or (best[0] == len(pieces) - 1 and not pieces[-1][best[1] :].strip()):
            return None
        n, end = best
        last = pieces[n][:end]
        shorter = [*html[:n], escaped(last)]
        return Quick("paragraph", f"<p>{''.join(shorter)}</p>\n", ([*pieces[:n], last], shorter, ""))


class Title(Quick):
    """A heading."""

    __slots__ = ("_heading",)

    def __init__(self, html: str, line: Line, heading: Heading) -> None:
        super().__init__("heading", html, line)
        self._heading = heading

    def heading(self) -> Heading:
        return self._heading

    def excerpt(self) -> str:
        level = self._heading.level
        return f"<h{level}>{''.join(self._lines[0][1])}</h{level}>\n"


def _last_sentence(pieces: list[str], room: int) -> tuple[int, int] | None:
    """Return where the last sentence ends that has room, or the first: the place of a piece, and one in it."""
    best: tuple[int, int] | None = None
    length = 0
    is_open = False
    for n, piece in enumerate(pieces):
        if n % 2 == 0:
            for end in sentence_ends(piece) if not is_open else ():
                if best and length + end > room:
                    return best
                best = (n, end)
            length += len(piece)
        elif piece[0] in "$\\":
            length += 3
        elif piece in ("*", "**", "\n"):
            is_open ^= piece != "\n"
            length += 1
        else:
            length += len(turns(["", piece, ""])[0]) + 2 * (piece[0] != "`")
    return best
