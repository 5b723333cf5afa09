"""Both kinds of store, and ways to damage what they keep."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pytest

from storage import FolderAddress, S3Address, Store, open_store
from tests.servers.swift import SwiftServer


class Bench(Protocol):
    """A prepared store, where it is, and a look behind it."""

    store: Store

    @property
    def address(self) -> FolderAddress | S3Address: ...

    def overwrite(self, sha256: str, content: bytes) -> None:
        """Put other bytes where the store keeps a file."""
        ...

    def names(self) -> set[str]:
        """Return the hashes that an onlooker finds, without asking the store."""
        ...


@dataclass
class FolderBench:
    address: FolderAddress
    store: Store

    def overwrite(self, sha256: str, content: bytes) -> None:
        path = self.address.path / "sha256" / sha256[:2] / sha256
        path.chmod(0o640)
        path.write_bytes(content)

    def names(self) -> set[str]:
        return {path.name for path in (self.address.path / "sha256").glob("*/*")}


@dataclass
class S3Bench:
    address: S3Address
    store: Store
    server: SwiftServer

    def overwrite(self, sha256: str, content: bytes) -> None:
        self.server.client().put_object(
            bucket_name=self.address.bucket,
            object_name=f"sha256/{sha256[:2]}/{sha256}",
            data=BytesIO(content),
            length=len(content),
        )

    def names(self) -> set[str]:
        found = self.server.client().list_objects(bucket_name=self.address.bucket, recursive=True)
        return {(item.object_name or "").rpartition("/")[2] for item in found}


@pytest.fixture(params=["folder", "s3"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """An empty store of each kind."""
    if request.param == "folder":
        address = FolderAddress(tmp_path / "store")
        yield FolderBench(address, _prepared(address))
    else:
        server: SwiftServer = request.getfixturevalue("s3")
        s3_address = s3_address_of(server, server.make_bucket())
        yield S3Bench(s3_address, _prepared(s3_address), server)


@pytest.fixture
def store(bench: Bench) -> Store:
    """An empty store of each kind."""
    return bench.store


def s3_address_of(server: SwiftServer, bucket: str) -> S3Address:
    return S3Address(server.endpoint, bucket, server.access_key, server.secret_key, False, server.region)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _prepared(address: FolderAddress | S3Address) -> Store:
    store = open_store(address)
    store.prepare()
    return store
