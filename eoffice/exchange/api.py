"""The JSON door of exchange."""

from __future__ import annotations

import uuid

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.problem import say
from eoffice.core.request import runtime
from eoffice.exchange import queries
from eoffice.exchange.schemas import TransmissionOut, TransmissionsOut

api = Api("exchange")


@api.get(
    "/documents/<uuid:document_id>/transmissions",
    scope="documents:read",
    summary="Where an issued document was sent, and what each receiver did with it",
)
def list_transmissions(actor: Actor, document_id: uuid.UUID) -> TransmissionsOut:
    """One for each agency that gets it electronically."""
    with runtime().read() as session:
        sent = queries.list_own_transmissions(session, actor, document_id)
    return TransmissionsOut(
        transmissions=[
            TransmissionOut.of(item, say(item.transmission.failure or "", {}) or None) for item in sent
        ]
    )
