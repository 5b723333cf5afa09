"""One trial authority for all tests here, and an office for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from eoffice.trial.authority import TrialAuthority
from tests.signatures.office import Office, make_office, make_signing_runtime, open_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TrialAuthority:
    return open_authority(tmp_path_factory.mktemp("authority") / "trial")


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path, authority: TrialAuthority) -> Office:
    return make_office(make_signing_runtime(sqlite_url, tmp_path, authority), authority)


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
