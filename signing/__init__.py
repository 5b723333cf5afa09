"""PAdES signatures: seekable files in, seekable files out.

Knows no web, database, queue, settings or environment, and fetches nothing but timestamps. The way of a
signature: `inspect` a file before it is taken in (and `rewrite` it when its structure asks for that),
`add_number_fields` before the first signature, `find_mark_place` for the mark, `prepare` (place the field,
draw the mark, reserve room, return the bytes to sign), let someone sign those bytes, `complete` (check the
value, wrap it, timestamp it, put it in its place), `fill_number_fields` after the leader, `sign_locally`
with locks for the seal, `add_evidence` (B-LT) and `add_document_timestamp` (B-LTA) for the years to come, and
`verify` what is really there.

Files of strangers are read in child processes with limits on memory and time (`inspect`, `verify_untrusted`
and everything in `pages` and `places`). Every failure is a `SigningError` with a code; exceptions of pyHanko,
pikepdf and pypdfium2 stay inside.
"""

from signing.certificates import ALGORITHMS, algorithm_for, readable_name, written_subject
from signing.complete import complete
from signing.errors import SigningError
from signing.extend import add_document_timestamp, add_evidence
from signing.fields import NUMBER_FIELDS, add_number_fields, fill_number_fields
from signing.files import file_sha256
from signing.fonts import prepare_font
from signing.geometry import Blank, Blanks, PageSize, Place, Word
from signing.inspection import Inspection, inspect, rewrite
from signing.local import sign_bytes, sign_locally
from signing.marks import Mark, PersonalMark, SealMark, TextMark
from signing.pages import page_words, render_page
from signing.placeholder import SignatureField
from signing.places import find_blanks, find_mark_place, find_seal_place
from signing.prepare import Prepared, prepare
from signing.reports import (
    SignatureReport,
    Verification,
    report_as_json,
    verification_from_data,
    verification_to_data,
)
from signing.timestamps import Timestamper, http_timestamper
from signing.trust import Trust
from signing.untrusted import verify_untrusted
from signing.verify import verify

__all__ = [
    "ALGORITHMS",
    "NUMBER_FIELDS",
    "Blank",
    "Blanks",
    "Inspection",
    "Mark",
    "PageSize",
    "PersonalMark",
    "Place",
    "Prepared",
    "SealMark",
    "SignatureField",
    "SignatureReport",
    "SigningError",
    "TextMark",
    "Timestamper",
    "Trust",
    "Verification",
    "Word",
    "add_document_timestamp",
    "add_evidence",
    "add_number_fields",
    "algorithm_for",
    "complete",
    "file_sha256",
    "fill_number_fields",
    "find_blanks",
    "find_mark_place",
    "find_seal_place",
    "http_timestamper",
    "inspect",
    "page_words",
    "prepare",
    "prepare_font",
    "readable_name",
    "render_page",
    "report_as_json",
    "rewrite",
    "sign_bytes",
    "sign_locally",
    "verification_from_data",
    "verification_to_data",
    "verify",
    "verify_untrusted",
    "written_subject",
]
