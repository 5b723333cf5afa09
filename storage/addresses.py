"""Where a store is, and opening it."""

from dataclasses import dataclass, field
from pathlib import Path

from storage.contract import Store
from storage.folder import FolderStore
from storage.s3 import S3Store


@dataclass(frozen=True)
class FolderAddress:
    """A folder of the local file system, made by ``Store.prepare``."""

    path: Path


@dataclass(frozen=True)
class S3Address:
    """One bucket of an S3 server; ``endpoint`` is ``host:port`` without a scheme."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    secure: bool = True
    region: str = "us-east-1"


def open_store(address: FolderAddress | S3Address) -> Store:
    """Return the store at an address. Nothing is touched or sent yet: ``prepare`` and ``check`` do that."""
    if isinstance(address, FolderAddress):
        return FolderStore(address.path)
    return S3Store(
        endpoint=address.endpoint,
        bucket=address.bucket,
        access_key=address.access_key,
        secret_key=address.secret_key,
        secure=address.secure,
        region=address.region,
    )
