"""What access does around every request: who asks, where forms come from, and what browsers may do.

``install`` puts it on an application; ``select_locale`` is what Flask-Babel asks for the language.
"""

from __future__ import annotations

from urllib.parse import urljoin

from flask import Flask, Response, g, has_request_context, render_template, request
from flask_babel import gettext
from flask_wtf import CSRFProtect
from pydantic import ValidationError

from eoffice.access import rules
from eoffice.access.service import LANGUAGES, BrowserSession, SignedIn, identify, identify_token
from eoffice.core.errors import DomainError, Forbidden, Unauthenticated
from eoffice.core.messages import N_
from eoffice.core.problem import field_errors, say
from eoffice.core.request import Identity, current_actor, find_actor, runtime, set_identity
from eoffice.core.sent_text import refuse_unstorable_text

# The prefix makes browsers refuse such a cookie unless it is Secure, for this host alone and for all paths:
# nobody on a neighbouring host can plant one.
SESSION_COOKIE = "__Host-eoffice"
FORM_COOKIE = "__Host-form"
LANGUAGE_COOKIE = "__Host-language"
A_YEAR = 365 * 24 * 3600
API, ASSETS = "/api/", "/static/"
PROBES = (
    "/healthz",
    "/readyz",
)  # orchestrators ask by plain http at the machine's own address; nothing is told

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install(app: Flask) -> None:
    """Guard every request of ``app``. Needs its secret key and ``app.extensions["eoffice"]``, the runtime.

    A door that other programs call without a browser (timestamps, OCSP) is excused from form tokens with
    ``app.extensions["csrf"].exempt(blueprint)``.
    """
    app.config.update(
        SESSION_COOKIE_NAME=FORM_COOKIE,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, once it is known who asks
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all morning; the token ends with the browser session
        WTF_CSRF_SSL_STRICT=False,  # Referer is for cookies that others can plant; not for a __Host- cookie
    )
    csrf = CSRFProtect(app)

    def guard() -> Response | None:
        refused = _refuse_plain_http()
        if refused is not None:
            return refused
        if not request.path.startswith(ASSETS):
            _identify()
        if _needs_form_token():
            csrf.protect(apply_exemptions=True)
        refuse_unstorable_text(request)
        return None

    app.before_request(guard)
    app.after_request(_add_headers)


def select_locale() -> str:
    """The language of this request: of the account, else of the cookie, else of the instance."""
    if not has_request_context():
        return "en"
    actor = find_actor()
    if actor is not None:
        return actor.language
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else runtime().settings.language


def signed_in() -> BrowserSession:
    """Who is signed in with a browser; Forbidden for an API token, which must not be used to make others."""
    actor = current_actor()
    found: SignedIn = g.signed_in
    if found.session_id is None:
        raise Forbidden(
            "session-needed",
            N_("This is possible only when signed in with a browser, not with an API token."),
            N_("Sign in and do it there."),
        )
    return BrowserSession(actor, found.account_id, found.session_id)


def form_errors(error: ValidationError | DomainError) -> dict[str, str]:
    """The sentences of an error by field, in the reader's language; under ``""`` what belongs to no field.

    Beside the one field that an error is about stands also what to do next.
    """
    if isinstance(error, ValidationError):
        return {name: gettext(text) for name, text in field_errors(error).items()}
    whole = f"{say(error.message, error.params)} {say(error.advice, error.params)}".strip()
    if not error.fields:
        return {"": whole}
    if error.field is not None:
        return dict.fromkeys(error.fields, whole)
    return {name: say(text, error.params) for name, text in error.fields.items()}


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser a session; it forgets it when it is closed."""
    response.set_cookie(SESSION_COOKIE, token, secure=True, httponly=True, samesite="Lax", path="/")


def forget_session_cookie(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="Lax", path="/")


def _identify() -> None:
    """Find out who asks. Under /api an Authorization header goes before the cookie."""
    set_identity(None)
    g.signed_in = None
    header = request.headers.get("Authorization", "")
    if header and request.path.startswith(API):
        found: SignedIn | None = identify_token(runtime(), _bearer(header))
    else:
        token = request.cookies.get(SESSION_COOKIE)
        found = identify(runtime(), token) if token else None
    if found is not None:
        g.signed_in = found
        set_identity(Identity(found.actor, found.scopes))


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated(
            "bad-authorization",
            N_("The Authorization header is not understood."),
            N_("Send “Authorization: Bearer” and an API token."),
        )
    return token.strip()


def _needs_form_token() -> bool:
    """Only what a browser sends by itself, its cookie, can be abused by another site."""
    if not request.path.startswith(API):
        return True
    found: SignedIn | None = g.get("signed_in")
    return found is not None and found.session_id is not None


def _refuse_plain_http() -> Response | None:
    if request.is_secure or rules.is_loopback_host(request.host):
        return None
    if request.path.startswith(ASSETS) or request.path in PROBES:
        return None
    if request.path.startswith(API):
        raise Forbidden(
            "https-needed",
            N_("Plain http is accepted on this machine itself only."),
            N_("Use the https address. A token that was sent this way may have been read: revoke it."),
        )
    base = runtime().settings.server.base_url
    secure = urljoin(base, request.full_path.rstrip("?")) if base.startswith("https://") else ""
    return Response(render_template("access/https_needed.html", secure_url=secure), status=403)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    if not (response.cache_control.immutable or response.cache_control.public):
        response.headers["Cache-Control"] = "no-store"
    return response
