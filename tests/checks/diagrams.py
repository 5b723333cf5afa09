"""``python -m tests.checks.diagrams``: the state diagrams in the docs are those of the code.

Fails when ``docs/states.md`` differs from what the state tables say; with ``--update`` it is written anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eoffice.core.states import StateTable
from eoffice.incoming.rules import STATES as INCOMING
from eoffice.outgoing.rules import STATES as OUTGOING

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
INTRODUCTION = """# States

Made from the tables in `eoffice/outgoing/rules.py` and `eoffice/incoming/rules.py` by
`python -m tests.checks.diagrams --update`; the same tables draw the buttons, fill `allowed_actions` in the
API and explain refusals.
"""


def diagram(table: StateTable) -> str:
    """A Mermaid state diagram of ``table``, with the table of who may do what below it."""
    arrows, rows = [], []
    for item in table:
        for source in sorted(item.sources):
            arrows.append(f"    {source} --> {item.target or source}: {item.action}")
        needs = ", ".join(need.name for need in item.needs) or "–"
        sources = ", ".join(sorted(item.sources))
        cells = (f"`{item.action}`", sources, item.target or "the same", item.who.name, needs)
        rows.append(f"| {' | '.join(cells)} |")
    head = "| action | from | to | who | what must hold |\n|---|---|---|---|---|"
    lines = ["```mermaid", "stateDiagram-v2", *sorted(set(arrows), key=arrows.index), "```"]
    return "\n".join(lines) + "\n\n" + head + "\n" + "\n".join(rows) + "\n"


def page() -> str:
    """The whole page."""
    parts = ("## Outgoing documents", diagram(OUTGOING), "## Received documents", diagram(INCOMING))
    return "\n".join((INTRODUCTION, *(f"{part.rstrip()}\n" for part in parts)))


def main() -> int:
    """Check or write."""
    if "--update" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    if PAGE.read_text(encoding="utf-8") != page():
        print("docs/states.md differs from the state tables: python -m tests.checks.diagrams --update")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
