"""Received documents themselves. A person sees those of their own agency; others do not exist for them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.core.paging import Page, read_page
from eoffice.documents.models import Direction, Document
from eoffice.incoming.models import Arrival, LegalForm
from eoffice.incoming.rules import is_same_author, legal_form
from eoffice.organization.models import Post
from eoffice.organization.queries import held_on
from eoffice.signatures.models import Certificate


def no_such_arrival() -> NotFound:
    """The error for a document that is not there, or is another agency's."""
    return NotFound(
        "no-such-arrival",
        N_("Your agency has no such incoming document."),
        N_("Look for it in the list of incoming documents."),
    )


def get_arrival(session: Session, actor: Actor, document_id: uuid.UUID) -> tuple[Arrival, Document]:
    """A received document of the actor's agency, or NotFound."""
    row = session.execute(_arrivals(actor.agency_id).where(Arrival.document_id == document_id)).one_or_none()
    if row is None:
        raise no_such_arrival()
    return row[0], row[1]


def find_by_source(session: Session, source_id: uuid.UUID) -> Arrival | None:
    """The arrival that came by this transmission, if it has come."""
    return session.scalars(select(Arrival).where(Arrival.source_id == source_id)).one_or_none()


def list_arrivals(
    session: Session, agency_id: uuid.UUID | None, states: Collection[str] = (), cursor: str | None = None
) -> Page[tuple[Arrival, Document]]:
    """A page of an agency's received documents, the newest first; no ``states`` means all."""
    query = _arrivals(agency_id)
    if states:
        query = query.where(Arrival.state.in_(states))
    return read_page(session, query, Arrival.document_id, cursor)


def count_by_state(session: Session, agency_id: uuid.UUID | None) -> dict[str, int]:
    """How many received documents of the agency are in each state."""
    rows = session.execute(
        select(Arrival.state, func.count()).where(Arrival.agency_id == agency_id).group_by(Arrival.state)
    )
    return {row[0]: row[1] for row in rows}


def list_twins(session: Session, document: Document) -> list[Document]:
    """Documents this agency had received before with the same author, number, notation and day.

    ``7`` and ``07`` are the same number: a paper and its electronic copy are often written differently.
    """
    if document.number is None:
        return []
    found = session.scalars(
        select(Document)
        .where(
            Document.agency_id == document.agency_id,
            Document.direction == Direction.INCOMING,
            Document.id < document.id,
            func.ltrim(Document.number, "0") == document.number.lstrip("0"),
            Document.notation == document.notation,
            Document.issued_on == document.issued_on,
        )
        .order_by(Document.id)
    )
    author = (document.issuing_agency_id, document.issuing_agency_name)
    return [
        twin for twin in found if is_same_author(author, (twin.issuing_agency_id, twin.issuing_agency_name))
    ]


def find_legal_form(
    session: Session, report: Mapping[str, Any], issuing_agency_id: uuid.UUID | None, day: date
) -> LegalForm:
    """What a file is worth when ``issuing_agency_id`` issued it on ``day`` (see ``rules.legal_form``).

    A signer is known by the fingerprint of the certificate, never by a name.
    """
    prints = [entry["fingerprint"] for entry in report.get("signatures", ())]
    leaders = (
        select(Post.person_id)
        .where(Post.agency_id == issuing_agency_id, Post.role == Role.LEADER, held_on(day))
        .scalar_subquery()
    )
    known = select(Certificate.fingerprint).where(Certificate.fingerprint.in_(prints))
    return legal_form(
        report,
        session.scalars(known.where(Certificate.person_id.in_(leaders))).all(),
        session.scalars(known.where(Certificate.agency_id == issuing_agency_id)).all(),
    )


def _arrivals(agency_id: uuid.UUID | None) -> Select[Arrival, Document]:
    return (
        select(Arrival, Document)
        .join(Document, Document.id == Arrival.document_id)
        .where(Arrival.agency_id == agency_id)
    )
