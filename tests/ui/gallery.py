"""A small application that shows every component with office-like content, under the strict content policy.

It also plays the server for the browser's scripts: certifies requests, takes signatures, keeps what it got.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask, Response, flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from eoffice.ui.components import (
    Frame,
    NavigationGroup,
    NavigationItem,
    PostChoice,
    install,
    read_receiver_rows,
)
from tests.ui import office

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NOW = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)


@dataclass
class Received:
    """What the browser sent."""

    requests: list[dict[str, str]] = field(default_factory=list)
    certificates: list[x509.Certificate] = field(default_factory=list)
    prepared: list[dict[str, object]] = field(default_factory=list)
    signatures: list[bytes] = field(default_factory=list)
    receivers: list[object] = field(default_factory=list)
    posts: int = 0
    to_be_signed: bytes = b""
    refuse_with: tuple[int, dict[str, object]] | None = None


def navigation(path: str) -> tuple[NavigationGroup, ...]:
    return tuple(
        NavigationGroup(
            label, tuple(NavigationItem(text, url, url == path, count) for text, url, count in items)
        )
        for label, items in office.NAVIGATION
    )


def frame() -> Frame:
    if request.path == "/sign-in":
        return Frame(agency_name=office.AGENCY, language_url="/language", is_trial=True)
    posts = (
        PostChoice("1", "Phó Chủ tịch", office.AGENCY, True),
        PostChoice("2", "Ủy viên", "Hội đồng nhân dân xã Lũng Cú"),
    )
    return Frame(
        agency_name=office.AGENCY,
        person_name="Nguyễn Thị Hồng Nhung",
        posts=posts,
        navigation=navigation(request.path),
        post_url="/post",
        language_url="/language",
        sign_out_url="/sign-out",
        is_trial=True,
        version="0.1.0",
    )


def create_gallery(translations: Path | None = None, locale: str = "vi") -> Flask:
    """The gallery; `translations` holds compiled catalogues, without them texts are English."""
    app = Flask(__name__, template_folder="templates")
    app.secret_key = secrets.token_bytes(16)
    if translations:
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    Babel(app, locale_selector=lambda: request.args.get("language", locale))
    CSRFProtect(app)
    install(app, frame)
    app.extensions["received"] = Received()
    app.after_request(_guard)
    for path in ("/", "/document", "/write", "/read", "/statistics", "/enrol", "/sign-in", "/empty"):
        app.add_url_rule(path, path, _page)
    app.add_url_rule("/page-picture-<int:number>.svg", view_func=_page_picture)
    app.add_url_rule("/write", "send", _write, methods=["POST"])
    app.add_url_rule("/certificates", view_func=_certify, methods=["POST"])
    app.add_url_rule("/prepare", view_func=_prepare, methods=["POST"])
    app.add_url_rule("/signatures/<name>/complete", view_func=_complete, methods=["POST"])
    return app


def received() -> Received:
    from_app: Received = office.current_extensions()["received"]
    return from_app


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _page() -> str:
    name = request.path.strip("/") or "home"
    if name == "home":
        flash("Đã đăng ký văn bản đến số 128.", "success")
    certificates = [
        {
            "id": str(index),
            "fingerprint": certificate.fingerprint(hashes.SHA256()).hex(),
            "label": "Nguyễn Thị Hồng Nhung",
            "expires_at": certificate.not_valid_after_utc,
            "is_trial": True,
        }
        for index, certificate in enumerate(received().certificates)
    ]
    return render_template(
        f"gallery/{name}.html",
        office=office,
        now=NOW,
        today=date(2026, 11, 20),
        certificates=certificates,
        zoom=request.args.get("zoom", 0, int),
    )


def _page_picture(number: int) -> Response:
    return Response(office.page_picture(number), mimetype="image/svg+xml")


def _write() -> ResponseReturnValue:
    received().posts += 1
    received().receivers = list(read_receiver_rows(request.form))
    return render_template("gallery/write.html", office=office, now=NOW, today=date(2026, 11, 20)), 422


def _certify() -> ResponseReturnValue:
    """Certify a request with a throw-away authority, as the trial authority would."""
    got = received()
    got.requests.append(request.get_json())
    if got.refuse_with:
        return _refusal(*got.refuse_with)
    wanted = x509.load_pem_x509_csr(request.get_json()["csr"].encode())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(wanted.subject)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gallery")]))
        .public_key(wanted.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=365))
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )
    got.certificates.append(certificate)
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    return jsonify(id=str(len(got.certificates) - 1), certificate=pem, fingerprint=fingerprint), 201


def _prepare() -> ResponseReturnValue:
    got = received()
    got.prepared.append(request.get_json())
    if got.refuse_with:
        return _refusal(*got.refuse_with)
    got.to_be_signed = secrets.token_bytes(231)
    return jsonify(
        id="0195-prepared",
        to_be_signed=base64.b64encode(got.to_be_signed).decode(),
        algorithm="ecdsa-p256",
        prepared_sha256=hashlib.sha256(got.to_be_signed).hexdigest(),
        document_name="quyet-dinh.pdf",
        expires_at=(NOW + timedelta(minutes=5)).isoformat(),
    )


def _complete(name: str) -> ResponseReturnValue:
    received().signatures.append(base64.b64decode(request.get_json()["signature"]))
    return jsonify(location=f"/document?signed={name}")


def _refusal(status: int, problem: dict[str, object]) -> ResponseReturnValue:
    response = jsonify(problem)
    response.content_type = "application/problem+json"
    return response, status
