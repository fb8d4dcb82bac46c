"""Marks that stand for formulas and other finished Markdown while the text around them is made into Markdown."""

from __future__ import annotations

import re
import sys

OPENING, CLOSING, BREAK = "\ue010", "\ue011", "\ue012"
"""Characters of the private use area: around the number of a mark, and for a line break of HTML."""

_ours = re.compile("[\ue010-\ue012\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_reference = re.compile(r"&#0*(?:[xX]0*([0-9A-Fa-f]{1,6})(?![0-9A-Fa-f])|([0-9]{1,7})(?![0-9]));?")
_mark = re.compile(f"{OPENING}(\\d+){CLOSING}")
_containers = re.compile(r"(?:> ?|[-*+] (?=\S)|\d{1,9}[.)] |\[\^\w+\]: | )*")
_heading_or_row = re.compile(r"#{1,6} |\| .*\|$")


class Markings:
    """What the marks of one text stand for."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.formulas: list[str] = []

    @staticmethod
    def clear(html: str) -> str:
        """Return the text without characters that could be taken for marks, and without control characters, whether they
        are written as such or as references.
        """
        return _reference.sub(_unless_ours, _ours.sub("", html))

    def formula(self, source: str) -> str:
        """Return the mark of a formula, delimiters and all."""
        source = source.replace(BREAK, "").strip()
        self.formulas.append(source)
        return self.piece(source)

    def piece(self, markdown: str) -> str:
        """Return the mark of finished Markdown."""
        self.pieces.append(markdown)
        return f"{OPENING}{len(self.pieces) - 1}{CLOSING}"

    def restore(self, markdown: str) -> str:
        """Return the Markdown with what its marks stand for; further lines of a formula get the marks of its list or
        quote."""
        return "\n".join(self._restored(line) for line in markdown.split("\n"))

    def _restored(self, line: str) -> str:
        if OPENING not in line:
            return line
        found = _containers.match(line)
        start = found.end() if found else 0
        before = re.sub(r"[^> ]", " ", line[:start])
        is_in_line = _heading_or_row.match(line, start)

        def piece(mark: re.Match[str]) -> str:
            text = self.pieces[int(mark[1])]
            if is_in_line:
                return " ".join(text.split("\n"))
            first, *further = text.split("\n")
            return "\n".join([first, *((before + line if line else before.rstrip()) for line in further)])

        return _mark.sub(piece, line)


def _unless_ours(reference: re.Match[str]) -> str:
    """Return a reference to a character; what is taken away leaves something in its place, for else what stands on both
    sides of it might be one.
    """
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return "\ufffd" if code <= sys.maxunicode and _ours.match(chr(code)) else reference[0]
