"""``eoffice verify --json`` on a file that an agency of the sample issued, and on what others made of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.instances import DATABASE, Instance
from tests.journeys.judges import verify
from tests.journeys.sending import FIXTURES

ISSUED = """
SELECT version.sha256
FROM outgoing_documents AS outgoing
JOIN document_files AS file ON file.document_id = outgoing.document_id AND file.role = 'main'
JOIN file_versions AS version ON version.file_id = file.id
WHERE outgoing.state = 'issued' AND file.removed_at IS NULL
ORDER BY outgoing.document_id, version.ordinal DESC
LIMIT 1
"""


@pytest.fixture
def issued(instance: Instance, tmp_path: Path) -> Path:
    """A file that bears the signature of a leader and the seal of the agency."""
    with closing(sqlite3.connect(instance.folder / DATABASE)) as connection:
        (sha256,) = connection.execute(ISSUED).fetchone()
    path = tmp_path / "issued.pdf"
    path.write_bytes((instance.folder / "files" / "sha256" / sha256[:2] / sha256).read_bytes())
    return path


def test_an_issued_file_is_valid(instance: Instance, issued: Path) -> None:
    code, (report,) = verify(instance.folder, issued)
    assert code == 0
    assert report["verdict"] == "valid"
    assert report["file"] == str(issued)
    assert [one["level"] for one in report["signatures"]] == ["B-T", "B-T"]
    assert all(one["time"] == one["proven_at"] for one in report["signatures"])


def test_one_changed_byte_is_found_wherever_it_is(instance: Instance, issued: Path, tmp_path: Path) -> None:
    sound = issued.read_bytes()
    changed = []
    for place in (0.02, 0.2, 0.4, 0.6, 0.99):
        data = bytearray(sound)
        data[int(len(data) * place)] ^= 0x01
        changed.append(tmp_path / f"changed at {place}.pdf")
        changed[-1].write_bytes(data)
    code, reports = verify(instance.folder, *changed)
    assert code == 1
    assert [report["verdict"] for report in reports] == ["tampered"] * len(changed)


def test_each_file_is_answered_for_and_one_bad_file_spoils_the_exit_code(
    instance: Instance, issued: Path, tmp_path: Path
) -> None:
    unsigned = FIXTURES / "phieu-tham-dinh.pdf"
    text = tmp_path / "a text.txt"
    text.write_text("Không phải là PDF.", encoding="utf-8")
    missing = tmp_path / "missing.pdf"
    code, reports = verify(instance.folder, issued, unsigned, text, missing)
    assert code == 1
    assert [report["verdict"] for report in reports] == ["valid", "unsigned", "error", "error"]
    assert [report["file"] for report in reports] == [str(path) for path in (issued, unsigned, text, missing)]


def test_without_the_trial_authority_a_trial_signature_proves_nothing(
    issued: Path, instance: Instance, tmp_path: Path
) -> None:
    nowhere = tmp_path / "no instance"
    code, (report,) = verify(nowhere, issued)
    assert code == 1
    assert report["verdict"] == "indeterminate"
    assert report["reasons"]
    assert [one["integrity"] for one in report["signatures"]] == ["intact", "intact"]
