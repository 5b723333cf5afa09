"""The files for a deployment fit each other and the settings they set."""

import re
import tomllib
from pathlib import Path

import pytest

from eoffice.app import FILES_A_FORM, FORM_FIELDS
from eoffice.settings import read_settings

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "config" / "production.example.toml"


def compose_settings() -> dict[str, str]:
    """The EOFFICE_ variables that docker-compose.yml gives every process, with a value for each of .env."""
    text = (PROJECT / "docker-compose.yml").read_text()
    found = re.findall(r"^ +(EOFFICE_[A-Z]+__[A-Z_]+): (.+)$", text, re.MULTILINE)
    return {name: re.sub(r"\$\{[^}]+\}", "a" * 40, value) for name, value in found}


def test_the_example_and_the_variables_of_compose_make_complete_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EOFFICE_SETTINGS", str(EXAMPLE))
    for name, value in compose_settings().items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.storage.kind == "s3"
    assert not settings.trial
    assert settings.storage.secret_key.get_secret_value() == "a" * 40
    assert settings.database.url == f"postgresql+psycopg://eoffice:{'a' * 40}@postgres:5432/eoffice"


def test_the_example_holds_no_secret() -> None:
    example = tomllib.loads(EXAMPLE.read_text())
    names = {name for section in example.values() if isinstance(section, dict) for name in section}
    assert names.isdisjoint({"secret_key", "access_key", "seal_passphrase", "url"})


def test_the_proxy_lets_through_what_the_application_accepts() -> None:
    proxy = (PROJECT / "deploy" / "proxy" / "eoffice.conf").read_text()
    megabytes = re.search(r"client_max_body_size (\d+)m;", proxy)
    assert megabytes is not None
    limit = tomllib.loads(EXAMPLE.read_text())["limits"]["upload_bytes"]
    assert int(megabytes[1]) * 1024 * 1024 > FILES_A_FORM * limit + FORM_FIELDS


def test_the_proxy_waits_longer_than_the_application_works() -> None:
    proxy = (PROJECT / "deploy" / "proxy" / "eoffice.conf").read_text()
    seconds = re.search(r"proxy_read_timeout (\d+)s;", proxy)
    allowed = re.search(r"^timeout = (\d+)$", (PROJECT / "config" / "gunicorn.py").read_text(), re.MULTILINE)
    assert seconds is not None
    assert allowed is not None
    assert int(seconds[1]) > int(allowed[1])
