"""What stands around every page: the agency, the person and their posts, and where one can go."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from flask import g, has_request_context, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from eoffice.access import queries as access
from eoffice.core.actor import Actor, Role
from eoffice.core.request import find_actor, runtime
from eoffice.incoming import queries as incoming
from eoffice.organization import queries as organization
from eoffice.organization.models import Person
from eoffice.outgoing import queries as outgoing
from eoffice.ui.components.frame import Frame, NavigationGroup, NavigationItem, PostChoice


def frame() -> Frame:
    """The frame of the page being answered; made once a request."""
    if "frame" not in g:
        g.frame = _frame()
    found: Frame = g.frame
    return found


def _frame() -> Frame:
    settings = runtime().settings
    actor = find_actor() if has_request_context() else None
    if actor is None or actor.agency_id is None:
        return Frame(
            language_url=url_for("access.choose_language"),
            sign_in_url=url_for("access.sign_in"),
            is_trial=settings.trial,
            version=version("eoffice"),
        )
    today = runtime().clock.today()
    with runtime().read() as session:
        posts = access.list_own_posts(session, actor, today)
        person = session.get(Person, actor.person_id)
        return Frame(
            agency_name=organization.get_agency(session, actor.agency_id).name,
            person_name=person.full_name if person else "",
            posts=tuple(
                PostChoice(str(post.id), post.title, post.agency_name, post.is_current) for post in posts
            ),
            navigation=_navigation(actor, _count_waiting(session, actor)),
            home_url=url_for("home.show"),
            post_url=url_for("access.choose_post"),
            language_url=url_for("access.choose_language"),
            sign_out_url=url_for("access.sign_out"),
            is_trial=settings.trial,
            version=version("eoffice"),
        )


def _count_waiting(session: Session, actor: Actor) -> int:
    today = runtime().clock.today()
    return len(outgoing.list_waiting(session, actor, today)) + len(
        incoming.list_waiting(session, actor, today)
    )


def _navigation(actor: Actor, waiting: int) -> tuple[NavigationGroup, ...]:
    work = [
        _item(_("My work"), "home.show", count=waiting),
        _item(_("Outgoing documents"), "document_pages.list_documents"),
        _item(_("Incoming documents"), "arrival_pages.list_arrivals"),
        _item(_("Statistics"), "reports.statistics"),
    ]
    own = [_item(_("My account"), "access.account")]
    if actor.has(Role.LEADER):
        own.insert(0, _item(_("My signing keys"), "signatures.keys"))
    groups = [NavigationGroup("", tuple(work)), NavigationGroup(_("Own"), tuple(own))]
    if actor.has(Role.ADMINISTRATOR):
        places = (
            _item(_("Agencies and people"), "administration.agencies"),
            _item(_("System"), "administration.system"),
        )
        groups.append(NavigationGroup(_("Administration"), places))
    return tuple(groups)


def _item(label: str, endpoint: str, count: int | None = None) -> NavigationItem:
    return NavigationItem(label, url_for(endpoint), is_current=_is_here(endpoint), count=count)


def _is_here(endpoint: str) -> bool:
    here: Sequence[str] = (request.endpoint or "").split(".")
    return here[0] == endpoint.split(".", maxsplit=1)[0]
