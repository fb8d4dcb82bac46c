"""The settings of other generators, in YAML, TOML or JSON, as far as old addresses depend on them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sitegen import reader, regular, settings, yamltext
from sitegen.importing.harvest import Harvest
from sitegen.problem import warning


def read(files: Iterable[Path], harvest: Harvest) -> dict[str, Any]:
    """Return what stands in these files, as far as they are there; what stands in a later one wins."""
    found: dict[str, Any] = {}
    for file in files:
        if file.is_file():
            found |= _read(file, harvest)
    return found


def _read(file: Path, harvest: Harvest) -> dict[str, Any]:
    path = reader.shown(file)
    try:
        text = regular.read(file).decode("utf-8-sig")
        if len(text) > yamltext.LONGEST:
            raise ValueError(f"more than {yamltext.LONGEST // 1024} kB")
        if file.suffix == ".toml":
            return tomllib.loads(text)
        if file.suffix == ".json":
            value = json.loads(text)
            return value if isinstance(value, dict) else {}
        plain = settings.plain(yamltext.read_mapping(text, path, "settings"))
        return plain if isinstance(plain, dict) else {}
    except yamltext.YamlError as fault:
        place, line, message = path, fault.problem.line, fault.problem.message
    except (OSError, ValueError, RecursionError) as fault:
        place, line, message = path, 0, f"cannot be read: {fault}"
    help = "without it, old addresses are those that the generator makes if nothing is said"
    harvest.problems.append(warning(place, line, "settings", message, help=help))
    return {}


def text(config: dict[str, Any], name: str, default: str = "") -> str:
    """Return a setting that is a text."""
    value = config.get(name)
    return value if isinstance(value, str) and value else default


def table(config: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a setting that is a table."""
    value = config.get(name)
    return value if isinstance(value, dict) else {}
