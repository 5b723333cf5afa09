"""Number and date enter the signed file as permitted changes; the seal comes last and locks them."""

from __future__ import annotations

import io
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pikepdf
import pytest
from pydantic import SecretStr

from eoffice.core.actor import Role
from eoffice.core.errors import Conflict, Forbidden, NotFound, Unavailable
from eoffice.core.jobs import Job
from eoffice.core.runtime import Runtime
from eoffice.documents.models import Document, NumberEntry
from eoffice.outgoing import signing
from eoffice.outgoing.service import number
from eoffice.outgoing.tasks import HANDLERS
from eoffice.signatures.models import Signature
from signing import verify
from tests.factories import actor_of, make_agency, make_post, make_unit, system
from tests.signatures.office import Office, count_rows, stored_hashes, without_timestamps
from tests.signing.papers import NAME, TITLE, paper

WITHOUT_BLANKS = paper(((390, 300, 13, TITLE), (350, 200, 13, NAME)))


def test_number_day_and_month_stand_in_the_file(office: Office):
    with pikepdf.open(io.BytesIO(office.content(office.make_numbered()))) as pdf:
        filled = {str(field.T): str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields}
    assert filled == {"so_vb": "01", "ngay": "16", "thang": "11", "LD": filled["LD"]}


def test_the_leaders_signature_outlives_the_number(office: Office):
    data = office.content(office.make_numbered())
    found = verify(io.BytesIO(data), office.runtime.trust(), at=office.clock.now())
    assert (found.verdict, [report.level for report in found.signatures]) == ("valid", ["B-T"])


def test_the_numbered_version_begins_with_the_signed_bytes(office: Office):
    document_id = office.make_signed()
    signed = office.content(document_id)
    signing.number_document(office.runtime, office.clerk, document_id)
    assert office.content(document_id).startswith(signed)
    assert [one.origin for one in office.versions(document_id)] == ["upload", "signature", "numbering"]


def test_filling_again_changes_nothing(office: Office):
    document_id = office.make_numbered()
    before = len(office.versions(document_id)), stored_hashes(office.runtime)
    assert signing.fill_number(office.runtime, office.clerk, document_id) is False
    assert (len(office.versions(document_id)), stored_hashes(office.runtime)) == before


def test_a_number_taken_before_a_crash_is_filled_in_by_the_job(office: Office):
    document_id = office.make_signed()
    broken = replace(office.runtime, store=BrokenStore())  # type: ignore[arg-type]
    with pytest.raises(OSError, match="disk"):
        signing.number_document(broken, office.clerk, document_id)
    assert office.course(document_id).fields_filled_at is None
    with office.runtime.read() as session:
        job = session.query(Job).filter_by(name="fill-number").one()
    HANDLERS[job.name](office.runtime, job.payload)
    HANDLERS[job.name](office.runtime, job.payload)  # twice has the result of once
    assert office.course(document_id).fields_filled_at is not None
    assert len(office.versions(document_id)) == 3
    assert count_rows(office.runtime, NumberEntry) == [1]


class BrokenStore:
    """A store whose disk is gone."""

    def open(self, sha256: str) -> object:
        raise OSError("the disk is gone")


def test_a_document_without_blanks_keeps_its_number_in_the_register_only(office: Office):
    document_id = office.make_signed(WITHOUT_BLANKS)
    signing.number_document(office.runtime, office.clerk, document_id)
    assert office.course(document_id).fields_filled_at is not None
    assert len(office.versions(document_id)) == 2
    with office.runtime.read() as session:
        assert session.get_one(Document, document_id).number == "01"


