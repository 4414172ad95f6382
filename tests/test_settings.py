from __future__ import annotations

from pathlib import Path

import pytest

from settings import Settings, SettingsError, read_settings, table, variable


def test_defaults_serve_on_loopback_from_the_data_folder() -> None:
    settings = read_settings()

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.index_folder == Path("data/index")


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHENCE_DATA", "/srv/whence")
    monkeypatch.setenv("WHENCE_PORT", "8080")

    settings = read_settings()

    assert settings.data == Path("/srv/whence")
    assert settings.port == 8080


def test_the_index_can_have_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHENCE_INDEX", "/fast/index")

    assert read_settings().index_folder == Path("/fast/index")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("PORT", "70000"), ("READER", "oracle"), ("THREADS", "0")],
)
def test_a_value_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"WHENCE_{name}", value)

    with pytest.raises(SettingsError, match=f"WHENCE_{name}={value}"):
        read_settings()


def test_the_table_has_every_setting_with_its_help() -> None:
    rows = table(Settings(port=9))

    assert [row[0] for row in rows] == [variable(name) for name in Settings.model_fields]
    assert all(row[3] for row in rows)
    assert next(r[:3] for r in rows if r[0] == "WHENCE_PORT") == ("WHENCE_PORT", "9", "8000")
