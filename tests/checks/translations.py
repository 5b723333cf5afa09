"""``python -m tests.checks.translations``: every text a user can see has a Vietnamese translation.

Fails on a missing or fuzzy one, and on one whose placeholders differ from the English text's. With
``--update`` it first brings the catalogue up to date with the sources, keeping what is translated.
"""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "eoffice" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = DEFAULT_KEYWORDS | {"N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def extract() -> Catalog:
    """Every text marked for translation in the sources, with the places it comes from."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(item["pattern"], item["method"]) for item in mappings]
    options = {
        item["pattern"]: {key: str(value) for key, value in item.items() if key not in ("pattern", "method")}
        for item in mappings
    }
    catalog = Catalog()
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_source)
    for file, line, text, comments, context in found:
        if text:
            catalog.add(text, locations=[(file, line)], auto_comments=comments, context=context)
    return catalog


def faults_of(catalog: Catalog, needed: Catalog) -> list[str]:
    """What is wrong with ``catalog``, one sentence for each text."""
    faults = []
    for message in needed:
        if not message.id:
            continue
        translated = catalog.get(message.id)
        where = f"{message.locations[0][0]}: {message.id!r}" if message.locations else repr(message.id)
        if translated is None or not _texts(translated.string) or not all(_texts(translated.string)):
            faults.append(f"not translated: {where}")
        elif translated.fuzzy:
            faults.append(f"fuzzy: {where}")
        elif not _same_placeholders(message, translated):
            faults.append(f"other placeholders: {where}")
    return faults


def update(catalog: Catalog, needed: Catalog) -> None:
    """Write the catalogue with exactly the needed texts; no text is matched by resemblance."""
    catalog.update(needed, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with CATALOGUE.open("wb") as out:
        write_po(out, catalog, width=110, sort_output=True, no_location=True, omit_header=False)


def main() -> int:
    """Check, and say what is missing."""
    needed = extract()
    with CATALOGUE.open("rb") as source:
        catalog = read_po(source, locale="vi")
    if "--update" in sys.argv:
        catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # no date that changes with every update
        update(catalog, needed)
    faults = faults_of(catalog, needed)
    for fault in faults:
        print(fault)
    print(f"{len(needed)} texts, {len(faults)} faults in Vietnamese.")
    return 1 if faults else 0


def _texts(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    if not string:
        return []
    return [string] if isinstance(string, str) else list(string)


def _same_placeholders(message: Message, translated: Message) -> bool:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    return all(set(PLACEHOLDER.findall(text)) == wanted for text in _texts(translated.string))


def _is_source(folder: str) -> bool:
    return Path(folder).name not in {"node_modules", ".venv", "var", "tests", "benchmarks", "static"}


if __name__ == "__main__":
    sys.exit(main())
