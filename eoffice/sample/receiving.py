"""What the receivers of the sample do with a document: the same verbs as on the pages, in order of time."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from functools import partial

from eoffice.core.actor import Actor, Role
from eoffice.incoming import service as incoming
from eoffice.incoming.models import ArrivalState
from eoffice.incoming.rules import split_number
from eoffice.sample.office import FIXTURES, SampleArrival, SamplePaper
from eoffice.sample.stage import Stage

WAY = [
    ArrivalState.ARRIVED,
    ArrivalState.ACCEPTED,
    ArrivalState.REGISTERED,
    ArrivalState.PRESENTED,
    ArrivalState.DIRECTED,
    ArrivalState.ASSIGNED,
    ArrivalState.FINISHED,
]


@dataclass
class Receiving:
    """Puts the steps of received documents on the timeline."""

    stage: Stage

    def plan_paper(self, paper: SamplePaper) -> None:
        """A document entered by hand, and what the agency did with it."""
        day = self.stage.timeline.day_ago(paper.arrived_ago)
        self.stage.timeline.add(self.stage.timeline.at(day, 9, 15), lambda: self._enter(paper))
        self.plan(paper.slug, paper.arrival, day, is_accepted=True)

    def plan(self, slug: str, arrival: SampleArrival, day: date, *, is_accepted: bool = False) -> None:
        at, add, key = self.stage.timeline.at, self.stage.timeline.add, f"{slug}>{arrival.agency}"
        if arrival.state is ArrivalState.RETURNED:
            add(at(day, 10, 45), lambda: self._refuse(key, arrival))
            return
        finished = self.stage.timeline.day_after(day, arrival.finished_after or 0)
        steps = [
            (ArrivalState.ACCEPTED, at(day, 10, 45), self._accept),
            (ArrivalState.REGISTERED, at(day, 10, 55), self._register),
            (ArrivalState.PRESENTED, at(day, 11, 10), self._present),
            (ArrivalState.DIRECTED, at(day, 13, 40), self._direct),
            (ArrivalState.ASSIGNED, at(day, 14, 30), self._assign),
            (ArrivalState.FINISHED, at(finished, 15, 45), self._finish),
        ]
        for state, moment, act in steps[1:] if is_accepted else steps:
            if WAY.index(state) > WAY.index(arrival.state):
                break
            add(moment, partial(act, key, arrival))

    def _enter(self, paper: SamplePaper) -> None:
        number, notation = split_number(paper.full_number)
        sender = self.stage.office.agencies[paper.sender]
        facts = incoming.ArrivingDocument(
            kind=paper.kind,
            issuing_agency_id=self.stage.staff.agencies[paper.sender],
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
        entered = incoming.enter_paper(self.stage.runtime, clerk, facts, paper.channel, scan)
        self.stage.documents[f"{paper.slug}>{paper.arrival.agency}"] = entered

    def _accept(self, key: str, arrival: SampleArrival) -> None:
        with self.stage.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.accept(work, self.stage.documents[key])

    def _refuse(self, key: str, arrival: SampleArrival) -> None:
        with self.stage.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.return_to_sender(work, self.stage.documents[key], arrival.return_reason)

    def _register(self, key: str, arrival: SampleArrival) -> None:
        with self.stage.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.register(work, self.stage.documents[key])

    def _leader(self, arrival: SampleArrival) -> Actor:
        return self.stage.staff.actor(arrival.leader or "", arrival.agency, Role.LEADER)

    def _present(self, key: str, arrival: SampleArrival) -> None:
        leader = self.stage.staff.post(arrival.leader or "", arrival.agency, Role.LEADER)
        with self.stage.runtime.work(self._clerk(arrival.agency)) as work:
            incoming.present(work, self.stage.documents[key], leader.id)

    def _direct(self, key: str, arrival: SampleArrival) -> None:
        due = (
            self.stage.timeline.day_after(self.stage.clock.today(), arrival.due_in)
            if arrival.due_in is not None
            else None
        )
        parts = [(self.stage.staff.units[one.unit], one.part.value) for one in arrival.parts]
        with self.stage.runtime.work(self._leader(arrival)) as work:
            incoming.direct(work, self.stage.documents[key], arrival.directive, due, parts)

    def _assign(self, key: str, arrival: SampleArrival) -> None:
        for part in arrival.parts:
            if part.officer is None:
                continue
            officer = self.stage.staff.post(part.officer, arrival.agency, Role.OFFICER, part.unit)
            try:
                head = self.stage.staff.holder(arrival.agency, Role.UNIT_HEAD, part.unit)
            except LookupError:  # in a small commune no head stands between
                head = self._leader(arrival)
            with self.stage.runtime.work(head) as work:
                incoming.assign(work, self.stage.documents[key], officer.id, part.part.value)

    def _finish(self, key: str, arrival: SampleArrival) -> None:
        lead = next(one for one in arrival.parts if one.part.value == "lead")
        officer = self.stage.staff.actor(lead.officer or "", arrival.agency, Role.OFFICER, lead.unit)
        answer = self.stage.documents[arrival.answer] if arrival.answer else None
        with self.stage.runtime.work(officer) as work:
            incoming.finish(work, self.stage.documents[key], arrival.result, answer)

    def _clerk(self, agency: str) -> Actor:
        return self.stage.staff.holder(agency, Role.CLERK)
