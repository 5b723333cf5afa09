"""What the forms of received documents offer, and what was sent with them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.documents import queries as documents
from eoffice.documents.models import DocumentKind
from eoffice.documents.numbering import find_last_day
from eoffice.documents.rules import ARRIVAL_SERIES
from eoffice.incoming import queries
from eoffice.incoming.queries import WholeArrival
from eoffice.organization import queries as organization
from eoffice.ui.components.receiver_rows import CODE_AT_END

UNIT_PART = "part-"
Choice = tuple[str, str]


@dataclass(frozen=True)
class StepChoices:
    """What the fields of a step offer: pairs of value and label."""

    leaders: Sequence[Choice] = ()
    units: Sequence[Choice] = ()
    people: Sequence[Choice] = ()
    answers: Sequence[Choice] = ()
    earliest: date | None = None


def step_choices(
    session: Session, actor: Actor, whole: WholeArrival, action: str, today: date
) -> StepChoices:
    """The choices that the form of ``action`` needs for this document."""
    agency_id = whole.arrival.agency_id
    if action == "register":
        return StepChoices(earliest=find_last_day(session, agency_id, ARRIVAL_SERIES, today.year))
    if action == "present":
        leaders = organization.list_posts(session, agency_id, role=Role.LEADER, day=today)
        return StepChoices(leaders=_labelled(session, [post.id for post in leaders]))
    if action == "direct":
        units = organization.list_units(session, agency_id)
        return StepChoices(units=[(str(unit.id), unit.name) for unit in units])
    if action == "assign":
        people = queries.list_assignable(session, actor, whole.arrival, whole.assignments, today)
        return StepChoices(people=_labelled(session, [post.id for post in people]))
    if action == "finish":
        answers = queries.list_answers(session, agency_id)
        return StepChoices(answers=[(str(row.id), f"{row.full_number} · {row.subject}") for row in answers])
    return StepChoices()


def sent_step(form: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a step; ``part-<unit id>`` fields become the assignments of the directive."""
    fields: dict[str, Any] = {}
    assignments = []
    for name, value in form.items():
        if name.startswith(UNIT_PART):
            if value:
                assignments.append({"unit_id": name.removeprefix(UNIT_PART), "part": value})
        elif name != "csrf_token":
            fields[name] = value
    if any(name.startswith(UNIT_PART) for name in form):
        fields["assignments"] = assignments
    return fields


def sent_paper(session: Session, form: Mapping[str, str], today: date) -> dict[str, Any]:
    """The fields of the form of a paper; an author ending in a known code is that agency."""
    fields: dict[str, Any] = {name: value for name, value in form.items() if name != "csrf_token"}
    fields["issuing_agency_id"] = _author_id(session, fields.get("author", ""), today)
    return fields


def shown_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the fields of the form: ``assignments.0.part`` belongs to ``assignments``."""
    return {name.split(".")[0]: sentence for name, sentence in errors.items()}


def kind_choices(session: Session) -> list[Choice]:
    """The kinds of documents in the language of the page."""
    return [(kind.slug, _kind_name(kind)) for kind in documents.list_kinds(session)]


def agency_names(session: Session, today: date) -> list[str]:
    """Agencies as the field of the author suggests them: with their code."""
    found = organization.list_agencies_with_codes(session, today)
    return [f"{agency.name} ({code})" if code else agency.name for agency, code in found]


def _author_id(session: Session, author: str, today: date) -> uuid.UUID | None:
    coded = CODE_AT_END.search(author)
    if coded is not None:
        agency = organization.find_agency_by_code(session, coded[1], today)
    else:
        agency = organization.find_agency_by_name(session, author)
    return agency.id if agency else None


def _labelled(session: Session, post_ids: Sequence[uuid.UUID]) -> list[Choice]:
    labels = organization.post_labels(session, post_ids)
    return [(str(post_id), labels[post_id]) for post_id in post_ids]


def _kind_name(kind: DocumentKind) -> str:
    locale = get_locale()
    return kind.name_en if locale and locale.language == "en" else kind.name_vi
