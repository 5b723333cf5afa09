"""The pages of access: signing in and out, the post and language in use, and “My account”."""

from __future__ import annotations

import uuid

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask_babel import gettext as _
from pydantic import ValidationError

from eoffice.access import queries, rules, service
from eoffice.access.schemas import Credentials, NewPassword, NewToken
from eoffice.access.web import (
    A_YEAR,
    LANGUAGE_COOKIE,
    forget_session_cookie,
    form_errors,
    set_session_cookie,
    signed_in,
)
from eoffice.core.errors import DomainError, Invalid, TooManyAttempts
from eoffice.core.problem import status_of
from eoffice.core.request import find_actor, runtime
from eoffice.organization.queries import get_person, post_labels

pages = Blueprint("access", __name__, template_folder="templates")
HOME = "/"


@pages.get("/sign-in")
def sign_in() -> Response:
    """The form; who is signed in already is sent on."""
    if find_actor() is not None:
        return _see(_next(request.args.get("next", "")))
    return _sign_in_form({}, 200)


@pages.post("/sign-in")
def enter() -> Response:
    """Open a session, with a new token; a session the browser held is closed."""
    try:
        given = Credentials.model_validate(_fields("login", "password"))
        opened = service.sign_in(
            runtime(), given.login, given.password, _address(), request.user_agent.string
        )
    except ValidationError as error:
        return _sign_in_form(form_errors(error), 422)
    except DomainError as error:
        response = _sign_in_form(form_errors(error), status_of(error))
        if isinstance(error, TooManyAttempts):
            response.headers["Retry-After"] = str(error.params["retry_after"])
        return response
    _close_present_session()
    form_session.clear()  # form tokens of before must not be good after
    response = _see(_next(request.form.get("next", "")))
    set_session_cookie(response, opened.token)
    return response


@pages.post("/sign-out")
def sign_out() -> Response:
    """Close this session."""
    _close_present_session()
    form_session.clear()
    response = _see(url_for("access.sign_in"))
    forget_session_cookie(response)
    return response


@pages.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """Close every session of the account, this one too."""
    held = signed_in()
    with runtime().work(held.actor) as work:
        service.sign_out_everywhere(work, held.account_id, "signed_out_everywhere")
    form_session.clear()
    response = _see(url_for("access.sign_in"))
    forget_session_cookie(response)
    return response


@pages.post("/post")
def choose_post() -> Response:
    """Act in another of one's own posts; the first page follows, because that post may not see this one."""
    held = signed_in()
    with runtime().work(held.actor) as work:
        service.switch_post(work, held.session_id, _uuid(request.form.get("post_id", ""), "post_id"))
    return _see(HOME)


@pages.post("/language")
def choose_language() -> Response:
    """Show pages in another language: kept with the account, and for strangers in a cookie."""
    language = request.form.get("language", "")
    if language not in service.LANGUAGES:
        raise Invalid("unknown-language", _("Choose one of the languages offered."), field="language")
    actor = find_actor()
    if actor is not None:
        with runtime().work(actor) as work:
            service.choose_language(work, language)
    response = _see(_next(request.form.get("next", "")))
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=A_YEAR, secure=True, httponly=True, samesite="Lax", path="/"
    )
    return response


@pages.get("/account")
def account() -> Response:
    """Posts, password, sessions, tokens and keys of who is signed in."""
    return _account_page(signed_in())


@pages.post("/account/password")
def change_password() -> Response:
    """Replace one's own password."""
    held = signed_in()
    try:
        given = NewPassword.model_validate(_fields("current", "password", "repeated"))
        service.change_password(
            runtime(), held.actor, given.current, given.password, _address(), held.session_id
        )
    except ValidationError as error:
        errors = form_errors(error)
        if "" in errors:  # the schema as a whole is wrong only when the two differ
            errors["repeated"] = errors.pop("")
        return _account_page(held, 422, password_errors=errors)
    except DomainError as error:
        return _account_page(held, status_of(error), password_errors=form_errors(error))
    flash(_("Your password is changed. All your other sessions are signed out."), "success")
    return _see(url_for("access.account"))


