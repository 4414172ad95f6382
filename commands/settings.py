"""``flask settings``: every setting, its value and what it is for."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from settings import table


@click.command()
@with_appcontext
def settings() -> None:
    """List the settings, their values and what they are for."""
    for name, value, default, text in table(current_app.extensions["settings"]):
        changed = "" if value == default else f" (default {default or 'unset'})"
        click.echo(f"{click.style(name, bold=True)}={value}{changed}\n    {text}")
