"""What can be done with keys and signatures, one verb or family of verbs a file."""

from __future__ import annotations

from eoffice.signatures.service.complete import CompletedSigning, complete_signature
from eoffice.signatures.service.enrol import (
    enrol_certificate,
    register_certificate,
    revoke_certificate,
    subject_of,
)
from eoffice.signatures.service.fill import fill_number
from eoffice.signatures.service.place import FoundMark, MarkPlace, find_mark
from eoffice.signatures.service.prepare import PreparedSigning, cancel_signature, prepare_signature
from eoffice.signatures.service.seal import seal_document
from eoffice.signatures.service.sweep import sweep_signing
from eoffice.signatures.service.verify import save_verification, verify_stored

__all__ = [
    "CompletedSigning",
    "FoundMark",
    "MarkPlace",
    "PreparedSigning",
    "cancel_signature",
    "complete_signature",
    "enrol_certificate",
    "fill_number",
    "find_mark",
    "prepare_signature",
    "register_certificate",
    "revoke_certificate",
    "save_verification",
    "seal_document",
    "subject_of",
    "sweep_signing",
    "verify_stored",
]
