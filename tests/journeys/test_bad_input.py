"""What cannot be accepted is said beside its field; what was typed stays, and nothing is kept of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.documents.files import broken_pdf, encrypted_pdf
from tests.journeys import sending
from tests.journeys.catalogue import vietnamese
from tests.journeys.instances import DATABASE, Instance, copied, running
from tests.journeys.sending import FIXTURES, Draft, ReceiverRow
from tests.journeys.visitors import Visitor, visiting

LIMIT = 100_000  # bytes
DRAFT = Draft(
    kind="official_letter",
    subject="V/v nộp lưu hồ sơ, tài liệu giấy",
    signer="Tạ Thị Kim Sa",
    main=FIXTURES / "nv-cong-van-nop-luu.pdf",
    annexes=[FIXTURES / "phu-luc-so-lieu-van-thu.xlsx"],
    supporting=[FIXTURES / "phieu-tham-dinh.pdf"],
    receivers=[
        ReceiverRow("electronic", "Ủy ban nhân dân xã Yên Khê (H99.41)"),
        ReceiverRow("email", "Ông Nguyễn Văn Mẫu", "nguyen.van.mau@example.com"),
    ],
)
FILES = {
    "a-text.pdf": (b"Kh\xc3\xb4ng ph\xe1\xba\xa3i PDF.\n" * 20, "The file is not a PDF."),
    "encrypted.pdf": (encrypted_pdf(), "The PDF is protected by a password or by restrictions."),
    "broken.pdf": (broken_pdf(), "The PDF is damaged and cannot be read."),
    "empty.pdf": (b"", "The file is empty: it has 0 bytes."),
}
NO_CODE = (
    "This receiver has no agency code that is valid today, so it cannot be reached electronically. "
    "Choose it from the list, or choose another channel."
)
Kept = tuple[dict[str, int], frozenset[str]]


@pytest.fixture(scope="module")
def small(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The sample, where an upload may weigh little."""
    folder = tmp_path_factory.mktemp("small") / "var"
    environment = {"EOFFICE_LIMITS__UPLOAD_BYTES": str(LIMIT)}
    with copied(sample, folder), running(folder, environment=environment) as served:
        yield served


@pytest.fixture
def officer(browser: Browser, small: Instance) -> Iterator[Visitor]:
    """Somebody who drafts, in a browser without script: the server has to say what is wrong."""
    with visiting(browser, small) as visitors:
        yield visitors.enter("chuyenvien2.noivu", has_scripts=False)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_accepted(officer: Visitor, small: Instance, tmp_path: Path, name: str) -> None:
    content, sentence = FILES[name]
    (tmp_path / name).write_bytes(content)
    before = kept(small)
    send(officer, DRAFT, main=tmp_path / name, status=422)
    assert said_beside(officer, "#main").startswith(vietnamese(sentence))
    assert_typed_stays(officer)
    assert kept(small) == before


def test_a_file_larger_than_the_limit(officer: Visitor, small: Instance, tmp_path: Path) -> None:
    large = make_large(tmp_path)
    before = kept(small)
    send(officer, DRAFT, main=large, status=413)
    assert "0,1 MB" in said_beside(officer, "#main")
    assert_typed_stays(officer)
    assert kept(small) == before


def test_where_script_runs_a_file_larger_than_the_limit_is_not_even_sent(
    browser: Browser, small: Instance, tmp_path: Path
) -> None:
    with visiting(browser, small) as visitors:
        officer = visitors["chuyenvien2.noivu"]
        officer.go("/documents/new")
        sent: list[str] = []
        officer.page.on("request", lambda request: sent.append(request.method))
        officer.page.set_input_files("#main", make_large(tmp_path))
        officer.page.click('form[action="/documents/new"] button[type=submit]')
        expect(officer.page.locator('[data-chosen-for="main"] .wrong')).to_contain_text("200 kB")
        expect(officer.page.locator("#main")).to_be_focused()
        assert sent == []


