"""A store in a folder of the local file system."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from storage.contract import Stored
from storage.errors import FileCorrupt, FileMissing, StoreUnavailable
from storage.hashing import copy_hashing, hash_at, place_of, read_chunks

_ABANDONED_AFTER_SECONDS = 24 * 3600
_READ_ONLY = 0o440


class FolderStore:
    """Files under ``root/sha256/ab/abcd…``; half-written ones under ``root/partial`` on the same file system.

    Safe with any number of threads and processes: a file appears by an atomic rename of synced bytes.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._partial = root / "partial"
        self._files = root / "sha256"

    def prepare(self) -> None:
        """Make the folders, and remove what writers killed more than a day ago left behind."""
        with self._reported():
            self._partial.mkdir(parents=True, exist_ok=True)
            self._files.mkdir(exist_ok=True)
            _sync_folder(self._root)
            oldest = time.time() - _ABANDONED_AFTER_SECONDS
            for path in self._partial.iterdir():
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)

    def check(self) -> None:
        """Write, sync and remove a small file, so that a full or read-only disk shows early."""
        with self._reported(), self._new_partial() as (file, _):
            file.write(b"ready")
            _sync(file)

    def put(self, source: BinaryIO) -> Stored:
        """See ``Store.put``."""
        with self._new_partial() as (file, path):

            def write(chunk: bytes) -> None:
                with self._reported():  # what fails in reading the source is the caller's and passes through
                    file.write(chunk)

            stored = copy_hashing(source, write)
            with self._reported():
                self._publish(file, path, self._root / place_of(stored.sha256))
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See ``Store.open``."""
        path = self._root / place_of(sha256)
        with self._reported(sha256):
            file = path.open("rb")
            try:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                if found != sha256:
                    raise FileCorrupt(sha256, found)
                file.seek(0)
            except BaseException:
                file.close()
                raise
        return file

    def copy_to(self, sha256: str, target: BinaryIO) -> None:
        """See ``Store.copy_to``."""
        with self.open(sha256) as file:
            for chunk in read_chunks(file):
                target.write(chunk)

    def contains(self, sha256: str) -> bool:
        """See ``Store.contains``."""
        try:
            self.size(sha256)
        except FileMissing:
            return False
        return True

    def size(self, sha256: str) -> int:
        """See ``Store.size``."""
        path = self._root / place_of(sha256)
        with self._reported(sha256):
            return path.stat().st_size

    def delete(self, sha256: str, *, older_than: datetime | None = None) -> bool:
        """See ``Store.delete``."""
        path = self._root / place_of(sha256)
        try:
            with self._reported(sha256):
                if older_than is not None and _put_at(path) >= older_than:
                    return False
                path.unlink()
                _sync_folder(path.parent)
        except FileMissing:
            return False
        return True

    def list_hashes(self) -> Iterator[tuple[str, datetime]]:
        """See ``Store.list_hashes``."""
        with self._reported():
            shelves = sorted(path for path in self._files.iterdir() if path.is_dir())
        for shelf in shelves:
            with self._reported():
                paths = sorted(shelf.iterdir())
            for path in paths:
                sha256 = hash_at(path.relative_to(self._root).as_posix())
                if sha256 is None:
                    continue
                try:
                    with self._reported(sha256):
                        put_at = _put_at(path)
                except FileMissing:  # swept since the shelf was read
                    continue
                yield sha256, put_at

    def _publish(self, file: BinaryIO, path: Path, target: Path) -> None:
        os.fchmod(file.fileno(), _READ_ONLY)
        _sync(file)
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
        _sync_folder(target.parent)
        # Always: another writer may have made the shelf and been killed before syncing its entry.
        _sync_folder(self._files)

    @contextmanager
    def _new_partial(self) -> Iterator[tuple[BinaryIO, Path]]:
        """Yield a new file that is gone afterwards, unless it was renamed."""
        path = self._partial / secrets.token_hex(16)
        with self._reported():
            file = path.open("xb")
        try:
            yield file, path
        finally:
            path.unlink(missing_ok=True)
            file.close()

    @contextmanager
    def _reported(self, sha256: str | None = None) -> Iterator[None]:
        """Turn errors of the file system into ours.

        A file is missing only where the store's own folder is there: an unmounted disk has lost nothing.
        """
        try:
            yield
        except FileNotFoundError as error:
            if sha256 is not None and self._files.is_dir():
                raise FileMissing(sha256) from error
            raise StoreUnavailable(f"The folder store {self._root} is not there: {error}") from error
        except OSError as error:
            raise StoreUnavailable(f"The folder store {self._root} does not work: {error}") from error


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _put_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
