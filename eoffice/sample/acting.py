"""What the sample's people do with one document: the same verbs as on the pages, in order of time."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from sqlalchemy import select

from eoffice.core.actor import Actor, Role
from eoffice.core.clock import FixedClock
from eoffice.core.doing import do_all_jobs
from eoffice.core.runtime import Runtime
from eoffice.documents.intake import Upload
from eoffice.documents.models import FileRole
from eoffice.exchange.models import Transmission
from eoffice.incoming import service as incoming
from eoffice.incoming.models import ArrivalState
from eoffice.incoming.rules import split_number
from eoffice.outgoing import service as outgoing
from eoffice.outgoing import signing
from eoffice.outgoing.models import OutgoingState, ReviewKind
from eoffice.outgoing.schemas import DraftIn, ReceiverIn
from eoffice.sample.office import (
    FIXTURES,
    Office,
    SampleArrival,
    SampleDocument,
    SamplePaper,
    SampleReceiver,
)
from eoffice.sample.staffing import Staff
from eoffice.sample.timeline import Timeline
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.service import certify_in_memory

O, A = OutgoingState, ArrivalState
_OUTGOING = [
    O.DRAFTED,
    O.SUBMITTED,
    O.CONTENT_APPROVED,
    O.FORM_APPROVED,
    O.SIGNED,
    O.NUMBERED,
    O.SEALED,
    O.ISSUED,
]
_INCOMING = [A.ARRIVED, A.ACCEPTED, A.REGISTERED, A.PRESENTED, A.DIRECTED, A.ASSIGNED, A.FINISHED]
_RETURNED_AFTER = {
    ReviewKind.CONTENT: O.SUBMITTED,
    ReviewKind.FORM: O.CONTENT_APPROVED,
    ReviewKind.LEADER: O.FORM_APPROVED,
}


@dataclass
class Acting:
    """Puts the steps of documents on a timeline; each step moves ``clock`` to its moment and acts."""

    runtime: Runtime
    clock: FixedClock
    office: Office
    staff: Staff
    authority: TrialAuthority
    timeline: Timeline
    documents: dict[str, uuid.UUID] = field(default_factory=dict)
    keys: dict[uuid.UUID, tuple[rsa.RSAPrivateKey, uuid.UUID]] = field(default_factory=dict)

    def plan_document(self, document: SampleDocument) -> None:
        """Everything from the draft to the state the sample wants, and what receivers did."""
        drafted = self.timeline.day_ago(document.drafted_ago)
        issued = self.timeline.day_ago(document.issued_ago) if document.issued_ago is not None else None
        until = _RETURNED_AFTER[document.returned_by] if document.returned_by else document.state
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
        for state, act, moment in zip(_OUTGOING, acts, moments, strict=True):
            self.timeline.add(moment, lambda act=act: act(document))  # type: ignore[misc]
            last = moment
            if state is until:
                break
        if document.state is O.RETURNED:
            self.timeline.add(last + timedelta(minutes=40), lambda: self._return(document))
        for arrival in document.arrivals:
            if issued is not None:
                self._plan_arrival(document.slug, arrival, issued, starts_at=2)

    def plan_paper(self, paper: SamplePaper) -> None:
        """A document entered by hand, and what the agency did with it."""
        day = self.timeline.day_ago(paper.arrived_ago)
        self.timeline.add(self.timeline.at(day, 9, 15), lambda: self._enter(paper))
        self._plan_arrival(paper.slug, paper.arrival, day, starts_at=2, is_accepted=True)

    def _moments(self, drafted: date, issued: date | None) -> list[datetime]:
        at = self.timeline.at
        review = [at(drafted, 7, 35), at(drafted, 8, 5), at(drafted, 8, 30), at(drafted, 8, 50)]
        signed = issued or drafted
        return [*review, at(signed, 9, 20), at(signed, 9, 50), at(signed, 10, 0), at(signed, 10, 10)]

    def _plan_arrival(
        self, slug: str, arrival: SampleArrival, day: date, *, starts_at: int, is_accepted: bool = False
    ) -> None:
        at, add, key = self.timeline.at, self.timeline.add, f"{slug}>{arrival.agency}"
        if arrival.state is A.RETURNED:
            add(at(day, 10, 45), lambda: self._refuse(key, arrival))
            return
        finished = self.timeline.day_after(day, arrival.finished_after or 0)
        steps = [
            (A.ACCEPTED, at(day, 10, 45), self._accept),
            (A.REGISTERED, at(day, 10, 55), self._register),
            (A.PRESENTED, at(day, 11, 10), self._present),
            (A.DIRECTED, at(day, 13, 40), self._direct),
            (A.ASSIGNED, at(day, 14, 30), self._assign),
            (A.FINISHED, at(finished, 15, 45), self._finish),
        ]
        for state, moment, act in steps[1:] if is_accepted else steps:
            if _INCOMING.index(state) > _INCOMING.index(arrival.state):
                break
            add(moment, lambda act=act: act(key, arrival))  # type: ignore[misc]

    # --- the sender's people ---

    def _drafter(self, document: SampleDocument) -> Actor:
        return self.staff.actor(document.drafter, document.agency, Role.OFFICER, document.unit)

    def _draft(self, document: SampleDocument) -> None:
        signer = self.staff.post(document.signer, document.agency, Role.LEADER)
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
        made = outgoing.save_draft(self.runtime, self._drafter(document), draft, uploads=uploads)
        self.documents[document.slug] = made

    def _receiver(self, receiver: SampleReceiver) -> ReceiverIn:
        name = self.office.agencies[receiver.agency].name if receiver.agency else receiver.name
        return ReceiverIn(channel=receiver.channel, name=name, email=receiver.email)

    def _submit(self, document: SampleDocument) -> None:
        proposal = document.proposal or "Kính trình lãnh đạo xem xét, ký ban hành."
        with self.runtime.work(self._drafter(document)) as work:
            outgoing.submit(work, self.documents[document.slug], proposal)

    def _approve_content(self, document: SampleDocument) -> None:
        head = self.staff.holder(document.agency, Role.UNIT_HEAD, document.unit)
        with self.runtime.work(head) as work:
            outgoing.approve_content(work, self.documents[document.slug])

    def _approve_form(self, document: SampleDocument) -> None:
        with self.runtime.work(self.staff.holder(document.agency, Role.FORM_CHECKER)) as work:
            outgoing.approve_form(work, self.documents[document.slug])

    def _return(self, document: SampleDocument) -> None:
        reviewer = {
            ReviewKind.CONTENT: lambda: self.staff.holder(document.agency, Role.UNIT_HEAD, document.unit),
            ReviewKind.FORM: lambda: self.staff.holder(document.agency, Role.FORM_CHECKER),
            ReviewKind.LEADER: lambda: self.staff.actor(document.signer, document.agency, Role.LEADER),
        }[document.returned_by or ReviewKind.CONTENT]()
        with self.runtime.work(reviewer) as work:
            outgoing.return_(work, self.documents[document.slug], document.return_reason)

    def _sign(self, document: SampleDocument) -> None:
        leader = self.staff.actor(document.signer, document.agency, Role.LEADER)
        key, certificate_id = self._key(leader, document)
        prepared = signing.prepare_signature(
            self.runtime, leader, self.documents[document.slug], certificate_id
        )
        value = key.sign(prepared.to_be_signed, padding.PKCS1v15(), hashes.SHA256())
        signing.complete_signature(self.runtime, leader, prepared.id, value)

    def _key(self, leader: Actor, document: SampleDocument) -> tuple[rsa.RSAPrivateKey, uuid.UUID]:
        """The leader's key: made in memory, used while the sample is loaded, and forgotten."""
        if leader.post_id is None:
            raise LookupError("a leader acts in a post")
        if leader.post_id not in self.keys:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            label = f"{self.office.people[document.signer].name} (mẫu)"
            certificate = certify_in_memory(
                self.runtime, self.authority, leader.post_id, key.public_key(), label
            )
            self.keys[leader.post_id] = key, certificate.id
        return self.keys[leader.post_id]

    def _clerk(self, agency: str) -> Actor:
        return self.staff.holder(agency, Role.CLERK)

    def _number(self, document: SampleDocument) -> None:
        signing.number_document(self.runtime, self._clerk(document.agency), self.documents[document.slug])

    def _seal(self, document: SampleDocument) -> None:
        signing.seal_document(self.runtime, self._clerk(document.agency), self.documents[document.slug])

    def _issue(self, document: SampleDocument) -> None:
        with self.runtime.work(self._clerk(document.agency)) as work:
            outgoing.issue(work, self.documents[document.slug])
        do_all_jobs(self.runtime, "sample")
        with self.runtime.read() as session:
            sent = select(Transmission).where(Transmission.document_id == self.documents[document.slug])
            slugs = {made: slug for slug, made in self.staff.agencies.items()}
            for transmission in session.scalars(sent):
                if transmission.delivered_id:
                    key = f"{document.slug}>{slugs[transmission.agency_id]}"
                    self.documents[key] = transmission.delivered_id

    # --- the receivers' people ---

    def _enter(self, paper: SamplePaper) -> None:
        number, notation = split_number(paper.full_number)
        sender = self.office.agencies[paper.sender]
        facts = incoming.ArrivingDocument(
            kind=paper.kind,
            issuing_agency_id=self.staff.agencies[paper.sender],
            issuing_agency_name=sender.name,
            number=number,
            notation=notation,
            issued_on=paper.issued_on,
            subject=paper.subject,
            urgency=paper.urgency,
            signer_name=paper.signer,
        )
        scan = incoming.Scan(io.BytesIO((FIXTURES / paper.file).read_bytes()), paper.file)
        clerk = self._clerk(paper.arrival.agency)
        entered = incoming.enter_paper(self.runtime, clerk, facts, paper.channel, scan)
        self.documents[f"{paper.slug}>{paper.arrival.agency}"] = entered

    def _accept(self, key: str, arrival: SampleArrival) -> None:
        with self.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.accept(work, self.documents[key])

    def _refuse(self, key: str, arrival: SampleArrival) -> None:
        with self.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.return_to_sender(work, self.documents[key], arrival.return_reason)

    def _register(self, key: str, arrival: SampleArrival) -> None:
        with self.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.register(work, self.documents[key])

    def _leader(self, arrival: SampleArrival) -> Actor:
        return self.staff.actor(arrival.leader or "", arrival.agency, Role.LEADER)

    def _present(self, key: str, arrival: SampleArrival) -> None:
        leader = self.staff.post(arrival.leader or "", arrival.agency, Role.LEADER)
        with self.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.present(work, self.documents[key], leader.id)

    def _direct(self, key: str, arrival: SampleArrival) -> None:
        due = (
            self.timeline.day_after(self.clock.today(), arrival.due_in)
            if arrival.due_in is not None
            else None
        )
        parts = [(self.staff.units[one.unit], one.part.value) for one in arrival.parts]
        with self.runtime.work(self._leader(arrival)) as work:
            incoming.direct(work, self.documents[key], arrival.directive, due, parts)

    def _assign(self, key: str, arrival: SampleArrival) -> None:
        for part in arrival.parts:
            if part.officer is None:
                continue
            officer = self.staff.post(part.officer, arrival.agency, Role.OFFICER, part.unit)
            try:
                head = self.staff.holder(arrival.agency, Role.UNIT_HEAD, part.unit)
            except LookupError:  # in a small commune no head stands between
                head = self._leader(arrival)
            with self.runtime.work(head) as work:
                incoming.assign(work, self.documents[key], officer.id, part.part.value)

    def _finish(self, key: str, arrival: SampleArrival) -> None:
        lead = next(one for one in arrival.parts if one.part.value == "lead")
        officer = self.staff.actor(lead.officer or "", arrival.agency, Role.OFFICER, lead.unit)
        answer = self.documents[arrival.answer] if arrival.answer else None
        with self.runtime.work(officer) as work:
            incoming.finish(work, self.documents[key], arrival.result, answer)


def _upload(name: str, role: FileRole) -> Upload:
    return Upload(io.BytesIO((FIXTURES / name).read_bytes()), name, role)


def plan(acting: Acting, documents: Sequence[SampleDocument], papers: Sequence[SamplePaper]) -> None:
    """Put everything on the timeline."""
    for document in documents:
        acting.plan_document(document)
    for paper in papers:
        acting.plan_paper(paper)
