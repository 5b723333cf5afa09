"""An office with a leader who signs with a key of their own, a clerk with a seal, and documents for them."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw
from pyhanko.sign.timestamps import TimeStamper
from sqlalchemy import func, select

from eoffice.core.actor import Actor, Role
from eoffice.core.clock import FixedClock
from eoffice.core.runtime import Runtime
from eoffice.documents import queries as documents
from eoffice.documents.models import Direction, DocumentFile, FileRole, FileVersion, Urgency, VersionOrigin
from eoffice.documents.service import add_version, draft_document, ensure_kinds
from eoffice.organization.models import Agency, Post
from eoffice.outgoing import signing
from eoffice.outgoing.models import OutgoingDocument, Receiver
from eoffice.signatures.models import Certificate
from eoffice.signatures.service import CompletedSigning, PreparedSigning, enrol_certificate
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.issuer import TrialIssuer, trial_trust
from eoffice.trial.service import create_agency_seal
from eoffice.trial.timestamps import TrialTimestamper
from tests.factories import (
    MONDAY,
    actor_of,
    make_agency,
    make_person,
    make_post,
    make_runtime,
    make_unit,
    system,
)
from tests.signing.papers import NAME, TITLE, decision

BASE_URL = "http://127.0.0.1:8000/trial"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def open_authority(folder: Path) -> TrialAuthority:
    """The trial authority kept in ``folder``."""
    return TrialAuthority.open(folder, b"authority passphrase for tests", BASE_URL, now=MONDAY)


def make_signing_runtime(
    url: str, folder: Path, authority: TrialAuthority, clock: FixedClock | None = None
) -> Runtime:
    """A runtime that timestamps by, and trusts, the trial authority."""
    runtime = make_runtime(url, folder, clock=clock or FixedClock(MONDAY))
    return replace(
        runtime,
        timestamper=lambda: TrialTimestamper(authority, runtime.clock),
        trust=lambda: trial_trust(runtime.engine, authority, runtime.clock),
    )


def make_key() -> ec.EllipticCurvePrivateKey:
    """A key as the browser makes it."""
    return ec.generate_private_key(ec.SECP256R1())


def make_csr(key: Key, name: str = "ai cũng được") -> bytes:
    """The request for a certificate that the browser sends; the name in it means nothing."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return csr.public_bytes(serialization.Encoding.PEM)


