"""The JSON door of access: who am I, and API tokens."""

from __future__ import annotations

import uuid

from flask import g

from eoffice.access import queries, service
from eoffice.access.schemas import MeOut, NewToken, OwnPost, TokenOut
from eoffice.access.web import signed_in
from eoffice.core.actor import Actor, Role
from eoffice.core.endpoint import Api
from eoffice.core.request import runtime
from eoffice.organization.queries import get_person

api = Api("access")


@api.get("/me", scope=None, summary="Who asks, in which post and with which roles and scopes")
def me(actor: Actor) -> MeOut:
    """The person behind the session or token."""
    held: service.SignedIn = g.signed_in
    with runtime().read() as session:
        person = get_person(session, queries.get_account(session, held.account_id).person_id)
        posts = queries.list_own_posts(session, actor, runtime().clock.today())
    current = next(post for post in posts if post.is_current)
    return MeOut(
        person_id=person.id,
        full_name=person.full_name,
        agency_id=current.agency_id,
        agency_name=current.agency_name,
        post_id=current.id,
        title=current.title,
        roles=[role for role in Role if role in actor.roles],
        scopes=None if held.scopes is None else sorted(held.scopes),
        posts=[OwnPost.model_validate(post, from_attributes=True) for post in posts],
        language=actor.language,
    )


@api.post("/tokens", scope=None, summary="Make an API token (with a browser session only)", status=201)
def create_token(body: NewToken) -> TokenOut:
    """A token that acts in the present post; its text is in this answer only."""
    with runtime().work(signed_in().actor) as work:
        created = service.create_token(work, body.name, body.scopes, body.days)
    return TokenOut(
        id=created.row.id,
        token=created.plain,
        name=created.row.name,
        scopes=created.row.scopes,
        expires_at=created.row.expires_at,
    )


@api.delete(
    "/tokens/<uuid:token_id>", scope=None, summary="Revoke an API token (with a browser session only)"
)
def revoke_token(token_id: uuid.UUID) -> None:
    """End one of one's own tokens."""
    with runtime().work(signed_in().actor) as work:
        service.revoke_token(work, token_id)
