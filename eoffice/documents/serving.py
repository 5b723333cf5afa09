"""Handing a stored file to somebody who may have it."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from flask import Response, request
from werkzeug.wsgi import FileWrapper

from eoffice.core.actor import Actor
from eoffice.core.request import runtime
from eoffice.documents import queries
from eoffice.documents.queries import FileState

CHUNK = 1 << 16
_SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/png", "image/jpeg"})


def serve_file(actor: Actor, document_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """The bytes of a file's current version. Raises NotFound for what the actor's agency does not hold."""
    with runtime().read() as session:
        found = queries.get_file(session, actor, document_id, file_id)
    if request.if_none_match.contains(found.version.sha256):
        response = Response(status=304)
    else:
        content = FileWrapper(runtime().store.open(found.version.sha256), CHUNK)  # closes the file when done
        response = Response(content, mimetype=found.file.media_type, direct_passthrough=True)
        response.content_length = found.version.size
    response.set_etag(found.version.sha256)
    response.headers["Content-Disposition"] = content_disposition(found)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def content_disposition(state: FileState) -> str:
    """The header that names the file: plain ASCII for old readers, UTF-8 for all others (RFC 6266, 8187)."""
    kind = "inline" if state.file.media_type in _SHOWN_IN_BROWSER else "attachment"
    name = state.file.name
    plain = "".join(
        letter if (letter.isascii() and letter.isalnum()) or letter in " .-_" else "_" for letter in name
    )
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
