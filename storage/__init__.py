"""Immutable files addressed by the SHA-256 of their bytes, in a folder or in an S3 store.

The package knows bytes and hashes only: what a file means, who may read it and when it may go
is decided by whoever calls.
"""

from storage.addresses import FolderAddress, S3Address, open_store
from storage.contract import Store, Stored
from storage.errors import FileCorrupt, FileMissing, StorageError, StoreUnavailable
from storage.folder import FolderStore
from storage.s3 import S3Store

__all__ = [
    "FileCorrupt",
    "FileMissing",
    "FolderAddress",
    "FolderStore",
    "S3Address",
    "S3Store",
    "StorageError",
    "Store",
    "StoreUnavailable",
    "Stored",
    "open_store",
]