def sign_like_a_browser(key: ec.EllipticCurvePrivateKey, to_be_signed: bytes) -> bytes:
    """What WebCrypto gives for ECDSA: r and s side by side, 32 bytes each (IEEE P1363)."""
    r, s = utils.decode_dss_signature(key.sign(to_be_signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def seal_picture() -> bytes:
    """A red ring on nothing."""
    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((5, 5, 195, 195), outline=(200, 0, 0, 255), width=8)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


@dataclass
class Office:
    """A commune with its people; ``leader`` holds ``key`` with ``certificate``."""

    runtime: Runtime
    authority: TrialAuthority
    agency: Agency
    posts: dict[str, Post]
    key: ec.EllipticCurvePrivateKey
    certificate: Certificate

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.runtime.clock, FixedClock)
        return self.runtime.clock

    @property
    def leader(self) -> Actor:
        return actor_of(self.posts["leader"])

    @property
    def clerk(self) -> Actor:
        return actor_of(self.posts["clerk"])

    @property
    def officer(self) -> Actor:
        return actor_of(self.posts["officer"])

    def give_seal(self) -> None:
        """Make the agency's seal."""
        create_agency_seal(self.runtime, self.authority, self.agency.id, seal_picture())

    def restarted(self) -> Runtime:
        """The runtime of another process on the same database and store."""
        url = self.runtime.engine.url.render_as_string(hide_password=False)
        folder = self.runtime.settings.instance_folder
        return make_signing_runtime(url, folder, self.authority, self.clock)

    def enrol(self, actor: Actor, key: Key, label: str = "Máy cơ quan") -> Certificate:
        return enrol_certificate(self.runtime, TrialIssuer(self.authority), actor, make_csr(key), label)

    def prepare(self, document_id: uuid.UUID) -> PreparedSigning:
        """The leader asks for the bytes to sign."""
        return signing.prepare_signature(self.runtime, self.leader, document_id, self.certificate.id)

    def value_for(self, prepared: PreparedSigning) -> bytes:
        """What the leader's key says to them."""
        return sign_like_a_browser(self.key, prepared.to_be_signed)

    def complete(self, prepared: PreparedSigning, value: bytes | None = None) -> CompletedSigning:
        """The leader sends the value."""
        value = self.value_for(prepared) if value is None else value
        return signing.complete_signature(self.runtime, self.leader, prepared.id, value)

    def make_signed(self, data: bytes | None = None) -> uuid.UUID:
        """A document the leader has signed."""
        document_id = self.make_document(data)
        self.complete(self.prepare(document_id))
        return document_id

    def make_numbered(self, data: bytes | None = None) -> uuid.UUID:
        """A document that is signed, numbered and filled."""
        document_id = self.make_signed(data)
        signing.number_document(self.runtime, self.clerk, document_id)
        return document_id

    def versions(self, document_id: uuid.UUID) -> list[FileVersion]:
        """All versions of the main file, the first first."""
        with self.runtime.read() as session:
            file = documents.main_file(session, document_id)
            query = select(FileVersion).where(FileVersion.file_id == file.id).order_by(FileVersion.ordinal)
            return list(session.scalars(query))

    def content(self, document_id: uuid.UUID) -> bytes:
        """The bytes of the current version of the main file."""
        with self.runtime.store.open(self.versions(document_id)[-1].sha256) as file:
            return file.read()

    def course(self, document_id: uuid.UUID) -> OutgoingDocument:
        """Where the document stands."""
        with self.runtime.read() as session:
            return session.get_one(OutgoingDocument, document_id)

    def add_version(self, document_id: uuid.UUID, data: bytes) -> None:
        """Somebody else changes the main file."""
        stored = self.runtime.store.put(io.BytesIO(data))
        last = self.versions(document_id)[-1]
        with self.runtime.work(self.officer) as work:
            add_version(work, last.file_id, last.ordinal, stored.sha256, stored.size, VersionOrigin.UPLOAD)

    def make_document(
        self, data: bytes | None = None, signer: str = "leader", state: str = "form_approved"
    ) -> uuid.UUID:
        """A decision that waits for its signer."""
        data = decision() if data is None else data
        stored = self.runtime.store.put(io.BytesIO(data))
        with self.runtime.work(self.officer) as work:
            document = draft_document(
                work,
                agency_id=self.agency.id,
                direction=Direction.OUTGOING,
                kind="decision",
                subject="Về việc ban hành Quy chế làm việc",
                urgency=Urgency.NORMAL,
                issuing_agency_name=self.agency.name,
                issuing_agency_id=self.agency.id,
                signer_name=NAME,
                signer_lines=[TITLE],
            )
            work.session.add(
                OutgoingDocument(
                    document_id=document.id,
                    agency_id=self.agency.id,
                    state="form_approved",
                    drafter_post_id=self.posts["officer"].id,
                    unit_id=self.posts["officer"].unit_id,
                    signer_post_id=self.posts["leader"].id,
                )
            )
            file = DocumentFile(
                document_id=document.id,
                role=FileRole.MAIN.value,
                position=1,
                name="quyet-dinh.pdf",
                media_type="application/pdf",
            )
            work.session.add(file)
            work.session.add(Receiver(document_id=document.id, position=1, name="Ông A", channel="paper"))
            work.session.flush()
            work.session.add(
                FileVersion(
                    file_id=file.id,
                    ordinal=1,
                    sha256=stored.sha256,
                    size=stored.size,
                    origin=VersionOrigin.UPLOAD.value,
                    page_count=1,
                    created_at=work.now,
                )
            )
        return document.id


def make_office(runtime: Runtime, authority: TrialAuthority) -> Office:
    """An office whose leader has enrolled a key."""
    with runtime.work(system()) as work:
        ensure_kinds(work)
        agency = make_agency(work.session, "UBND xã Minh Sơn")
        unit = make_unit(work.session, agency)
        person = make_person(work.session, NAME)
        posts = {
            "leader": make_post(work.session, unit, Role.LEADER, person, "Chủ tịch", [TITLE]),
            "deputy": make_post(work.session, unit, Role.LEADER, title="Phó Chủ tịch"),
            "clerk": make_post(work.session, unit, Role.CLERK, title="Văn thư"),
            "officer": make_post(work.session, unit, Role.OFFICER),
        }
    key = make_key()
    office = Office(runtime, authority, agency, posts, key, None)  # type: ignore[arg-type]
    office.certificate = office.enrol(office.leader, key)
    return office


def count_rows(runtime: Runtime, *models: Any) -> list[int]:
    """How many rows each table has."""
    with runtime.read() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def stored_hashes(runtime: Runtime) -> set[str]:
    """Every file in the store."""
    return {sha256 for sha256, _put_at in runtime.store.list_hashes()}


class BrokenTimestamper(TimeStamper):
    """A timestamp service nobody can reach."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        raise ConnectionError("the timestamp service is down")


def without_timestamps(runtime: Runtime) -> Runtime:
    """The same runtime while the timestamp service is down."""
    return replace(runtime, timestamper=BrokenTimestamper)
