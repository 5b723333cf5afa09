"""From what a form or a request says about a paper to its arrival."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage

from eoffice.core.actor import Actor
from eoffice.core.runtime import Runtime
from eoffice.incoming.rules import split_number
from eoffice.incoming.schemas import PaperArrivalIn
from eoffice.incoming.service import ArrivingDocument, Scan, enter_paper


def enter(runtime: Runtime, actor: Actor, given: PaperArrivalIn, scan: Scan | None) -> uuid.UUID:
    """Enter what came and return its id."""
    number, notation = split_number(given.full_number)
    facts = ArrivingDocument(
        kind=given.kind,
        issuing_agency_id=given.issuing_agency_id,
        issuing_agency_name=given.author,
        number=number,
        notation=notation,
        issued_on=given.issued_on,
        subject=given.subject,
        urgency=given.urgency,
    )
    return enter_paper(runtime, actor, facts, given.channel, scan)


def sent_scan(files: Mapping[str, FileStorage]) -> Scan | None:
    """The file that was sent; a file field left empty sends a part without a name."""
    part = files.get("file")
    if part is None or not part.filename:
        return None
    return Scan(cast(BinaryIO, part.stream), part.filename)
