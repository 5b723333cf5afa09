"""From B-T to B-LT and B-LTA, and what that is good for years later; judged by OpenSSL and poppler too."""

import io
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from signing import (
    SealMark,
    SigningError,
    Trust,
    add_document_timestamp,
    add_evidence,
    http_timestamper,
    verify,
)
from tests.signing.conftest import MARK_PLACE, Sign
from tests.signing.judges import openssl_accepts, openssl_accepts_stamp, pdfsig
from tests.signing.papers import decision, seal_png, serif
from tests.signing.pki import DAY, NOW, Authority, Holder

LONG_AFTER = NOW + 2000 * DAY  # every certificate but those of authorities has expired


def with_evidence(data: bytes, trust: Trust) -> bytes:
    target = io.BytesIO()
    add_evidence(io.BytesIO(data), target, trust, at=NOW)
    return target.getvalue()


def stamped(data: bytes, authority: Authority, at: datetime = NOW, field: str = "Luu1") -> bytes:
    target = io.BytesIO()
    assert add_document_timestamp(io.BytesIO(data), target, authority.timestamper(at), field_name=field) == at
    return target.getvalue()


def levels(data: bytes, trust: Trust, at: datetime = NOW + DAY) -> list[str]:
    found = verify(io.BytesIO(data), trust, at=at)
    assert (found.verdict, found.reasons) == ("valid", ())
    return [report.level for report in found.signatures]


@pytest.fixture(scope="module")
def sealed(signed: bytes, sign: Sign, agency: Holder, authority: Authority) -> bytes:
    """Signed by the leader, sealed by the agency, both B-T."""
    mark = SealMark(image_png=seal_png(), font=serif(), trial=True)
    return sign(signed, agency, "CQ", place=MARK_PLACE, mark=mark, timestamper=authority.timestamper())


def test_evidence_lifts_every_signature_to_b_lt(sealed: bytes, authority: Authority) -> None:
    assert levels(sealed, authority.trust()) == ["B-T", "B-T"]
    lasting = with_evidence(sealed, authority.trust())
    assert lasting.startswith(sealed)
    assert levels(lasting, Trust(roots=(authority.root.der,))) == ["B-LT", "B-LT"]


def test_a_timestamp_over_the_evidence_lifts_them_to_b_lta(sealed: bytes, authority: Authority) -> None:
    lasting = with_evidence(sealed, authority.trust())
    archived = stamped(lasting, authority)
    assert archived.startswith(lasting)
    assert levels(archived, authority.trust()) == ["B-LTA", "B-LTA"]


def test_what_is_archived_holds_after_its_certificates_and_the_next_timestamp_carries_on(
    sealed: bytes, authority: Authority
) -> None:
    archived = stamped(with_evidence(sealed, authority.trust()), authority)
    before_expiry = NOW + 500 * DAY
    renewed = with_evidence(archived, authority.trust(before_expiry))
    renewed = stamped(renewed, authority, before_expiry, "Luu2")
    assert levels(renewed, authority.trust(before_expiry), before_expiry + DAY) == ["B-LTA", "B-LTA"]
    found = verify(io.BytesIO(sealed), authority.trust(LONG_AFTER), at=LONG_AFTER)
    assert found.verdict == "indeterminate"
    assert all(report.integrity == "intact" for report in found.signatures)


def test_openssl_and_poppler_accept_what_was_extended(
    sealed: bytes, authority: Authority, tmp_path: Path
) -> None:
    archived = stamped(with_evidence(sealed, authority.trust()), authority)
    assert openssl_accepts(archived, authority, tmp_path, 0)
    assert openssl_accepts(archived, authority, tmp_path, 1)
    assert openssl_accepts_stamp(archived, authority, tmp_path)
    assert [found for found, _coverage in pdfsig(archived, tmp_path)][:2] == ["Signature is Valid."] * 2


def test_whoever_has_no_revocation_information_is_named_and_nothing_is_written(
    sealed: bytes, authority: Authority
) -> None:
    target = io.BytesIO()
    with pytest.raises(SigningError) as error:
        add_evidence(io.BytesIO(sealed), target, Trust(roots=(authority.root.der,)), at=NOW)
    assert (error.value.code, error.value.detail) == ("evidence-missing", {"name": "Nguyễn Thị Hồng Ngọc"})
    assert target.getvalue() == b""


def test_evidence_of_a_revocation_is_none_that_holds(sign: Sign, authority: Authority) -> None:
    other = Authority("CA thu hồi", authority.rsa_key)
    holder = other.holder("Người bị thu hồi")
    data = sign(decision(), holder, chain=(other.issuer.der,), timestamper=other.timestamper())
    other.revoke(holder, NOW - DAY)
    with pytest.raises(SigningError) as error:
        with_evidence(data, other.trust())
    assert error.value.code == "evidence-missing"


def test_only_lists_of_those_concerned_are_put_in(sealed: bytes, authority: Authority) -> None:
    stranger = Authority("Nơi khác", authority.rsa_key)
    trust = Trust(roots=(authority.root.der,), crls=(*authority.crls(), *stranger.crls()))
    with pikepdf.open(io.BytesIO(with_evidence(sealed, trust))) as pdf:
        assert len(pdf.Root.DSS.CRLs) == len(authority.crls())


def test_a_file_without_a_signature_gets_no_evidence(authority: Authority) -> None:
    with pytest.raises(SigningError) as error:
        with_evidence(decision(), authority.trust())
    assert error.value.code == "not-signed"


def test_a_service_that_is_down_is_an_error(sealed: bytes) -> None:
    with pytest.raises(SigningError) as error:
        add_document_timestamp(
            io.BytesIO(sealed), io.BytesIO(), http_timestamper("http://127.0.0.1:9/tsa", 2), field_name="Luu1"
        )
    assert error.value.code == "timestamp-unavailable"
