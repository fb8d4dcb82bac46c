"""sitegen: from the raw text of a blog archive to Markdown, and from Markdown to a static site for mathematics.

What Python programs may rely on is named in `__all__`; each is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.building import Result, build, check
    from sitegen.options import Options
    from sitegen.problem import Problem, SiteError
    from sitegen.publish import Report

__version__ = "0.1.0"

__all__ = ["Options", "Problem", "Report", "Result", "SiteError", "__version__", "build", "check"]

_HOMES = {
    "Options": "options",
    "Problem": "problem",
    "Report": "publish",
    "Result": "building",
    "SiteError": "problem",
    "build": "building",
    "check": "building",
}


if not TYPE_CHECKING:  # a checker of types would take any name for one of ours

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
