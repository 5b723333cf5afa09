"""The JSON door of signing: prepare, complete, give up; fill number and date in, and seal."""

from __future__ import annotations

import uuid

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.request import runtime
from eoffice.documents import queries as documents
from eoffice.outgoing import signing
from eoffice.outgoing.reading import read_document
from eoffice.outgoing.schemas import DocumentOut
from eoffice.signatures import queries as signature_queries
from eoffice.signatures import service as signatures
from eoffice.signatures.schemas import (
    CompletedOut,
    CompleteIn,
    PreparedOut,
    PrepareIn,
    SignatureOut,
    SignaturesOut,
)

api = Api("outgoing_signing")


@api.get("/documents/<uuid:document_id>/signatures", scope="documents:read", summary="Signatures found")
def list_signatures(actor: Actor, document_id: uuid.UUID) -> SignaturesOut:
    """In the order they were made, each at the level that was found in the stored bytes."""
    with runtime().read() as session:
        documents.get_document(session, actor, document_id)
        rows = signature_queries.list_signatures(session, document_id)
        return SignaturesOut(signatures=[SignatureOut.of(row) for row in rows])


@api.post(
    "/documents/<uuid:document_id>/signings",
    scope="documents:sign",
    summary="Prepare the document for my signature",
    status=201,
)
def prepare(actor: Actor, document_id: uuid.UUID, body: PrepareIn) -> PreparedOut:
    """Gives the bytes that the key signs; a preparation of one's own before it is given up."""
    place = body.place.as_mark_place() if body.place else None
    found = signing.prepare_signature(runtime(), actor, document_id, body.certificate_id, place)
    return PreparedOut(
        id=found.id,
        document_id=found.document_id,
        document_name=found.document_name,
        to_be_signed=found.to_be_signed,
        algorithm=found.algorithm,
        prepared_sha256=found.prepared_sha256,
        expires_at=found.expires_at,
    )


@api.post("/signings/<uuid:signing_id>/complete", scope="documents:sign", summary="Complete my signature")
def complete(actor: Actor, signing_id: uuid.UUID, body: CompleteIn) -> CompletedOut:
    """The same value sent again has the same answer."""
    done = signing.complete_signature(runtime(), actor, signing_id, body.signature)
    return CompletedOut(
        document_id=done.document_id,
        signature_id=done.signature_id,
        level=done.level,
        location=f"/documents/{done.document_id}",
    )


@api.post("/signings/<uuid:signing_id>/cancel", scope="documents:sign", summary="Give my signature up")
def cancel(actor: Actor, signing_id: uuid.UUID) -> None:
    """Doing it again changes nothing; a completed signature cannot be given up."""
    with runtime().work(actor) as work:
        signatures.cancel_signature(work, signing_id)


@api.post(
    "/documents/<uuid:document_id>/fill",
    scope="documents:issue",
    summary="Fill number and date in",
)
def fill(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """Follows the numbering by itself; for when that broke off. Again without effect."""
    signing.fill_number(runtime(), actor, document_id)
    return _read(actor, document_id)


@api.post("/documents/<uuid:document_id>/seal", scope="documents:issue", summary="Apply the agency's seal")
def seal(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """By the clerk, after number and date. Again without effect."""
    signing.seal_document(runtime(), actor, document_id)
    return _read(actor, document_id)


def _read(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    with runtime().read() as session:
        return read_document(session, actor, document_id, runtime().clock.today())
