"""What an operator types: ``flask index ...``, ``flask ask``, ``flask settings``."""

from __future__ import annotations

from flask import Flask

from commands.ask import ask
from commands.index import index
from commands.settings import settings


def register(app: Flask) -> None:
    """Add the commands to Flask's own command line."""
    for command in (ask, index, settings):
        app.cli.add_command(command)
