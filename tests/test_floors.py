"""The map of the house: every module stands on a floor, and imports go down only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sitehelp import ROOT

FLOORS = """
-1 lazypattern            regular expressions that are compiled when they are first used
0  problem                what went wrong, and where; SiteError carries all of it
0  chinese                Chinese characters, numerals, punctuation, reading time
0  workers                a map, in one process or several
0  day                    a day as a blog gives it
0  options                what can be asked of a build
0  pictures               how large a picture is
0  environment            settings out of the environment
0  patience               how long one piece of work may take
0  regular                regular files, and nothing that waits
0  kinds                  the kinds of problems that a build finds
0  choice                 what a check is asked
0  mappings               what differs between two of them
0  feedtext               text as it may stand in a feed
0  webaddress             addresses of the web, in ASCII
1  github                 problems as GitHub Actions reads them
1  nearness               names that almost match
1  outside                whether other sites answer
1  watching               a bar, and a stopwatch
1  target                 where a site is deployed to
1  folders                the folders of a site
1  files                  files that commands write, new or in one step
1  stamps                 whether files are what they were
1  jinja                  Jinja as we use it
1  lock                   one build at a time
1  packing                text files packed beside themselves
1  slug                   addresses and file names out of titles
1  series                 series, read from titles
1  post                   the values: a post and its front matter
1  yamlnodes              what YAML is read into
1  importing.decoding     bytes of an archive into text
1  importing.xmltree      XML from strangers, strictly
2  themecode              the code of our own templates, kept
2  ci                     what hosts need to build a site themselves
2  yamlreader             YAML itself, strictly
2  fields                 what texts of front matter stand for
2  importing.original     a post that comes whole from another site
3  yamltext               YAML as people write it, every value with its place
3  engine                 what makes pages: our code and the libraries
3  pagefind               documents into the files of a search index
4  memory                 what builds remember
4  publish                make a folder hold exactly these files
4  texts                  the texts of the interface
4  plainfront             front matter as most posts have it, typed at once
4  settings               one YAML file into one value
4  marks                  what we add to Markdown, one module a mark
4  importing.frontlines   front matter as lines of text
4  importing.shortcodes   tags of template languages, into Markdown
5  cluster                the dear step on other machines
5  looking                a look at what there is: is there anything to do?
5  inforce                which settings are in force, and why
5  schema                 the JSON Schema of the settings
5  starter                the files that a new site begins with
5  links                  links through the site, placed when a page is whole
5  mathjax                MathJax beside the site
5  frontmatter            front matter of every kind, typed
5  vocabulary             a person's word on tags
5  prose                  text into prose: the one dear step
5  importing.dialects     the dialects of an archive, one module each
6  permalink              where the page of a post lives
6  reader                 a file into a post
6  mathcheck              which formulas MathJax cannot read
6  importing.compose      a record's text into Markdown
6  importing.harvest      what other sites bring
6  importing.permalinks   old addresses of posts
7  galley                 a file read and typeset, in the parts that are remembered
7  importing.hypertext    HTML into Markdown, formulas whole
7  importing.transcript   a Markdown file of another generator
7  importing.siteconfig   the settings of another generator
8  steps                  what a file goes through, from its bytes to what is remembered of it
8  site                   posts, tags and series as templates see them
8  importing.webtexts     posts in HTML, into originals
8  importing.markdownsite a site whose posts are Markdown files
9  assembly               posts put in order, and what holds between them
9  redirects              addresses that posts have left
9  assets                 what is copied as it is
9  page                   a page to be: address, template, data
9  search                 what the search page searches in
9  graph                  the mentions as a picture
9  related                which posts are related, and why
9  noted                  what pages ask, with what the answer depends on
9  filters                what templates do with values
9  importing.merge        records into posts
9  importing.origins      the sites that posts can come from, one kind a module
9  importing.addresses    which old addresses may lead to new ones
9  importing.report       what is asked of an import, and what it tells
10 faces                  what a page can look at besides texts
10 citation               how a post is cited
10 structured             what machines read of a post and of a feed
10 pages                  every page of the site, one module a kind
10 importing.library      the posts that are there already, and what the importer remembers
11 lazysite               a site whose posts are unpacked when they are looked at
11 makers                 page makers of the site's own
11 theme                  a page into its bytes
11 begin                  a new post
11 tags                   tags for posts that have none
11 importing.frontupdate  the front matter of a known post, with what is new
11 importing.baggage      files that come along with posts
12 press                  every page rendered and staged, on all cores
12 sources                the Markdown files of a site, as the last build found them
12 layout                 a site laid out, and how it is kept for the next process
12 destinations           where links lead
12 faults                 the problems of a build
12 importing.delivery     posts into files, a person's work untouched
13 importing              an archive, or another site, into content/
13 past                   what of the last build still holds
13 manuscript             the site as an editor reads it
14 reasons                why each file was written
14 workshop               what a process keeps at hand that builds again and again
14 checks                 what an editor finds, one module a kind
15 story                  read, typeset, assemble, lay out, render, publish
16 building               the door: is there anything to do?
17 preview                build in a loop, and a server
17 deploy                 the site to a branch, a bucket or a server
18 cli                    options, messages, exit status
19 __main__               python -m sitegen
"""

FLOOR = {room: int(floor) for floor, room, *_ in map(str.split, FLOORS.strip().splitlines())}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / "sitegen").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, path


def room(module: str) -> str:
    """Return the module, or the folder of modules, that stands on a floor; those of the importer have floors each."""
    first, _, rest = module.partition(".")[2].partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "importing" and rest else first


@cache
def imports(path: Path, late: bool) -> list[tuple[str, int]]:
    """Return the modules of ours that a module imports, at its top or inside functions, with the lines."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {id(node) for function in ast.walk(tree) if _is_function(function) for node in ast.walk(function)}
    names = {name for name, _ in modules()}
    found = []
    never_run = {id(node) for test in ast.walk(tree) if _is_for_types(test) for node in ast.walk(test)}
    for node in ast.walk(tree):
        if id(node) in never_run:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sitegen":
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            targets = [name if name in names else node.module for name in whole]
        elif isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names if alias.name.startswith("sitegen.")]
        else:
            continue
        if (id(node) in inside) is late:
            found += [(target, node.lineno) for target in targets]
    return found


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def test_every_module_stands_on_a_floor() -> None:
    assert {room(name) for name, _ in modules()} - {""} == set(FLOOR)


def test_the_map_goes_up() -> None:
    assert list(FLOOR.values()) == sorted(FLOOR.values())


@pytest.mark.parametrize(("module", "path"), [pytest.param(*each, id=each[0]) for each in modules()])
def test_imports_go_down_only(module: str, path: Path) -> None:
    for target, line in [*imports(path, late=False), *imports(path, late=True)]:
        if room(target) and room(target) != room(module):
            assert FLOOR[room(target)] < FLOOR[room(module)], f"{path.relative_to(ROOT)}:{line} imports {target}"


def test_no_modules_import_each_other() -> None:
    graph = {name: {target for target, _ in imports(path, late=False)} for name, path in modules()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for target in graph[name] - {name}:
                visit(target, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize(("module", "path"), [pytest.param(*each, id=each[0]) for each in modules()])
def test_an_import_inside_a_function_says_why(module: str, path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    tree = ast.parse("\n".join(lines))
    for function in filter(_is_function, ast.walk(tree)):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                text = "\n".join(lines[function.lineno - 1 : function.end_lineno])  # type: ignore[attr-defined]
                assert "late import" in text, f"{path.relative_to(ROOT)}:{node.lineno} gives no reason"
