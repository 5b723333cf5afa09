"""Why a PDF is not taken in, said to the person who uploads it: each cause with its own code and sentence."""

from __future__ import annotations

from eoffice.core.errors import DomainError, Invalid, TooLarge
from eoffice.core.messages import N_
from signing.inspection import Inspection

_SAVE_AGAIN = N_("Open it in the program that made it, save it as PDF again, and upload that.")
_SMALLER = N_("Send a smaller file, or split it into several.")

_REFUSALS: dict[str, tuple[type[DomainError], str, str, str]] = {
    "empty-file": (
        Invalid,
        "file-empty",
        N_("The file is empty: it has 0 bytes."),
        N_("Check the file on your computer and choose it again."),
    ),
    "not-a-pdf": (Invalid, "not-a-pdf", N_("The file is not a PDF."), _SAVE_AGAIN),
    "pdf-encrypted": (
        Invalid,
        "pdf-encrypted",
        N_("The PDF is protected by a password or by restrictions."),
        N_("Save it without protection and upload it again."),
    ),
    "pdf-broken": (Invalid, "pdf-broken", N_("The PDF is damaged and cannot be read."), _SAVE_AGAIN),
    "too-large": (TooLarge, "file-too-large", N_("The PDF is larger than allowed."), _SMALLER),
    "too-many-objects": (
        Invalid,
        "pdf-too-complex",
        N_("The PDF is too complicated to be checked safely."),
        _SAVE_AGAIN,
    ),
    "too-complex": (
        Invalid,
        "pdf-too-complex",
        N_("The PDF is too complicated to be checked safely."),
        _SAVE_AGAIN,
    ),
}


def refusal_of(code: str) -> DomainError:
    """The error for a code of the signing package."""
    kind, own_code, message, advice = _REFUSALS.get(
        code, (Invalid, "pdf-not-accepted", N_("The PDF cannot be accepted."), _SAVE_AGAIN)
    )
    return kind(own_code, message, advice, field="file")


def refusal_of_inspection(inspection: Inspection) -> DomainError:
    """The error for a file that an inspection does not accept: its first reason."""
    return refusal_of(next(iter(inspection.reasons), ""))
