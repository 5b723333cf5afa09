"""Every part, one after the other, each in a process of its own so that none warms or burdens another."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.output import read_arguments

PARTS = ("signing", "ledger", "pages")


def main() -> None:
    """Run the parts; with ``--json`` the last line is one object with a part's figures under its name."""
    arguments = read_arguments(__doc__)
    figures = {part: _run(part) for part in PARTS}
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))


def _run(part: str) -> object:
    """Pass on what a part prints, but for its last line, which is returned as data."""
    command = [sys.executable, "-m", f"benchmarks.{part}", "--json"]
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in process.stdout:
            print(last, end="", flush=True)
            last = line
    if process.returncode:
        print(last, end="")
        sys.exit(process.returncode)
    print(flush=True)
    return json.loads(last)


if __name__ == "__main__":
    main()
