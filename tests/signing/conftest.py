"""Keys, certificates and signed files that many tests look at; made once."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from signing.geometry import Place
from signing.local import sign_locally
from signing.marks import PersonalMark
from signing.placeholder import SignatureField
from tests.signing.papers import decision, serif
from tests.signing.pki import NOW, Authority, Holder

MARK_PLACE = Place(0, (350.0, 220.0, 500.0, 290.0))

Sign = Callable[..., bytes]


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def authority(rsa_key: rsa.RSAPrivateKey) -> Authority:
    return Authority("CA thử nghiệm", rsa_key)


@pytest.fixture(scope="session")
def leader(authority: Authority) -> Holder:
    return authority.holder("Nguyễn Thị Hồng Ngọc")


@pytest.fixture(scope="session")
def agency(authority: Authority) -> Holder:
    return authority.rsa_holder("UBND xã Minh Sơn")


@pytest.fixture(scope="session")
def sign(authority: Authority) -> Sign:
    """sign(data, holder, field, **options) -> the signed file's bytes."""

    def signed(data: bytes, holder: Holder, field: str = "LD", **options: object) -> bytes:
        target = io.BytesIO()
        about = {name: options.pop(name) for name in ("place", "mark", "locks") if name in options}
        defaults: dict[str, object] = {"chain": (authority.issuer.der,), "signed_at": NOW}
        sign_locally(
            io.BytesIO(data),
            target,
            SignatureField(field, **about),  # type: ignore[arg-type]
            key=holder.key,
            certificate=holder.der,
            **{**defaults, **options},  # type: ignore[arg-type]
        )
        return target.getvalue()

    return signed


@pytest.fixture(scope="session")
def signed(sign: Sign, leader: Holder, authority: Authority) -> bytes:
    """The decision signed by its leader with a visible mark and a timestamp: PAdES B-T."""
    mark = PersonalMark(lines=("Hồng Ngọc",), font=serif(), trial=True)
    return sign(decision(), leader, place=MARK_PLACE, mark=mark, timestamper=authority.timestamper())
