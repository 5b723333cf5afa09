"""The list of all documents an agency holds, outgoing and incoming, for programs."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import Select, func, select

from eoffice.core.actor import Actor
from eoffice.core.endpoint import PREFIX, Api
from eoffice.core.paging import read_page
from eoffice.core.request import runtime
from eoffice.documents.models import Direction, Document, Urgency
from eoffice.incoming.models import Arrival
from eoffice.outgoing.models import OutgoingDocument
from eoffice.outgoing.queries import matches

api = Api("document_list")


class ListQuery(BaseModel):
    """What to list; ``cursor`` is ``next_cursor`` of the page before."""

    model_config = ConfigDict(extra="forbid")

    direction: Direction | None = None
    state: Annotated[str, StringConstraints(max_length=20)] | None = None
    search: Annotated[str, StringConstraints(max_length=200)] = ""
    cursor: str | None = None


class DocumentRow(BaseModel):
    """A document in a list; ``href`` is where everything about it is."""

    id: uuid.UUID
    direction: Direction
    state: str | None
    kind: str
    number: str | None
    notation: str | None
    issued_on: date | None
    issuing_agency: str
    subject: str
    urgency: Urgency
    href: str


class DocumentsOut(BaseModel):
    """A page of documents, the newest first; ``next_cursor`` is null on the last one."""

    documents: list[DocumentRow]
    next_cursor: str | None


@api.get("/documents", scope="documents:read", summary="The documents of the agency, newest first")
def list_documents(actor: Actor, query: ListQuery) -> DocumentsOut:
    """Both directions, each in the state it has there."""
    with runtime().read() as session:
        page = read_page(session, _selected(actor, query), Document.id, query.cursor)
    return DocumentsOut(
        documents=[_row(document, state) for document, state in page.rows], next_cursor=page.next_cursor
    )


def _selected(actor: Actor, query: ListQuery) -> Select[Document, str]:
    state = func.coalesce(OutgoingDocument.state, Arrival.state)
    found = (
        select(Document, state)
        .outerjoin(OutgoingDocument, OutgoingDocument.document_id == Document.id)
        .outerjoin(Arrival, Arrival.document_id == Document.id)
        .where(Document.agency_id == actor.agency_id)
    )
    if query.direction is not None:
        found = found.where(Document.direction == query.direction.value)
    if query.state is not None:
        found = found.where(state == query.state)
    if query.search.strip():
        found = found.where(matches(query.search.strip()))
    return found


def _row(document: Document, state: str | None) -> DocumentRow:
    direction = Direction(document.direction)
    collection = "documents" if direction is Direction.OUTGOING else "arrivals"
    return DocumentRow(
        id=document.id,
        direction=direction,
        state=state,
        kind=document.kind,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        issuing_agency=document.issuing_agency_name,
        subject=document.subject,
        urgency=Urgency(document.urgency),
        href=f"{PREFIX}/{collection}/{document.id}",
    )
