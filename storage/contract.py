"""The interface every store offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class Stored:
    """A file that is safely in the store: its SHA-256 in lower-case hex and its size in bytes."""

    sha256: str
    size: int


class Store(Protocol):
    """Immutable files addressed by SHA-256. Every method may raise ``StoreUnavailable``.

    A ``sha256`` argument that is not 64 lower-case hex digits raises ``ValueError``.
    """

    def prepare(self) -> None:
        """Make the folder or bucket if it is missing. Called at every start; doing it again is harmless."""
        ...

    def check(self) -> None:
        """Return when the store can be used now; raise ``StoreUnavailable`` saying why when it cannot."""
        ...

    def put(self, source: BinaryIO) -> Stored:
        """Store what is left to read in ``source`` and return its address.

        When this returns the bytes survive a crash of the machine; before that no reader can see any of them.
        Storing the same bytes again gives the same address, renews the age that ``list_hashes`` reports
        (so that a sweeper lets them be) and mends a damaged copy.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open a file for reading, seekable, at its beginning; the caller closes it.

        The whole file is hashed before the first byte is handed out, because callers seek.

        Raises ``FileMissing`` or ``FileCorrupt``.
        """
        ...

    def copy_to(self, sha256: str, target: BinaryIO) -> None:
        """Write a file into ``target``. Raises as ``open`` does; nothing is written then."""
        ...

    def contains(self, sha256: str) -> bool:
        """Say whether the file is there (not whether its bytes are sound: ``open`` does)."""
        ...

    def size(self, sha256: str) -> int:
        """Return the size in bytes. Raises ``FileMissing``."""
        ...

    def delete(self, sha256: str, *, older_than: datetime | None = None) -> bool:
        """Remove a file that nothing refers to. For the sweeper only.

        With ``older_than`` a file put again since that moment stays. Returns whether a file was removed.
        """
        ...

    def list_hashes(self) -> Iterator[tuple[str, datetime]]:
        """Yield every file's hash with the moment (UTC) it was last put, in order of the hash."""
        ...
