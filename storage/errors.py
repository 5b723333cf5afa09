"""What can go wrong in a store. Nothing of the S3 client or of the file system gets past these."""


class StorageError(Exception):
    """Root of all errors of this package."""


class FileMissing(StorageError):
    """The store answers, and has no file of this hash."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"The store has no file {sha256}.")
        self.sha256 = sha256


class FileCorrupt(StorageError):
    """The bytes under this hash are not the bytes that were put there."""

    def __init__(self, sha256: str, found: str) -> None:
        super().__init__(f"The stored file {sha256} now hashes to {found}: restore it from a backup.")
        self.sha256 = sha256
        self.found = found


class StoreUnavailable(StorageError):
    """The store does not answer, refuses us, or cannot write. Nothing was stored; trying again is safe."""
