"""What stands on the gallery's pages: an invented commune and its papers."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from flask import current_app

from eoffice.ui.components import PageView, TextWord

AGENCY = "Ủy ban nhân dân xã Lũng Cú"
AGENCIES = [
    "Văn phòng Ủy ban nhân dân tỉnh (H99.01)",
    "Sở Nội vụ (H99.05)",
    "Ủy ban nhân dân xã Bản Phiệt (H99.21)",
]
NAVIGATION: list[tuple[str, list[tuple[str, str, int | None]]]] = [
    ("", [("Việc cần làm", "/", 7)]),
    ("Văn bản đến", [("Chờ tiếp nhận", "/document", 3), ("Đã đăng ký", "/read", None)]),
    ("Văn bản đi", [("Soạn văn bản", "/write", None), ("Chờ ký", "/read?zoom=100", 2)]),
    ("Báo cáo", [("Thống kê", "/statistics", None), ("Khóa trên thiết bị", "/enrol", None)]),
]
SUBJECT = "Về việc phê duyệt kế hoạch phòng, chống rét cho gia súc, gia cầm vụ Đông Xuân năm 2026 - 2027"


def current_extensions() -> dict[str, Any]:
    return current_app.extensions


def record(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**values)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 19, hour, minute, second, tzinfo=UTC)


DOCUMENTS = [
    record(
        number="1287/QĐ-UBND",
        subject=SUBJECT,
        sender="UBND tỉnh",
        day=date(2026, 11, 18),
        urgency="immediate",
        state=("Chờ ký", "waiting"),
        due=(date(2026, 11, 20), "soon"),
    ),
    record(
        number="12-CV/ĐU",
        subject="Về việc tổ chức sinh hoạt chuyên đề quý IV năm 2026",
        sender="Đảng ủy xã",
        day=date(2026, 11, 12),
        urgency="urgent",
        state=("Quá hạn", "danger"),
        due=(date(2026, 11, 17), "overdue"),
    ),
    record(
        number="05/TB-SNV",
        subject="Thông báo lịch tiếp công dân định kỳ",
        sender="Sở Nội vụ",
        day=date(2026, 11, 3),
        urgency="normal",
        state=("Đã hoàn thành", "done"),
        due=(date(2026, 11, 10), "done"),
    ),
]
FILES = [
    record(
        name="quyet-dinh-ke-hoach-chong-ret.pdf",
        role_label="Văn bản chính",
        size=482_113,
        sha256="9f2c" * 16,
        url="/read",
        verdict="valid",
        level="B-T",
        note="",
    ),
    record(
        name="phu-luc-kinh-phi.xlsx",
        role_label="Phụ lục",
        size=18_400,
        sha256="04be" * 16,
        url="/read",
        verdict="unsigned",
        level="",
        note="",
    ),
    record(
        name="phieu-trinh-so-44.docx",
        role_label="Tài liệu kèm trình",
        size=1_240_000,
        sha256="77aa" * 16,
        url="/read",
        verdict="",
        level="",
        note="Không gửi ra ngoài cơ quan",
    ),
]
EVENTS = [
    record(
        at=at(1, 12),
        title="Trình ký",
        actor="Lò Văn Minh, chuyên viên",
        detail="Đề nghị ký trước 17 giờ.",
        tone="done",
    ),
    record(
        at=at(2, 40),
        title="Trả lại",
        actor="Giàng Seo Páo, trưởng phòng",
        detail="Bổ sung kinh phí tại Điều 2.",
        tone="danger",
    ),
    record(at=at(6, 3), title="Trình lại", actor="Lò Văn Minh, chuyên viên", detail="", tone="active"),
    record(at=at(8, 31), title="Đã ký", actor="Nguyễn Thị Hồng Nhung, Phó Chủ tịch", detail="", tone="done"),
]
SIGNATURES = [
    record(
        signer="Nguyễn Thị Hồng Nhung",
        role_label="Chữ ký cá nhân, KT. CHỦ TỊCH",
        verdict="valid",
        level="B-T",
        claimed_at=at(8, 31, 4),
        proven_at=at(8, 31, 6),
        certificate="CA thử nghiệm, 4F:19:…:A2",
        reasons=[],
        is_trial=True,
        is_seal=False,
    ),
    record(
        signer=AGENCY,
        role_label="Chữ ký số của cơ quan",
        verdict="indeterminate",
        level="B-B",
        claimed_at=at(9, 2, 0),
        proven_at=None,
        certificate="CA thử nghiệm, 77:0B:…:3E",
        reasons=["Không lấy được dấu thời gian.", "Chưa kiểm tra được việc thu hồi."],
        is_trial=True,
        is_seal=True,
    ),
]
TRANSMISSIONS = [
    record(
        receiver="Sở Nội vụ",
        code="H99.05",
        contact="",
        channel="electronic",
        transport_label="Đã nhận",
        transport_tone="done",
        business_label="Đang xử lý",
        business_tone="active",
        at=at(9, 30),
        detail="",
    ),
    record(
        receiver="Ủy ban nhân dân xã Bản Phiệt",
        code="H99.21",
        contact="",
        channel="both",
        transport_label="Gửi lỗi",
        transport_tone="danger",
        business_label="",
        business_tone="",
        at=at(9, 31),
        detail="Trục liên thông không trả lời; gửi lại lúc 16:45.",
    ),
    record(
        receiver="Ông Vàng Mí Sính",
        code="",
        contact="",
        channel="paper",
        transport_label="Chờ gửi",
        transport_tone="waiting",
        business_label="",
        business_tone="",
        at=None,
        detail="",
    ),
]
ASSIGNMENTS = [
    record(
        role_label="Chủ trì",
        name="Phòng Kinh tế",
        due_on=date(2026, 11, 27),
        state_label="Đang xử lý",
        state_tone="active",
    ),
    record(role_label="Phối hợp", name="Văn phòng HĐND và UBND", due_on=None, state_label="", state_tone=""),
    record(role_label="Để biết", name="Phòng Văn hóa - Xã hội", due_on=None, state_label="", state_tone=""),
]
BY_UNIT = [
    ("Phòng Kinh tế", 98.2, "/document"),
    ("Phòng Văn hóa - Xã hội", 91.5, "/document"),
    ("Văn phòng HĐND và UBND", 100, "/document"),
    ("Trung tâm Phục vụ hành chính công", 74, "/document"),
]
BY_MONTH = [("T6", 112), ("T7", 240), ("T8", 198), ("T9", 305), ("T10", 287), ("T11", 164)]

# (text, left edge, baseline from the top, size) in points of an A4 page.
LINES = [
    ("ỦY BAN NHÂN DÂN XÃ LŨNG CÚ", 70, 80, 12),
    ("Số:      /QĐ-UBND", 100, 112, 13),
    ("QUYẾT ĐỊNH", 250, 170, 14),
    ("Về việc phê duyệt kế hoạch phòng, chống rét", 160, 192, 14),
    ("Điều 1. Phê duyệt kế hoạch kèm theo Quyết định này.", 100, 250, 14),
    ("Điều 2. Quyết định có hiệu lực kể từ ngày ký.", 100, 280, 14),
    ("KT. CHỦ TỊCH", 380, 560, 13),
    ("PHÓ CHỦ TỊCH", 376, 578, 13),
    ("Nguyễn Thị Hồng Nhung", 352, 680, 14),
]
MARK = record(
    page=1, left=360.0, bottom=175.0, right=490.0, top=250.0, label="Nguyễn Thị Hồng Nhung", image_url=""
)


def page_picture(number: int) -> str:
    """The page as a picture."""
    texts = "".join(f'<text x="{x}" y="{y}" font-size="{size}">{text}</text>' for text, x, y, size in LINES)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="595" height="842">'
        f'<rect width="595" height="842" fill="#fff"/><g font-family="Liberation Serif">{texts}'
        f'<text x="297" y="40" font-size="10">{number}</text></g></svg>'
    )


def words() -> tuple[TextWord, ...]:
    """The words of the page with boxes as a PDF reader reports them, about half an em a letter."""
    found: list[TextWord] = []
    for text, x, y, size in LINES:
        left = float(x)
        for word in text.split():
            width = len(word) * size * 0.52
            found.append(TextWord(word, left, 842 - y - size * 0.2, left + width, 842 - y + size * 0.8))
            left += width + size * 0.25
    return tuple(found)


PAGES = [
    PageView(
        number,
        595.0,
        842.0,
        ((595, f"/page-picture-{number}.svg"), (1190, f"/page-picture-{number}.svg?2")),
        words(),
    )
    for number in (1, 2, 3)
]
