"""Reads the repeatable rows of receivers that `forms.receivers` shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CODE_AT_END = re.compile(r"\(([0-9A-Z.]{3,35})\)\s*$")


@dataclass(frozen=True)
class ReceiverRow:
    """One filled row.

    `index` is its place in the form, for naming the field of an error (`receivers-2-name`);
    `code` is the agency code when the name ends with one in brackets, as the suggestions do.
    """

    index: int
    channel: str
    name: str
    code: str
    contact: str


def read_receiver_rows(form: Mapping[str, str], name: str = "receivers") -> list[ReceiverRow]:
    """The filled rows in their order; a row without name and contact is blank and left out."""
    pattern = re.compile(rf"{re.escape(name)}-(\d+)-(?:name|contact)")
    indexes = sorted({int(match[1]) for key in form if (match := pattern.fullmatch(key))})
    rows = (_row(form, name, index) for index in indexes)
    return [row for row in rows if row.name or row.code or row.contact]


def _row(form: Mapping[str, str], name: str, index: int) -> ReceiverRow:
    prefix = f"{name}-{index}-"
    text = form.get(f"{prefix}name", "").strip()
    found = CODE_AT_END.search(text)
    return ReceiverRow(
        index=index,
        channel=form.get(f"{prefix}channel", "").strip(),
        name=text[: found.start()].strip() if found else text,
        code=found[1] if found else "",
        contact=form.get(f"{prefix}contact", "").strip(),
    )
