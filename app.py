"""Whence as a Flask application. ``flask`` finds it here; ``python app.py`` serves it."""

from __future__ import annotations

import logging
import sys

import waitress
from flask import Flask

import commands
import web
from index.errors import WhenceError
from index.generations import Generations
from index.library import Library
from qa.engine import Engine
from qa.reader import open_reader
from settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application: settings, then library, index and engine, then what speaks to them.

    Raises:
        SettingsError: an environment variable has a value that cannot be used.

    """
    settings = settings or read_settings()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.body_limit
    app.extensions["settings"] = settings
    library = Library(settings.data / "library.sqlite3")
    generations = Generations(settings.index_folder)
    reader, notice = open_reader(settings.reader, settings.reader_threads)
    app.extensions["whence"] = Engine(library, generations, reader, notice=notice)
    web.register(app)
    commands.register(app)
    return app


def main() -> None:
    """Serve until interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = read_settings()
        app = create_app(settings)
        server = waitress.create_server(
            app, host=settings.host, port=settings.port, threads=settings.threads
        )
    except (WhenceError, OSError) as error:
        sys.exit(f"cannot serve: {error}")
    url = f"http://{settings.host}:{server.effective_port}"
    print(f"Whence answers on {url} (Ctrl-C stops it). Try:\n", flush=True)
    print(f"  curl -s '{url}/ask?q=When+was+the+deal+signed%3F'\n", flush=True)
    server.run()


if __name__ == "__main__":
    main()
