"""What the doors of this feature are given by ``app.py``."""

from __future__ import annotations

from flask import current_app

from eoffice.signatures.issuing import EXTENSION, CertificateIssuer, SignatureWiring


def issuer() -> CertificateIssuer | None:
    """The authority that certifies keys here, or None: nobody can enrol then."""
    wiring: SignatureWiring = current_app.extensions.get(EXTENSION) or SignatureWiring()
    return wiring.issuer
