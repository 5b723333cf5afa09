"""Trial seals and the keys of a sample, which nobody enrols in a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pydantic import SecretStr
from sqlalchemy import select

from eoffice.core.errors import Conflict, Unavailable
from eoffice.outgoing import signing
from eoffice.signatures import queries
from eoffice.signatures.models import AgencySeal
from eoffice.trial.models import TrialCertificate
from eoffice.trial.service import certify_in_memory, create_agency_seal
from tests.signatures.office import (
    Office,
    count_rows,
    make_key,
    seal_picture,
    sign_like_a_browser,
    stored_hashes,
)


def test_a_seal_is_kept_encrypted_with_the_instances_passphrase(office: Office):
    seal = create_agency_seal(office.runtime, office.authority, office.agency.id, seal_picture())
    with pytest.raises(TypeError):
        load_der_private_key(seal.encrypted_key, None)
    passphrase = office.runtime.settings.signing.seal_passphrase.get_secret_value()
    assert load_der_private_key(seal.encrypted_key, passphrase.encode()) is not None


def test_a_seals_certificate_names_the_agency_and_says_trial(office: Office):
    seal = create_agency_seal(office.runtime, office.authority, office.agency.id, seal_picture())
    with office.runtime.read() as session:
        certificate = queries.get_certificate(session, seal.certificate_id)
    subject = x509.load_der_x509_certificate(certificate.der).subject.rfc4514_string()
    assert "CN=UBND xã Minh Sơn" in subject
    assert "TRIAL" in subject
    assert (certificate.agency_id, certificate.key_place) == (office.agency.id, "server_keystore")


def test_a_new_seal_retires_the_one_before(office: Office):
    for _time in range(2):
        seal = create_agency_seal(office.runtime, office.authority, office.agency.id, seal_picture())
    with office.runtime.read() as session:
        in_use = session.scalars(select(AgencySeal).where(AgencySeal.retired_at.is_(None))).all()
    assert [one.id for one in in_use] == [seal.id]


def test_without_a_passphrase_no_seal_is_made_and_nothing_is_left(office: Office):
    settings = office.runtime.settings
    open_settings = settings.signing.model_copy(update={"seal_passphrase": SecretStr("")})
    runtime = replace(office.runtime, settings=settings.model_copy(update={"signing": open_settings}))
    before = count_rows(office.runtime, TrialCertificate), stored_hashes(office.runtime)
    with pytest.raises(Unavailable):
        create_agency_seal(runtime, office.authority, office.agency.id, seal_picture())
    assert (count_rows(office.runtime, TrialCertificate), stored_hashes(office.runtime)) == before


def test_a_key_in_memory_signs_like_an_enrolled_one(office: Office):
    key = make_key()
    post = office.posts["leader"]
    certificate = certify_in_memory(
        office.runtime, office.authority, post.id, key.public_key(), "Dữ liệu mẫu"
    )
    prepared = signing.prepare_signature(
        office.runtime, office.leader, office.make_document(), certificate.id
    )
    value = sign_like_a_browser(key, prepared.to_be_signed)
    assert signing.complete_signature(office.runtime, office.leader, prepared.id, value).level == "B-T"
    assert certificate.key_place == "ephemeral"


def test_a_key_in_memory_is_certified_once_only(office: Office):
    key = make_key().public_key()
    certify_in_memory(office.runtime, office.authority, office.posts["leader"].id, key, "Dữ liệu mẫu")
    with pytest.raises(Conflict):
        certify_in_memory(office.runtime, office.authority, office.posts["clerk"].id, key, "Dữ liệu mẫu")
