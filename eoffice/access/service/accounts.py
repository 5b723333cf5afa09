"""Accounts and their passwords."""

from __future__ import annotations

import uuid

from sqlalchemy import select, update

from eoffice.access import queries, rules
from eoffice.access.models import Account, ApiToken
from eoffice.access.passwords import hash_password, verify_password
from eoffice.access.service.attempts import begin_attempt, settle_attempt
from eoffice.access.service.sessions import sign_out_everywhere
from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Conflict, Invalid, Unauthenticated
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization.queries import get_person, list_agencies_of_person, may_administer
from eoffice.organization.service import not_administrator

LANGUAGES = ("vi", "en")


def create_account(work: Work, person_id: uuid.UUID, login: str, password: str, language: str) -> Account:
    """Let a person sign in with ``login`` and ``password``; one account a person."""
    get_person(work.session, person_id)
    _check_may_administer_person(work, person_id)
    written = rules.checked_login(login)
    rules.check_password(password, written)
    if queries.find_account_of_person(work.session, person_id) is not None:
        raise Conflict("has-account", N_("This person has an account already."), field="person_id")
    if queries.find_account_by_login(work.session, written) is not None:
        raise Conflict(
            "login-taken",
            N_("Somebody else signs in with this name."),
            N_("Choose another sign-in name."),
            field="login",
        )
    account = Account(
        person_id=person_id,
        login=written,
        password_hash=hash_password(password),
        language=_checked_language(language),
        created_at=work.now,
    )
    work.session.add(account)
    work.session.flush()
    work.record("account.created", account.id, {"person_id": str(person_id)})
    return account


def change_password(
    runtime: Runtime, actor: Actor, current: str, new: str, address: str, keep: uuid.UUID | None
) -> None:
    """Replace the actor's own password and close their sessions but for ``keep``.

    A wrong ``current`` counts as a wrong password at sign-in, so that an open browser is no place to guess.
    """
    with runtime.read() as session:
        account = queries.get_account(session, _account_id(actor))
    rules.check_password(new, account.login)
    attempt_id = begin_attempt(runtime, account.login, address)
    if not verify_password(account.password_hash, current).is_right:
        raise Invalid("wrong-password", N_("This is not your present password."), field="current")
    hashed = hash_password(new)
    with runtime.work(actor) as work:
        settle_attempt(work, attempt_id)
        row = _locked(work, account.id)
        if row.password_hash != account.password_hash:
            raise Conflict("password-changed", N_("Your password was changed just now."), field="current")
        row.password_hash = hashed
        sign_out_everywhere(work, account.id, "password_changed", keep)
        work.record("password.changed", account.id)


def set_password(work: Work, account_id: uuid.UUID, password: str) -> None:
    """Give somebody a new password as an administrator, and close all their sessions."""
    account = _locked(work, account_id)
    _check_may_administer_person(work, account.person_id)
    rules.check_password(password, account.login)
    account.password_hash = hash_password(password)
    sign_out_everywhere(work, account_id, "password_changed")
    work.record("password.changed", account_id, {"by": "administrator"})


def disable_account(work: Work, account_id: uuid.UUID) -> None:
    """Refuse a person from now on: their sessions are closed and their API tokens revoked."""
    account = _locked(work, account_id)
    _check_may_administer_person(work, account.person_id)
    if account.id == work.actor.account_id:
        raise Conflict(
            "own-account", N_("You cannot disable your own account."), N_("Ask another administrator.")
        )
    if account.disabled_at is not None:
        return
    account.disabled_at = work.now
    sign_out_everywhere(work, account_id, "account_disabled")
    work.session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=work.now)
    )
    work.record("account.disabled", account_id)


def enable_account(work: Work, account_id: uuid.UUID) -> None:
    """Let a disabled account sign in again; revoked tokens and sessions stay revoked."""
    account = _locked(work, account_id)
    _check_may_administer_person(work, account.person_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        work.record("account.enabled", account_id)


def choose_language(work: Work, language: str) -> None:
    """Keep the language of the actor's pages with their account."""
    account = _locked(work, _account_id(work.actor))
    account.language = _checked_language(language)


def _locked(work: Work, account_id: uuid.UUID) -> Account:
    row = work.session.scalars(
        select(Account).where(Account.id == account_id).with_for_update()
    ).one_or_none()
    return row or queries.get_account(work.session, account_id)


def _check_may_administer_person(work: Work, person_id: uuid.UUID) -> None:
    """Refuse unless the actor administers every agency in which the person holds a post.

    Every one, because whoever sets a password can act as that person in all of them.
    """
    if work.actor.is_system:
        return
    agencies = list_agencies_of_person(work.session, person_id, work.clock.today())
    may = [may_administer(work.session, work.actor, agency_id) for agency_id in agencies]
    if not work.actor.has(Role.ADMINISTRATOR) or not all(may):
        raise not_administrator()


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Invalid("unknown-language", N_("Choose one of the languages offered."), field="language")
    return language


def _account_id(actor: Actor) -> uuid.UUID:
    if actor.account_id is None:
        raise Unauthenticated("not-signed-in", N_("You are not signed in."))
    return actor.account_id
