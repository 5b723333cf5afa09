"""What every store promises, on a folder and on a real S3 server."""

import io
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

import pytest

from storage import FileCorrupt, FileMissing, Store, Stored
from tests.storage.conftest import Bench, sha256_of

CONTENT = b"So: 12/2026/QD-UBND\n" * 5000
ABSENT = sha256_of(b"never stored")


def put(store: Store, content: bytes) -> Stored:
    return store.put(io.BytesIO(content))


def read(store: Store, sha256: str) -> bytes:
    with store.open(sha256) as file:
        return file.read()


class BreakingSource(io.RawIOBase, BinaryIO):
    """A stream that fails in the middle, as an upload does whose sender goes away."""

    def __init__(self) -> None:
        self.calls = 0

    def read(self, size: int = -1) -> bytes:
        self.calls += 1
        if self.calls > 2:
            raise ConnectionResetError("the sender went away")
        return b"x" * 1000


def test_a_file_is_addressed_by_the_sha256_of_its_bytes(store: Store) -> None:
    assert put(store, CONTENT) == Stored(sha256_of(CONTENT), len(CONTENT))


def test_a_stored_file_is_read_back_as_it_was(store: Store) -> None:
    assert read(store, put(store, CONTENT).sha256) == CONTENT


def test_an_empty_file_is_a_file(store: Store) -> None:
    stored = put(store, b"")
    assert (stored.size, read(store, stored.sha256)) == (0, b"")


def test_a_file_of_several_parts_is_read_back_as_it_was(store: Store) -> None:
    content = bytes(range(256)) * (18 * 4096)  # 18 MiB: more than one part on S3, more than stays in memory
    stored = put(store, content)
    assert read(store, stored.sha256) == content
    assert store.size(stored.sha256) == len(content)


def test_only_what_is_left_of_the_stream_is_stored(store: Store) -> None:
    source = io.BytesIO(b"read already, not yet")
    source.seek(14)
    assert read(store, store.put(source).sha256) == b"not yet"


def test_an_opened_file_can_be_read_from_anywhere(store: Store) -> None:
    with store.open(put(store, b"0123456789").sha256) as file:
        file.seek(-3, io.SEEK_END)
        assert file.read() == b"789"
        file.seek(0)
        assert file.read(2) == b"01"


def test_copy_to_writes_the_bytes_into_the_target(store: Store) -> None:
    target = io.BytesIO()
    store.copy_to(put(store, CONTENT).sha256, target)
    assert target.getvalue() == CONTENT


def test_the_same_bytes_are_stored_once(bench: Bench) -> None:
    first, second = put(bench.store, CONTENT), put(bench.store, CONTENT)
    assert first == second
    assert bench.names() == {first.sha256}


def test_an_absent_file_is_reported_by_every_read(store: Store) -> None:
    assert not store.contains(ABSENT)
    with pytest.raises(FileMissing):
        store.open(ABSENT)
    with pytest.raises(FileMissing):
        store.size(ABSENT)
    with pytest.raises(FileMissing):
        store.copy_to(ABSENT, io.BytesIO())


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_that_is_no_hash_is_refused(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.open(name)


def test_one_changed_byte_is_noticed_before_anything_is_handed_out(bench: Bench) -> None:
    sha256 = put(bench.store, CONTENT).sha256
    bench.overwrite(sha256, CONTENT[:-1] + b"?")
    target = io.BytesIO()
    with pytest.raises(FileCorrupt) as caught:
        bench.store.copy_to(sha256, target)
    assert caught.value.sha256 == sha256
    assert target.getvalue() == b""


def test_a_file_cut_short_is_noticed(bench: Bench) -> None:
    sha256 = put(bench.store, CONTENT).sha256
    bench.overwrite(sha256, CONTENT[:100])
    with pytest.raises(FileCorrupt):
        bench.store.open(sha256)


def test_storing_the_same_bytes_again_mends_a_damaged_file(bench: Bench) -> None:
    sha256 = put(bench.store, CONTENT).sha256
    bench.overwrite(sha256, CONTENT[:-1] + b"?")
    put(bench.store, CONTENT)
    assert read(bench.store, sha256) == CONTENT


def test_a_source_that_fails_leaves_nothing_and_keeps_its_own_error(bench: Bench) -> None:
    with pytest.raises(ConnectionResetError):
        bench.store.put(BreakingSource())
    assert bench.names() == set()


def test_a_deleted_file_is_gone(store: Store) -> None:
    sha256 = put(store, CONTENT).sha256
    assert store.delete(sha256)
    assert not store.contains(sha256)


def test_deleting_an_absent_file_says_that_nothing_was_removed(store: Store) -> None:
    assert not store.delete(ABSENT)


def test_a_sweeper_leaves_a_file_that_was_put_again(store: Store) -> None:
    sha256 = put(store, CONTENT).sha256
    assert not store.delete(sha256, older_than=datetime.now(UTC) - timedelta(hours=1))
    assert store.contains(sha256)


def test_a_sweeper_removes_a_file_that_is_old_enough(store: Store) -> None:
    sha256 = put(store, CONTENT).sha256
    assert store.delete(sha256, older_than=datetime.now(UTC) + timedelta(hours=1))


def test_all_hashes_are_listed_in_order_with_the_moment_they_were_put(store: Store) -> None:
    expected = sorted(put(store, bytes([number])).sha256 for number in range(5))
    listed = list(store.list_hashes())
    assert [sha256 for sha256, _ in listed] == expected
    assert all(abs(datetime.now(UTC) - put_at) < timedelta(minutes=1) for _, put_at in listed)


def test_preparing_again_keeps_the_files(store: Store) -> None:
    sha256 = put(store, CONTENT).sha256
    store.prepare()
    assert read(store, sha256) == CONTENT


def test_a_prepared_store_is_ready(bench: Bench) -> None:
    bench.store.check()
    assert bench.names() == set()
