"""Binding a key to a person, and ending that binding."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Conflict, Forbidden, Invalid, Unavailable
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization import queries as organization
from eoffice.organization.models import Post
from eoffice.signatures import queries
from eoffice.signatures.issuing import CertificateIssuer, Issued, Subject
from eoffice.signatures.models import Certificate, CertificateClass, KeyPlace, SigningSession
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.rules import RevocationReason, certificate_name
from signing import algorithm_for, written_subject

LONGEST_LABEL = 80


def enrol_certificate(
    runtime: Runtime, issuer: CertificateIssuer | None, actor: Actor, csr_pem: bytes, label: str
) -> Certificate:
    """Have the instance's authority certify a key the person holds, and bind it to the person.

    The name comes from the person's post, the key from the request (PKCS#10, PEM). Raises ``Unavailable``
    without an authority, ``Invalid`` for a bad request, ``Conflict`` for a key that was enrolled before.
    """
    if issuer is None:
        raise Unavailable(
            "no-authority",
            N_("This instance has no authority of its own that could certify your key."),
            N_("Ask your administrator which certificates are used here."),
        )
    label = label.strip()
    if not 0 < len(label) <= LONGEST_LABEL:
        raise Invalid("label-missing", N_("Give the device a name of at most 80 characters."), field="label")
    if actor.person_id is None or actor.post_id is None:
        raise Forbidden("no-person", N_("Only a person in a post can have a signing key."))
    issued = issuer.issue(csr_pem, subject_of(runtime, actor.post_id), runtime.clock.now())
    with runtime.work(actor) as work:
        certificate = register_certificate(
            work,
            issued,
            label=label,
            key_place=KeyPlace.BROWSER,
            certificate_class=issuer.certificate_class,
            person_id=actor.person_id,
        )
        issuer.record(work, issued)
        return certificate


def register_certificate(
    work: Work,
    issued: Issued,
    *,
    label: str,
    key_place: KeyPlace,
    certificate_class: CertificateClass,
    person_id: uuid.UUID | None = None,
    agency_id: uuid.UUID | None = None,
) -> Certificate:
    """Bind an issued certificate to a person or an agency. Raises ``Conflict`` when its key is bound."""
    parsed = x509.load_der_x509_certificate(issued.der)
    certificate = Certificate(
        person_id=person_id,
        agency_id=agency_id,
        label=label,
        key_place=key_place.value,
        certificate_class=certificate_class.value,
        subject=written_subject(parsed),
        serial=str(parsed.serial_number),
        fingerprint=parsed.fingerprint(hashes.SHA256()).hex(),
        key_fingerprint=_key_fingerprint(parsed),
        algorithm=_algorithm(parsed),
        der=issued.der,
        chain=_encoded(issued.chain),
        valid_from=parsed.not_valid_before_utc,
        valid_to=parsed.not_valid_after_utc,
        enrolled_at=work.now,
    )
    if queries.find_by_key(work.session, certificate.key_fingerprint) is not None:
        raise _key_known()
    work.session.add(certificate)
    try:
        work.session.flush()
    except IntegrityError as error:  # somebody else was faster with the same key
        raise _key_known() from error
    work.record(
        "certificate.enrolled",
        certificate.id,
        {"fingerprint": certificate.fingerprint, "class": certificate.certificate_class},
        agency_id=agency_id,
    )
    return certificate


def revoke_certificate(
    work: Work, issuer: CertificateIssuer | None, certificate_id: uuid.UUID, reason: RevocationReason
) -> Certificate:
    """End the use of a certificate from now on; what it signed before stays valid.

    The holder may, and an administrator of an agency where the holder has a post. Doing it again changes
    nothing. Signatures under way with it are cancelled.
    """
    certificate = queries.get_certificate(work.session, certificate_id, lock=True)
    _check_may_revoke(work, certificate)
    if certificate.revoked_at is not None:
        return certificate
    certificate.revoked_at, certificate.revocation_reason = work.now, reason.value
    if issuer is not None and certificate.certificate_class == issuer.certificate_class.value:
        issuer.revoke(work, certificate.serial, reason)
    under_way = select(SigningSession).where(
        SigningSession.certificate_id == certificate.id,
        SigningSession.completed_at.is_(None),
        SigningSession.cancelled_at.is_(None),
    )
    for signing in work.session.scalars(under_way.with_for_update()):
        signing.cancelled_at = work.now
        work.record("signing.cancelled", signing.id, {"document_id": str(signing.document_id)})
    work.record("certificate.revoked", certificate.id, {"reason": reason.value})
    return certificate


def subject_of(runtime: Runtime, post_id: uuid.UUID) -> Subject:
    """Whom a certificate for the holder of a post names."""
    with runtime.read() as session:
        post = organization.get_post(session, post_id)
        agency = organization.get_agency(session, post.agency_id)
        return Subject(
            common_name=organization.get_person(session, post.person_id).full_name,
            organisation=certificate_name(agency.name, agency.short_name),
            unit=organization.get_unit(session, post.unit_id).name,
            title=post.title,
            locality=agency.place,
        )


def _check_may_revoke(work: Work, certificate: Certificate) -> None:
    if work.actor.is_system or certificate.person_id == work.actor.person_id:
        return
    if work.actor.has(Role.ADMINISTRATOR) and work.actor.agency_id in _agencies_of(work, certificate):
        return
    queries.get_own_certificate(work.session, certificate.id, work.actor.person_id)


def _agencies_of(work: Work, certificate: Certificate) -> set[uuid.UUID | None]:
    if certificate.agency_id is not None:
        return {certificate.agency_id}
    return set(work.session.scalars(select(Post.agency_id).where(Post.person_id == certificate.person_id)))


def _key_fingerprint(certificate: x509.Certificate) -> str:
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(spki).hexdigest()


def _algorithm(certificate: x509.Certificate) -> str:
    with said_to_the_user():
        return algorithm_for(certificate.public_key())


def _encoded(chain: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(der).decode("ascii") for der in chain]


def _key_known() -> Conflict:
    return Conflict(
        "key-already-enrolled",
        N_("This key was enrolled before."),
        N_("Use its certificate, or make a new key."),
    )
