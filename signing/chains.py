"""Is a certificate to be believed at a moment? Paths and revocation after RFC 5280 by pyhanko-certvalidator,
timestamps after RFC 3161; what is wrong is named with the sub-indications of ETSI EN 319 102-1.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation import generic_cms
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathError,
    RevokedError,
    StaleRevinfoError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from signing.certificates import as_asn1, read_certificate
from signing.errors import SigningError
from signing.trust import Revocation, Trust

_CHECK, _SKIP = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
_MAY_LACK = ("TRY_LATER",)
STAMP_OF_SOMETHING_ELSE = "SIG_CONSTRAINTS_FAILURE"
ACCEPTED_DIGESTS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation information at hand: from the caller, the signature and the document."""

    roots: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    revocation: Revocation = "required"

    def with_certificates(self, more: Iterable[x509.Certificate]) -> Evidence:
        return Evidence(self.roots, (*self.certificates, *more), self.crls, self.ocsps, self.revocation)

    def with_store(self, store: SecurityStore) -> Evidence:
        """What the caller knows and what the document carries."""
        return Evidence(
            self.roots,
            (*self.certificates, *store.certificates),
            (*self.crls, *store.crls),
            (*self.ocsps, *store.ocsps),
            self.revocation,
        )

    def only_store(self, store: SecurityStore) -> Evidence:
        """What the document carries alone, with nothing missing: the test of a B-LT signature."""
        return Evidence(self.roots, store.certificates, store.crls, store.ocsps, "required")


