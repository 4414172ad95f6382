from __future__ import annotations

from flask import Flask

from settings import Settings, table


def test_every_setting_is_listed_with_value_and_help(app: Flask, settings: Settings) -> None:
    result = app.test_cli_runner().invoke(args=["settings"])

    for name, value, _, text in table(settings):
        assert f"{name}={value}" in result.output
        assert text in result.output
