"""The kinds of documents of the decree."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from eoffice.core.actor import SYSTEM
from eoffice.core.runtime import Runtime
from eoffice.documents import queries, service
from tests.factories import make_runtime

# NĐ 30/2020/NĐ-CP Phụ lục III, in the order of Điều 7; official letters and formal notes have none.
ABBREVIATIONS = "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB"


@pytest.fixture
def runtime(sqlite_url: str, tmp_path: Path) -> Iterator[Runtime]:
    runtime = make_runtime(sqlite_url, tmp_path)
    yield runtime
    runtime.engine.dispose()


def test_the_kinds_are_those_of_the_decree(runtime: Runtime) -> None:
    with runtime.work(SYSTEM) as work:
        assert service.ensure_kinds(work) == 29
    with runtime.read() as session:
        found = {
            kind.slug: queries.find_abbreviation(session, kind.slug, date(2026, 11, 16))
            for kind in queries.list_kinds(session)
        }
    assert " ".join(text for text in found.values() if text) == ABBREVIATIONS
    assert [slug for slug, text in found.items() if text is None] == ["official_letter", "formal_note"]


def test_loading_the_kinds_again_changes_nothing(runtime: Runtime) -> None:
    with runtime.work(SYSTEM) as work:
        service.ensure_kinds(work)
    with runtime.work(SYSTEM) as work:
        assert service.ensure_kinds(work) == 0
