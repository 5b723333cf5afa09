"""What the page for signing shows besides the document: the picture of one's own signature."""

from __future__ import annotations

from flask import Blueprint, Response

from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.core.request import current_actor, runtime
from eoffice.organization import queries as organization

pages = Blueprint("outgoing_signing", __name__)


@pages.get("/signature-picture.png")
def picture() -> Response:
    """The picture of one's own handwritten signature, as marks show it; shown to nobody else."""
    actor = current_actor("documents:sign")
    with runtime().read() as session:
        person = organization.get_person(session, actor.person_id) if actor.person_id else None
    if person is None or person.signature_image is None:
        raise NotFound("no-picture", N_("No picture of your signature is kept here."))
    with runtime().store.open(person.signature_image) as file:
        response = Response(file.read(), mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
