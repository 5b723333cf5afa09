"""An agency with everybody an outgoing document meets, and another one to send it to."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.ids import uuid7
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents import service as document_service
from eoffice.documents.intake import ReceivedFile
from eoffice.documents.models import FileRole
from eoffice.ledger.models import EventRow
from eoffice.organization.models import Agency, Post, Unit
from eoffice.outgoing import service
from eoffice.outgoing.models import Channel, OutgoingDocument
from eoffice.outgoing.schemas import DraftIn, ReceiverIn
from eoffice.signatures.models import Certificate, Signature, VerificationRecord
from tests.documents.files import pdf
from tests.factories import MONDAY, actor_of, make_agency, make_post, make_unit


@dataclass
class Office:
    """The people of one agency as actors, on a runtime."""

    runtime: Runtime
    agency: Agency
    unit: Unit
    receiving: Agency
    signer_post: Post
    drafter: Actor
    head: Actor
    checker: Actor
    leader: Actor
    clerk: Actor
    stranger: Actor

    def draft(self, *, file: bool = True, **values: object) -> uuid.UUID:
        """A draft to the other agency, with its main file."""
        with self.runtime.work(self.drafter) as work:
            document_id = service.create_draft(work, self.draft_input(**values)).id
        if file:
            self.place(document_id, pdf())
        return document_id

    def place(self, document_id: uuid.UUID, content: bytes) -> None:
        """Give a draft a main file that was inspected before."""
        stored = self.runtime.store.put(io.BytesIO(content))
        received = ReceivedFile(stored.sha256, stored.size, "Dự thảo.pdf", "application/pdf", 1)
        with self.runtime.work(self.drafter) as work:
            service.add_file(work, document_id, received, FileRole.MAIN)

    def draft_input(self, **values: object) -> DraftIn:
        """What a form would say."""
        given: dict[str, object] = {
            "kind": "official_letter",
            "subject": "V/v báo cáo kết quả công tác văn thư",
            "signer_post_id": self.signer_post.id,
            "receivers": [ReceiverIn(channel=Channel.ELECTRONIC, name=self.receiving.name)],
        }
        return DraftIn.model_validate(given | values)

    def attach(self, document_id: uuid.UUID, content: bytes, role: FileRole = FileRole.MAIN) -> uuid.UUID:
        """Upload a file to a draft."""
        return service.attach_file(
            self.runtime, self.drafter, document_id, io.BytesIO(content), "Dự thảo.pdf", role
        )

    def do(self, actor: Actor, verb: Callable[..., object], document_id: uuid.UUID, *rest: object) -> None:
        """Take one step in a transaction of its own."""
        with self.runtime.work(actor) as work:
            verb(work, document_id, *rest)

    def bring_to(self, state: str, **values: object) -> uuid.UUID:
        """A document in ``state``, by the way every document goes."""
        document_id = self.draft(**values)
        for step in self._way(document_id):
            if self.state(document_id) == state:
                break
            step()
        assert self.state(document_id) == state, f"the way does not lead to {state}"
        return document_id

    def state(self, document_id: uuid.UUID) -> str:
        """Where the document stands."""
        with self.runtime.read() as session:
            return session.get_one(OutgoingDocument, document_id).state

    def events(self, document_id: uuid.UUID) -> list[tuple[str, dict[str, object]]]:
        """What the ledger holds about the document."""
        with self.runtime.read() as session:
            rows = session.scalars(
                select(EventRow).where(EventRow.subject_id == document_id).order_by(EventRow.id)
            )
            return [(row.type, row.data) for row in rows]

    def _way(self, document_id: uuid.UUID) -> list[Callable[[], None]]:
        return [
            lambda: self.do(self.drafter, service.submit, document_id, "Kính trình ký"),
            lambda: self.do(self.head, service.approve_content, document_id),
            lambda: self.do(self.checker, service.approve_form, document_id),
            lambda: self.sign(document_id),
            lambda: self.do(self.clerk, service.number, document_id),
            lambda: self.seal(document_id),
            lambda: self.do(self.clerk, service.issue, document_id),
        ]

    def sign(self, document_id: uuid.UUID) -> None:
        """Keep a signature of the leader, as signing does after re-validating the bytes."""
        with self.runtime.work(self.leader) as work:
            service.mark_signed(work, document_id, add_signature(work, document_id, "personal"))

    def seal(self, document_id: uuid.UUID) -> None:
        """Keep that the fields were filled and the agency sealed."""
        self.do(self.clerk, service.mark_fields_filled, document_id)
        with self.runtime.work(self.clerk) as work:
            service.mark_sealed(work, document_id, add_signature(work, document_id, "agency"))


def make_office(runtime: Runtime) -> Office:
    """Make both agencies and their people."""
    with runtime.work(SYSTEM) as work:
        document_service.ensure_kinds(work)
        agency = make_agency(work.session)
        receiving = make_agency(work.session, "UBND xã Bản Mẫu")
        unit = make_unit(work.session, agency)
        other_unit = make_unit(work.session, agency, "Phòng Kinh tế", "KT")
        leader = make_post(work.session, unit, Role.LEADER, title="Chủ tịch")
        return Office(
            runtime=runtime,
            agency=agency,
            unit=unit,
            receiving=receiving,
            signer_post=leader,
            drafter=actor_of(make_post(work.session, other_unit, Role.OFFICER)),
            head=actor_of(make_post(work.session, other_unit, Role.UNIT_HEAD)),
            checker=actor_of(make_post(work.session, unit, Role.FORM_CHECKER)),
            leader=actor_of(leader),
            clerk=actor_of(make_post(work.session, unit, Role.CLERK)),
            stranger=actor_of(make_post(work.session, make_unit(work.session, receiving), Role.CLERK)),
        )


def add_signature(work: Work, document_id: uuid.UUID, role: str) -> Signature:
    """The row that signing leaves behind, over the current version of the main file."""
    file = documents.main_file(work.session, document_id)
    version = documents.current_version(work.session, file.id)
    certificate = _certificate(work)
    record = VerificationRecord(
        id=uuid7(), sha256=version.sha256, verdict="valid", reasons=[], report={}, checked_at=work.now
    )
    work.session.add_all([certificate, record])
    work.session.flush()
    signature = Signature(
        id=uuid7(),
        document_id=document_id,
        file_id=file.id,
        version_id=version.id,
        role=role,
        certificate_id=certificate.id,
        field_name=f"Signature-{role}",
        level="B-T",
        number_fields=[],
        verification_id=record.id,
    )
    work.session.add(signature)
    work.session.flush()
    return signature


def count_rows(session: Session, model: type) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(model)) or 0


def _certificate(work: Work) -> Certificate:
    fingerprint = uuid7().hex * 2
    return Certificate(
        id=uuid7(),
        person_id=work.actor.person_id,
        label="Thẻ thử",
        key_place="browser",
        certificate_class="trial",
        subject="CN=Thử",
        serial="1",
        fingerprint=fingerprint,
        key_fingerprint=fingerprint,
        algorithm="rsa",
        der=_der(),
        chain=[],
        valid_from=work.now,
        valid_to=work.now,
        enrolled_at=work.now,
    )


@cache
def _der() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Thử")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, MONDAY, MONDAY + timedelta(days=30))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
