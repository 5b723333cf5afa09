"""What was changed after a signature, and whether it may be.

pyHanko compares revisions; two of its defaults do not fit official documents (measured on real ones): it
takes a later revision's untouched appearance of a locked field for a change, and it forbids new visible
signature fields after a certification, which is how number, day, month and seal are put on documents.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, StandardDiffPolicy
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    GenericFieldModificationRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing.objects import PdfObject, is_dictionary, is_reference, is_stream, value_at

POLICY = StandardDiffPolicy(
    DEFAULT_DIFF_POLICY.global_rules,
    FormUpdatingRule(
        [
            SigFieldCreationRule(allow_new_visible_after_certify=True),
            SigFieldModificationRule(),
            GenericFieldModificationRule(allow_in_place_appearance_stream_changes=False),
        ]
    ),
)


@dataclass(frozen=True)
class LaterChanges:
    """`problem` is None when nothing was changed but what may be; `note` is pyHanko's sentence about it."""

    problem: str | None
    note: str = ""


def later_changes(signature: EmbeddedPdfSignature) -> LaterChanges:
    """Compare the signed revision with the document as it is now."""
    signature.compute_integrity_info(diff_policy=POLICY)
    if signature.coverage in (
        SignatureCoverageLevel.UNCLEAR,
        SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START,
    ):
        return LaterChanges("byte-range-not-a-revision")
    if isinstance(signature.diff_result, SuspiciousModification):
        return LaterChanges("changed-after-signing", str(signature.diff_result))
    if signature.summarise_integrity_info()["docmdp_ok"] is False:
        return LaterChanges("changed-after-signing", "The certification forbids such a change.")
    return LaterChanges(None)


def has_covering_empty_field(reader: PdfFileReader, first_signed_revision: int) -> bool:
    """Whether an unsigned signature field got an appearance after the first signature.

    pyHanko and other readers take such a field for ordinary form filling, yet its picture may hide the text
    under it and nobody answers for it.
    """
    for _name, value, reference in enumerate_sig_fields(reader):
        if value is not None:
            continue
        for widget in _widgets(reference):
            if _was_touched(reader, widget, first_signed_revision) and _draws_something(widget):
                return True
    return False


def _widgets(reference: PdfObject) -> list[PdfObject]:
    field = reference.get_object()
    kids = value_at(field, "/Kids")
    return [kids.raw_get(index) for index in range(len(kids))] if kids else [reference]


def _was_touched(reader: PdfFileReader, widget: PdfObject, revision: int) -> bool:
    references = [widget] if is_reference(widget) else []
    dictionary = widget.get_object()
    appearance = value_at(dictionary, "/AP")
    if is_dictionary(appearance) and "/N" in appearance:
        normal = appearance.raw_get("/N")
        references += [normal] if is_reference(normal) else []
    return any(reader.xrefs.get_last_change(found.reference) > revision for found in references)


def _draws_something(widget: PdfObject) -> bool:
    dictionary = widget.get_object()
    left, bottom, right, top = (float(value) for value in value_at(dictionary, "/Rect", [0, 0, 0, 0]))
    appearance = value_at(dictionary, "/AP")
    if left == right or bottom == top or not is_dictionary(appearance):
        return False
    normal = value_at(appearance, "/N")
    if is_stream(normal):
        return bool(normal.data.strip())
    return normal is not None
