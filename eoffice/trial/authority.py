"""The trial certification authority of one instance.

Pure: files in one folder, bytes in, bytes out. What was issued and what was revoked is kept by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.trial.certificates import (
    IssuedCertificate,
    Links,
    PublicKey,
    Purpose,
    Subject,
    Validity,
    allowed_key,
    as_issued,
    key_of_csr,
)
from eoffice.trial.keyring import Keyring, open_keyring
from eoffice.trial.profiles import build_signer
from eoffice.trial.revocation import Responder, Revocation, build_crl
from eoffice.trial.timestamps import TimestampUnit


class TrialAuthority:
    """Root and issuing authority, timestamp unit and OCSP responder; safe to share between threads."""

    def __init__(self, keyring: Keyring, links: Links) -> None:
        self._keyring = keyring
        self._links = links
        self._chain = (keyring.issuing.certificate, keyring.root.certificate)
        self._own_serials = frozenset(
            held.certificate.serial_number for held in (keyring.timestamp, keyring.ocsp)
        )
        self._timestamps = TimestampUnit(keyring.timestamp, [keyring.issuing.certificate])
        self._responder = Responder(keyring.ocsp, keyring.issuing)

    @classmethod
    def open(
        cls, folder: Path, passphrase: bytes, base_url: str, *, now: datetime | None = None
    ) -> TrialAuthority:
        """The authority kept in ``folder``, made there on the first call.

        ``base_url`` is where the instance answers (``/ocsp``, ``/issuing.crl``, ``/root.crl``,
        ``/issuing.cer`` below it) and is printed into what is issued from now on. ``now`` is the present
        moment where it must not be the machine's. Raises ``Unavailable`` when the keys cannot be read.
        """
        links = Links(base_url.rstrip("/"))
        return cls(open_keyring(folder, passphrase, links, now or datetime.now(UTC)), links)

    @property
    def root_der(self) -> bytes:
        """The trust anchor."""
        return self._keyring.root.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """The certificates above every issued one: the issuing authority's, then the root's."""
        return tuple(above.public_bytes(serialization.Encoding.DER) for above in self._chain)

    @property
    def timestamp_certificate_der(self) -> bytes:
        """The timestamp unit's certificate."""
        return self._keyring.timestamp.certificate.public_bytes(serialization.Encoding.DER)

    def issue_from_csr(
        self,
        csr_pem: bytes,
        subject: Subject,
        purpose: Purpose,
        valid_from: datetime,
        valid_to: datetime,
        serial: int | None = None,
    ) -> IssuedCertificate:
        """A certificate for the key in a PKCS#10 request; the name is ``subject``, whatever the request says.

        Raises ``Invalid`` for a bad request, key, name, period or serial number.
        """
        return self.issue_for_key(key_of_csr(csr_pem), subject, purpose, valid_from, valid_to, serial)

    def issue_for_key(
        self,
        public_key: PublicKey,
        subject: Subject,
        purpose: Purpose,
        valid_from: datetime,
        valid_to: datetime,
        serial: int | None = None,
    ) -> IssuedCertificate:
        """A certificate for a key that the caller knows to be held by the subject."""
        certificate = build_signer(
            self._keyring.issuing,
            allowed_key(public_key),
            subject,
            purpose,
            self._allowed_period(valid_from, valid_to),
            x509.random_serial_number() if serial is None else _allowed_serial(serial),
            self._links,
        )
        return as_issued(certificate, self._chain)

    def timestamp_reply(self, request_der: bytes, now: datetime) -> bytes:
        """The DER answer to a DER request (RFC 3161); a bad request is answered with a rejection."""
        return self._timestamps.reply(request_der, now)

    def ocsp_reply(
        self,
        request_der: bytes,
        revoked: Mapping[int, Revocation],
        issued: Callable[[int], bool],
        now: datetime,
    ) -> bytes:
        """The DER answer to a DER request (RFC 6960).

        ``revoked`` maps serial numbers to when and why; ``issued`` says whether a serial number was given
        to a certificate at all: others are answered ``unknown``, never ``good``.
        """
        return self._responder.reply(
            request_der, revoked, lambda serial: serial in self._own_serials or issued(serial), now
        )

    def crl(self, revoked: Mapping[int, Revocation], now: datetime) -> bytes:
        """The issuing authority's complete revocation list (RFC 5280 §5), DER."""
        return build_crl(self._keyring.issuing, revoked, now)

    def root_crl(self, now: datetime) -> bytes:
        """The root's revocation list, DER; always empty, but readers ask for it to trust the chain."""
        return build_crl(self._keyring.root, {}, now)

    def _allowed_period(self, valid_from: datetime, valid_to: datetime) -> Validity:
        issuing = self._keyring.issuing.certificate
        begins, ends = issuing.not_valid_before_utc, issuing.not_valid_after_utc
        if not begins <= valid_from < valid_to <= ends:
            raise Invalid(
                "period-invalid",
                N_("A trial certificate lies within %(begins)s and %(ends)s and ends after it begins."),
                N_("Choose other dates."),
                field="valid_to",
                begins=begins.date().isoformat(),
                ends=ends.date().isoformat(),
            )
        return Validity(valid_from, valid_to)


def _allowed_serial(serial: int) -> int:
    if not 0 < serial < 1 << 159:
        raise Invalid(
            "serial-invalid",
            N_("A serial number is positive and has at most 20 octets."),
            N_("Leave the serial number out to have one chosen."),
            field="serial",
        )
    return serial
