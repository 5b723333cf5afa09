"""The trial authority's doors for programs and a page for people. No sign-in and no form tokens: whoever
checks a signature asks here. Registered in trial instances only.
"""

from __future__ import annotations

import base64
import binascii

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Blueprint, Response, render_template, request

from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.core.request import runtime
from eoffice.signatures.wiring import issuer
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.issuer import TrialIssuer, is_issued, list_revoked
from eoffice.trial.revocation import LARGEST_REQUEST
from signing import written_subject

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
OCSP_QUERY, OCSP_REPLY = "application/ocsp-request", "application/ocsp-response"
LIST, CERTIFICATE, PEM = "application/pkix-crl", "application/pkix-cert", "application/x-pem-file"

pages = Blueprint("trial", __name__, template_folder="templates", url_prefix="/trial")


@pages.get("/")
def about() -> str:
    """What the trial authority is and what it is not, with its root certificate."""
    root = x509.load_der_x509_certificate(_authority().root_der)
    return render_template("trial/about.html", subject=written_subject(root), root=root)


@pages.post("/tsa")
def timestamp() -> Response:
    """A timestamp (RFC 3161 §3.4); a bad request is answered with a rejection that says why."""
    return _binary(_authority().timestamp_reply(_body(), runtime().clock.now()), REPLY)


@pages.post("/ocsp")
def status() -> Response:
    """The state of certificates (RFC 6960 A.1), asked by POST."""
    return _ocsp(_body())


@pages.get("/ocsp/<path:encoded>")
def status_by_get(encoded: str) -> Response:
    """The same asked by GET, the request as base64 in the address."""
    try:
        der = base64.b64decode(encoded[: 2 * LARGEST_REQUEST], validate=True)
    except (binascii.Error, ValueError):
        der = b""  # answered as a malformed request
    return _ocsp(der)


@pages.get("/crl")
@pages.get("/issuing.crl", endpoint="issuing_list")
def revocation_list() -> Response:
    """The issuing authority's revocation list (RFC 5280 §5), DER."""
    with runtime().read() as session:
        revoked = list_revoked(session)
    return _binary(_authority().crl(revoked, runtime().clock.now()), LIST)


@pages.get("/root.crl")
def root_list() -> Response:
    """The root's revocation list, DER."""
    return _binary(_authority().root_crl(runtime().clock.now()), LIST)


@pages.get("/issuing.cer")
def issuing_certificate() -> Response:
    """The issuing authority's certificate, DER."""
    return _binary(_authority().chain_der[0], CERTIFICATE)


@pages.get("/ca.pem")
def chain() -> Response:
    """The root and the issuing authority, PEM: trust anchors for other programs."""
    certificates = [x509.load_der_x509_certificate(der) for der in reversed(_authority().chain_der)]
    found = _binary(b"".join(one.public_bytes(Encoding.PEM) for one in certificates), PEM)
    found.headers["Content-Disposition"] = 'attachment; filename="eoffice-TRIAL-ca.pem"'
    return found


def _authority() -> TrialAuthority:
    found = issuer()
    if not isinstance(found, TrialIssuer):
        raise NotFound("no-authority", N_("There is no trial authority here."))
    return found.authority


def _ocsp(request_der: bytes) -> Response:
    with runtime().read() as session:
        revoked = list_revoked(session)
        answer = _authority().ocsp_reply(
            request_der, revoked, lambda serial: is_issued(session, serial), runtime().clock.now()
        )
    return _binary(answer, OCSP_REPLY)


def _body() -> bytes:
    """At most what the authority reads, and a little more so that it can say that it is too much."""
    return request.stream.read(LARGEST_REQUEST + 1)


def _binary(content: bytes, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["X-Trial"] = "TRIAL"
    response.headers["Cache-Control"] = "no-store"
    return response