def test_an_electronic_receiver_without_a_code(officer: Visitor, small: Instance) -> None:
    before = kept(small)
    fill(officer, DRAFT)
    sending.fill_receivers(officer, [ReceiverRow("electronic", "Hợp tác xã Mẫu")], first=2)
    officer.send("/documents/new", status=422)
    assert said_beside(officer, "#receivers-2-name") == vietnamese(NO_CODE)
    assert officer.page.input_value("#receivers-2-name") == "Hợp tác xã Mẫu"
    assert_typed_stays(officer)
    assert kept(small) == before


def test_a_draft_without_a_subject(officer: Visitor, small: Instance) -> None:
    before = kept(small)
    fill(officer, DRAFT)
    officer.page.fill("#subject", "  ")
    officer.send("/documents/new", status=422)
    assert said_beside(officer, "#subject") == vietnamese("This is needed.")
    assert officer.page.input_value("#receivers-1-contact") == DRAFT.receivers[1].contact
    assert kept(small) == before


def test_the_summary_of_what_is_wrong_leads_to_the_field(browser: Browser, small: Instance) -> None:
    with visiting(browser, small) as visitors:
        officer = visitors["chuyenvien2.noivu"]
        officer.go("/documents/new")
        officer.send("/documents/new", status=422)
        expect(officer.page.locator("[data-error-summary]")).to_be_focused()
        officer.page.click('[data-error-summary] a[href="#subject"]')
        expect(officer.page.locator("#subject")).to_be_focused()


def fill(officer: Visitor, draft: Draft) -> None:
    officer.go("/documents/new")
    sending.fill_draft(officer, draft)
    sending.fill_receivers(officer, draft.receivers)


def send(officer: Visitor, draft: Draft, *, main: Path, status: int) -> None:
    """Send the draft with another main file."""
    fill(officer, draft)
    officer.page.set_input_files("#main", main)
    officer.send("/documents/new", status=status)


def said_beside(officer: Visitor, field: str) -> str:
    """The sentence that the field names as its error."""
    wrong = officer.page.locator(field)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    sentence = officer.page.locator(f".field:has({field}) > .error")
    assert (sentence.get_attribute("id") or "?") in (wrong.get_attribute("aria-describedby") or "")
    prefix = officer.page.locator(f".field:has({field}) > .error > .visually-hidden").inner_text()
    return sentence.inner_text().removeprefix(prefix).strip()


def assert_typed_stays(officer: Visitor) -> None:
    """Everything but the files, which browsers forget, stands in the form as it was typed."""
    page = officer.page
    assert page.input_value("#subject") == DRAFT.subject
    assert page.input_value("#kind") == DRAFT.kind
    assert DRAFT.signer in page.locator("#signer_post_id option:checked").inner_text()
    assert page.locator("input[name=urgency]:checked").get_attribute("value") == DRAFT.urgency
    for index, row in enumerate(DRAFT.receivers):
        assert page.input_value(f"#receivers-{index}-channel") == row.channel
        assert page.input_value(f"#receivers-{index}-name") == row.name
        assert page.input_value(f"#receivers-{index}-contact") == row.contact


def kept(instance: Instance) -> Kept:
    """How many rows each table has, but for what follows the ledger by itself; and the files of the store."""
    with closing(sqlite3.connect(instance.folder / DATABASE)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our names
            for name in tables
            if name not in ("seals", "leases")
        }
    files = (path for path in (instance.folder / "files").rglob("*") if path.is_file())
    return rows, frozenset(path.name for path in files)


def make_large(folder: Path) -> Path:
    """A file that weighs twice what is allowed."""
    path = folder / "large.pdf"
    path.write_bytes((FIXTURES / "nv-cong-van-nop-luu.pdf").read_bytes().ljust(2 * LIMIT, b"\n"))
    return path
