"""The texts of the interface."""

from __future__ import annotations

import pytest

from sitegen.engine import theme_folder
from sitegen.yamlreader import Reader
from sitegen.yamltext import plain_lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_catalogues_need_no_yaml_whose_library_takes_longer_to_load_than_a_page_to_make(language: str) -> None:
    text = (theme_folder("templates") / f"text/{language}.yaml").read_text("utf-8")
    assert plain_lines(text, 1) == Reader("zh.yaml", "text", 1).read(text)
