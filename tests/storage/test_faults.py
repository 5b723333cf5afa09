"""Writers that are killed or race, stores that are down, full or gone."""

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from storage import FileCorrupt, FolderAddress, FolderStore, S3Address, S3Store, StoreUnavailable, open_store
from tests.servers.processes import free_port
from tests.servers.swift import SwiftServer
from tests.storage.conftest import Bench, s3_address_of, sha256_of

SIZE = 12 * 1024 * 1024
CONTENT_HASH = sha256_of(b"x" * SIZE)
PROJECT = Path(__file__).parents[2]


@contextmanager
def writer(address: FolderAddress | S3Address) -> Iterator[subprocess.Popen[str]]:
    """A process that is in the middle of storing ``SIZE`` bytes."""
    command = [
        sys.executable,
        "-m",
        "tests.storage.writer",
        json.dumps(asdict(address), default=str),
        str(SIZE),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "half\n"
            yield process
        finally:
            process.kill()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go on\n")
    process.stdin.flush()


def finish(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.strip()


def test_a_writer_killed_in_the_middle_leaves_nothing_to_be_seen(bench: Bench) -> None:
    with writer(bench.address) as process:
        process.kill()
        process.wait()
    assert bench.names() == set()
    assert list(bench.store.list_hashes()) == []


def test_a_writer_killed_at_any_later_moment_leaves_all_or_nothing(bench: Bench) -> None:
    for delay in (0.005, 0.02, 0.05, 0.1, 0.2):
        with writer(bench.address) as process:
            let_go(process)
            time.sleep(delay)
            process.kill()
        for name in bench.names():  # a server may still finish what it had received whole
            assert name == CONTENT_HASH
            bench.store.open(name).close()


def test_the_bytes_of_a_killed_writer_can_be_stored_again(bench: Bench) -> None:
    with writer(bench.address) as process:
        process.kill()
        process.wait()
    with writer(bench.address) as process:
        let_go(process)
        assert finish(process) == CONTENT_HASH
    bench.store.open(CONTENT_HASH).close()


def test_two_writers_of_the_same_bytes_at_once_both_succeed(bench: Bench) -> None:
    with writer(bench.address) as first, writer(bench.address) as second:
        for process in (first, second):
            let_go(process)
        assert [finish(first), finish(second)] == [CONTENT_HASH, CONTENT_HASH]
    bench.store.open(CONTENT_HASH).close()
    assert bench.names() == {CONTENT_HASH}


def test_what_a_killed_writer_left_in_the_folder_goes_after_a_day(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.prepare()
    old, new = tmp_path / "partial" / "old", tmp_path / "partial" / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    store.prepare()
    assert (old.exists(), new.exists()) == (False, True)


def test_what_the_store_acknowledged_survives_a_kill_of_its_server(tmp_path: Path) -> None:
    server = SwiftServer(tmp_path)
    server.start()
    try:
        store = open_store(s3_address_of(server, server.make_bucket()))
        sha256 = store.put(io.BytesIO(b"acknowledged")).sha256
        server.kill()
        with pytest.raises(StoreUnavailable):
            store.size(sha256)
        server.start()
        with store.open(sha256) as file:
            assert file.read() == b"acknowledged"
    finally:
        server.stop()


def test_a_damaged_disk_behind_the_s3_server_never_gives_wrong_bytes(tmp_path: Path) -> None:
    server = SwiftServer(tmp_path)
    server.start()
    try:
        store = open_store(s3_address_of(server, server.make_bucket()))
        sha256 = store.put(io.BytesIO(b"as it was signed")).sha256
        path = server.object_files()[-1]
        path.write_bytes(path.read_bytes().replace(b"signed", b"forged"))
        with pytest.raises(FileCorrupt):
            store.open(sha256)
    finally:
        server.stop()


def every_call(store: S3Store | FolderStore) -> Iterator[str]:
    """Call each verb of a store that is down; yield the names of those that said so."""
    calls: dict[str, Callable[[], object]] = {
        "check": store.check,
        "put": lambda: store.put(io.BytesIO(b"x")),
        "open": lambda: store.open(CONTENT_HASH),
        "copy_to": lambda: store.copy_to(CONTENT_HASH, io.BytesIO()),
        "contains": lambda: store.contains(CONTENT_HASH),
        "size": lambda: store.size(CONTENT_HASH),
        "delete": lambda: store.delete(CONTENT_HASH),
        "list_hashes": lambda: list(store.list_hashes()),
    }
    for name, call in calls.items():
        with pytest.raises(StoreUnavailable):
            call()
        yield name


def test_an_s3_server_that_is_down_is_unavailable_within_seconds() -> None:
    store = S3Store(f"127.0.0.1:{free_port()}", "files", "key", "secret", secure=False)
    started = time.monotonic()
    assert len(list(every_call(store))) == 8
    assert time.monotonic() - started < 8 * 3


def test_an_s3_server_that_does_not_answer_is_unavailable_within_seconds() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        endpoint = f"127.0.0.1:{silent.getsockname()[1]}"
        store = S3Store(endpoint, "files", "key", "secret", secure=False, read_seconds=0.5)
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            store.check()
        assert time.monotonic() - started < 5


def test_a_missing_bucket_is_no_missing_file(s3: SwiftServer) -> None:
    store = open_store(s3_address_of(s3, "no-such-bucket"))
    with pytest.raises(StoreUnavailable, match="no-such-bucket"):
        store.contains(CONTENT_HASH)
    with pytest.raises(StoreUnavailable, match="no-such-bucket"):
        store.open(CONTENT_HASH)


def test_a_wrong_secret_is_refused_by_the_s3_server(s3: SwiftServer) -> None:
    address = s3_address_of(s3, s3.make_bucket())
    with pytest.raises(StoreUnavailable, match="refused"):
        open_store(replace(address, secret_key="wrong")).check()


def test_the_secret_key_is_not_shown_with_the_address(s3: SwiftServer) -> None:
    assert s3.secret_key not in repr(s3_address_of(s3, "files"))


def test_a_folder_that_is_not_mounted_has_lost_nothing(tmp_path: Path) -> None:
    assert len(list(every_call(FolderStore(tmp_path / "not-mounted")))) == 8


def test_a_full_disk_is_unavailable_and_leaves_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.prepare()
    # A limit on the size of files stands for the full disk: the write fails in the same place.
    limited = subprocess.run(
        [
            *("prlimit", "--fsize=100000", "--", sys.executable, "-c"),
            "import io, signal, sys; from pathlib import Path; from storage import *\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "try: FolderStore(Path(sys.argv[1])).put(io.BytesIO(b'x' * 1_000_000))\n"
            "except StoreUnavailable as error: print('unavailable')",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
    )
    assert limited.stdout == "unavailable\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