@pages.post("/account/sessions/<uuid:session_id>/close")
def close_session(session_id: uuid.UUID) -> Response:
    """Sign out another browser."""
    with runtime().work(signed_in().actor) as work:
        service.sign_out(work, session_id)
    flash(_("The session is signed out."), "success")
    return _see(url_for("access.account"))


@pages.post("/account/tokens")
def create_token() -> Response:
    """Make an API token and show it, this once: it is kept nowhere, so no page can show it again."""
    held = signed_in()
    fields: dict[str, object] = {**_fields("name", "days"), "scopes": request.form.getlist("scopes")}
    try:
        given = NewToken.model_validate(fields)
        with runtime().work(held.actor) as work:
            created = service.create_token(work, given.name, given.scopes, given.days)
    except ValidationError as error:
        return _account_page(held, 422, token_errors=form_errors(error), token_values=fields)
    except DomainError as error:
        return _account_page(held, status_of(error), token_errors=form_errors(error), token_values=fields)
    return make_response(render_template("access/token.html", created=created), 201)


@pages.post("/account/tokens/<uuid:token_id>/revoke")
def revoke_token(token_id: uuid.UUID) -> Response:
    """End an API token."""
    with runtime().work(signed_in().actor) as work:
        service.revoke_token(work, token_id)
    flash(_("The API token is revoked."), "success")
    return _see(url_for("access.account"))


def _sign_in_form(errors: dict[str, str], status: int) -> Response:
    target = request.values.get("next", "")
    return make_response(
        render_template(
            "access/sign_in.html",
            errors=errors,
            login=request.form.get("login", ""),
            next=target if rules.is_local_path(target) else "",
        ),
        status,
    )


def _account_page(
    held: service.BrowserSession,
    status: int = 200,
    *,
    password_errors: dict[str, str] | None = None,
    token_errors: dict[str, str] | None = None,
    token_values: dict[str, object] | None = None,
) -> Response:
    actor, now = held.actor, runtime().clock.now()
    with runtime().read() as session:
        own = queries.get_account(session, held.account_id)
        tokens = queries.list_tokens(session, held.account_id, now)
        shown = render_template(
            "access/account.html",
            account=own,
            person=get_person(session, own.person_id),
            posts=queries.list_own_posts(session, actor, runtime().clock.today()),
            sessions=queries.list_open_sessions(session, held.account_id, now),
            tokens=tokens,
            token_posts=post_labels(session, [token.post_id for token in tokens]),
            present_session_id=held.session_id,
            scopes=[(scope, _(label), scope) for scope, label in rules.SCOPES.items()],
            password_errors=password_errors or {},
            token_errors=token_errors or {},
            token_values=token_values or {"name": "", "days": "90", "scopes": []},
            keys_url=url_for("signatures.keys") if "signatures.keys" in current_app.view_functions else "",
        )
    return make_response(shown, status)


def _close_present_session() -> None:
    if find_actor() is not None:
        held = signed_in()
        with runtime().work(held.actor) as work:
            service.sign_out(work, held.session_id)


def _next(target: str) -> str:
    """Where to go on: the page asked for, or for the address of an action the page that it belongs to."""
    if not rules.is_local_path(target):
        return HOME
    pages = current_app.url_map.bind("")
    while target != HOME and not pages.test(target.partition("?")[0], "GET"):
        target = target.rpartition("/")[0] or HOME
    return target


def _fields(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "") for name in names}


def _address() -> str:
    return request.remote_addr or ""


def _uuid(text: str, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Invalid("bad-choice", _("Choose one of the values offered."), field=field) from None


def _see(target: str) -> Response:
    return make_response(redirect(target, 303))
