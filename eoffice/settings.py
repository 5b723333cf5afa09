"""The settings: one frozen, typed tree, read once at start.

Sources, the later over the earlier: ``config/default.toml`` (every setting with its meaning), the file that
``EOFFICE_SETTINGS`` names, environment variables such as ``EOFFICE_DATABASE__URL``. An unknown or missing key
stops the start.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

CONFIG_FOLDER = Path(__file__).resolve().parent.parent / "config"
SETTINGS_VARIABLE = "EOFFICE_SETTINGS"


class SettingsInvalid(ValueError):
    """The settings cannot be used. Names each key and says what is wrong with it, never its value."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Server(_Section):
    """Where the service is reached and how it proves itself to browsers."""

    base_url: str
    secret_key: SecretStr
    trusted_proxies: int
    session_hours: int
    idle_minutes: int


class Database(_Section):
    """Where the tables are."""

    url: str

    @field_validator("url")
    @classmethod
    def _is_known(cls, url: str) -> str:
        try:
            known = not url or make_url(url).drivername in ("sqlite", "postgresql+psycopg")
        except (ArgumentError, ValueError):
            known = False
        if not known:
            raise ValueError("must be sqlite:///… or postgresql+psycopg://…, or empty")
        return url


class Storage(_Section):
    """Where the files are: a folder, or an S3 store."""

    kind: Literal["folder", "s3"]
    folder: Path
    endpoint: str
    bucket: str
    access_key: str
    secret_key: SecretStr
    secure: bool
    region: str


class Jobs(_Section):
    """How work that must follow is done; without a broker a child process of the server does it."""

    broker_url: str
    lease_seconds: float
    poll_seconds: float


class Signing(_Section):
    """Timestamps, trust anchors and the seals kept on this server."""

    timestamp_url: str
    trust_folder: Path
    seal_passphrase: SecretStr
    session_minutes: int


class Limits(_Section):
    """What one upload may weigh and how often a password may be wrong."""

    upload_bytes: int
    pdf_pages: int
    sign_in_attempts: int
    sign_in_window_minutes: int
    conversion_seconds: int


class Settings(BaseSettings):
    """All settings of one instance."""

    model_config = SettingsConfigDict(
        env_prefix="EOFFICE_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    instance_folder: Path
    language: Literal["vi", "en"]
    trial: bool
    server: Server
    database: Database
    storage: Storage
    jobs: Jobs
    signing: Signing
    limits: Limits
    files: tuple[Path, ...] = Field(default=(), exclude=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        named = os.environ.get(SETTINGS_VARIABLE)
        files = [TomlConfigSettingsSource(settings_cls, CONFIG_FOLDER / "default.toml")]
        if named:
            files.insert(0, TomlConfigSettingsSource(settings_cls, Path(named)))
        return (init_settings, env_settings, *files)


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - sections as nested dictionaries
    """Read the settings of this process; ``overrides`` win over every source. Raises ``SettingsInvalid``."""
    named = os.environ.pop(SETTINGS_VARIABLE + "_FILE", None)  # a common misspelling must not pass unseen
    if named is not None:
        raise SettingsInvalid(
            f"The settings file is named by {SETTINGS_VARIABLE}, not {SETTINGS_VARIABLE}_FILE."
        )
    path = os.environ.get(SETTINGS_VARIABLE)
    if path and not Path(path).is_file():
        raise SettingsInvalid(f"{SETTINGS_VARIABLE} names {path}, which is not there.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        problems = [f"  {_key(found['loc'])}: {_problem(found)}" for found in error.errors()]
        raise SettingsInvalid("\n".join([f"The settings {_sources(path)} are wrong:", *problems])) from None
    except SettingsError as error:
        raise SettingsInvalid(f"A setting of the environment cannot be read: {error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} is not TOML: {error}.") from None


def _sources(path: str | None) -> str:
    return f"in {path} and the environment" if path else "in the environment"


def _key(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _problem(found: ErrorDetails) -> str:
    return (
        "there is no such setting"
        if found["type"] == "extra_forbidden"
        else found["msg"].removeprefix("Value error, ")
    )
