"""Blocks that the quick lane has read: they are made of lines that are taken apart."""

from __future__ import annotations

from sitegen.prose.draft import Block, Line
from sitegen.prose.line import Joint, Parts, escaped
from sitegen.prose.pieces import turns
from sitegen.prose.summary import sentence_ends
from sitegen.prose.values import Heading


class Quick(Block):
    """A block with the lines that it has been made of."""

    __slots__ = ("_joint", "_lines", "_parts")

    def __init__(self, kind: str, html: str, *parts: Parts, joint: Joint | None = None) -> None:
        self.kind, self.html, self._parts, self._joint = kind, html, parts, joint
        self.text = "".join(parts[0][2]) if parts else ""
        self._lines: list[Line] | None = None

    def heading(self) -> Heading | None:
        return None

    def excerpt(self) -> str:
        return self.html

    def lines(self) -> list[Line]:
        if self._lines is None:
            self._lines = self._parted() if self._joint is not None else [_line(*parts) for parts in self._parts]
        return self._lines

    def _parted(self) -> list[Line]:
        found = []
        for pieces, html, words in self._parts:
            start = 0
            for n in range(1, len(pieces), 2):
                if pieces[n][0] in "\n|" and self._joint and self._joint(pieces[n]) is not None:
                    found.append(_line(pieces[start:n], html, words[start:n]))
                    start = n + 1
            found.append(_line(pieces[start:], html, words[start:]))
        return found

    def sentences(self, room: int) -> Block | None:
        pieces, html, words = self._parts[0]
        best = _last_sentence(pieces, room)
        if best is None or (best[0] == len(pieces) - 1 and not pieces[-1][best[1] :].strip()):
            return None
        n, end = best
        last = pieces[n][:end]
        shorter = [*html[:n], escaped(last)]
        return Quick("paragraph", f"<p>{''.join(shorter)}</p>\n", ([*pieces[:n], last], shorter, [*words[:n], last]))


class Title(Quick):
    """A heading."""

    __slots__ = ("_heading",)

    def __init__(self, html: str, parts: Parts, heading: Heading) -> None:
        super().__init__("heading", html, parts)
        self._heading = heading

    def heading(self) -> Heading:
        return self._heading

    def excerpt(self) -> str:
        level = self._heading.level
        return f"<h{level}>{''.join(self._parts[0][1])}</h{level}>\n"


def _line(pieces: list[str], _: list[str], words: list[str]) -> Line:
    words = words.copy()
    words[::2] = pieces[::2]  # in which mentions are marked
    return "".join(words), [mark for mark in pieces[1::2] if mark[0] in "$\\"]


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
