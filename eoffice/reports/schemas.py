"""What the statistics are asked with and answer, for page and API alike."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from eoffice.core.messages import N_
from eoffice.reports.queries import Part


def _blank_is_none(value: Any) -> Any:  # noqa: ANN401 - whatever the query string held
    return None if value == "" else value


OptionalDay = Annotated[date | None, BeforeValidator(_blank_is_none)]
OptionalId = Annotated[uuid.UUID | None, BeforeValidator(_blank_is_none)]


class StatisticsQuery(BaseModel):
    """Period (both days included) and agency; without them this year and every agency in reach."""

    model_config = ConfigDict(populate_by_name=True)

    first_day: OptionalDay = Field(default=None, alias="from")
    last_day: OptionalDay = Field(default=None, alias="to")
    agency: OptionalId = None

    @model_validator(mode="after")
    def _in_order(self) -> StatisticsQuery:
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise ValueError(N_("The first day must not be after the last day."))
        return self


class ListQuery(StatisticsQuery):
    """The same, with the part of the figure to list and where to go on."""

    part: Part = Part.FULFILLED
    cursor: str | None = None


class FigureOut(BaseModel):
    """One figure; ``percentage`` is text such as ``99.35``, null where nothing was counted."""

    code: str
    version: int
    name_vi: str
    name_en: str
    explanation_vi: str
    explanation_en: str
    source: str
    numerator: int
    denominator: int
    percentage: str | None
    numerator_url: str
    denominator_url: str


class StatisticsOut(BaseModel):
    """Figures of a period, with the moment up to which they count."""

    model_config = ConfigDict(populate_by_name=True)

    first_day: date = Field(serialization_alias="from")
    last_day: date = Field(serialization_alias="to")
    agency_ids: list[uuid.UUID]
    as_of: datetime | None
    figures: list[FigureOut]


class CountedOut(BaseModel):
    """One document behind a figure; ``subject`` and ``url`` only where the reader may open it."""

    number: str | None
    counted_on: date
    agency: str
    subject: str | None
    document_id: uuid.UUID | None
    url: str | None


class CountedPage(BaseModel):
    """A page of the documents behind a figure; ``count`` is of all pages."""

    count: int
    documents: list[CountedOut]
    next_cursor: str | None
