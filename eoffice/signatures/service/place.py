"""Where a mark stands: found from the signer's title and name in the text, or where the signer put it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from eoffice.core.actor import Actor
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.organization import queries as organization
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.service.subject import SignedFile
from signing import PageSize, Place, find_mark_place
from signing.pages import size_of_page

SMALLEST = 20.0  # points: what is smaller cannot be read
FALLBACK_SIZE = (150.0, 60.0)  # points, wide and high
FALLBACK_MARGIN = 70.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class MarkPlace:
    """A rectangle on a page as it is shown: the page counted from 1, the box left, bottom, right, top in
    points from the lower left corner."""

    page: int
    box: Box


@dataclass(frozen=True)
class FoundMark:
    """Where the mark will stand; ``is_found`` is False when the text did not say and a corner was taken."""

    place: MarkPlace
    is_found: bool


def find_mark(runtime: Runtime, actor: Actor, subject: SignedFile) -> FoundMark:
    """Where the mark of ``actor`` belongs in the current version of a file."""
    with runtime.read() as session:
        name = (
            organization.get_person(session, actor.person_id).full_name if actor.person_id is not None else ""
        )
    with runtime.store.open(subject.version.sha256) as file, said_to_the_user():
        found = find_mark_place(file, subject.title, name)
        place = found or _corner(file, subject)
        size = size_of_page(file, place.page)
    left, top, right, bottom = size.shown(place.box)
    box = (left, round(size.height - bottom, 3), right, round(size.height - top, 3))
    return FoundMark(MarkPlace(place.page + 1, box), is_found=found is not None)


def to_place(file: BinaryIO, subject: SignedFile, name: str, wanted: MarkPlace | None) -> Place:
    """The place in the file's own coordinates: where it was wanted, else where the text says, else a corner.

    Raises ``Invalid`` for a place that is not on a page of the file.
    """
    if wanted is None:
        return find_mark_place(file, subject.title, name) or _corner(file, subject)
    size = size_of_page(file, wanted.page - 1)
    return Place(wanted.page - 1, size.in_user_space(_shown(size, wanted.box)))


def _shown(size: PageSize, box: Box) -> Box:
    left, bottom, right, top = box
    is_inside = left >= 0 and bottom >= 0 and right <= size.width + 1 and top <= size.height + 1
    if not is_inside or right - left < SMALLEST or top - bottom < SMALLEST:
        raise Invalid(
            "mark-outside-page",
            N_("The mark does not stand on the page, or is too small to be seen."),
            N_("Put it back on the page."),
            field="place",
        )
    return (left, size.height - top, right, size.height - bottom)


def _corner(file: BinaryIO, subject: SignedFile) -> Place:
    """The lower right of the last page, where signatures stand in every document."""
    page = (subject.version.page_count or 1) - 1
    size = size_of_page(file, page)
    width, height = FALLBACK_SIZE
    right, bottom = size.width - FALLBACK_MARGIN, size.height - FALLBACK_MARGIN
    return Place(page, size.in_user_space((right - width, bottom - height, right, bottom)))
