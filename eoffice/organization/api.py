"""The organization's JSON door."""

from __future__ import annotations

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.request import runtime
from eoffice.organization import queries
from eoffice.organization.models import AgencyLevel
from eoffice.organization.schemas import AgenciesOut, AgencyOut, AgencySearch

api = Api("organization")


@api.get("/agencies", scope="documents:read", summary="Agencies by part of their name or code")
def agencies(actor: Actor, query: AgencySearch) -> AgenciesOut:
    """The agencies a document can be sent to, each with the code it has today."""
    with runtime().read() as session:
        found = queries.list_agencies_with_codes(
            session, runtime().clock.today(), search=query.search, limit=query.limit
        )
    return AgenciesOut(
        agencies=[
            AgencyOut(
                id=agency.id,
                name=agency.name,
                short_name=agency.short_name,
                code=code,
                level=AgencyLevel(agency.level),
                is_local=agency.is_local,
            )
            for agency, code in found
        ]
    )
