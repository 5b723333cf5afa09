"""The whole way of a document in real browsers: from a Word file to a percentage, and back to its sender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from eoffice.core.clock import Clock
from tests.journeys import figures, marks, receiving, sending, signing
from tests.journeys.catalogue import vietnamese
from tests.journeys.figures import Shown
from tests.journeys.instances import Instance
from tests.journeys.judges import openssl_accepts, pdfsig, verify
from tests.journeys.marks import Box, drawn_box
from tests.journeys.pictures import Album
from tests.journeys.sending import FIXTURES, Draft, ReceiverRow
from tests.journeys.visitors import Visitors

SUBJECT = "V/v chấn chỉnh việc gửi, nhận văn bản điện tử có ký số trước kỳ đánh giá cuối năm"
SIGNER, TITLE = "Lương Thị Mai Khuê", "PHÓ CHỦ TỊCH"
SENDER, RECEIVER, OTHER = (
    "Ủy ban nhân dân tỉnh Lam Giang",
    "Sở Nội vụ tỉnh Lam Giang",
    "Ủy ban nhân dân xã Yên Khê",
)
SUPPORTING = "phieu-tham-dinh.pdf"
DRAFT = Draft(
    kind="official_letter",
    subject=SUBJECT,
    signer=SIGNER,
    main=FIXTURES / "tinh-cong-van-gui-nhan.docx",
    annexes=[FIXTURES / "phu-luc-so-lieu-van-thu.xlsx"],
    supporting=[FIXTURES / SUPPORTING],
    receivers=[
        ReceiverRow("electronic", f"{RECEIVER} (H99.12)"),
        ReceiverRow("both", f"{OTHER} (H99.41)"),
        ReceiverRow("paper", "Ủy ban nhân dân tỉnh Đông Xuyên", "Thành phố Đông Xuyên"),
        ReceiverRow("email", "Ông Nguyễn Văn Mẫu", "nguyen.van.mau@example.com"),
    ],
)


@dataclass
class Journey:
    """One walk: the people, and the paths of the document at its sender and at its receiver."""

    visitors: Visitors
    album: Album
    path: str = ""
    arrival: str = ""
    number: str = ""
    mark: Box | None = None


@pytest.fixture
def journey(visitors: Visitors, album: Album) -> Journey:
    return Journey(visitors, album)


def test_a_document_goes_from_a_word_file_to_a_percentage(
    journey: Journey, instance: Instance, tmp_path: Path
) -> None:
    sent_before, received_before = sender_figures(journey), receiver_figures(journey)
    listed_before = listed_as_sent(journey)

    draft_and_check(journey)
    sign(journey)
    number_seal_and_issue(journey)
    judge(journey, instance, tmp_path)
    receive(journey)
    handle(journey)
    see_every_status(journey)

    sent = figures.wait_for_figures(
        journey.visitors["phochutich.tinh"],
        lambda: sender_figures(journey),
        "outgoing_sent",
        sent_before["outgoing_sent"].denominator + 1,
    )
    for code in ("outgoing_sent", "outgoing_signed", "outgoing_signed_and_sent"):
        assert sent[code] == one_more(sent_before[code])
    assert sent["incoming_received"] == sent_before["incoming_received"]
    assert set(listed_as_sent(journey)) - set(listed_before) == {journey.path}
    received = receiver_figures(journey)
    assert received["incoming_received"] == one_more(received_before["incoming_received"])
    assert received["outgoing_sent"] == received_before["outgoing_sent"]


def test_a_document_comes_back_with_the_reason(visitors: Visitors) -> None:
    clerk = visitors["vanthu.khcn"]
    clerk.go("/")
    subject = clerk.page.locator("#outgoing-issue td.main a").first.inner_text()
    clerk.find_waiting("outgoing-issue", subject)
    path, reason = clerk.here, "Văn bản gửi nhầm cơ quan, đề nghị kiểm tra lại nơi nhận."
    clerk.send(f"{path}/issue")

    other = visitors["vanthu.tanlap"]
    arrival = receiving.wait_for_arrival(other, subject)
    other.follow(other.page.locator(f'a[href="{arrival}/return"]'))
    other.page.fill("#reason", reason)
    receiving.take(other, arrival, "return")
    expect(other.page.locator("#actions")).to_have_count(0)

    status = receiving.status_at_sender(clerk, path, "Tân Lập")
    assert vietnamese("Returned") in status
    assert reason in status


def draft_and_check(journey: Journey) -> None:
    """The officer drafts; the head returns it once; it is corrected, submitted again and approved twice."""
    officer = journey.visitors["chuyenvien.tinh"]
    journey.path = path = sending.draft(officer, DRAFT)
    expect(officer.page.locator(".file-name", has_text=".xlsx")).to_be_visible()
    expect(officer.page.locator(".page-image")).to_have_count(1)
    sending.submit(officer, path, "Kính trình Phó Chủ tịch xem xét, ký ban hành Công văn.")

    head = journey.visitors["truongphong.tonghop.tinh"]
    reason = "Đề nghị nâng độ khẩn vì thời hạn báo cáo đã gần."
    head.find_waiting("outgoing-approve_content", SUBJECT)
    sending.return_draft(head, path, reason)

    officer.find_waiting("outgoing-change", SUBJECT)
    expect(officer.page.get_by_text(reason).first).to_be_visible()
    officer.follow(officer.page.locator(f'a[href="{path}/edit"]'))
    officer.page.check("input[name=urgency][value=very_urgent]")
    officer.send(f"{path}/edit")
    sending.submit(officer, path, "Đã nâng độ khẩn theo ý kiến của Trưởng phòng. Kính trình ký ban hành.")

    head.find_waiting("outgoing-approve_content", SUBJECT)
    head.send(f"{path}/approve-content")
    checker = journey.visitors["thethuc.tinh"]
    checker.find_waiting("outgoing-approve_form", SUBJECT)
    checker.send(f"{path}/approve-form")


def sign(journey: Journey) -> None:
    """The leader makes a key, reads, moves the mark with mouse and keys, and signs."""
    leader, path = journey.visitors["phochutich.tinh"], journey.path
    leader.find_waiting("outgoing-sign", SUBJECT)
    leader.follow(leader.page.locator(f'a[href="{path}/sign"]'))
    signing.enrol(leader, f"{path}/sign")
    signing.read(leader, "Bảo đảm 100% văn bản điện tử")
    assert marks.mark_stands_between(leader, TITLE, SIGNER)
    journey.album.add(leader, "sign", height=1180)

    found = marks.mark_box(leader)
    marks.drag_mark(leader, 24, -12)
    dragged = marks.mark_box(leader)
    assert dragged.is_near(found.moved(24, -12), tolerance=2)
    marks.move_mark(leader, "Shift+ArrowLeft", "ArrowLeft", *["ArrowUp"] * 7)
    moved = marks.mark_box(leader)
    assert moved.is_near(dragged.moved(-marks.FAR - marks.STEP, 7 * marks.STEP))
    journey.mark = moved
    signing.sign(leader, path)
    expect(leader.page.locator(".signature", has_text=SIGNER)).to_contain_text("B-T")


def number_seal_and_issue(journey: Journey) -> None:
    """The clerk numbers, seals and issues."""
    clerk, path = journey.visitors["vanthu.tinh"], journey.path
    clerk.find_waiting("outgoing-number", SUBJECT)
    journey.number = sending.number(clerk, path)
    assert journey.number.endswith("/UBND-TH")
    clerk.find_waiting("outgoing-seal", SUBJECT)
    clerk.send(f"{path}/seal")
    expect(clerk.page.locator(".signature")).to_have_count(2)
    clerk.send(f"{path}/issue")
    expect(clerk.page.locator("#actions")).to_have_count(0)


def judge(journey: Journey, instance: Instance, folder: Path) -> None:
    """The issued file, downloaded, before programs that are not ours and before our own command."""
    clerk = journey.visitors["vanthu.tinh"]
    data = clerk.download(sending.main_file_address(clerk))
    issued = folder / "issued.pdf"
    issued.write_bytes(data)
    leader, seal = pdfsig(issued)
    assert (leader.validation, leader.covers_all) == ("Signature is Valid.", False)
    assert (seal.validation, seal.covers_all) == ("Signature is Valid.", True)
    assert leader.kind == seal.kind == "ETSI.CAdES.detached"
    root = instance.folder / "trial" / "root.cer"
    assert openssl_accepts(data, 0, root, folder)
    assert openssl_accepts(data, 1, root, folder)
    assert journey.mark is not None
    assert drawn_box(data).is_near(journey.mark)
    code, (report,) = verify(instance.folder, issued)
    assert code == 0
    assert report["verdict"] == "valid"
    assert [(one["level"], one["integrity"]) for one in report["signatures"]] == [("B-T", "intact")] * 2
    assert SIGNER in report["signatures"][0]["signer"]


def receive(journey: Journey) -> None:
    """The receiver's clerk sees what was verified, accepts, registers and presents."""
    clerk = journey.visitors["vanthu.noivu"]
    journey.arrival = path = receiving.wait_for_arrival(clerk, SUBJECT)
    expect(clerk.page.locator("#verification .signature")).to_have_count(2)
    expect(clerk.page.locator("#verification .pill-done")).to_have_count(2)
    expect(clerk.page.locator("#verification .signature").first).to_contain_text(SIGNER)
    expect(clerk.page.locator(".notice-success").first).to_contain_text("B-T")
    expect(clerk.page.locator(".file-name", has_text=".xlsx")).to_have_count(1)
    assert SUPPORTING not in clerk.page.content()
    assert ".docx" not in clerk.page.content()
    journey.album.add(clerk, "arrival")
    receiving.take(clerk, path, "accept")
    receiving.take(clerk, path, "register")
    sending.choose(clerk, "#post_id", "Hoàng Đình Luật")
    receiving.take(clerk, path, "present")


