"""Profiles of the trial certificates: what each kind carries (RFC 5280)."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from eoffice.trial.certificates import (
    AGENCY_SEAL_POLICY,
    PERSONAL_POLICY,
    TRIAL_MARK,
    Issuer,
    Links,
    PublicKey,
    Purpose,
    Subject,
    Validity,
)

_POLICY_OF: dict[Purpose, str] = {"personal": PERSONAL_POLICY, "agency-seal": AGENCY_SEAL_POLICY}


def build_root(key: rsa.RSAPrivateKey, validity: Validity) -> x509.Certificate:
    """A self-signed trust anchor for one instance; its name ends with its own key's mark."""
    name = _authority_name("CA gốc", key.public_key())
    builder = _builder(name, name, key.public_key(), validity, x509.random_serial_number())
    builder = _as_authority(builder, path_length=1)
    return builder.sign(key, hashes.SHA256())


def build_issuing(issuer: Issuer, key: PublicKey, validity: Validity, links: Links) -> x509.Certificate:
    """The authority that issues all other certificates, below the root."""
    builder = _builder(
        _authority_name("CA cấp phát", key),
        issuer.certificate.subject,
        key,
        validity,
        x509.random_serial_number(),
    )
    builder = _below(_as_authority(builder, path_length=0), issuer)
    builder = builder.add_extension(_distribution(links.root_crl), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def build_timestamper(issuer: Issuer, key: PublicKey, validity: Validity, links: Links) -> x509.Certificate:
    """The timestamp unit: nothing but ``timeStamping``, critical (RFC 3161 §2.3)."""
    builder = _service(issuer, "Dấu thời gian", key, validity)
    builder = _reachable(builder, links)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(usage, critical=True).sign(issuer.key, hashes.SHA256())


def build_responder(issuer: Issuer, key: PublicKey, validity: Validity) -> x509.Certificate:
    """The OCSP responder.

    ``id-pkix-ocsp-nocheck`` ends the question who answers for it (RFC 6960 §4.2.2.2).
    """
    builder = _service(issuer, "OCSP", key, validity)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    builder = builder.add_extension(usage, critical=False)
    return builder.add_extension(x509.OCSPNoCheck(), critical=False).sign(issuer.key, hashes.SHA256())


def build_signer(
    issuer: Issuer,
    key: PublicKey,
    subject: Subject,
    purpose: Purpose,
    validity: Validity,
    serial: int,
    links: Links,
) -> x509.Certificate:
    """A person's or an agency's signing certificate.

    It carries no extended key usage: with one, programs that check S/MIME purposes (``openssl cms``) refuse
    it unless e-mail protection is among them, and it is not for e-mail.
    """
    builder = _builder(subject.as_name(), issuer.certificate.subject, key, validity, serial)
    builder = _as_leaf(builder, is_signer=True)
    builder = _reachable(_below(builder, issuer), links)
    policy = x509.PolicyInformation(x509.ObjectIdentifier(_POLICY_OF[purpose]), None)
    builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _authority_name(role: str, key: PublicKey) -> x509.Name:
    # Two instances must not have authorities of one name: a reader who trusts both would mix them up.
    mark = x509.SubjectKeyIdentifier.from_public_key(key).digest.hex()[:8]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"eOffice {TRIAL_MARK}"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{role} {TRIAL_MARK} {mark}"),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PublicKey, validity: Validity, serial: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _service(issuer: Issuer, role: str, key: PublicKey, validity: Validity) -> x509.CertificateBuilder:
    name = _authority_name(role, key)
    serial = x509.random_serial_number()
    builder = _builder(name, issuer.certificate.subject, key, validity, serial)
    return _below(_as_leaf(builder, is_signer=False), issuer)


def _as_authority(builder: x509.CertificateBuilder, path_length: int) -> x509.CertificateBuilder:
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    return builder.add_extension(constraints, critical=True).add_extension(usage, critical=True)


def _as_leaf(builder: x509.CertificateBuilder, *, is_signer: bool) -> x509.CertificateBuilder:
    usage = _key_usage(digital_signature=True, content_commitment=is_signer)
    return builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    ).add_extension(usage, critical=True)


def _below(builder: x509.CertificateBuilder, issuer: Issuer) -> x509.CertificateBuilder:
    above = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above)
    return builder.add_extension(identifier, critical=False)


def _reachable(builder: x509.CertificateBuilder, links: Links) -> x509.CertificateBuilder:
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(links.ocsp)
            ),
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS,
                x509.UniformResourceIdentifier(links.issuing_certificate),
            ),
        ]
    )
    return builder.add_extension(access, critical=False).add_extension(
        _distribution(links.issuing_crl), critical=False
    )


def _distribution(url: str) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return x509.CRLDistributionPoints([point])


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
