"""The agency's seal: its key is opened on the server, for one signature, by the clerk's own act."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.clock import OFFICE_ZONE
from eoffice.core.errors import Conflict, Unavailable
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.organization import queries as organization
from eoffice.signatures import queries
from eoffice.signatures.fonts import mark_font
from eoffice.signatures.models import (
    AgencySeal,
    Certificate,
    CertificateClass,
    Signature,
    SignatureRole,
)
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.service.preflight import require_good
from eoffice.signatures.service.subject import SignedFile, read_subject
from eoffice.signatures.service.verify import report_of, verify_written
from eoffice.signatures.service.write import Written, enter_signature
from eoffice.signatures.storing import put_for, scratch
from signing import Place, SealMark, SignatureField, find_seal_place, sign_locally

SEAL_FIELD = "CQ"  # cơ quan

Then = Callable[[Work, Signature], None]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class _Order:
    subject: SignedFile
    seal: AgencySeal
    certificate: Certificate
    personal: Signature
    agency_name: str


def seal_document(runtime: Runtime, actor: Actor, document_id: uuid.UUID, *, then: Then) -> Signature:
    """Seal the main file over the left third of the leader's mark, locking number and date.

    ``then`` runs inside the transaction, after the signature was entered, and raises when the document may
    not be sealed. Raises ``Conflict`` without a seal or a leader's signature, ``Unavailable`` when the seal
    cannot be opened or no timestamp is to be had. Nothing is left behind by a failure.
    """
    with runtime.read() as session:
        order = _read_order(runtime, session, actor, document_id)
    key = _open_key(runtime, order.seal)
    with scratch() as target:
        place = _seal(runtime, order, key, target)
        found = verify_written(runtime, target)
        report_of(found, order.personal.field_name)  # the leader's signature has outlived the seal
        report_of(found, SEAL_FIELD)
        with put_for(runtime, target) as stored, runtime.work(actor) as work:
            documents.lock_document(work.session, actor, document_id)
            written = Written(stored, found, SEAL_FIELD, place)
            signature = enter_signature(work, order.subject, written, order.certificate, SignatureRole.AGENCY)
            then(work, signature)
            return signature


def _read_order(runtime: Runtime, session: Session, actor: Actor, document_id: uuid.UUID) -> _Order:
    subject = read_subject(session, actor, document_id)
    personal = queries.find_signature(session, document_id, SignatureRole.PERSONAL.value)
    if personal is None or personal.place is None:
        raise Conflict(
            "not-signed",
            N_("The leader has not signed the document; the seal comes after the signature."),
            N_("Wait until the leader has signed."),
        )
    seal = queries.find_seal(session, subject.document.agency_id)
    if seal is None:
        raise Conflict(
            "no-seal",
            N_("Your agency keeps no seal on this server."),
            N_("Ask your administrator to set up the agency's seal."),
        )
    certificate = queries.get_certificate(session, seal.certificate_id)
    require_good(runtime, certificate)
    agency = organization.get_agency(session, subject.document.agency_id)
    return _Order(subject, seal, certificate, personal, agency.name)


def _seal(runtime: Runtime, order: _Order, key: PrivateKey, target: BinaryIO) -> Place:
    with runtime.store.open(order.subject.version.sha256) as base, said_to_the_user():
        place = find_seal_place(base, Place.from_json(order.personal.place or {}))
        sign_locally(
            base,
            target,
            SignatureField(
                SEAL_FIELD,
                place,
                _mark(runtime, order),
                locks=tuple(order.personal.number_fields),
                holder=order.agency_name,
            ),
            key=key,
            certificate=order.certificate.der,
            chain=[base64.b64decode(der) for der in order.certificate.chain],
            signed_at=runtime.clock.now().astimezone(OFFICE_ZONE),
            timestamper=runtime.timestamper(),
        )
    return place


def _mark(runtime: Runtime, order: _Order) -> SealMark:
    with runtime.store.open(order.seal.picture_sha256) as picture:
        is_trial = order.certificate.certificate_class == CertificateClass.TRIAL.value
        return SealMark(picture.read(), font=mark_font(), trial=is_trial)


def _open_key(runtime: Runtime, seal: AgencySeal) -> PrivateKey:
    passphrase = runtime.settings.signing.seal_passphrase.get_secret_value()
    try:
        return _decrypted(seal.encrypted_key, passphrase)
    except (ValueError, TypeError) as error:
        raise Unavailable(
            "seal-locked",
            N_("The key of the agency's seal cannot be opened on this server."),
            N_("Tell your engineer: the passphrase of the seals is missing or wrong. Nothing was changed."),
        ) from error


@lru_cache(maxsize=16)
def _decrypted(encrypted: bytes, passphrase: str) -> PrivateKey:
    """Checking an RSA key while loading takes 40 ms, stretching the passphrase more: done once a process."""
    key = load_der_private_key(encrypted, passphrase.encode())
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError("neither an RSA key nor one on a curve")
    return key
