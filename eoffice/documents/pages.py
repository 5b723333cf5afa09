"""The documents' doors for browsers: a page as a picture, a file as it is."""

from __future__ import annotations

import uuid

import structlog
from flask import Blueprint, Response, request, url_for

from eoffice.core.errors import Invalid
from eoffice.core.request import current_actor, runtime
from eoffice.documents import queries
from eoffice.documents.page_images import WIDTHS, page_picture, page_views
from eoffice.documents.serving import serve_file
from eoffice.ui.components import PageView

pages = Blueprint("documents", __name__)
A_DAY = 24 * 3600
log = structlog.get_logger(__name__)
VERSION_LENGTH = 16  # of the hash, in the address of a picture


@pages.get("/documents/<uuid:document_id>/pages/<int:number>.png")
def page(document_id: uuid.UUID, number: int) -> Response:
    """A page of the main file.

    An address that names the bytes (``?v=``) never shows others, so that a browser may keep the picture.
    """
    actor = current_actor("documents:read")
    with runtime().read() as session:
        queries.get_document(session, actor, document_id)
        version = queries.current_version(session, queries.main_file(session, document_id).id)
    width = request.args.get("width", WIDTHS[1], type=int)
    etag = f"{version.sha256}-{number}-{width}"
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = Response(page_picture(runtime(), version, number, width), mimetype="image/png")
    response.set_etag(etag)
    if request.args.get("v") == version.sha256[:VERSION_LENGTH]:
        response.headers["Cache-Control"] = f"private, max-age={A_DAY}, immutable"
    return response


@pages.get("/documents/<uuid:document_id>/files/<uuid:file_id>")
def file(document_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """A file to be opened or saved."""
    return serve_file(current_actor("documents:read"), document_id, file_id)


def list_page_views(document_id: uuid.UUID, found: queries.FileState) -> list[PageView]:
    """The pages of the main file for the viewer of a page."""
    version = found.version

    def address(number: int, width: int) -> str:
        return url_for(
            "documents.page",
            document_id=document_id,
            number=number,
            width=width,
            v=version.sha256[:VERSION_LENGTH],
        )

    return page_views(runtime(), version, address)


def find_page_views(document_id: uuid.UUID, found: queries.FileState) -> list[PageView]:
    """As ``list_page_views``, empty for a file whose pages cannot be drawn within the limits.

    For pages that show more than the file: what else is to be done with the document is not lost with it.
    """
    try:
        return list_page_views(document_id, found)
    except Invalid as error:
        log.warning("pages-not-drawn", code=error.code, sha256=found.version.sha256)
        return []
