"""People with their posts and accounts."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from pydantic import ValidationError

from eoffice.access import queries as access_queries
from eoffice.access import service as access
from eoffice.core.errors import DomainError, Invalid
from eoffice.core.messages import N_
from eoffice.core.request import runtime
from eoffice.core.work import Work
from eoffice.organization import queries, rules, service
from eoffice.organization.schemas import LastDay, NewPost
from eoffice.ui.pages.administration.blueprint import (
    Refused,
    administered_agency,
    administered_person,
    administrator,
    pages,
    refused,
    see,
    typed,
)
from eoffice.ui.pages.administration.forms import GivenPassword, NewAccount, NewColleague, lines

POST_FIELDS = ("unit_id", "role", "title", "authority_lines", "valid_from")


@pages.get("/agencies/<uuid:agency_id>/people/new")
def new_person(agency_id: uuid.UUID) -> Response:
    """The form for a person with their first post."""
    return _new_person_page(agency_id, Refused())


@pages.post("/agencies/<uuid:agency_id>/people/new")
def add_person(agency_id: uuid.UUID) -> Response:
    """Add a person with a post and, when a sign-in name is given, an account."""
    actor = administrator()
    try:
        given = NewColleague.model_validate(typed("full_name", "email", "login", "password", *POST_FIELDS))
        with runtime().work(actor) as work:
            person = service.create_person(work, given.full_name, given.email or None)
            _give_post(work, person.id, agency_id, given)
            if given.login:
                language = runtime().settings.language
                access.create_account(work, person.id, given.login, given.password, language)
    except (ValidationError, DomainError) as error:
        return _new_person_page(agency_id, refused("person", error))
    flash(_("%(name)s is added.", name=given.full_name), "success")
    return see(url_for("administration.person", person_id=person.id))


@pages.get("/people/<uuid:person_id>")
def person(person_id: uuid.UUID) -> Response:
    """One person: posts and account."""
    return _person_page(person_id, Refused())


@pages.post("/people/<uuid:person_id>/agencies/<uuid:agency_id>/posts")
def add_post(person_id: uuid.UUID, agency_id: uuid.UUID) -> Response:
    """Give a person one more post in an agency."""
    actor = administrator()
    try:
        given = NewPost.model_validate(typed(*POST_FIELDS))
        with runtime().work(actor) as work:
            administered_person(work.session, actor, person_id)
            _give_post(work, person_id, agency_id, given)
    except (ValidationError, DomainError) as error:
        return _person_page(person_id, refused(f"post-{agency_id}", error))
    flash(_("The post is given."), "success")
    return see(url_for("administration.person", person_id=person_id))


@pages.post("/people/<uuid:person_id>/posts/<uuid:post_id>/end")
def end_post(person_id: uuid.UUID, post_id: uuid.UUID) -> Response:
    """Let a post end on a day."""
    actor = administrator()
    try:
        given = LastDay.model_validate(typed("valid_to"))
        with runtime().work(actor) as work:
            service.end_post(work, post_id, given.valid_to)
    except (ValidationError, DomainError) as error:
        return _person_page(person_id, refused(f"end-{post_id}", error))
    flash(_("The post ends on the day you gave."), "success")
    return see(url_for("administration.person", person_id=person_id))


@pages.post("/people/<uuid:person_id>/account")
def add_account(person_id: uuid.UUID) -> Response:
    """Let a person sign in."""
    actor = administrator()
    try:
        given = NewAccount.model_validate(typed("login", "password"))
        with runtime().work(actor) as work:
            language = runtime().settings.language
            access.create_account(work, person_id, given.login, given.password, language)
    except (ValidationError, DomainError) as error:
        return _person_page(person_id, refused("account", error))
    flash(_("The account is made. Tell the person the name and the password."), "success")
    return see(url_for("administration.person", person_id=person_id))


@pages.post("/accounts/<uuid:account_id>/password")
def set_password(account_id: uuid.UUID) -> Response:
    """Give somebody a new password."""
    actor, person_id = administrator(), _person_of(account_id)
    try:
        given = GivenPassword.model_validate(typed("password"))
        with runtime().work(actor) as work:
            access.set_password(work, account_id, given.password)
    except (ValidationError, DomainError) as error:
        return _person_page(person_id, refused("password", error))
    flash(_("The new password is set, and all sessions of this person are signed out."), "success")
    return see(url_for("administration.person", person_id=person_id))


@pages.post("/accounts/<uuid:account_id>/disable")
def disable_account(account_id: uuid.UUID) -> Response:
    """Refuse a person from now on."""
    person_id = _person_of(account_id)
    with runtime().work(administrator()) as work:
        access.disable_account(work, account_id)
    flash(_("The account is disabled; its sessions and API tokens have ended."), "success")
    return see(url_for("administration.person", person_id=person_id))


@pages.post("/accounts/<uuid:account_id>/enable")
def enable_account(account_id: uuid.UUID) -> Response:
    """Let a person sign in again."""
    person_id = _person_of(account_id)
    with runtime().work(administrator()) as work:
        access.enable_account(work, account_id)
    flash(_("The account is enabled."), "success")
    return see(url_for("administration.person", person_id=person_id))


def _give_post(work: Work, person_id: uuid.UUID, agency_id: uuid.UUID, given: NewPost) -> None:
    if queries.get_unit(work.session, given.unit_id).agency_id != agency_id:
        raise Invalid("unit-elsewhere", N_("Choose a unit of this agency."), field="unit_id")
    service.create_post(
        work,
        person_id,
        given.unit_id,
        given.role,
        given.title,
        authority_lines=lines(given.authority_lines),
        valid_from=given.valid_from,
    )


def _person_of(account_id: uuid.UUID) -> uuid.UUID:
    actor = administrator()
    with runtime().read() as session:
        account = access_queries.get_account(session, account_id)
        return administered_person(session, actor, account.person_id).id


def _new_person_page(agency_id: uuid.UUID, refusal: Refused) -> Response:
    with runtime().read() as session:
        agency = administered_agency(session, administrator(), agency_id)
        page = render_template(
            "administration/new_person.html",
            agency=agency,
            units=queries.list_units(session, agency_id),
            role_names=_role_names(),
            refusal=refusal,
            today=runtime().clock.today(),
        )
    return make_response(page, refusal.status)


def _person_page(person_id: uuid.UUID, refusal: Refused) -> Response:
    actor, today = administrator(), runtime().clock.today()
    with runtime().read() as session:
        shown = administered_person(session, actor, person_id)
        posts = queries.list_all_posts_of_person(session, person_id)
        agencies = [
            agency
            for agency in queries.list_administered(session, actor)
            if agency.id in {post.agency_id for post in posts}
        ]
        page = render_template(
            "administration/person.html",
            person=shown,
            posts=posts,
            agencies={agency.id: agency for agency in agencies},
            units={agency.id: queries.list_units(session, agency.id) for agency in agencies},
            account=access_queries.find_account_of_person(session, person_id),
            role_names=_role_names(),
            refusal=refusal,
            today=today,
            yesterday=today - timedelta(days=1),
        )
    return make_response(page, refusal.status)


def _role_names() -> dict[str, str]:
    return {role.value: _(name) for role, name in rules.ROLE_NAMES.items()}
