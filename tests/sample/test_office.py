"""The sample's people and documents fit together, and fit the files."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pydantic import ValidationError

from eoffice.core.actor import Role
from eoffice.incoming.models import ArrivalState
from eoffice.outgoing.models import Channel, OutgoingState
from eoffice.sample.office import FIXTURES, Office, SampleDocument, read_office

OFFICE = read_office()
KINDS = Path(__file__).parents[2] / "config" / "kinds.toml"


def text_of(name: str) -> str:
    """All text of a PDF fixture, its whitespace collapsed."""
    pages = pdfium.PdfDocument(FIXTURES / name)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def changed(**changes: object) -> Office:
    """The sample with some of its tables replaced."""
    return Office.model_validate(OFFICE.model_dump() | changes)


@pytest.mark.parametrize("document", OFFICE.document, ids=lambda one: one.slug)
def test_a_file_says_what_its_document_says(document: SampleDocument) -> None:
    text = text_of(document.file)
    post = OFFICE.find_post(document.signer, document.agency, Role.LEADER)
    assert post is not None
    assert document.subject[1:] in text
    assert f"{' '.join(post.authority)} {OFFICE.people[document.signer].name}" in " ".join(text.split())


@pytest.mark.parametrize("document", OFFICE.document, ids=lambda one: one.slug)
def test_the_notation_in_a_file_is_the_one_the_system_gives(document: SampleDocument) -> None:
    kinds = {one["slug"]: one.get("abbreviation") for one in tomllib.loads(KINDS.read_text("utf-8"))["kinds"]}
    agency, abbreviation = OFFICE.agencies[document.agency].notation, kinds[document.kind]
    wanted = (
        f"{abbreviation}-{agency}" if abbreviation else f"{agency}-{OFFICE.units[document.unit].notation}"
    )
    assert re.search(rf"Số:\s+/{re.escape(wanted)}\b", text_of(document.file))


def test_every_state_of_an_outgoing_document_is_there() -> None:
    assert {one.state for one in OFFICE.document} == set(OutgoingState)


def test_every_state_of_an_arrival_is_there() -> None:
    told = [arrival for one in OFFICE.document for arrival in one.arrivals]
    told += [one.arrival for one in OFFICE.paper]
    # What nobody has touched is told by silence.
    assert {one.state for one in told} | {ArrivalState.ARRIVED} == set(ArrivalState)


def test_some_work_was_late_and_some_on_time() -> None:
    done = [
        arrival.finished_after <= arrival.due_in
        for one in OFFICE.document
        for arrival in one.arrivals
        if arrival.finished_after is not None and arrival.due_in is not None
    ]
    assert min(Counter(done).values()) >= 3


def test_all_channels_are_used() -> None:
    assert {receiver.channel for one in OFFICE.document for receiver in one.receivers} == set(Channel)


def test_a_party_body_writes_with_its_own_kind_of_number() -> None:
    assert "12-CV/ĐU" in {one.full_number for one in OFFICE.paper}


@pytest.mark.parametrize("agency", [one for one in OFFICE.agency if one.is_local], ids=lambda one: one.slug)
def test_an_agency_has_everyone_it_needs_a_seal_and_codes_of_both_schemes(agency: object) -> None:
    units = {one.slug for one in OFFICE.unit if one.agency == agency.slug}  # type: ignore[attr-defined]
    roles = Counter(post.role for one in OFFICE.person for post in one.posts if post.unit in units)
    for role in (Role.LEADER, Role.UNIT_HEAD, Role.FORM_CHECKER, Role.CLERK, Role.OFFICER):
        assert roles[role] >= 1
    assert roles[Role.LEADER] == 2
    assert agency.seal is not None  # type: ignore[attr-defined]
    assert {code.scheme for code in agency.codes if code.valid_to is None} == {"qd20", "qd28"}  # type: ignore[attr-defined]


def test_codes_have_the_form_of_their_scheme() -> None:
    forms = {"qd28": r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}", "qd20": r"[A-Y]\d{2}(\.[0-9A-Z]+)*"}
    for agency in OFFICE.agency:
        for code in agency.codes:
            assert re.fullmatch(forms[code.scheme], code.code)


def test_one_clerk_serves_council_and_committee_of_a_commune() -> None:
    for place in ("yenkhe", "tanlap", "hoabinh"):
        posts = OFFICE.people[f"vanthu.{place}"].posts
        agencies = {OFFICE.units[post.unit].agency for post in posts}
        assert agencies == {f"ubnd-{place}", f"hdnd-{place}"}


def test_all_files_that_are_named_exist_and_all_that_exist_are_named() -> None:
    named = {name for one in OFFICE.document for name in one.files} | {one.file for one in OFFICE.paper}
    assert named == {file.name for file in FIXTURES.iterdir() if file.suffix != ".toml"}


def test_all_words_are_in_the_composed_form() -> None:
    for file in (*FIXTURES.parent.glob("*.toml"), *FIXTURES.glob("*.toml")):
        assert unicodedata.is_normalized("NFC", file.read_text("utf-8"))


def test_a_drafter_who_is_no_officer_there_is_refused() -> None:
    first = OFFICE.document[0].model_dump() | {"drafter": "chutich.tinh"}
    with pytest.raises(ValidationError, match=r"chutich\.tinh is no officer of"):
        changed(document=[first])


def test_a_receiver_that_is_told_of_but_not_sent_to_is_refused() -> None:
    first = OFFICE.document[0].model_dump() | {"receivers": [{"channel": "paper", "name": "Ai đó"}]}
    with pytest.raises(ValidationError, match="receives nothing electronically"):
        changed(document=[first])


def test_two_people_with_one_sign_in_name_are_refused() -> None:
    people = [one.model_dump() for one in OFFICE.person]
    with pytest.raises(ValidationError, match=r"chutich\.tinh is named twice"):
        changed(person=[*people, people[0]])


def test_an_unknown_word_in_the_data_is_refused() -> None:
    first = OFFICE.document[0].model_dump() | {"colour": "red"}
    with pytest.raises(ValidationError, match="colour"):
        changed(document=[first])
