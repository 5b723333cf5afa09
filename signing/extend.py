"""From B-T to B-LT and B-LTA: what proves the signatures later is put into the file, and the file under a
timestamp of its own (EN 319 142-1, 5.4 and 6.3). Each is one more revision; nothing that is signed changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from asn1crypto import cms, x509
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.sign import fields
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.signers import cms_embedder
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.certificates import read_certificate, readable_name
from signing.chains import Evidence, evidence_from, find_path
from signing.errors import SigningError
from signing.files import CHUNK
from signing.placeholder import RESERVED, declare_pades, in_its_room
from signing.reading import open_reader, revision
from signing.timestamps import Timestamper, fetch_token
from signing.trust import Trust

Path = tuple[x509.Certificate, ...]


def add_evidence(source: BinaryIO, target: BinaryIO, trust: Trust, *, at: datetime) -> None:
    """Write `source` plus a revision with everything to validate its signatures and timestamps later: B-LT.

    Certificates and revocation information come from `trust` and from the signatures; none is fetched.
    `target` is empty, for reading and writing. Raises SigningError `not-signed`, and `evidence-missing` with
    the `name` of whoever has no path to a root with revocation information at that moment; nothing is
    written then.
    """
    known = evidence_from(trust)
    paths = [_path(holder, known.with_certificates(others), at) for holder, others in _holders(source)]
    if not paths:
        raise SigningError("not-signed", "The PDF has no signature.")
    with revision(source) as writer:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[certificate for path in paths for certificate in path[1:]],
            crls=[CertificateList.load(der) for der in known.crls if _is_list_of(der, paths)],
            ocsps=[OCSPResponse.load(der) for der in known.ocsps if _answers_for(der, paths)],
        )
        declare_pades(writer)
        writer.write(target)
    target.flush()


def add_document_timestamp(
    source: BinaryIO, target: BinaryIO, timestamper: Timestamper, *, field_name: str
) -> datetime:
    """Write `source` plus a revision with a timestamp over all of it: B-LTA when its evidence is in it.

    Returns the time of the timestamp. Raises SigningError `timestamp-unavailable`, after which `target` is
    worthless.
    """
    with revision(source) as writer:
        declare_pades(writer)
        embedding = cms_embedder.PdfCMSEmbedder(fields.SigFieldSpec(field_name)).write_cms(field_name, writer)
        next(embedding)
        embedding.send(cms_embedder.SigObjSetup(DocumentTimestamp(bytes_reserved=RESERVED)))
        digest, _output = embedding.send(
            cms_embedder.SigIOSetup(md_algorithm="sha256", output=target, chunk_size=CHUNK)
        )
    token = fetch_token(timestamper, digest.document_digest)
    reserved = (digest.reserved_region_start, digest.reserved_region_end)
    target.seek(reserved[0])
    target.write(in_its_room(token.der, reserved))
    target.flush()
    return token.moment


def _holders(source: BinaryIO) -> Iterator[tuple[x509.Certificate, tuple[x509.Certificate, ...]]]:
    """Who signed and who stamped, each with the certificates that came along."""
    for signature in open_reader(source).embedded_signatures:
        yield from _from_signed_data(signature.signed_data)
        for token in generic_cms.extract_tst_data_iter(
            extract_signer_info(signature.signed_data), signed=False
        ):
            yield from _from_signed_data(token)


def _from_signed_data(
    data: cms.SignedData,
) -> Iterator[tuple[x509.Certificate, tuple[x509.Certificate, ...]]]:
    found = generic_cms.extract_certs_for_validation(data)
    yield found.signer_cert, tuple(found.other_certs)


def _path(holder: x509.Certificate, known: Evidence, at: datetime) -> Path:
    path = find_path(holder, known, at)
    if path is None:
        name = readable_name(read_certificate(holder.dump()))
        raise SigningError(
            "evidence-missing", "There is no revocation information for somebody who signed.", name=name
        )
    return path


def _is_list_of(der: bytes, paths: Iterable[Path]) -> bool:
    """Whether a revocation list is by somebody who issued a certificate of a path."""
    issuer = CertificateList.load(der).issuer.hashable
    return any(certificate.issuer.hashable == issuer for path in paths for certificate in path)


def _answers_for(der: bytes, paths: Iterable[Path]) -> bool:
    """Whether an OCSP response speaks of a certificate of a path."""
    serials = {certificate.serial_number for path in paths for certificate in path}
    response = OCSPResponse.load(der).response_data
    return any(entry["cert_id"]["serial_number"].native in serials for entry in response["responses"])
