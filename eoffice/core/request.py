"""What a door knows about the request it answers: the runtime, the actor and how they proved it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import current_app, g

from eoffice.core.actor import Actor
from eoffice.core.errors import Forbidden, Unauthenticated
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime


@dataclass(frozen=True)
class Identity:
    """Who asks. ``scopes`` None means a browser session, which may all that the person may."""

    actor: Actor
    scopes: frozenset[str] | None = field(default=None)


def runtime() -> Runtime:
    """The runtime of this application."""
    found: Runtime = current_app.extensions["eoffice"]
    return found


def set_identity(identity: Identity | None) -> None:
    """Remember who asks; called once a request by the access feature."""
    g.identity = identity


def find_actor() -> Actor | None:
    """Who asks, or None when nobody is signed in."""
    identity: Identity | None = g.get("identity")
    return identity.actor if identity else None


def current_actor(scope: str | None = None) -> Actor:
    """Who asks; a token must carry ``scope``."""
    identity: Identity | None = g.get("identity")
    if identity is None:
        raise Unauthenticated(
            "not-signed-in", N_("You are not signed in."), N_("Sign in, or send a valid API token.")
        )
    if scope and identity.scopes is not None and scope not in identity.scopes:
        raise Forbidden(
            "scope-missing",
            N_("This API token does not carry the scope “%(scope)s”."),
            N_("Use a token that carries it."),
            scope=scope,
        )
    return identity.actor
