"""Templates mean what Jinja says they mean, though they compile to less."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import BytecodeCache, UndefinedError, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from sitegen.jinja import Compiled, Environment
from tests.sitehelp import write


def environment(folder: Path, **templates: str) -> Environment:
    write(folder, {f"{name}.html": text for name, text in templates.items()})
    return Environment(folder, folder / "ours", Compiled({}))


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ a }} {{ b }} {{ 1 }} {{ none }}", "&lt;i&gt; <b> 1 None"),
        ("{{ a|safe }} {{ a ~ b }} {{ '<' }}", "<i> &lt;i&gt;<b> &lt;"),
        ("{% autoescape false %}{{ a }}{% endautoescape %}{{ a }}", "<i>&lt;i&gt;"),
        ("{% autoescape yes %}{{ a }}{% endautoescape %}", "&lt;i&gt;"),
        ("{{ dict(x=1, class=2)['class'] }} {{ dict(**{'y': 3}).y }} {{ range(*[1, 3])|list }}", "2 3 [1, 2]"),
        ("{% for n in range(2) %}{{ loop.cycle('x', 'y') }}{% endfor %}", "xy"),
        ("{% for n in [[1], [2]] recursive %}{{ loop(n) if n is iterable else n }}{% endfor %}", "12"),
        ("{% macro m(x, y=2) %}<{{ x }}{{ y }}{{ varargs }}>{% endmacro %}{{ m(a) }}{{ m(1, 3, 4) }}", None),
        ("{% macro m() %}({{ caller(a) }}){% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}", "(&lt;i&gt;)"),
        ("{% set n = namespace(x=1) %}{% set n.x = n.x + 1 %}{{ n.x }} {{ ' a '.strip() }}", "2 a"),
        ("{% if yes %}{% set x = a %}{% endif %}{{ x }}{% set x = x ~ 1 %}{{ x }}", "&lt;i&gt;&lt;i&gt;1"),
        ("{% if not yes %}{% set x = a %}{% endif %}{{ x is defined }} {{ x|default(b) }}", "False <b>"),
        ("{% for x in [1] %}{% set y = x %}{% endfor %}{{ y is defined }} {{ x is defined }}", "False False"),
        (
            "{% macro m(x, y) %}{{ y is defined }}{{ x }}{% endmacro %}{{ m(a) }} {{ m(y=1, x=b) }}",
            "False&lt;i&gt; True<b>",
        ),
        ("{% macro m(x) %}{{ x }}{{ kwargs }}{% endmacro %}{{ m(1, y=2) }}", "1{&#39;y&#39;: 2}"),
    ],
)
def test_what_templates_show_is_escaped_and_calls_are_calls(tmp_path: Path, template: str, shown: str | None) -> None:
    page = environment(tmp_path, page=template).get_template("page.html")
    assert page.render(a="<i>", b=Markup("<b>"), yes=True) == (shown or "<&lt;i&gt;2()><13(4,)>")


def test_blocks_extend_what_they_replace(tmp_path: Path) -> None:
    frame = "[{% block one %}{{ word }}{% endblock %}|{{ self.one() }}]"
    child = '{% extends "frame.html" %}{% block one %}({{ super() }}){% endblock %}'
    assert environment(tmp_path, frame=frame, child=child).get_template("child.html").render(word="<") == (
        "[(&lt;)|(&lt;)]"
    )


@pytest.mark.parametrize("how", ["", " without context", " with context"])
def test_what_is_included_stands_where_it_is_included(tmp_path: Path, how: str) -> None:
    frame = '[{% block one %}a{% include "part.html"HOW %}b{% endblock %}]'.replace("HOW", how)
    page = environment(tmp_path, frame=frame, part="<{{ 1 }}>", child='{% extends "frame.html" %}').get_template(
        "child.html"
    )
    assert page.render() == "[a<1>b]"


def test_names_that_a_template_sets_are_known_in_its_blocks_and_in_what_it_includes(tmp_path: Path) -> None:
    frame = "{% set word = 'frame' %}{% block one %}{{ word }}{% endblock %}"
    child = (
        '{% extends "frame.html" %}{% set more = word ~ 1 %}'
        '{% block one %}{{ more }}{{ super() }}{% set inner = 2 %}{% include "part.html" %}{{ inner }}{% endblock %}'
    )
    part = "[{{ more }}{{ inner }}{{ other is defined }}{% set inner = 3 %}{{ inner }}]"
    page = environment(tmp_path, frame=frame, child=child, part=part).get_template("child.html")
    assert page.render(word="given") == "given1frame[given12False3]2"


def test_names_are_those_of_jinja_for_who_asks_the_context(tmp_path: Path) -> None:
    @pass_context
    def asked(context: Context, value: str) -> str:
        return f"{value} {context.get('given')} {context.get('nothing', 'none')} {'nothing' in context}"

    templates = environment(tmp_path, page="{{ 'a'|asked }}")
    templates.filters["asked"] = asked
    assert templates.get_template("page.html").render(given=1) == "a 1 none False"


def test_an_attribute_is_looked_for_before_an_item(tmp_path: Path) -> None:
    page = environment(tmp_path, page="{{ a.b.c }} {{ a.items is callable }} {{ a.b.d is defined }}").get_template(
        "page.html"
    )
    assert page.render(a={"b": {"c": "<"}, "items": 1}) == "&lt; True False"


@pytest.mark.parametrize(
    "template", ["{{ nothing }}", "{{ nothing() }}", "{{ word.nothing() }}", "{{ word(nothing) }}"]
)
def test_what_is_not_there_is_a_fault(tmp_path: Path, template: str) -> None:
    with pytest.raises(UndefinedError, match="nothing"):
        environment(tmp_path, page=template).get_template("page.html").render(word=str)


def test_the_last_folder_is_the_default(tmp_path: Path) -> None:
    write(tmp_path, {"ours/page.html": "ours", "page.html": 'mine and {% include "default/page.html" %}'})
    assert environment(tmp_path).get_template("page.html").render() == "mine and ours"


def test_templates_are_compiled_once_for_whoever_remembers_them(tmp_path: Path) -> None:
    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.kept: dict[str, bytes] = {}
            self.hits = 0

        def load_bytecode(self, bucket: Bucket) -> None:
            if bucket.key in self.kept:
                bucket.bytecode_from_string(self.kept[bucket.key])
                self.hits += bucket.code is not None

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.kept[bucket.key] = bucket.bytecode_to_string()

    kept = Kept()
    for text, hits in (("a {{ word }}", 0), ("a {{ word }}", 1), ("b {{ word }}", 1)):
        write(tmp_path, {"page.html": text})
        page = Environment(tmp_path, tmp_path / "ours", kept).get_template("page.html")
        assert (page.render(word="<"), kept.hits) == (text[:2] + "&lt;", hits)
