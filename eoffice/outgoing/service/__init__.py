"""The verbs of outgoing documents, split by who acts: the drafter, the reviewers, the clerk."""

from eoffice.outgoing.service.drafting import (
    add_file,
    attach_file,
    change_draft,
    create_draft,
    no_post,
    remove_file,
    save_draft,
    set_receivers,
    submit,
    unknown_role,
)
from eoffice.outgoing.service.issuing import (
    issue,
    mark_fields_filled,
    mark_sealed,
    mark_signed,
    number,
)
from eoffice.outgoing.service.reviewing import approve_content, approve_form, return_
from eoffice.outgoing.service.stepping import Step, begin

__all__ = [
    "Step",
    "add_file",
    "approve_content",
    "approve_form",
    "attach_file",
    "begin",
    "change_draft",
    "create_draft",
    "issue",
    "mark_fields_filled",
    "mark_sealed",
    "mark_signed",
    "no_post",
    "number",
    "remove_file",
    "return_",
    "save_draft",
    "set_receivers",
    "submit",
    "unknown_role",
]
