"""The trial authority as signatures knows an authority: it certifies, keeps its books, and revokes."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from eoffice.core.clock import Clock
from eoffice.core.work import Work
from eoffice.signatures.issuing import Issued, Subject
from eoffice.signatures.models import CertificateClass
from eoffice.signatures.rules import RevocationReason
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import IssuedCertificate, PublicKey, Purpose
from eoffice.trial.certificates import Subject as TrialSubject
from eoffice.trial.models import TrialCertificate
from eoffice.trial.revocation import Revocation
from signing import Trust

LASTS = timedelta(days=2 * 365)

_REASONS = {
    RevocationReason.KEY_COMPROMISE: x509.ReasonFlags.key_compromise,
    RevocationReason.AFFILIATION_CHANGED: x509.ReasonFlags.affiliation_changed,
    RevocationReason.SUPERSEDED: x509.ReasonFlags.superseded,
    RevocationReason.CESSATION_OF_OPERATION: x509.ReasonFlags.cessation_of_operation,
}


class TrialIssuer:
    """Certifies keys for trying the system out; see ``CertificateIssuer``."""

    def __init__(self, authority: TrialAuthority) -> None:
        self.authority = authority

    @property
    def certificate_class(self) -> CertificateClass:
        """Trial: worth nothing outside this instance."""
        return CertificateClass.TRIAL

    def issue(self, csr_pem: bytes, subject: Subject, now: datetime) -> Issued:
        """See ``CertificateIssuer.issue``; the certificate lasts two years."""
        return _issued(
            self.authority.issue_from_csr(csr_pem, _trial_subject(subject), "personal", now, now + LASTS)
        )

    def issue_for_key(self, key: PublicKey, subject: Subject, purpose: Purpose, now: datetime) -> Issued:
        """A certificate for a key that is known to be held by its holder."""
        return _issued(self.authority.issue_for_key(key, _trial_subject(subject), purpose, now, now + LASTS))

    def record(self, work: Work, issued: Issued) -> None:
        """See ``CertificateIssuer.record``."""
        certificate = x509.load_der_x509_certificate(issued.der)
        work.session.add(
            TrialCertificate(
                serial=str(certificate.serial_number),
                fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
                issued_at=work.now,
            )
        )
        work.session.flush()

    def revoke(self, work: Work, serial: str, reason: RevocationReason) -> None:
        """See ``CertificateIssuer.revoke``."""
        row = work.session.get(TrialCertificate, serial, with_for_update=True)
        if row is not None and row.revoked_at is None:
            row.revoked_at, row.revocation_reason = work.now, reason.value
            work.session.flush()


def list_revoked(session: Session) -> dict[int, Revocation]:
    """Serial numbers of revoked certificates, with when and why."""
    rows = session.scalars(select(TrialCertificate).where(TrialCertificate.revoked_at.is_not(None)))
    return {
        int(row.serial): Revocation(row.revoked_at, _reason(row.revocation_reason))
        for row in rows
        if row.revoked_at is not None
    }


def is_issued(session: Session, serial: int) -> bool:
    """Whether the authority has issued a certificate of this serial number."""
    return session.get(TrialCertificate, str(serial)) is not None


def trial_trust(engine: Engine, authority: TrialAuthority, clock: Clock) -> Trust:
    """Trust in the trial root, with revocation lists as of now. For ``Runtime.trust``."""
    with Session(engine) as session:
        revoked = list_revoked(session)
    now = clock.now()
    return Trust(
        roots=(authority.root_der,),
        intermediates=(authority.chain_der[0],),
        crls=(authority.crl(revoked, now), authority.root_crl(now)),
    )


def _reason(name: str | None) -> x509.ReasonFlags:
    return _REASONS[RevocationReason(name)] if name else x509.ReasonFlags.unspecified


def _issued(certificate: IssuedCertificate) -> Issued:
    return Issued(certificate.der, certificate.chain[:-1])


def _trial_subject(subject: Subject) -> TrialSubject:
    return TrialSubject(
        common_name=subject.common_name,
        organisation=subject.organisation,
        organisational_unit=subject.unit,
        title=subject.title,
        locality=subject.locality,
    )
