"""What several tests need: a site in a temporary folder, the importer on it, and where the archives are."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from bs4 import BeautifulSoup

from sitegen.importing import Options, Report, import_archives
from sitegen.marks import mention

REPOSITORY = Path(__file__).parent.parent
REAL_ARCHIVE = Path(os.environ.get("SITEGENTEST_ARCHIVE", REPOSITORY.parent / "shared" / "archive"))
SAMPLE_ARCHIVE = REPOSITORY / "examples" / "archive"

DEFAULTS = Options()

hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell has it ignored by what runs in its background
    signal.signal(signal.SIGINT, signal.default_int_handler)

Importing = Callable[..., Report]


@pytest.fixture
def importing(tmp_path: Path) -> Importing:
    """Write archive files by name and import them into the site `tmp_path/site`."""

    def run(options: Options = DEFAULTS, **archives: str | bytes) -> Report:
        site, dumps = tmp_path / "site", tmp_path / "dumps"
        site.mkdir(exist_ok=True)
        dumps.mkdir(exist_ok=True)
        files = []
        for name, content in archives.items():
            file = dumps / f"{name}.txt"
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            files.append(file)
        return import_archives(files, site, options)

    return run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The site that `importing` fills."""
    (tmp_path / "site").mkdir(exist_ok=True)
    return tmp_path / "site"


@pytest.fixture(autouse=True, scope="session")
def _on_nobodys_host() -> Iterator[None]:
    """Where the tests themselves run on a host, builds in them tell what they tell on a desk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        yield


def posts(site: Path) -> dict[str, str]:
    """Return the files below `content/posts/` by name."""
    folder = site / "content" / "posts"
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files_below(folder)}


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, with their bytes."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files_below(folder)}


def files_below(folder: Path) -> list[Path]:
    """Return the files below a folder in order."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def messages(report: Report, tmp_path: Path) -> list[str]:
    """Return the problems as printed, with paths below the temporary folder."""
    return [str(problem).replace(f"{tmp_path}{os.sep}", "") for problem in report.problems]


_marks = re.compile("\x0e[^\x1e]*\x1e|\x0f")


def page(html: str) -> BeautifulSoup:
    """Return the HTML of a text as a browser has it, without the marks of mentions and references."""
    return BeautifulSoup(_marks.sub("", mention.strip(html)), "html5lib")


def visible(html: str) -> str:
    """Return what a reader sees, numbers of lists included, without blanks and characters of no width."""
    soup = page(html)
    for anchor in soup.select("a.anchor"):
        anchor.decompose()
    for listed in soup.find_all("ol"):
        first = int(str(listed.get("start", "1")))
        for n, item in enumerate(listed.find_all("li", recursive=False), first):
            item.insert(0, f"{n}、")
    return squeezed(soup.get_text())


def squeezed(text: str) -> str:
    """Return the text without blanks and characters of no width."""
    return re.sub("[\\s\u200b\u200c\u200d\u2060\ufeff\u00ad]+", "", text)


def formulas_on(html: str) -> list[str]:
    """Return the source of each formula in rendered HTML."""
    return [element.get_text() for element in page(html).select("span.math")]
