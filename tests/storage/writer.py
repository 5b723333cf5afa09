"""A writer that tests start, race and kill: ``python -m tests.storage.writer ADDRESS SIZE``, ADDRESS as JSON.

It stores SIZE bytes of "x", prints "half" when half of them were asked for, waits for a line on its standard
input before it goes on, and prints the hash at the end.
"""

import io
import json
import sys
from pathlib import Path

from storage import FolderAddress, S3Address, open_store


class PausingSource(io.BytesIO):
    """Stops in the middle until it is told to go on."""

    def read(self, size: int | None = -1) -> bytes:
        middle = len(self.getbuffer()) // 2
        if self.tell() < middle:
            return super().read(min(size or 0, middle - self.tell()))
        if self.tell() == middle:
            say("half")
            sys.stdin.readline()
        return super().read(size)


def say(line: str) -> None:
    """Tell the test that started us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def address_from_json(text: str) -> FolderAddress | S3Address:
    """Return the address written as JSON: ``{"path": …}`` or the fields of ``S3Address``."""
    fields = json.loads(text)
    return FolderAddress(Path(fields["path"])) if "path" in fields else S3Address(**fields)


if __name__ == "__main__":
    stored = open_store(address_from_json(sys.argv[1])).put(PausingSource(b"x" * int(sys.argv[2])))
    say(stored.sha256)
