"""What the senders of the sample do with a document: the same verbs as on the pages, in order of time."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from sqlalchemy import select

from eoffice.core.actor import Actor, Role
from eoffice.core.doing import do_all_jobs
from eoffice.documents.intake import Upload
from eoffice.documents.models import FileRole
from eoffice.exchange.models import Transmission
from eoffice.outgoing import service as outgoing
from eoffice.outgoing import signing
from eoffice.outgoing.models import OutgoingState, ReviewKind
from eoffice.outgoing.schemas import DraftIn, ReceiverIn
from eoffice.sample.office import FIXTURES, SampleDocument, SampleReceiver
from eoffice.sample.stage import Stage
from eoffice.trial.service import certify_in_memory

WAY = [
    OutgoingState.DRAFTED,
    OutgoingState.SUBMITTED,
    OutgoingState.CONTENT_APPROVED,
    OutgoingState.FORM_APPROVED,
    OutgoingState.SIGNED,
    OutgoingState.NUMBERED,
    OutgoingState.SEALED,
    OutgoingState.ISSUED,
]
RETURNED_AFTER = {
    ReviewKind.CONTENT: OutgoingState.SUBMITTED,
    ReviewKind.FORM: OutgoingState.CONTENT_APPROVED,
    ReviewKind.LEADER: OutgoingState.FORM_APPROVED,
}


@dataclass
class Sending:
    """Puts the steps of outgoing documents on the timeline."""

    stage: Stage

    def plan(self, document: SampleDocument) -> None:
        """Everything from the draft to the state the sample wants."""
        drafted = self.stage.timeline.day_ago(document.drafted_ago)
        issued = self.stage.timeline.day_ago(document.issued_ago) if document.issued_ago is not None else None
        until = RETURNED_AFTER[document.returned_by] if document.returned_by else document.state
        acts = [
            self._draft,
            self._submit,
            self._approve_content,
            self._approve_form,
            self._sign,
            self._number,
            self._seal,
            self._issue,
        ]
        moments = self._moments(drafted, issued)
        last = moments[0]
        for state, act, moment in zip(WAY, acts, moments, strict=True):
            self.stage.timeline.add(moment, partial(act, document))
            last = moment
            if state is until:
                break
        if document.state is OutgoingState.RETURNED:
            self.stage.timeline.add(last + timedelta(minutes=40), lambda: self._return(document))

    def _moments(self, drafted: date, issued: date | None) -> list[datetime]:
        at = self.stage.timeline.at
        review = [at(drafted, 7, 35), at(drafted, 8, 5), at(drafted, 8, 30), at(drafted, 8, 50)]
        signed = issued or drafted
        return [*review, at(signed, 9, 20), at(signed, 9, 50), at(signed, 10, 0), at(signed, 10, 10)]

    def _drafter(self, document: SampleDocument) -> Actor:
        return self.stage.staff.actor(document.drafter, document.agency, Role.OFFICER, document.unit)

    def _draft(self, document: SampleDocument) -> None:
        signer = self.stage.staff.post(document.signer, document.agency, Role.LEADER)
        draft = DraftIn(
            kind=document.kind,
            subject=document.subject,
            urgency=document.urgency,
            signer_post_id=signer.id,
            receivers=[self._receiver(one) for one in document.receivers],
        )
        uploads = [_upload(document.file, FileRole.MAIN)]
        uploads += [_upload(name, FileRole.ANNEX) for name in document.annexes]
        uploads += [_upload(name, FileRole.SUPPORTING) for name in document.supporting]
        made = outgoing.save_draft(self.stage.runtime, self._drafter(document), draft, uploads=uploads)
        self.stage.documents[document.slug] = made

    def _receiver(self, receiver: SampleReceiver) -> ReceiverIn:
        name = self.stage.office.agencies[receiver.agency].name if receiver.agency else receiver.name
        return ReceiverIn(channel=receiver.channel, name=name, email=receiver.email)

    def _submit(self, document: SampleDocument) -> None:
        proposal = document.proposal or "Kính trình lãnh đạo xem xét, ký ban hành."
        with self.stage.runtime.work(self._drafter(document)) as work:
            outgoing.submit(work, self.stage.documents[document.slug], proposal)

    def _approve_content(self, document: SampleDocument) -> None:
        head = self.stage.staff.holder(document.agency, Role.UNIT_HEAD, document.unit)
        with self.stage.runtime.work(head) as work:
            outgoing.approve_content(work, self.stage.documents[document.slug])

    def _approve_form(self, document: SampleDocument) -> None:
        with self.stage.runtime.work(self.stage.staff.holder(document.agency, Role.FORM_CHECKER)) as work:
            outgoing.approve_form(work, self.stage.documents[document.slug])

    def _return(self, document: SampleDocument) -> None:
        reviewer = {
            ReviewKind.CONTENT: lambda: self.stage.staff.holder(
                document.agency, Role.UNIT_HEAD, document.unit
            ),
            ReviewKind.FORM: lambda: self.stage.staff.holder(document.agency, Role.FORM_CHECKER),
            ReviewKind.LEADER: lambda: self.stage.staff.actor(document.signer, document.agency, Role.LEADER),
        }[document.returned_by or ReviewKind.CONTENT]()
        with self.stage.runtime.work(reviewer) as work:
            outgoing.return_(work, self.stage.documents[document.slug], document.return_reason)

    def _sign(self, document: SampleDocument) -> None:
        leader = self.stage.staff.actor(document.signer, document.agency, Role.LEADER)
        key, certificate_id = self._key(leader, document)
        prepared = signing.prepare_signature(
            self.stage.runtime, leader, self.stage.documents[document.slug], certificate_id
        )
        value = key.sign(prepared.to_be_signed, padding.PKCS1v15(), hashes.SHA256())
        signing.complete_signature(self.stage.runtime, leader, prepared.id, value)

    def _key(self, leader: Actor, document: SampleDocument) -> tuple[rsa.RSAPrivateKey, uuid.UUID]:
        """The leader's key: made in memory, used while the sample is loaded, and forgotten."""
        if leader.post_id is None:
            raise LookupError("a leader acts in a post")
        if leader.post_id not in self.stage.keys:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            label = f"{self.stage.office.people[document.signer].name} (mẫu)"
            certificate = certify_in_memory(
                self.stage.runtime, self.stage.authority, leader.post_id, key.public_key(), label
            )
            self.stage.keys[leader.post_id] = key, certificate.id
        return self.stage.keys[leader.post_id]

    def _clerk(self, agency: str) -> Actor:
        return self.stage.staff.holder(agency, Role.CLERK)

    def _number(self, document: SampleDocument) -> None:
        signing.number_document(
            self.stage.runtime, self._clerk(document.agency), self.stage.documents[document.slug]
        )

    def _seal(self, document: SampleDocument) -> None:
        signing.seal_document(
            self.stage.runtime, self._clerk(document.agency), self.stage.documents[document.slug]
        )

    def _issue(self, document: SampleDocument) -> None:
        with self.stage.runtime.work(self._clerk(document.agency)) as work:
            outgoing.issue(work, self.stage.documents[document.slug])
        do_all_jobs(self.stage.runtime, "sample")
        with self.stage.runtime.read() as session:
            sent = select(Transmission).where(Transmission.document_id == self.stage.documents[document.slug])
            slugs = {made: slug for slug, made in self.stage.staff.agencies.items()}
            for transmission in session.scalars(sent):
                if transmission.delivered_id:
                    key = f"{document.slug}>{slugs[transmission.agency_id]}"
                    self.stage.documents[key] = transmission.delivered_id


def _upload(name: str, role: FileRole) -> Upload:
    return Upload(io.BytesIO((FIXTURES / name).read_bytes()), name, role)
