"""Which language the words of a page are in, told by the catalogue of translations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from eoffice.sample.office import read_office

CATALOGUE = Path(__file__).parents[2] / "eoffice" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_LETTERS = re.compile(r"[^\W\d_]")
# Words that no Vietnamese sentence holds; one of them is enough to know that a text was never translated.
_ENGLISH = re.compile(
    r"\b(?:the|and|of|is|are|was|with|without|your|you|this|that|from|has|have|not|only|which|been)\b"
)
SHORTEST = 4  # letters of a sentence that is told apart by more than its placeholders


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    with CATALOGUE.open("rb") as source:
        found = []
        for message in read_po(source, locale="vi"):
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            found += [(one, text) for one in ids for text in texts if one and text and one != text]
    return tuple(found)


@cache
def _known(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The sentences in ``language``: the plain ones, and patterns for those with placeholders."""
    vietnamese = {text for _, text in _pairs()}
    english = {one for one, _ in _pairs()}
    sentences = english - vietnamese if language == "en" else vietnamese - english - _titles()
    plain, patterns = set(), []
    for sentence in sentences:
        parts = [" ".join(part.split()) for part in _PLACEHOLDER.split(sentence)]
        if len(parts) == 1:
            plain.add(parts[0])
        elif len(_LETTERS.findall("".join(parts))) >= SHORTEST:
            patterns.append(re.compile(r"\s*.+?\s*".join(re.escape(part) for part in parts)))
    return frozenset(plain), tuple(patterns)


def _titles() -> set[str]:
    """The titles of the sample's people, which no page translates: one is Văn thư, as the role is."""
    return {post.title for person in read_office().person for post in person.posts}


def vietnamese(text: str) -> str:
    """The Vietnamese of a text without placeholders; the text itself while it has none."""
    return dict(_pairs()).get(text, text)


def foreign(texts: Iterable[str], language: str) -> list[str]:
    """Those of ``texts`` that are sentences of the other language than ``language`` (``vi`` or ``en``)."""
    plain, patterns = _known("en" if language == "vi" else "vi")
    return [
        text
        for text in texts
        if text in plain
        or any(pattern.fullmatch(text) for pattern in patterns)
        or (language == "vi" and _ENGLISH.search(text))
    ]
