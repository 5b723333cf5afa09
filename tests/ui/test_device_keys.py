"""Keys made in the browser: they sign, their requests are true, and they never leave."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from playwright.sync_api import Page, expect

from tests.ui import office
from tests.ui.gallery import Received

OPEN = """const keys = await new Promise((resolve) => {
  const opening = indexedDB.open("eoffice-device-keys", 1);
  opening.onsuccess = () => {
    const reading = opening.result.transaction("keys").objectStore("keys").getAll();
    reading.onsuccess = () => { opening.result.close(); resolve(reading.result); };
  };
});"""


def enrol(page: Page, algorithm: str = "ecdsa-p256", label: str = "Máy tính cơ quan") -> None:
    page.goto("/enrol")
    page.fill("#label", label)
    page.check(f'input[value="{algorithm}"]')
    page.click("[data-enrol-button]")
    expect(page.locator("[data-list]")).to_contain_text(label)


@pytest.mark.parametrize("algorithm", ["ecdsa-p256", "rsa-2048"])
def test_a_request_made_in_the_browser_is_verified_by_openssl(
    page: Page, received: Received, tmp_path: Path, algorithm: str
) -> None:
    enrol(page, algorithm)
    request = tmp_path / "request.pem"
    request.write_text(received.requests[0]["csr"], "ascii")
    told = subprocess.run(
        [
            "openssl",
            "req",
            "-in",
            request,
            "-verify",
            "-noout",
            "-subject",
            "-nameopt",
            "utf8,sep_comma_plus",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "verify OK" in told.stderr
    assert f"C=VN,O={office.AGENCY},CN=Nguyễn Thị Hồng Nhung" in told.stdout


def test_a_request_says_what_the_form_says(page: Page, received: Received) -> None:
    enrol(page, "rsa-2048", "Máy ở nhà")
    assert received.requests[0]["label"] == "Máy ở nhà"
    assert received.requests[0]["algorithm"] == "rsa-2048"
    key = x509.load_pem_x509_csr(received.requests[0]["csr"].encode()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048


@pytest.mark.parametrize("algorithm", ["ecdsa-p256", "rsa-2048"])
@pytest.mark.parametrize("form", ["pkcs8", "jwk"])
def test_a_device_key_cannot_be_exported(page: Page, received: Received, algorithm: str, form: str) -> None:
    enrol(page, algorithm)
    refused = page.evaluate(
        f"""async (form) => {{ {OPEN}
          try {{ await crypto.subtle.exportKey(form, keys[0].privateKey); return "exported"; }}
          catch (error) {{ return error.name; }} }}""",
        form,
    )
    assert refused == "InvalidAccessError"


def test_the_page_keeps_the_certificate_beside_its_key(page: Page, received: Received) -> None:
    enrol(page)
    fingerprint = page.evaluate(f"async () => {{ {OPEN} return keys[0].certificate.fingerprint; }}")
    assert fingerprint == received.certificates[0].fingerprint(hashes.SHA256()).hex()


def test_a_refused_request_leaves_no_key_and_says_why(page: Page, received: Received) -> None:
    page.goto("/enrol")
    received.refuse_with = (422, {"title": "Tên thiết bị đã dùng.", "errors": {"label": "Chọn tên khác."}})
    page.click("[data-enrol-button]")
    expect(page.locator("[data-problem]")).to_contain_text("Tên thiết bị đã dùng.")
    expect(page.locator("[data-problem]")).to_contain_text("Chọn tên khác.")
    expect(page.locator("[data-enrol-button]")).to_be_enabled()
    expect(page.locator("[data-list]")).to_contain_text("No key of yours")


def test_a_deleted_key_is_gone(page: Page, received: Received) -> None:
    enrol(page)
    page.click("[data-list] summary")
    page.click("[data-list] button")
    expect(page.locator("[data-list]")).to_contain_text("No key of yours")
    assert page.evaluate(f"async () => {{ {OPEN} return keys.length; }}") == 0


def verify(certificate: x509.Certificate, signature: bytes, signed: bytes) -> None:
    """Raises unless `signature`, as the browser gives it, is over `signed`."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        assert len(signature) == 64
        r, s = (int.from_bytes(part) for part in (signature[:32], signature[32:]))
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("algorithm", ["ecdsa-p256", "rsa-2048"])
def test_exactly_the_bytes_that_the_server_gave_are_signed(
    page: Page, received: Received, algorithm: str
) -> None:
    enrol(page, algorithm)
    page.goto("/read")
    page.click("[data-sign-button]")
    page.wait_for_url("**/document?signed=0195-prepared")
    verify(received.certificates[0], received.signatures[0], received.to_be_signed)


