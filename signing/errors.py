"""The one error this package raises."""

from __future__ import annotations


class SigningError(Exception):
    """What went wrong, as a stable code and an English sentence; `detail` holds plain values for a message.

    Codes: empty-file, too-large, not-a-pdf, pdf-encrypted, pdf-broken, too-many-objects, too-complex,
    already-signed, changes-forbidden, page-not-found, field-not-found, field-already-signed, field-locked,
    letters-missing, font-missing, font-unusable, picture-unusable, certificate-unusable,
    certificate-key-unsupported, prepared-file-changed, signature-value-mismatch, signature-too-large,
    timestamp-unavailable.
    """

    def __init__(self, code: str, message: str, **detail: object) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.detail = detail
