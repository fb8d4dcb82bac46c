"""`sitegen config`, its schema, and settings out of the environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sitegen import environment
from sitegen.building import build
from sitegen.problem import USAGE, SiteError
from sitegen.schema import schema
from sitegen.settings import Settings, load
from tests.sitehelp import ROOT, published, sitegen, soup, texts, write

SETTINGS = r"""
title: "a: b # c"
author: 'yes'
page_size: 5
description:
markdown:
  html: true
math:
  macros:
    RR: "\\mathbb{R}"
    norm: ['\lVert #1\rVert', 1]
theme: {wide: true, "no": "null", n: 3, none: null, list: [a, "1", {b: c}]}
"""


def test_every_setting_is_said_with_its_value_and_its_origin(tmp_path: Path) -> None:
    write(tmp_path, {"sitegen.yaml": SETTINGS})
    variables = {"SITEGEN_PAGE_SIZE": "7", "SITEGEN_MATH__LAZY": "true", "SITEGEN_AUTHOR": ""}
    done = sitegen("config", "-b", "https://e.example/", cwd=tmp_path, env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in lines if " # " in line and not line.endswith("  # default")] == [
        'title: "a: b # c"  # sitegen.yaml:2',
        'base_url: "https://e.example"  # --base-url',
        'author: "yes"  # sitegen.yaml:3',
        "page_size: 7  # SITEGEN_PAGE_SIZE",
        "  html: true  # sitegen.yaml:7",
        '  macros: {RR: "\\\\mathbb{R}", norm: ["\\\\lVert #1\\\\rVert", 1]}  # sitegen.yaml:9',
        "  lazy: true  # SITEGEN_MATH__LAZY",
        'theme: {wide: true, "no": "null", "n": 3, "none": null, list: [a, "1", {b: c}]}  # sitegen.yaml:12',
    ]
    assert 'description: ""  # default' in lines
    words = lines.index("  words:")
    assert lines[words - 1 : words + 3] == [
        "archive:",
        "  words:",
        "    by: By  # default",
        "    readers: 位读者  # default",
    ]


@pytest.mark.parametrize("text", ["", SETTINGS, (ROOT / "sitegen.yaml").read_text("utf-8")], ids=["no", "all", "demo"])
def test_what_is_said_can_be_copied_into_the_file(tmp_path: Path, text: str) -> None:
    before = load(write(tmp_path, {"sitegen.yaml": text}))
    write(tmp_path, {"sitegen.yaml": sitegen("config", cwd=tmp_path).stdout})
    assert load(tmp_path) == before


def test_programs_get_it_as_json(tmp_path: Path) -> None:
    write(tmp_path, {"sitegen.yaml": SETTINGS})
    said = json.loads(sitegen("config", "--json", cwd=tmp_path).stdout)
    assert list(said) == [key for key, _ in environment.leaves(Settings)]
    assert said["title"] == {"value": "a: b # c", "origin": "sitegen.yaml:2"}
    assert said["math.lazy"] == {"value": False, "origin": "default"}
    assert said["math.macros"]["value"] == {"RR": "\\mathbb{R}", "norm": ["\\lVert #1\\rVert", 1]}


def test_settings_that_cannot_be_used_are_told_as_a_build_tells_them(tmp_path: Path) -> None:
    write(tmp_path, {"sitegen.yaml": "titel: a\n"})
    done = sitegen("config", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr == "sitegen.yaml:1:1: error[settings]: there is no setting titel\n    did you mean title?\n"


# ---------------------------------------------------------------------------------------------- schema


def faults(text: str) -> list[str]:
    return [fault.message for fault in jsonschema.Draft202012Validator(schema()).iter_errors(yaml.safe_load(text))]


def test_the_schema_is_one_and_takes_what_we_take() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    starters = [path.read_text("utf-8") for path in (ROOT / "sitegen/starter").rglob("sitegen.yaml")]
    assert len(starters) == 2
    for text in ("", SETTINGS, (ROOT / "sitegen.yaml").read_text("utf-8"), *starters):
        assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("titel: a", "Additional properties are not allowed ('titel' was unexpected)"),
        ("math: {lzy: true}", "Additional properties are not allowed ('lzy' was unexpected)"),
        ("math: {lazy: 1}", "1 is not of type 'boolean', 'null'"),
        ("page_size: 0", "0 is less than the minimum of 1"),
        ("page_size: many", "'many' is not of type 'integer', 'null'"),
        ("base_url: example.org", "'example.org' does not match '^(https?://[^?#]+)?$'"),
        ("permalink: /posts/", "'/posts/' does not match '^/(.*/)?:slug/(.*/)?$'"),
        ("theme: dark", "'dark' is not of type 'object', 'null'"),
        ("title: [a]", "['a'] is not of type 'string', 'number', 'boolean', 'null'"),
    ],
)
def test_the_schema_refuses_what_we_refuse(tmp_path: Path, text: str, fault: str) -> None:
    assert faults(text) == [fault]
    with pytest.raises(SiteError):
        load(write(tmp_path, {"sitegen.yaml": text}))


def test_the_schema_tells_editors_what_every_setting_is_and_its_default() -> None:
    def walk(node: dict[str, Any], key: str = "") -> None:
        for name, below in node.get("properties", {}).items():
            assert below["description"].endswith("."), f"{key}{name} has no text beneath it in settings.py"
            assert ("default" in below) is not ("properties" in below), f"{key}{name}"
            walk(below, f"{key}{name}.")

    walk(schema())
    assert schema()["properties"]["page_size"]["default"] == 10


def test_the_command_says_the_schema(tmp_path: Path) -> None:
    assert json.loads(sitegen("config", "--schema", cwd=tmp_path).stdout) == schema()


# ---------------------------------------------------------------------------------------------- environment


def test_the_environment_wins_over_the_file_and_an_option_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"sitegen.yaml": "title: File\nbase_url: https://file.example\nmath: {lazy: true}\n"})
    for name, text in {"TITLE": "环境", "BASE_URL": "https://env.example/x/", "MATH__LAZY": "false"}.items():
        monkeypatch.setenv(f"SITEGEN_{name}", text)
    assert (load(tmp_path).title, load(tmp_path).base_url, load(tmp_path).math.lazy) == (
        "环境",
        "https://env.example/x",
        False,
    )
    assert load(tmp_path, "https://option.example").base_url == "https://option.example"


def test_every_setting_of_one_value_has_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEGEN_ARCHIVE__WORDS__TEN_THOUSAND", "Tsd.")
    assert load(tmp_path).archive.words.ten_thousand == "Tsd."
    names = [environment.name_of(key) for key, kind in environment.leaves(Settings) if kind in (str, int, bool)]
    assert len(set(names)) == len(names) > 15


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PAGE_SIZE", "many", "'many': expected a whole number"),
        ("PAGE_SIZE", "0", "'0': expected a number from 1 to 1000"),
        ("MATH__LAZY", "1", "'1': expected true or false"),
        ("PAGESIZE", "5", "there is no setting pagesize\n    did you mean SITEGEN_PAGE_SIZE?"),
        ("MATH_LAZY", "true", "there is no setting math_lazy\n    did you mean SITEGEN_MATH__LAZY?"),
        ("XYZ", "5", "there is no setting xyz\n    sitegen config lists the settings"),
        ("MATH", "x", "there is no setting math\n    did you mean SITEGEN_MATH__LAZY?"),
        ("THEME", "x", "theme is more than one value; set it in sitegen.yaml"),
        ("TITLE", "a\nb", "has a control character, or is not UTF-8"),
        ("TITLE", "\udcff", "has a control character, or is not UTF-8"),
    ],
)
def test_a_bad_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    monkeypatch.setenv(f"SITEGEN_{name}", text)
    with pytest.raises(SiteError) as caught:
        load(tmp_path)
    assert (str(caught.value), caught.value.status) == (f"SITEGEN_{name}: error[settings]: {said}", USAGE)


def test_faults_of_the_file_of_the_environment_and_of_the_option_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"sitegen.yaml": "titel: a\n"})
    done = sitegen("build", "-b", "x", cwd=tmp_path, env={"SITEGEN_PAGE_SIZE": "x", "SITEGEN_LANGUAGE": "?"})
    assert done.returncode == USAGE
    assert [line.partition(": ")[0] for line in done.stderr.splitlines() if not line.startswith(" ")] == [
        "sitegen.yaml:1:1",
        "SITEGEN_LANGUAGE",
        "SITEGEN_PAGE_SIZE",
        "--base-url",
    ]


def test_a_build_follows_the_environment_there_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(write(tmp_path, {"content/posts/a.md": "---\ntitle: A\n---\n"}))
    first = published(tmp_path / "public")
    monkeypatch.setenv("SITEGEN_TITLE", "Other")
    assert set(build(tmp_path).reasons.values()) == {"sitegen, a library or what was asked for has changed"}
    assert texts(soup(tmp_path / "public/index.html"), "h1") == ["Other"]
    monkeypatch.delenv("SITEGEN_TITLE")
    build(tmp_path)
    assert published(tmp_path / "public") == first