def handle(journey: Journey) -> None:
    """The receiver's leader directs, the head of the lead unit assigns an officer, who handles it."""
    path, people = journey.arrival, journey.visitors
    leader = people["giamdoc.noivu"]
    leader.find_waiting("incoming-direct", SUBJECT)
    receiving.direct(
        leader,
        path,
        "Phòng Cải cách hành chính chủ trì tham mưu văn bản triển khai; Phòng Văn thư - Lưu trữ phối hợp.",
        Clock().today() + timedelta(days=5),
        {"Phòng Cải cách hành chính": "lead", "Phòng Văn thư - Lưu trữ": "support"},
    )
    head = people["truongphong.cchc.noivu"]
    head.find_waiting("incoming-assign", SUBJECT)
    receiving.assign(head, path, "Cao Xuân Đạt", "Dự thảo trước thứ Sáu.")
    officer = people["chuyenvien.noivu"]
    officer.find_waiting("incoming-finish", SUBJECT)
    receiving.finish(officer, path, "Đã tham mưu văn bản triển khai trong toàn ngành.")


def see_every_status(journey: Journey) -> None:
    """The sender sees how far it has come at each receiver."""
    officer = journey.visitors["chuyenvien.tinh"]
    finished = receiving.status_at_sender(officer, journey.path, RECEIVER)
    assert vietnamese("Finished") in finished
    assert vietnamese("Delivered") in finished
    waiting = receiving.status_at_sender(officer, journey.path, OTHER)
    assert vietnamese("Arrived, not looked at yet") in waiting
    journey.album.add(officer, "document")


def sender_figures(journey: Journey) -> dict[str, Shown]:
    return figures.read_figures(journey.visitors["phochutich.tinh"], SENDER)


def receiver_figures(journey: Journey) -> dict[str, Shown]:
    return figures.read_figures(journey.visitors["giamdoc.noivu"], RECEIVER)


def listed_as_sent(journey: Journey) -> list[str]:
    leader = journey.visitors["phochutich.tinh"]
    figures.read_figures(leader, SENDER)
    journey.album.add(leader, "statistics")
    figures.open_numerator(leader, "outgoing_sent")
    return figures.listed(leader)


def one_more(before: Shown) -> Shown:
    """The figure when one more document is counted and fulfils it."""
    return Shown(before.numerator + 1, before.denominator + 1)