def test_the_place_of_the_mark_goes_with_the_request(page: Page, received: Received) -> None:
    enrol(page)
    page.goto("/read")
    page.click("[data-sign-button]")
    page.wait_for_url("**/document?signed=*")
    assert received.prepared == [
        {"certificate_id": "0", "place": {"page": 1, "box": [360, 175, 490, 250]}},
    ]


def test_pressing_twice_signs_once(page: Page, received: Received) -> None:
    enrol(page)
    page.goto("/read")
    page.locator("[data-sign-button]").dblclick()
    page.wait_for_url("**/document?signed=*")
    assert len(received.prepared) == 1
    assert len(received.signatures) == 1


def test_without_a_key_on_this_device_the_page_leads_to_enrolment(page: Page, received: Received) -> None:
    page.goto("/read")
    expect(page.locator("[data-problem]")).to_contain_text("holds no key that may sign here")
    expect(page.locator("[data-sign-button]")).to_be_disabled()
    expect(page.get_by_role("link", name="Enrol this device")).to_have_attribute("href", "/enrol")


def test_a_key_of_another_browser_is_shown_as_not_here(page: Page, received: Received) -> None:
    enrol(page)
    page.evaluate("indexedDB.deleteDatabase('eoffice-device-keys')")
    page.goto("/read")
    expect(page.locator("[data-where]")).to_contain_text("not in this browser")
    expect(page.locator("[data-sign-button]")).to_be_disabled()


def test_a_document_that_changed_is_said_in_words_and_nothing_is_signed(
    page: Page, received: Received
) -> None:
    enrol(page)
    page.goto("/read")
    received.refuse_with = (409, {"code": "document-changed"})
    page.click("[data-sign-button]")
    expect(page.locator("[data-problem]")).to_contain_text("The document has changed")
    expect(page.locator("[data-sign-button]")).to_be_enabled()
    assert received.signatures == []


def test_an_answer_that_gets_lost_is_not_called_a_failure(page: Page, received: Received) -> None:
    enrol(page)
    page.goto("/read")
    page.route("**/complete", lambda route: route.abort())
    page.click("[data-sign-button]")
    expect(page.locator("[data-problem]")).to_contain_text("The answer got lost")


def test_a_server_out_of_reach_is_said_before_anything_is_signed(page: Page, received: Received) -> None:
    enrol(page)
    page.goto("/read")
    page.route("**/prepare", lambda route: route.abort())
    page.click("[data-sign-button]")
    expect(page.locator("[data-problem]")).to_contain_text("Nothing was signed")


def test_plain_http_from_afar_is_refused_with_the_reason(
    page: Page, address: str, received: Received
) -> None:
    port = address.rsplit(":", 1)[1]
    page.route("http://office.example/**", lambda route: route.fulfill(
        response=page.request.fetch(route.request.url.replace("http://office.example", f"http://127.0.0.1:{port}"))
    ))  # fmt: skip
    page.goto("http://office.example/read")
    expect(page.locator("[data-problem]")).to_contain_text("needs a secure connection")
    expect(page.locator("[data-sign-button]")).to_be_disabled()