def test_the_seal_is_a_signature_of_the_agency(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    seal = signing.seal_document(office.runtime, office.clerk, document_id)
    assert (seal.role, seal.level, seal.agency_id, seal.person_id) == (
        "agency",
        "B-T",
        office.agency.id,
        None,
    )
    assert office.course(document_id).state == "sealed"


def test_pdfsig_finds_both_signatures_valid(office: Office, tmp_path: Path):
    office.give_seal()
    document_id = office.make_numbered()
    signing.seal_document(office.runtime, office.clerk, document_id)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(office.content(document_id))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature is Valid") == 2
    assert "Total document signed" in said.split("Signature #2")[1]


def test_the_seal_locks_number_and_date(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    signing.seal_document(office.runtime, office.clerk, document_id)
    with pikepdf.open(io.BytesIO(office.content(document_id))) as pdf:
        seal = next(field for field in pdf.Root.AcroForm.Fields if field.T == "CQ")
        assert {str(name) for name in seal.Lock.Fields} == {"so_vb", "ngay", "thang"}


def test_the_seal_is_of_real_size_and_left_of_the_signature(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    seal = signing.seal_document(office.runtime, office.clerk, document_id)
    with office.runtime.read() as session:
        leader = session.query(Signature).filter_by(document_id=document_id, role="personal").one()
    left, _bottom, right, _top = seal.place["box"] if seal.place else (0, 0, 0, 0)
    mark_left, _low, mark_right, _high = leader.place["box"] if leader.place else (0, 0, 0, 0)
    assert right - left == pytest.approx(36 / 25.4 * 72, abs=0.1)
    assert right == pytest.approx(mark_left + (mark_right - mark_left) / 3, abs=0.1)


def test_sealing_again_gives_the_seal_that_is_there(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    first = signing.seal_document(office.runtime, office.clerk, document_id)
    before = stored_hashes(office.runtime)
    assert signing.seal_document(office.runtime, office.clerk, document_id).id == first.id
    assert stored_hashes(office.runtime) == before


def test_a_double_click_seals_once(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    together = Barrier(2)

    def click(runtime: Runtime) -> object:
        together.wait()
        return signing.seal_document(runtime, office.clerk, document_id).id

    with ThreadPoolExecutor(2) as pool:
        seals = set(pool.map(click, [office.runtime, office.restarted()]))
    assert len(seals) == 1
    assert [one.origin for one in office.versions(document_id)].count("seal") == 1
    assert stored_hashes(office.runtime) >= {one.sha256 for one in office.versions(document_id)}


def test_no_seal_before_number_and_date(office: Office):
    office.give_seal()
    document_id = office.make_signed()
    with office.runtime.work(office.clerk) as work:
        number(work, document_id)
    with pytest.raises(Conflict) as refused:
        signing.seal_document(office.runtime, office.clerk, document_id)
    assert refused.value.code == "filled-fields-missing"


def test_only_the_clerk_seals(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    with pytest.raises(Forbidden):
        signing.seal_document(office.runtime, office.leader, document_id)


def test_the_clerk_of_another_agency_finds_nothing(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    with office.runtime.work(system()) as work:
        unit = make_unit(work.session, make_agency(work.session, "UBND xã Khác"))
        stranger = actor_of(make_post(work.session, unit, Role.CLERK))
    with pytest.raises(NotFound):
        signing.seal_document(office.runtime, stranger, document_id)


def test_without_a_seal_it_says_so(office: Office):
    with pytest.raises(Conflict) as refused:
        signing.seal_document(office.runtime, office.clerk, office.make_numbered())
    assert refused.value.code == "no-seal"


def test_a_seal_with_another_passphrase_stays_closed(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    settings = office.runtime.settings
    wrong = settings.signing.model_copy(update={"seal_passphrase": SecretStr("wrong")})
    runtime = replace(office.runtime, settings=settings.model_copy(update={"signing": wrong}))
    with pytest.raises(Unavailable) as refused:
        signing.seal_document(runtime, office.clerk, document_id)
    assert refused.value.code == "seal-locked"


def test_without_a_timestamp_there_is_no_seal_and_no_trace(office: Office):
    office.give_seal()
    document_id = office.make_numbered()
    before = stored_hashes(office.runtime), len(office.versions(document_id))
    with pytest.raises(Unavailable):
        signing.seal_document(without_timestamps(office.runtime), office.clerk, document_id)
    assert (stored_hashes(office.runtime), len(office.versions(document_id))) == before
    assert office.course(document_id).state == "numbered"
