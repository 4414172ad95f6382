"""All settings, in one table: name, default, type and help. Read from WHENCE_* variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import WhenceError


class SettingsError(WhenceError):
    """A WHENCE_ variable has a value that cannot be used."""


class Settings(BaseSettings):
    """What an operator can set. The variable of a field is WHENCE_ and its name."""

    model_config = SettingsConfigDict(env_prefix="WHENCE_", frozen=True)

    data: Path = Field(Path("data"), description="Folder of the library and, by default, the index")
    index: Path | None = Field(None, description="Folder of the index; unset: index in WHENCE_DATA")
    host: str = Field("127.0.0.1", description="Address that the server listens on")
    port: int = Field(8000, ge=0, le=65535, description="Port of the server; 0 takes a free one")
    threads: int = Field(4, ge=1, le=64, description="Requests answered at the same time")
    body_limit: int = Field(1_048_576, ge=1024, description="Largest body of a request, in bytes")
    reader: Literal["model", "rules"] = Field(
        "model", description="What marks the answers: the trained model, or plain rules"
    )
    reader_threads: int = Field(2, ge=1, le=64, description="Processor cores that the model uses")

    @property
    def index_folder(self) -> Path:
        """The folder of the index, set or not."""
        return self.index or self.data / "index"


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a value cannot be used; the message names all that are wrong.

    """
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{variable(str(item['loc'][0]))}={item['input']}: {item['msg'].lower()}"
            for item in error.errors()
        ]
        raise SettingsError("; ".join(problems)) from error


def variable(name: str) -> str:
    """Return the environment variable of a field."""
    return f"WHENCE_{name.upper()}"


def table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Return (variable, value in force, default, help) of every setting."""
    return [
        (
            variable(name),
            _shown(getattr(settings, name)),
            _shown(field.default),
            str(field.description),
        )
        for name, field in Settings.model_fields.items()
    ]


def _shown(value: object) -> str:
    return "" if value is None else str(value)
