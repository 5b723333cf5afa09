"""The application: the doors of every feature on one runtime."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from eoffice.access import web as access
from eoffice.access.api import api as access_api
from eoffice.access.pages import pages as access_pages
from eoffice.core import logs, problem
from eoffice.core.runtime import Runtime
from eoffice.documents.api import api as documents_api
from eoffice.documents.pages import pages as documents_pages
from eoffice.exchange.api import api as exchange_api
from eoffice.health import doors as health
from eoffice.incoming.api import api as incoming_api
from eoffice.incoming.pages import pages as incoming_pages
from eoffice.organization.api import api as organization_api
from eoffice.outgoing.api import api as outgoing_api
from eoffice.outgoing.pages import pages as outgoing_pages
from eoffice.outgoing.signing_api import api as signing_api
from eoffice.outgoing.signing_pages import pages as signing_pages
from eoffice.reports.api import api as reports_api
from eoffice.reports.pages import pages as reports_pages
from eoffice.settings import Settings, SettingsInvalid, read_settings
from eoffice.signatures.api import api as signatures_api
from eoffice.signatures.issuing import EXTENSION, SignatureWiring
from eoffice.signatures.pages import pages as signatures_pages
from eoffice.trial.issuer import TrialIssuer
from eoffice.trial.pages import pages as trial_pages
from eoffice.ui import components
from eoffice.ui.pages import BLUEPRINTS as UI_BLUEPRINTS
from eoffice.ui.pages.administration import pages as administration_pages
from eoffice.ui.pages.frame import frame
from eoffice.wiring import build_runtime, open_authority

SHORTEST_SECRET = 32

BLUEPRINTS: tuple[Blueprint, ...] = (
    health,
    access_api,
    access_pages,
    organization_api,
    outgoing_api,
    outgoing_pages,
    signing_api,
    signing_pages,
    signatures_api,
    signatures_pages,
    incoming_api,
    incoming_pages,
    exchange_api,
    reports_api,
    reports_pages,
    documents_api,
    documents_pages,
    administration_pages,
    *UI_BLUEPRINTS,
)

FILES_A_FORM, FORM_FIELDS = 4, 1 << 20  # each file is measured against its own limit when it is taken in


def create_app(settings: Settings, runtime: Runtime | None = None) -> Flask:
    """The application of one instance; ``runtime`` when it was built already."""
    app = Flask("eoffice", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.server.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=FILES_A_FORM * settings.limits.upload_bytes + FORM_FIELDS,
        MAX_FORM_MEMORY_SIZE=2 << 20,
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
    )
    if hops := settings.server.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    authority = open_authority(settings)
    app.extensions["eoffice"] = runtime or build_runtime(settings)
    app.extensions[EXTENSION] = SignatureWiring(issuer=TrialIssuer(authority) if authority else None)
    Babel(app, locale_selector=access.select_locale)
    problem.install(app)
    access.install(app)
    components.install(app, frame)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.trial:
        app.register_blueprint(trial_pages)
        app.extensions["csrf"].exempt(trial_pages)
    return app


def create_app_from_environment() -> Flask:
    """The application as a server starts it: settings from files and environment, logs as JSON."""
    logs.configure(as_json=True)
    settings = read_settings()
    if len(settings.server.secret_key.get_secret_value()) < SHORTEST_SECRET:
        raise SettingsInvalid(
            f"server.secret_key needs at least {SHORTEST_SECRET} characters. Set EOFFICE_SERVER__SECRET_KEY."
        )
    return create_app(settings)
