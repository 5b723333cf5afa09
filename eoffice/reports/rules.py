"""What a figure is: a named, versioned definition read from data, and how its percentage is written."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eoffice.core.shares import share

Flag = Literal[
    "direction",
    "is_issued",
    "is_electronic",
    "is_paper",
    "is_leader_signed",
    "is_agency_signed",
    "is_registered",
]


class Indicator(BaseModel):
    """One definition. ``counted`` and ``fulfilled`` are conditions on the columns of ``document_facts``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    version: int
    name_vi: str
    name_en: str
    explanation_vi: str
    explanation_en: str
    source: str
    counted: dict[Flag, bool | str]
    fulfilled: dict[Flag, bool | str]

    def name(self, language: str) -> str:
        """The name in ``language``."""
        return self.name_en if language == "en" else self.name_vi

    def explanation(self, language: str) -> str:
        """What is counted, in ``language``."""
        return self.explanation_en if language == "en" else self.explanation_vi


@dataclass(frozen=True)
class Figure:
    """One indicator over some agencies and days: two whole numbers, from which the percentage follows."""

    indicator: Indicator
    numerator: int
    denominator: int

    @property
    def percentage(self) -> str | None:
        """As text such as ``99.35``; None where nothing was counted (not 0). See ``core.shares``."""
        found = share(self.numerator, self.denominator)
        return None if found is None else str(found)


def read_indicators(path: Path) -> Sequence[Indicator]:
    """The definitions in ``path``, the newest version of each code, in the order of the file."""
    found: dict[str, Indicator] = {}
    for item in tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]:
        indicator = Indicator.model_validate(item)
        if indicator.code not in found or found[indicator.code].version < indicator.version:
            found[indicator.code] = indicator
    return list(found.values())
