"""A clerk who clicks twice, and several clerks at once: through the doors, on both databases."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from eoffice.core.actor import Actor
from eoffice.documents.models import NumberEntry, NumberSeries
from eoffice.exchange.models import Transmission
from eoffice.outgoing import service as outgoing
from tests.reach.world import World

TIMES = 4


def send_at_once(world: World, actor: Actor, paths: list[str]) -> list[int]:
    """Post to every path at the same time, each from a program of its own; the statuses of the answers."""
    programs = [world.program(actor) for _path in paths]

    def send(index: int) -> int:
        return programs[index].send("POST", f"/api/v1{paths[index]}", json={}).status_code

    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(send, range(len(paths))))


def numbers_of(world: World, agency_id: uuid.UUID, series: str) -> list[int]:
    with world.runtime.read() as session:
        return list(
            session.scalars(
                select(NumberEntry.number)
                .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
                .where(NumberSeries.agency_id == agency_id, NumberSeries.code == series)
                .order_by(NumberEntry.number)
            )
        )


def is_whole(numbers: list[int]) -> bool:
    return numbers == list(range(1, len(numbers) + 1))


def test_numbering_clicked_twice_takes_one_number(stage: World) -> None:
    office = stage.office
    document_id = office.bring_to("signed")
    before = len(numbers_of(stage, office.agency.id, "outgoing"))
    statuses = Counter(send_at_once(stage, office.clerk, [f"/documents/{document_id}/number"] * TIMES))
    assert set(statuses) <= {200, 409}
    assert statuses[200] >= 1
    numbers = numbers_of(stage, office.agency.id, "outgoing")
    assert len(numbers) == before + 1
    assert is_whole(numbers)


def test_documents_numbered_at_once_follow_each_other(stage: World) -> None:
    office = stage.office
    paths = [f"/documents/{office.bring_to('signed')}/number" for _ in range(TIMES)]
    assert send_at_once(stage, office.clerk, paths) == [200] * TIMES
    assert is_whole(numbers_of(stage, office.agency.id, "outgoing"))


def test_issuing_clicked_twice_issues_once(stage: World) -> None:
    document_id = stage.office.bring_to("sealed")
    statuses = send_at_once(stage, stage.office.clerk, [f"/documents/{document_id}/issue"] * TIMES)
    assert sorted(statuses) == [200] + [409] * (TIMES - 1)
    with stage.runtime.read() as session:
        sent = select(func.count(Transmission.id)).where(Transmission.document_id == document_id)
        assert session.scalar(sent) == 1


def test_registering_clicked_twice_takes_one_arrival_number(stage: World) -> None:
    clerk = stage.office.stranger
    program = stage.program(clerk)
    paths = []
    for subject in ("Giấy thứ nhất", "Giấy thứ hai"):
        sent = {"author": "Tỉnh ủy", "full_number": "12-CV/TU", "kind": "official_letter", "subject": subject}
        entered = program.send("POST", "/api/v1/arrivals", json=sent)
        assert entered.status_code == 201, entered.text
        paths += [f"/arrivals/{entered.json['id']}/register"] * 2
    assert sorted(send_at_once(stage, clerk, paths)) == [200, 200, 409, 409]
    assert numbers_of(stage, stage.office.receiving.id, "arrival") == [1, 2]


def test_of_a_change_and_a_submission_at_once_none_overwrites_the_other(stage: World) -> None:
    office = stage.office
    document_id = office.draft()
    program = stage.program(office.drafter)
    seen = program.get(f"/api/v1/documents/{document_id}").json
    with stage.runtime.work(office.drafter) as work:
        outgoing.submit(work, document_id, "Kính trình")
    changed = office.draft_input(subject="V/v đã khác").model_dump(mode="json") | {
        "revision": seen["revision"]
    }
    answer = program.send("POST", f"/api/v1/documents/{document_id}/change", json=changed)
    assert answer.status_code == 409
    assert program.get(f"/api/v1/documents/{document_id}").json["subject"] == seen["subject"]