@dataclass(frozen=True)
class SecurityStore:
    """The validation material inside a document (DSS, EN 319 142-1, 5.4.2.2)."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    @property
    def has_revocation(self) -> bool:
        return bool(self.crls or self.ocsps)


def evidence_from(trust: Trust) -> Evidence:
    return Evidence(
        roots=tuple(as_asn1(der) for der in trust.roots),
        certificates=tuple(as_asn1(der) for der in trust.intermediates),
        crls=trust.crls,
        ocsps=trust.ocsps,
        revocation=trust.revocation,
    )


def chain_problem(
    certificate: x509.Certificate, evidence: Evidence, moment: datetime, purpose: str
) -> str | None:
    """The sub-indication, or None when the certificate is to be believed at `moment`.

    `purpose` is "signing" or "timestamping". A revocation after `moment` does not count, one before does,
    also when the list that says so was issued later.
    """
    if purpose == "signing" and not _may_sign(certificate):
        return "CHAIN_CONSTRAINTS_FAILURE"
    if purpose == "timestamping" and "time_stamping" not in _extended_usages(certificate):
        return "CHAIN_CONSTRAINTS_FAILURE"
    stages = [(_CHECK, _CHECK)]
    if evidence.revocation == "if-available":
        stages += [(_CHECK, _SKIP), (_SKIP, _CHECK), (_SKIP, _SKIP)]
    problem: str | None = None
    for rules in stages:
        problem = _path_problem(certificate, evidence, moment, rules)
        if problem not in _MAY_LACK:
            return problem
    return problem


def _may_sign(certificate: x509.Certificate) -> bool:
    usage = certificate.key_usage_value
    return usage is None or bool({"digital_signature", "non_repudiation"} & usage.native)


def _extended_usages(certificate: x509.Certificate) -> list[str]:
    value = certificate.extended_key_usage_value
    return list(value.native) if value is not None else []


def _path_problem(
    certificate: x509.Certificate,
    evidence: Evidence,
    moment: datetime,
    rules: tuple[RevocationCheckingRule, RevocationCheckingRule],
) -> str | None:
    try:
        _validate_path(certificate, evidence, moment, rules)
    except (ValidationError, PathError) as error:
        return _name_of(error)
    except (ValueError, TypeError, KeyError):
        return "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    return None


def _validate_path(
    certificate: x509.Certificate,
    evidence: Evidence,
    moment: datetime,
    rules: tuple[RevocationCheckingRule, RevocationCheckingRule],
) -> ValidationPath:
    context = ValidationContext(
        trust_roots=list(evidence.roots),
        other_certs=list(evidence.certificates),
        moment=moment,
        allow_fetching=False,
        crls=list(evidence.crls),
        ocsps=list(evidence.ocsps),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(*rules), retroactive_revinfo=True),
    )
    validator = CertificateValidator(certificate, validation_context=context)
    return asyncio.run(validator.async_validate_path())


def find_path(
    certificate: x509.Certificate, evidence: Evidence, moment: datetime
) -> tuple[x509.Certificate, ...] | None:
    """The certificates from the root to this one, each with revocation information; None when that fails."""
    try:
        return tuple(_validate_path(certificate, evidence, moment, (_CHECK, _CHECK)))
    except (ValidationError, PathError, ValueError, TypeError, KeyError):
        return None


def _name_of(error: Exception) -> str:
    match error:
        case RevokedError():
            return "REVOKED_NO_POE" if error.is_ee_cert else "REVOKED_CA_NO_POE"
        case ExpiredError():
            return "OUT_OF_BOUNDS_NO_POE"
        case NotYetValidError():
            return "NOT_YET_VALID"
        case StaleRevinfoError() | InsufficientRevinfoError():
            return "TRY_LATER"
        case DisallowedAlgorithmError():
            return "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
        case PathBuildingError():
            return "NO_CERTIFICATE_CHAIN_FOUND"
        case InvalidCertificateError():
            return "CHAIN_CONSTRAINTS_FAILURE"
        case _:
            return "CERTIFICATE_CHAIN_GENERAL_FAILURE"


@dataclass(frozen=True)
class Stamp:
    """A timestamp token as found. `problem` is None when it is proof of its moment; `is_intact` says whether
    the token itself is as its authority made it.
    """

    moment: datetime | None
    problem: str | None
    is_intact: bool
    certificate: x509.Certificate | None = None
    others: tuple[x509.Certificate, ...] = field(default=())


def check_stamp(
    token: cms.SignedData, imprint: Callable[[str], bytes], evidence: Evidence, at: datetime
) -> Stamp:
    """Check a timestamp token: over these bytes, signed rightly, by an authority believed at `at`."""
    try:
        information = token["encap_content_info"]["content"].parsed
        if not isinstance(information, tsp.TSTInfo):
            return Stamp(None, "FORMAT_FAILURE", is_intact=False)
        certificates = generic_cms.extract_certs_for_validation(token)
        signer_info = extract_signer_info(token)
        moment: datetime = information["gen_time"].native
        hash_name = information["message_imprint"]["hash_algorithm"]["algorithm"].native
        is_over = imprint(hash_name) == information["message_imprint"]["hashed_message"].native
        digest_name = signer_info["digest_algorithm"]["algorithm"].native
        intact, valid = generic_cms.validate_sig_integrity(
            signer_info,
            certificates.signer_cert,
            expected_content_type="tst_info",
            actual_digest=hashlib.new(digest_name, bytes(token["encap_content_info"]["content"])).digest(),
        )
    except Exception:  # noqa: BLE001 - malformed tokens raise all kinds; none of them is a proof
        return Stamp(None, "FORMAT_FAILURE", is_intact=False)
    signer, others = certificates.signer_cert, tuple(certificates.other_certs)
    if not (intact and valid):
        return Stamp(moment, "SIG_CRYPTO_FAILURE", False, signer, others)
    if not is_over:
        return Stamp(moment, STAMP_OF_SOMETHING_ELSE, True, signer, others)
    if hash_name not in ACCEPTED_DIGESTS or digest_name not in ACCEPTED_DIGESTS:
        return Stamp(moment, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", True, signer, others)
    known = evidence.with_certificates(others)
    problem = chain_problem(signer, known, at, "timestamping")
    if problem is None and not _was_valid(signer, moment):
        problem = "OUT_OF_BOUNDS_NO_POE"
    return Stamp(moment, problem, True, signer, others)


def _was_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def has_damaged(certificates: Iterable[x509.Certificate], evidence: Evidence) -> bool:
    """Whether a certificate names a key that is known here as its issuer's, yet is not signed by it.

    Such bytes were altered after they were issued. An issuer that only bears the same name proves nothing,
    since authorities change keys, so the key identifiers (RFC 5280, 4.2.1.1) must agree.
    """
    looked_at = list(certificates)
    issuers = {
        issuer.key_identifier: issuer
        for issuer in (*looked_at, *evidence.certificates, *evidence.roots)
        if issuer.key_identifier is not None
    }
    return any(
        certificate.authority_key_identifier in issuers
        and not _is_issued_by(certificate, issuers[certificate.authority_key_identifier])
        for certificate in looked_at
    )


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        child, parent = read_certificate(certificate.dump()), read_certificate(issuer.dump())
        child.verify_directly_issued_by(parent)
    except InvalidSignature:
        return False
    except (SigningError, ValueError, TypeError):
        return True  # unusual, not damaged: names may be spelt differently, algorithms unknown here
    return True
