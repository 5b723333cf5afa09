"""The organization's JSON door."""

from __future__ import annotations

import uuid

from eoffice.core.actor import Actor, Role
from eoffice.core.endpoint import Api
from eoffice.core.errors import Forbidden
from eoffice.core.messages import N_
from eoffice.core.request import runtime
from eoffice.organization import queries
from eoffice.organization.models import AgencyLevel
from eoffice.organization.schemas import (
    AgenciesOut,
    AgencyOut,
    AgencySearch,
    HeldPost,
    HeldPosts,
    PostSearch,
    UnitOut,
    UnitsOut,
)

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


@api.get("/units", scope="documents:read", summary="The units of one's own agency")
def units(actor: Actor) -> UnitsOut:
    """For directives, which name units."""
    with runtime().read() as session:
        found = queries.list_units(session, _agency(actor))
    return UnitsOut(units=[UnitOut(id=unit.id, name=unit.name, notation=unit.notation) for unit in found])


@api.get("/posts", scope="documents:read", summary="Who holds which post in one's own agency today")
def posts(actor: Actor, query: PostSearch) -> HeldPosts:
    """For naming a signer, presenting to a leader and assigning an officer."""
    today = runtime().clock.today()
    with runtime().read() as session:
        found = queries.list_posts(session, _agency(actor), query.role, query.unit_id, today)
        labels = queries.post_labels(session, [post.id for post in found])
    return HeldPosts(
        posts=[
            HeldPost(id=post.id, label=labels[post.id], role=Role(post.role), unit_id=post.unit_id)
            for post in found
        ]
    )


def _agency(actor: Actor) -> uuid.UUID:
    if actor.agency_id is None:
        raise Forbidden(
            "no-post", N_("You hold no post at present."), N_("Ask your administrator to give you one.")
        )
    return actor.agency_id
