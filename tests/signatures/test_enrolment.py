"""Keys are bound to a person by enrolment; names in a request mean nothing."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eoffice.core.actor import Role
from eoffice.core.errors import Conflict, Invalid, NotFound, Unavailable
from eoffice.ledger.models import EventRow
from eoffice.signatures import queries
from eoffice.signatures.models import Certificate
from eoffice.signatures.rules import RevocationReason
from eoffice.signatures.service import enrol_certificate, revoke_certificate
from eoffice.trial.issuer import TrialIssuer
from eoffice.trial.models import TrialCertificate
from tests.factories import actor_of, make_agency, make_post, make_unit, system
from tests.signatures.office import Office, count_rows, make_csr, make_key
from tests.signing.papers import NAME


def test_the_name_comes_from_the_post_whatever_the_request_says(office: Office):
    certificate = office.enrol(office.clerk, make_key())
    subject = x509.load_der_x509_certificate(certificate.der).subject
    assert "ai cũng được" not in subject.rfc4514_string()
    assert subject.get_attributes_for_oid(NameOID.TITLE)[0].value == "Văn thư"
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "UBND xã Minh Sơn"


def test_an_enrolled_certificate_belongs_to_the_person_and_says_trial(office: Office):
    assert office.certificate.person_id == office.leader.person_id
    assert office.certificate.certificate_class == "trial"
    assert NAME in office.certificate.subject
    assert "TRIAL" in office.certificate.subject


def test_the_same_key_is_enrolled_once_only(office: Office):
    with pytest.raises(Conflict) as refused:
        office.enrol(office.clerk, office.key)
    assert refused.value.code == "key-already-enrolled"


def test_of_two_people_with_one_key_at_once_one_is_refused(office: Office):
    key = make_key()

    def attempt(actor: object) -> str:
        try:
            office.enrol(actor, key)  # type: ignore[arg-type]
        except Conflict as error:
            return error.code
        return "enrolled"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, [office.leader, office.clerk]))
    assert outcomes == ["enrolled", "key-already-enrolled"]


def test_a_refused_request_leaves_no_trace(office: Office):
    before = count_rows(office.runtime, Certificate, TrialCertificate, EventRow)
    with pytest.raises(Invalid) as refused:
        enrol_certificate(
            office.runtime, TrialIssuer(office.authority), office.clerk, b"not a request", "Máy tính"
        )
    assert refused.value.code == "csr-unreadable"
    assert count_rows(office.runtime, Certificate, TrialCertificate, EventRow) == before


def test_a_key_on_another_curve_is_refused(office: Office):
    with pytest.raises(Invalid, match="P-256"):
        office.enrol(office.clerk, ec.generate_private_key(ec.SECP384R1()))


def test_a_device_needs_a_name(office: Office):
    with pytest.raises(Invalid) as refused:
        office.enrol(office.clerk, make_key(), "   ")
    assert refused.value.field == "label"


def test_without_an_authority_nobody_can_enrol(office: Office):
    with pytest.raises(Unavailable) as refused:
        enrol_certificate(office.runtime, None, office.clerk, make_csr(make_key()), "Máy tính")
    assert refused.value.code == "no-authority"


def test_enrolling_is_in_the_ledger(office: Office):
    with office.runtime.read() as session:
        event = session.query(EventRow).filter_by(subject_id=office.certificate.id).one()
    assert (event.type, event.data["class"]) == ("certificate.enrolled", "trial")


def revoke(office: Office, actor: object, reason: RevocationReason = RevocationReason.KEY_COMPROMISE) -> None:
    with office.runtime.work(actor) as work:  # type: ignore[arg-type]
        revoke_certificate(work, TrialIssuer(office.authority), office.certificate.id, reason)


def test_a_revoked_certificate_is_on_the_authoritys_list(office: Office):
    revoke(office, office.leader)
    serial = int(office.certificate.serial)
    listed = x509.load_der_x509_crl(office.runtime.trust().crls[0])
    entry = listed.get_revoked_certificate_by_serial_number(serial)
    assert entry is not None
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason is x509.ReasonFlags.key_compromise


def test_revoking_twice_keeps_the_first_moment_and_reason(office: Office):
    revoke(office, office.leader)
    revoke(office, office.leader, RevocationReason.SUPERSEDED)
    with office.runtime.read() as session:
        found = queries.get_certificate(session, office.certificate.id)
    assert found.revocation_reason == "key_compromise"


def test_a_colleagues_certificate_is_not_to_be_found(office: Office):
    with pytest.raises(NotFound):
        revoke(office, office.clerk)


def test_an_administrator_of_the_agency_may_revoke(office: Office):
    with office.runtime.work(system()) as work:
        unit = make_unit(work.session, office.agency, "Quản trị", "QT")
        administrator = make_post(work.session, unit, Role.ADMINISTRATOR)
    revoke(office, actor_of(administrator), RevocationReason.AFFILIATION_CHANGED)
    with office.runtime.read() as session:
        assert queries.get_certificate(session, office.certificate.id).revoked_at is not None


def test_an_administrator_of_another_agency_may_not(office: Office):
    with office.runtime.work(system()) as work:
        unit = make_unit(work.session, make_agency(work.session, "UBND xã Khác"))
        administrator = make_post(work.session, unit, Role.ADMINISTRATOR)
    with pytest.raises(NotFound):
        revoke(office, actor_of(administrator))


def test_an_unknown_certificate_is_not_found(office: Office):
    with pytest.raises(NotFound), office.runtime.work(office.leader) as work:
        revoke_certificate(work, None, uuid.uuid4(), RevocationReason.SUPERSEDED)
