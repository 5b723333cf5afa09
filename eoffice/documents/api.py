"""The documents' JSON door: the bytes of files, of whichever direction the document goes."""

from __future__ import annotations

import uuid

from flask import Response
from pydantic import BaseModel

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.request import runtime
from eoffice.documents import queries
from eoffice.documents.serving import serve_file

api = Api("documents")


class KindOut(BaseModel):
    """A kind of administrative document and the abbreviation it has today."""

    slug: str
    name_vi: str
    name_en: str
    abbreviation: str | None


class KindsOut(BaseModel):
    """All kinds, in the order of the decree."""

    kinds: list[KindOut]


@api.get("/document-kinds", scope="documents:read", summary="The kinds of administrative documents")
def document_kinds(actor: Actor) -> KindsOut:
    """The 29 kinds of NĐ 30/2020/NĐ-CP."""
    today = runtime().clock.today()
    with runtime().read() as session:
        return KindsOut(
            kinds=[
                KindOut(
                    slug=kind.slug,
                    name_vi=kind.name_vi,
                    name_en=kind.name_en,
                    abbreviation=queries.find_abbreviation(session, kind.slug, today),
                )
                for kind in queries.list_kinds(session)
            ]
        )


@api.get(
    "/documents/<uuid:document_id>/files/<uuid:file_id>/content",
    scope="documents:read",
    summary="The bytes of a file",
)
def file_content(actor: Actor, document_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """The current version, as it is in the store."""
    return serve_file(actor, document_id, file_id)
