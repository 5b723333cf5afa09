"""PAdES signatures: seekable files in, seekable files out.

Knows no web, database, queue, settings or environment, and fetches nothing but timestamps. The way of a
signature: `inspect` a file before it is taken in (and `rewrite` it when its structure asks for that),
`add_number_fields` before the first signature, `find_mark_place` for the mark, `prepare` (place the field, draw
the mark, reserve room, return the bytes to sign), let someone sign those bytes, `complete` (check the value,
wrap it, timestamp it, put it in its place), `fill_number_fields` after the leader, `sign_locally` with locks
for the seal, and `verify` what is really there.

Files of strangers are read in child processes with limits on memory and time (`inspect`, `verify_untrusted` and
everything in `pages` and `places`). Every failure is a `SigningError` with a code; exceptions of pyHanko,
pikepdf and pypdfium2 stay inside.
"""

from signing.certificates import ALGORITHMS, algorithm_for, readable_name
from signing.complete import CompletedSignature, complete
from signing.errors import SigningError
from signing.files import file_sha256
from signing.fonts import prepare_font
from signing.geometry import PageSize, Place
from signing.local import sign_bytes, sign_locally
from signing.marks import Mark, PersonalMark, SealMark, TextMark
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
from signing.verify import verify

__all__ = [
    "ALGORITHMS",
    "CompletedSignature",
    "Mark",
    "PageSize",
    "PersonalMark",
    "Place",
    "Prepared",
    "SealMark",
    "SignatureReport",
    "SigningError",
    "TextMark",
    "Timestamper",
    "Trust",
    "Verification",
    "algorithm_for",
    "complete",
    "file_sha256",
    "http_timestamper",
    "prepare",
    "prepare_font",
    "readable_name",
    "report_as_json",
    "sign_bytes",
    "sign_locally",
    "verification_from_data",
    "verification_to_data",
    "verify",
]
