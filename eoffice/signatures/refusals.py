"""What the signing package cannot do, said to a user: its codes as errors with a sentence and an advice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eoffice.core.errors import Conflict, DomainError, Invalid, Unavailable
from eoffice.core.messages import N_
from signing import SigningError

_RELOAD = N_("Open the document again, read it, and start once more.")
_ANOTHER_FILE = N_("Give the file back to its drafter, who can upload a new PDF.")
_ENGINEER = N_("Tell your engineer; nothing was changed.")

_REFUSALS: dict[str, tuple[type[DomainError], str, str]] = {
    "signature-value-mismatch": (
        Invalid,
        N_("The signature was not made by this certificate's key for this document."),
        N_("Sign again with the key that belongs to the certificate you chose."),
    ),
    "prepared-file-changed": (
        Conflict,
        N_("The file has changed since it was prepared for signing."),
        _RELOAD,
    ),
    "timestamp-unavailable": (
        Unavailable,
        N_("The timestamp service does not answer, so the time of signing cannot be proven."),
        N_("Nothing was changed. Try again in a few minutes."),
    ),
    "certificate-key-unsupported": (
        Invalid,
        N_("This kind of key cannot sign here."),
        N_("Use an RSA key of at least 2048 bits or a P-256 key."),
    ),
    "certificate-unusable": (Invalid, N_("The certificate cannot be read."), N_("Enrol a new key.")),
    "pdf-encrypted": (Invalid, N_("The PDF is protected by a password."), _ANOTHER_FILE),
    "pdf-broken": (Invalid, N_("The PDF is damaged."), _ANOTHER_FILE),
    "not-a-pdf": (Invalid, N_("The file is not a PDF."), _ANOTHER_FILE),
    "empty-file": (Invalid, N_("The file is empty."), _ANOTHER_FILE),
    "too-large": (Invalid, N_("The file is too large."), _ANOTHER_FILE),
    "too-many-objects": (Invalid, N_("The PDF is too complicated to be handled safely."), _ANOTHER_FILE),
    "too-complex": (Invalid, N_("The PDF is too complicated to be handled safely."), _ANOTHER_FILE),
    "changes-forbidden": (
        Conflict,
        N_("A signature already in the PDF forbids further changes."),
        _ANOTHER_FILE,
    ),
    "page-not-found": (
        Invalid,
        N_("The document has no page %(page)s; it has %(pages)s."),
        N_("Choose another page for the mark."),
    ),
    "field-already-signed": (Conflict, N_("The document was signed in this place already."), _RELOAD),
    "field-locked": (Conflict, N_("Number and date are locked by the agency's seal."), _RELOAD),
    "letters-missing": (
        Invalid,
        N_("The font for marks cannot draw these letters: %(letters)s."),
        _ENGINEER,
    ),
    "picture-unusable": (
        Invalid,
        N_("The picture of the signature or of the seal cannot be read."),
        N_("Upload it again as a PNG with a transparent background."),
    ),
}
_CODES = {"prepared-file-changed": "file-changed", "field-already-signed": "already-signed"}


def refusal(error: SigningError) -> DomainError:
    """The error of this application for one of the signing package."""
    kind, message, advice = _REFUSALS.get(
        error.code, (DomainError, N_("The document cannot be signed."), _ENGINEER)
    )
    return kind(_CODES.get(error.code, error.code), message, advice, **_params(error, message))


@contextmanager
def said_to_the_user() -> Iterator[None]:
    """Turn every ``SigningError`` inside into the error a user is told."""
    try:
        yield
    except SigningError as error:
        raise refusal(error) from error


def _params(error: SigningError, message: str) -> dict[str, Any]:
    return {name: value for name, value in error.detail.items() if f"%({name})s" in message}
