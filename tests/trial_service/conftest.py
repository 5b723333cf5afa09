"""A trial instance with its doors open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eoffice.app import create_app
from eoffice.signatures.issuing import EXTENSION, SignatureWiring
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.issuer import TrialIssuer
from tests.signatures.office import Office, make_office, make_signing_runtime, open_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TrialAuthority:
    return open_authority(tmp_path_factory.mktemp("authority") / "trial")


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path, authority: TrialAuthority) -> Office:
    return make_office(make_signing_runtime(sqlite_url, tmp_path, authority), authority)


@pytest.fixture
def app(office: Office) -> Flask:
    app = create_app(office.runtime.settings, office.runtime)
    app.extensions[EXTENSION] = SignatureWiring(issuer=TrialIssuer(office.authority))
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client
