"""`sitegen config`: what is in force, and where it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sitegen.cli import options
from sitegen.cli.options import with_options


@click.command("config")
@click.option("--schema", is_flag=True, help="Say the JSON Schema of sitegen.yaml instead, for editors.")
@with_options(options.source, options.base_url, options.as_json)
def command(source: Path, schema: bool, base_url: str | None, as_json: bool) -> None:
    """Say every setting that is in force, and where it comes from: as lines for sitegen.yaml, the origins as comments.

    An option wins over the environment (SITEGEN_BASE_URL; SITEGEN_MATH__LAZY is `lazy` below `math`), the environment
    over sitegen.yaml, and that over the default.
    """
    from sitegen import inforce  # late imports: each command loads only what it needs
    from sitegen import schema as schemas

    if schema:
        click.echo(json.dumps(schemas.schema(), indent=2))
        return
    values = inforce.in_force(source, base_url)
    if as_json:
        click.echo(json.dumps(inforce.as_data(values), indent=2))
    else:
        click.echo("\n".join(inforce.as_yaml(values)))
