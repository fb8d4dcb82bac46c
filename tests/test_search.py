"""What the search page searches in: the JSON index and its bounds, and Pagefind's documents."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sitegen import engine, pagefind, search
from sitegen.settings import Settings
from tests.sitehelp import built, faults, hrefs, made, post, published, sitegen, soup, texts, write

needs_pagefind = pytest.mark.skipif(not engine.has_pagefind(), reason="Pagefind is not installed")

FILES = {
    "content/posts/a.md": post(
        "概率 $p$ 与熵",
        "见《矩阵》。\n\n```py\ncode\n```\n\n式 $x^2$ 的<导数>。",
        date="2024-03-05",
        tags="[概率]",
        read_count=12,
    ),
    "content/posts/b.md": post("矩阵", "低秩近似。", date="--06-14", series="漫谈"),
    "content/posts/c.md": post("迹", "", series="漫谈"),
}


def index_of(output: Path) -> list[list[object]]:
    """Return the posts of the JSON index."""
    text = (output / "search/index.js").read_text("utf-8")
    assert text.startswith("var searchIndex = [")
    posts: list[list[object]] = json.loads(text.removeprefix("var searchIndex = ").strip().removesuffix(";"))
    return posts


def test_the_json_index_holds_what_is_searched_and_shown_without_code_and_with_an_ellipsis_for_a_formula(
    tmp_path: Path,
) -> None:
    title = '概率 <span class="math">\\(p\\)</span> 与熵'
    assert index_of(made(tmp_path, FILES)) == [
        [
            "../posts/a/index.html",
            "概率 $p$ 与熵",
            _html(tmp_path),
            "2024-03-05",
            12,
            ["概率"],
            "",
            "见《矩阵》。 式 … 的<导数>。",
        ],
        ["../posts/b/index.html", "矩阵", "", "--06-14", 0, [], "漫谈", "低秩近似。"],
        ["../posts/c/index.html", "迹", "", "", 0, [], "漫谈", ""],
    ], title


def _html(site: Path) -> str:
    heading = soup(site / "public/posts/a/index.html").select_one("h1")
    assert heading is not None
    return heading.decode_contents()


def test_the_page_asks_for_the_version_of_the_index_that_is_there(tmp_path: Path) -> None:
    def version(output: Path) -> str:
        form = soup(output / "search/index.html").select_one("form.search")
        assert form is not None
        path, _, version = str(form["data-index"]).partition("?v=")
        assert path == "../search/index.js"
        return version

    before = version(made(tmp_path, FILES))
    assert version(built(write(tmp_path, {"static/x.txt": "x"}))) == before
    assert version(built(write(tmp_path, {"content/posts/b.md": post("矩阵", "满秩。")}))) != before


def test_the_page_offers_tags_years_and_series_and_says_what_to_do_without_scripts(tmp_path: Path) -> None:
    page = soup(made(tmp_path, FILES | {"content/posts/d.md": post("D", date="2020-01-01")}) / "search/index.html")
    assert texts(page, "option") == [
        *["标签", "概率", "年份", "2024", "2020", "系列", "漫谈"],
        *["按相关程度", "按日期", "按阅读数"],
    ]
    assert hrefs(page, "noscript a") == ["../tags/index.html", "../archive/index.html"]


def test_without_search_there_is_neither_page_nor_link(tmp_path: Path) -> None:
    output = made(tmp_path, FILES | {"sitegen.yaml": "search: off"})
    assert not (output / "search").exists()
    assert soup(output / "index.html").select(".to-search") == []


def test_texts_that_are_too_long_together_are_cut_the_longest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "ROOM", 10)
    bodies = {"a": "一二", "b": "一二三四五六七", "c": "一二三四五六七八"}
    output = made(tmp_path, {f"content/posts/{name}.md": post(name, text) for name, text in bodies.items()})
    assert [each[-1] for each in index_of(output)] == ["一二", "一二三四", "一二三四"]


def test_a_large_site_is_searched_by_titles_tags_and_series_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    assert [each[-1] for each in index_of(made(tmp_path, FILES))] == ["", "", ""]


@pytest.mark.parametrize(
    ("lengths", "room", "longest"), [([], 5, 0), ([3, 4], 7, 4), ([3, 4], 6, 3), ([1, 9, 9], 11, 5), ([9, 9], 1, 0)]
)
def test_room_is_shared_out_evenly(lengths: list[int], room: int, longest: int) -> None:
    assert search.share(lengths, room) == longest


def test_characters_stand_apart_for_pagefind_and_words_stay_whole() -> None:
    assert search.apart("用RoPE作 位置编码。") == "用 RoPE 作 位 置 编 码 。"


@pytest.mark.parametrize("installed", [True, False])
def test_auto_is_pagefind_for_more_posts_than_the_json_index_has_whole(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "has_pagefind", lambda: installed)
    many = Site(search.SMALL + 1)
    assert search.engine(Settings(), many) == ("pagefind" if installed else "json")  # type: ignore[arg-type]
    assert search.engine(Settings(), Site(search.SMALL)) == "json"  # type: ignore[arg-type]
    assert search.engine(Settings(search="pagefind"), Site(1)) == "pagefind"  # type: ignore[arg-type]


def test_the_preview_makes_no_index_of_many_texts() -> None:
    preview = search.for_preview(Settings(search="pagefind"))
    assert search.engine(preview, Site(search.SMALL)) == "json"  # type: ignore[arg-type]
    assert search.engine(preview, Site(search.SMALL + 1)) == "titles"  # type: ignore[arg-type]
    assert search.for_preview(Settings(search="off")).search == "off"


class Site:
    """As much of a site as the choice of an engine looks at."""

    def __init__(self, post_count: int) -> None:
        self.post_count = post_count


def test_pagefind_that_is_asked_for_and_not_there_is_a_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "has_pagefind", lambda: False)
    missing = "'pagefind': Pagefind is not installed; pip install 'sitegen[search]' brings it, and json needs nothing"
    assert faults(write(tmp_path, {"sitegen.yaml": "search: pagefind"})) == [
        f"sitegen.yaml:1:9: error[settings]: search: {missing}"
    ]
    assert faults(write(tmp_path, {"sitegen.yaml": "search: lunr"})) == [
        "sitegen.yaml:1:9: error[settings]: search: 'lunr': expected one of auto, pagefind, json, off"
    ]


# ---------------------------------------------------------------------------------------------- Pagefind

WITH_PAGEFIND = FILES | {"sitegen.yaml": "search: pagefind"}


@needs_pagefind
def test_pagefinds_files_are_published_and_go_like_all_others_and_are_those_of_a_clean_build(tmp_path: Path) -> None:
    output = made(tmp_path / "site", WITH_PAGEFIND)
    assert (output / "search/pagefind/pagefind.js").is_file()
    assert [each[-1] for each in index_of(output)] == ["", "", ""]
    assert len(json.loads((output / "search/pagefind/names.json").read_text("utf-8"))) == 3
    edited = WITH_PAGEFIND | {"content/posts/b.md": post("矩阵", "满秩。", series="漫谈")}
    assert published(made(tmp_path / "site", edited)) == published(made(tmp_path / "clean", edited))
    built(write(tmp_path / "site", {"sitegen.yaml": "search: json"}))
    assert not (output / "search/pagefind").exists()


@needs_pagefind
def test_pagefind_runs_again_only_when_a_text_has_changed_that_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, WITH_PAGEFIND)
    monkeypatch.setattr("pagefind_bin_extended.get_executable", lambda: "no such program")
    formula = FILES["content/posts/a.md"].replace("x^2", "x^3").replace("code", "other code")
    built(write(tmp_path, {"content/posts/a.md": formula, "templates/parts/footer.html": "<footer></footer>"}))
    (reason,) = faults(write(tmp_path, {"content/posts/b.md": post("矩阵", "满秩。")}))
    assert reason.splitlines()[0] == (
        "error[search]: Pagefind cannot make the search index (no such program: no such file or directory); "
        "nothing was published"
    )


@needs_pagefind
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo half-way >&2; echo no index >&2; exit 3", "exit status 3: no index"),
        ("kill -SEGV $$", "ended by signal 11"),
        ("exit 0", "exit status 0"),
        ("echo rubbish,", "it gave an answer that sitegen does not know"),
        (
            "echo eyJwYXlsb2FkIjogeyJ0eXBlIjogIkVycm9yIiwgIm1lc3NhZ2UiOiAibm8gc3BhY2UifX0=,; exec cat >/dev/null",
            "no space",
        ),
    ],
)
def test_a_pagefind_that_fails_is_named_and_nothing_is_published(tmp_path: Path, script: str, reason: str) -> None:
    site = write(tmp_path, WITH_PAGEFIND | {"pagefind": f"#!/bin/sh\n{script}\n"})
    (site / "pagefind").chmod(0o755)
    lie = "import pagefind_bin_extended; pagefind_bin_extended.get_executable = lambda: './pagefind'"
    done = sitegen("build", cwd=site, code=lie)
    message = f"error[search]: Pagefind cannot make the search index ({reason}); nothing was published"
    assert (done.returncode, done.stderr.splitlines()[0]) == (3, message)
    assert not (site / "public").exists()


@needs_pagefind
def test_a_pagefind_that_takes_too_long_is_stopped_and_leaves_no_process(tmp_path: Path) -> None:
    site = write(tmp_path, WITH_PAGEFIND | {"pagefind": "#!/bin/sh\necho $$ > process\nexec sleep 600\n"})
    (site / "pagefind").chmod(0o755)
    lie = """
import pagefind_bin_extended
from sitegen import pagefind
pagefind_bin_extended.get_executable = lambda: "./pagefind"
pagefind.LEAST = 1.0"""
    done = sitegen("build", cwd=site, code=lie)
    message = "error[search]: Pagefind cannot make the search index (stopped after 1 s); nothing was published"
    assert (done.returncode, done.stderr.splitlines()[0]) == (3, message)
    with pytest.raises(ProcessLookupError):
        os.kill(int((site / "process").read_text()), 0)
    assert not (site / "public").exists()


@needs_pagefind
@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no second disk here")
def test_the_index_of_pagefind_does_not_depend_on_the_order_in_which_a_disk_has_its_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = {n: " ".join(f"w{n * k % 101}" for k in range(40)) for n in range(60)}
    documents = {f"{n}.html": f"<html><body><p>{text}</p></body></html>" for n, text in words.items()}
    first = pagefind.index(documents, "en")
    monkeypatch.setattr("tempfile.tempdir", "/dev/shm")
    assert pagefind.index(documents, "en") == first
