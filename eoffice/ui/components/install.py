"""Registers templates, filters and built assets with a Flask application."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory
from flask_babel import get_locale

from eoffice.ui.assets import DIST, asset_url
from eoffice.ui.components import charts, formats
from eoffice.ui.components.frame import Frame
from eoffice.ui.components.page_text import text_lines

TEMPLATES = Path(__file__).parent.parent
A_YEAR = 365 * 24 * 3600


def install(app: Flask, frame: Callable[[], Frame] = Frame) -> None:
    """Make the components available to every template of `app`.

    `frame` is called once per page shown and gives what stands around it; the default is the
    frame of a stranger. Needs Flask-Babel and CSRFProtect on the same application.
    """
    blueprint = Blueprint("ui", __name__, template_folder=str(TEMPLATES))
    blueprint.add_url_rule("/static/dist/<path:name>", "asset", _asset)
    app.register_blueprint(blueprint)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=formats.day,
        long_day=formats.long_day,
        moment=formats.moment,
        iso=formats.iso,
        size=formats.size,
        number=formats.number,
        short_hash=formats.short_hash,
        text_lines=text_lines,
        bar_rows=charts.bar_rows,
        column_rows=charts.column_rows,
    )
    app.jinja_env.globals.update(asset_url=asset_url, percent=formats.percent, page_language=_language)
    app.context_processor(lambda: {"frame": frame()})


def _asset(name: str) -> Response:
    """A built file; its name changes with its content, so it may be kept for good."""
    response = send_from_directory(DIST, name, max_age=A_YEAR)
    response.cache_control.immutable = True
    return response


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "vi"
