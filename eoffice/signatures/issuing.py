"""What enrolment needs from an authority that issues certificates; ``app.py`` gives it one, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from eoffice.core.work import Work
from eoffice.signatures.models import CertificateClass
from eoffice.signatures.rules import RevocationReason

EXTENSION = "eoffice.signatures"


@dataclass(frozen=True)
class Subject:
    """Whom a certificate names: decided here from the person's post, never by the request."""

    common_name: str
    organisation: str
    unit: str
    title: str
    locality: str


@dataclass(frozen=True)
class Issued:
    """A certificate as it was issued, DER; ``chain`` is what lies between it and the root, issuer first."""

    der: bytes
    chain: tuple[bytes, ...]


class CertificateIssuer(Protocol):
    """An authority. ``issue`` touches no database; ``record`` and ``revoke`` write inside the ``Work``."""

    @property
    def certificate_class(self) -> CertificateClass:
        """What its certificates are worth."""
        ...

    def issue(self, csr_pem: bytes, subject: Subject, now: datetime) -> Issued:
        """A certificate for the key of the request. Raises ``Invalid`` for a request it cannot take."""
        ...

    def record(self, work: Work, issued: Issued) -> None:
        """Enter the certificate in the authority's own books."""
        ...

    def revoke(self, work: Work, serial: str, reason: RevocationReason) -> None:
        """Enter that the certificate is revoked from now on; doing it again changes nothing."""
        ...


@dataclass(frozen=True)
class SignatureWiring:
    """What ``app.py`` puts at ``app.extensions[EXTENSION]``; without an issuer nobody can enrol."""

    issuer: CertificateIssuer | None = None
