"""Versions of a file: a chain in which each is made from the one before."""

import pytest

from eoffice.core.errors import Conflict
from eoffice.documents import queries, service
from eoffice.documents.models import Document, VersionOrigin
from tests.outgoing.office import Office

SHA = "ab" * 32


def test_a_version_made_from_an_older_one_is_refused(office: Office) -> None:
    document_id = office.draft()
    with office.runtime.read() as session:
        file_id = queries.main_file(session, document_id).id
    with office.runtime.work(office.drafter) as work:
        service.add_version(work, file_id, 1, SHA, 10, VersionOrigin.SIGNATURE)
    with pytest.raises(Conflict) as refused, office.runtime.work(office.drafter) as work:
        service.add_version(work, file_id, 1, "cd" * 32, 10, VersionOrigin.SIGNATURE)
    assert refused.value.code == "file-changed"
    with office.runtime.read() as session:
        assert queries.current_version(session, file_id).sha256 == SHA


def test_a_version_counts_as_a_change_of_the_document(office: Office) -> None:
    document_id = office.draft()
    with office.runtime.work(office.drafter) as work:
        before = work.session.get_one(Document, document_id).revision
        file = queries.main_file(work.session, document_id)
        service.add_version(work, file.id, 1, SHA, 10, VersionOrigin.SIGNATURE)
        assert work.session.get_one(Document, document_id).revision == before + 1
