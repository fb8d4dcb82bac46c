"""Problems as a person sees them in the browser: a panel over the last good page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from sitegen.problem import Problem

ID = "sitegen-problems"

_AROUND = 2
_MOST = 20
_LONGEST_LINE = 400
_LARGEST_FILE = 4_000_000

_STYLE = (Path(__file__).parent / "overlay.css").read_text("utf-8")


def panel(problems: Sequence[Problem], beneath: bool) -> str:
    """Return the panel as HTML, or nothing where there are no problems; `beneath`: whether there is a last good page."""
    if not problems:
        return ""
    errors = [problem for problem in problems if problem.level == "error"] or list(problems)
    first = [_article(problem) for problem in errors[:_MOST]]
    more = f"<p>… and {len(errors) - _MOST} more: the terminal shows them all.</p>" if len(errors) > _MOST else ""
    what = f"{len(errors)} problems" if len(errors) > 1 else "1 problem"
    below = "the page beneath is the last good one" if beneath else "there is nothing to show yet"
    return (
        f'<section id="{ID}" class="mathjax_ignore tex2jax_ignore" role="alert" lang="en" dir="ltr">'
        f"<style>{_STYLE}</style>"
        f"<header><h2>{what}; {below}</h2>"
        f'<button type="button" title="Hide" onclick="this.closest(\'#{ID}\').remove()">×</button></header>'
        f"{''.join(first)}{more}</section>"
    )


def bare_page(title: str) -> bytes:
    """Return a page without anything on it, for when the site has none to show."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n<body>\n'.encode()
    )


def insert(page: bytes, fragment: str) -> bytes:
    """Return the page with the fragment at the end of its body."""
    at = page.lower().rfind(b"</body>")
    return page + fragment.encode() if at < 0 else page[:at] + fragment.encode() + page[at:]


def _article(problem: Problem) -> str:
    place, _, message = str(problem).partition(f"{problem.level}[{problem.kind}]: ")
    message = message.partition("\n")[0]
    return (
        f"<article><p><code>{escape(place)}</code><b>{escape(problem.level)}[{escape(problem.kind)}]:</b> "
        f"{escape(message)}</p>{_excerpt(problem)}"
        + (f"<p><i>{escape(problem.help)}</i></p>" if problem.help else "")
        + "</article>"
    )


def _excerpt(problem: Problem) -> str:
    lines = list(_lines_around(problem))
    if not lines:
        return ""
    width = len(str(lines[-1][0]))
    shown = (
        f"<{'mark' if number == problem.line else 'span'}>{number:>{width}} | {escape(text)}\n"
        f"</{'mark' if number == problem.line else 'span'}>"
        for number, text in lines
    )
    return f"<pre>{''.join(shown)}</pre>"


def _lines_around(problem: Problem) -> Iterator[tuple[int, str]]:
    """Yield the line of the problem and those around it with their numbers, if there is such a file."""
    path = Path(problem.path or ".")
    try:
        if not problem.line or not path.is_file() or path.stat().st_size > _LARGEST_FILE:
            return
        text = path.read_bytes().decode("utf-8", errors="replace")
    except (OSError, ValueError):
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number in range(max(1, problem.line - _AROUND), min(len(lines), problem.line + _AROUND) + 1):
        yield number, lines[number - 1][:_LONGEST_LINE]
