"""A small authority for tests: signers of every sort, a timestamp service and revocation lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.certificates import as_asn1
from signing.local import PrivateKey
from signing.trust import Trust

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    key: PrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass
class Authority:
    """A root, one issuing authority under it, and what they issued."""

    name: str
    rsa_key: rsa.RSAPrivateKey
    revoked: list[x509.RevokedCertificate] = field(default_factory=list)

    def __post_init__(self) -> None:
        root_key, issuer_key = (
            ec.generate_private_key(ec.SECP256R1()),
            ec.generate_private_key(ec.SECP256R1()),
        )
        root_name, issuer_name = _name(f"{self.name} gốc"), _name(f"{self.name} cấp phát")
        start = NOW - 900 * DAY
        self.root = Holder(root_key, _issue(root_name, root_key, root_name, root_key, start, 9000, ca=True))
        self.issuer = Holder(
            issuer_key, _issue(issuer_name, issuer_key, root_name, root_key, start, 9000, ca=True)
        )

    def holder(
        self,
        name: str,
        key: PrivateKey | None = None,
        *,
        start: datetime = NOW - 100 * DAY,
        days: int = 700,
        stamps: bool = False,
    ) -> Holder:
        key = key or ec.generate_private_key(ec.SECP256R1())
        certificate = _issue(
            _name(name), key, self.issuer.certificate.subject, self.issuer.key, start, days, stamps=stamps
        )
        return Holder(key, certificate)

    def rsa_holder(self, name: str) -> Holder:
        return self.holder(name, self.rsa_key)

    def timestamper(self, at: datetime = NOW) -> DummyTimeStamper:
        holder = self.holder("Dịch vụ dấu thời gian", self.rsa_key, stamps=True)
        der = self.rsa_key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        chain = SimpleCertificateStore.from_certs([as_asn1(self.issuer.der)])
        return DummyTimeStamper(as_asn1(holder.der), asn1_keys.PrivateKeyInfo.load(der), chain, fixed_dt=at)

    def revoke(self, holder: Holder, at: datetime) -> None:
        builder = x509.RevokedCertificateBuilder().serial_number(holder.certificate.serial_number)
        reason = x509.CRLReason(x509.ReasonFlags.key_compromise)
        self.revoked.append(builder.revocation_date(at).add_extension(reason, critical=False).build())

    def crls(self, at: datetime = NOW) -> tuple[bytes, ...]:
        return (
            _crl(self.root, [], at),
            _crl(self.issuer, self.revoked, at),
        )

    def trust(self, at: datetime = NOW) -> Trust:
        return Trust(roots=(self.root.der,), crls=self.crls(at))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND xã Minh Sơn"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _issue(
    subject: x509.Name,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    start: datetime,
    days: int,
    *,
    ca: bool = False,
    stamps: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + days * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(_usage(ca=ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if stamps:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _crl(issuer: Holder, revoked: list[x509.RevokedCertificate], at: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at - DAY)
        .next_update(at + 3000 * DAY)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
