"""The CMS put together from kept parts is the one that pyHanko builds, to the last byte."""

import asyncio
import hashlib

import pytest
from asn1crypto import cms
from pyhanko.sign import signers
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.certificates import ECDSA_P256, RSA_PKCS1, RSA_PSS, as_asn1, mechanism
from signing.containers import container, document_digest_in, signed_attributes
from tests.signing.pki import Authority, Holder

DIGEST = hashlib.sha256("Quyết định".encode()).digest()


def by_pyhanko(
    holder: Holder, chain: list[bytes], algorithm: str, value: bytes, authority: Authority | None
) -> bytes:
    """What pyHanko's own signer makes of the same value."""
    signer = signers.ExternalSigner(
        signing_cert=as_asn1(holder.der),
        cert_registry=SimpleCertificateStore.from_certs([as_asn1(der) for der in chain]),
        signature_value=value,
        signature_mechanism=mechanism(algorithm),
        embed_roots=False,
    )
    attributes = cms.CMSAttributes.load(signed_attributes(DIGEST, holder.der))
    made = signer.async_sign_prescribed_attributes(
        "sha256", attributes, timestamper=authority.timestamper() if authority else None
    )
    return bytes(asyncio.run(made).dump())


@pytest.mark.parametrize("algorithm", [ECDSA_P256, RSA_PKCS1, RSA_PSS])
@pytest.mark.parametrize("length", [70, 127, 128, 256, 384])
def test_a_container_is_that_of_pyhanko(
    algorithm: str, length: int, leader: Holder, agency: Holder, authority: Authority
) -> None:
    holder, chain, value = (
        leader if algorithm == ECDSA_P256 else agency,
        [authority.issuer.der],
        b"\x5a" * length,
    )
    attributes = signed_attributes(DIGEST, holder.der)
    made = container(
        certificate=holder.der, chain=chain, algorithm=algorithm, attributes=attributes, value=value
    )
    assert made == by_pyhanko(holder, chain, algorithm, value, None)


def test_a_timestamp_stands_where_pyhanko_puts_it(leader: Holder, authority: Authority) -> None:
    value = b"\x5a" * 71
    theirs = by_pyhanko(leader, [], ECDSA_P256, value, authority)
    signer = cms.ContentInfo.load(theirs)["content"]["signer_infos"][0]
    token = signer["unsigned_attrs"][0]["values"][0].dump()
    attributes = signed_attributes(DIGEST, leader.der)
    assert theirs == container(
        certificate=leader.der,
        chain=[],
        algorithm=ECDSA_P256,
        attributes=attributes,
        value=value,
        timestamp=token,
    )


def test_the_attributes_are_those_of_pades_in_their_order(leader: Holder) -> None:
    made = cms.CMSAttributes.load(signed_attributes(DIGEST, leader.der))
    found = {attribute["type"].native: attribute["values"][0] for attribute in made}
    assert list(found) == ["content_type", "message_digest", "signing_certificate_v2"]
    assert found["message_digest"].native == DIGEST
    reference = as_signing_certificate_v2(as_asn1(leader.der))
    assert found["signing_certificate_v2"].dump() == reference.dump()


def test_only_attributes_made_for_the_certificate_give_their_digest(leader: Holder, agency: Holder) -> None:
    made = signed_attributes(DIGEST, leader.der)
    assert document_digest_in(made, leader.der) == DIGEST
    assert document_digest_in(made, agency.der) is None
    assert document_digest_in(made + b"\x00", leader.der) is None
    assert document_digest_in(b"", leader.der) is None
