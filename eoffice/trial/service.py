"""Keys of a trial instance that nobody enrols in a browser: the agencies' seals, and the sample's signers."""

from __future__ import annotations

import io
import uuid

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from sqlalchemy import select

from eoffice.core.actor import SYSTEM
from eoffice.core.errors import Unavailable
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.organization import queries as organization
from eoffice.signatures.issuing import Issued, Subject
from eoffice.signatures.models import AgencySeal, Certificate, CertificateClass, KeyPlace
from eoffice.signatures.rules import certificate_name
from eoffice.signatures.service import register_certificate, subject_of
from eoffice.signatures.storing import put_for
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import PublicKey
from eoffice.trial.issuer import TrialIssuer

SEAL_KEY_BITS = 2048


def create_agency_seal(
    runtime: Runtime, authority: TrialAuthority, agency_id: uuid.UUID, picture: bytes
) -> AgencySeal:
    """Make a trial seal for an agency: an RSA key encrypted with the instance's passphrase, its certificate
    and its ``picture`` (PNG). A seal the agency had before is retired.

    Raises ``Unavailable`` without a passphrase in the settings.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=SEAL_KEY_BITS)
    encrypted = _encrypted(runtime, key)
    with runtime.read() as session:
        agency = organization.get_agency(session, agency_id)
        name = certificate_name(agency.name, agency.short_name)
        subject = Subject(name, name, unit="", title="", locality=agency.place)
    issuer = TrialIssuer(authority)
    issued = issuer.issue_for_key(key.public_key(), subject, "agency-seal", runtime.clock.now())
    with put_for(runtime, io.BytesIO(picture)) as stored, runtime.work(SYSTEM) as work:
        certificate = register_certificate(
            work,
            issued,
            label=name,
            key_place=KeyPlace.SERVER_KEYSTORE,
            certificate_class=CertificateClass.TRIAL,
            agency_id=agency_id,
        )
        issuer.record(work, issued)
        older = select(AgencySeal).where(AgencySeal.agency_id == agency_id, AgencySeal.retired_at.is_(None))
        for seal in work.session.scalars(older.with_for_update()):
            seal.retired_at = work.now
        seal = AgencySeal(
            agency_id=agency_id,
            certificate_id=certificate.id,
            encrypted_key=encrypted,
            picture_sha256=stored.sha256,
        )
        work.session.add(seal)
        work.session.flush()
        return seal


def certify_in_memory(
    runtime: Runtime, authority: TrialAuthority, post_id: uuid.UUID, key: PublicKey, label: str
) -> Certificate:
    """Certify a key that lives in memory for the holder of a post; only for loading a sample."""
    issuer = TrialIssuer(authority)
    issued: Issued = issuer.issue_for_key(key, subject_of(runtime, post_id), "personal", runtime.clock.now())
    with runtime.read() as session:
        person_id = organization.get_post(session, post_id).person_id
    with runtime.work(SYSTEM) as work:
        certificate = register_certificate(
            work,
            issued,
            label=label,
            key_place=KeyPlace.EPHEMERAL,
            certificate_class=CertificateClass.TRIAL,
            person_id=person_id,
        )
        issuer.record(work, issued)
        return certificate


def _encrypted(runtime: Runtime, key: rsa.RSAPrivateKey) -> bytes:
    passphrase = runtime.settings.signing.seal_passphrase.get_secret_value()
    if not passphrase:
        raise Unavailable(
            "seal-locked",
            N_("The settings give no passphrase for the agencies' seals."),
            N_("Set signing.seal_passphrase, then make the seal."),
        )
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))
