"""The JSON door of keys: enrol, list, revoke."""

from __future__ import annotations

import uuid

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.request import runtime
from eoffice.signatures import queries
from eoffice.signatures.schemas import CertificateOut, CertificatesOut, EnrolIn, RevokeIn
from eoffice.signatures.service import enrol_certificate, revoke_certificate
from eoffice.signatures.wiring import issuer

api = Api("signatures")


@api.get("/certificates", scope="documents:sign", summary="My certificates, the newest first")
def certificates(actor: Actor) -> CertificatesOut:
    """Also the revoked and the expired ones."""
    with runtime().read() as session:
        rows = queries.list_certificates(session, actor.person_id) if actor.person_id else []
        return CertificatesOut(certificates=[CertificateOut.of(row) for row in rows])


def _read(actor: Actor, certificate_id: uuid.UUID) -> CertificateOut:
    with runtime().read() as session:
        return CertificateOut.of(queries.get_own_certificate(session, certificate_id, actor.person_id))


@api.post("/certificates", scope="documents:sign", summary="Enrol a key of mine", status=201, replays=_read)
def enrol(actor: Actor, body: EnrolIn) -> CertificateOut:
    """The name in the certificate comes from the person's post, whatever the request says."""
    return CertificateOut.of(enrol_certificate(runtime(), issuer(), actor, body.csr.encode(), body.label))


@api.post(
    "/certificates/<uuid:certificate_id>/revoke",
    scope="documents:sign",
    summary="End the use of a certificate from now on",
)
def revoke(actor: Actor, certificate_id: uuid.UUID, body: RevokeIn) -> CertificateOut:
    """What it signed before stays valid."""
    with runtime().work(actor) as work:
        return CertificateOut.of(revoke_certificate(work, issuer(), certificate_id, body.reason))
