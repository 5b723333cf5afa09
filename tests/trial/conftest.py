"""One authority for all tests of it, and a signer whose certificate it issued."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import IssuedCertificate, Subject

BASE_URL = "http://127.0.0.1:9/trial"
PASSPHRASE = b"a passphrase of the tests"
SUBJECT = Subject(
    common_name="Nguyễn Văn Thử",
    organisation="Ủy ban nhân dân xã Yên Khê",
    organisational_unit="Văn phòng",
    title="Chủ tịch",
)


def openssl(*arguments: str | Path, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """``openssl`` with these arguments; the caller reads the exit code."""
    return subprocess.run(
        ["openssl", *map(str, arguments)], input=data, capture_output=True, check=False, timeout=60
    )


def make_csr(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, name: str = "Whoever I say I am") -> bytes:
    """A PKCS#10 request in PEM."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return csr.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="session")
def trial_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority") / "trial"


@pytest.fixture(scope="session")
def authority(trial_folder: Path) -> TrialAuthority:
    return TrialAuthority.open(trial_folder, PASSPHRASE, BASE_URL)


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def p256_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="session")
def signer(authority: TrialAuthority, rsa_key: rsa.RSAPrivateKey, now: datetime) -> IssuedCertificate:
    day = timedelta(days=1)
    return authority.issue_from_csr(make_csr(rsa_key), SUBJECT, "personal", now - day, now + 365 * day)


@pytest.fixture
def pem_files(authority: TrialAuthority, signer: IssuedCertificate, tmp_path: Path) -> Path:
    """A folder with ``root.pem``, ``issuing.pem`` and ``signer.pem``."""
    issuing, root = authority.chain_der
    for name, der in (("issuing", issuing), ("root", root), ("signer", signer.der)):
        pem = x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    return tmp_path
