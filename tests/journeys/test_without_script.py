"""The whole way of a document where no script runs; only the leader's own key needs one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from eoffice.core.clock import Clock
from tests.journeys import receiving, sending, signing
from tests.journeys.catalogue import vietnamese
from tests.journeys.sending import FIXTURES, Draft, ReceiverRow
from tests.journeys.visitors import Visitor, Visitors

SUBJECT = "Báo cáo kết quả ký số văn bản điện tử quý IV"
DRAFT = Draft(
    kind="report",
    subject=SUBJECT,
    signer="Nghiêm Thị Phương Lan",
    main=FIXTURES / "kc-bao-cao-ky-so.pdf",
    annexes=[FIXTURES / "phu-luc-so-lieu-van-thu.xlsx"],
    supporting=[FIXTURES / "phieu-tham-dinh.pdf"],
    receivers=[
        ReceiverRow("electronic", "Ủy ban nhân dân phường Hòa Bình (H99.43)"),
        ReceiverRow("paper", "Ủy ban nhân dân tỉnh Đông Xuyên"),
        ReceiverRow("email", "Ông Nguyễn Văn Mẫu", "nguyen.van.mau@example.com"),
    ],
)
ONE_MORE = ReceiverRow("both", "Sở Nội vụ tỉnh Lam Giang (H99.12)")


def test_everything_but_signing_works_without_script(visitors: Visitors) -> None:
    def plain(login: str) -> Visitor:
        return visitors.enter(login, has_scripts=False)

    officer, head = plain("chuyenvien.khcn"), plain("truongphong.cds.khcn")
    path = sending.draft(officer, DRAFT)
    officer.follow(officer.page.locator(f'a[href="{path}/edit"]'))
    sending.fill_receivers(officer, [ONE_MORE], first=len(DRAFT.receivers))
    officer.send(f"{path}/edit")
    expect(officer.page.locator("#receivers tbody tr")).to_have_count(4)
    sending.submit(officer, path, "Kính trình Phó Giám đốc ký báo cáo.")

    head.find_waiting("outgoing-approve_content", SUBJECT)
    sending.return_draft(head, path, "Đề nghị rà soát số liệu tháng 10.")
    sending.submit(officer, path, "Đã rà soát. Kính trình Phó Giám đốc ký báo cáo.")
    head.find_waiting("outgoing-approve_content", SUBJECT)
    head.send(f"{path}/approve-content")
    checker = plain("thethuc.khcn")
    checker.find_waiting("outgoing-approve_form", SUBJECT)
    checker.send(f"{path}/approve-form")

    plain_leader = plain("phogiamdoc.khcn")
    plain_leader.go(f"{path}/sign")
    expect(plain_leader.page.locator("noscript .notice-warning")).to_be_visible()
    expect(plain_leader.page.locator("[data-sign-button]")).to_be_disabled()
    leader = visitors["phogiamdoc.khcn"]
    leader.go(f"{path}/sign")
    signing.enrol(leader, f"{path}/sign")
    signing.sign(leader, path)

    clerk = plain("vanthu.khcn")
    clerk.find_waiting("outgoing-number", SUBJECT)
    assert sending.number(clerk, path).endswith("/BC-SKHCN")
    clerk.send(f"{path}/seal")
    clerk.send(f"{path}/issue")
    handle(plain)
    assert vietnamese("Finished") in receiving.status_at_sender(officer, path, "Hòa Bình")


def handle(plain: Callable[[str], Visitor]) -> None:
    """What the receiver's people do."""
    clerk = plain("vanthu.hoabinh")
    path = receiving.wait_for_arrival(clerk, SUBJECT)
    receiving.take(clerk, path, "accept")
    receiving.take(clerk, path, "register")
    sending.choose(clerk, "#post_id", "Lâm Chí Hòa")
    receiving.take(clerk, path, "present")
    leader = plain("chutich.hoabinh")
    leader.find_waiting("incoming-direct", SUBJECT)
    due_on, parts = Clock().today() + timedelta(days=6), {"Phòng Văn hóa - Xã hội": "lead"}
    receiving.direct(leader, path, "Giao Phòng Văn hóa - Xã hội theo dõi.", due_on, parts)
    head = plain("vanhoa.hoabinh")
    head.find_waiting("incoming-assign", SUBJECT)
    receiving.assign(head, path, "Thạch Thị Hồng, Công chức Văn hóa - Xã hội", "Báo cáo lại khi xong.")
    officer = plain("congchuc2.hoabinh")
    officer.find_waiting("incoming-finish", SUBJECT)
    receiving.finish(officer, path, "Đã tổng hợp vào báo cáo của phường.")
