"""Whatever people wrote into the system stays text on every page: nothing of it becomes part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import MetaData, String, create_engine, update

from tests.journeys.crawling import crawl
from tests.journeys.instances import DATABASE, Instance, copied, running
from tests.journeys.visitors import Visitors, visiting

PLANTED = """<b class="planted" onmouseover="x">&amp;'"</b>"""
SEALED = ("events", "seals")
PEOPLE = ("vanthu.yenkhe", "chutich.tinh", "quantri")
READ = """(planted) => ({
  elements: document.querySelectorAll(".planted").length,
  texts: document.body.innerText.split(planted).length - 1,
})"""


@pytest.fixture(scope="module")
def planted(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The sample, where everything that people may write begins with markup."""
    folder = tmp_path_factory.mktemp("planted") / "var"
    with copied(sample, folder):
        columns = plant(folder / DATABASE)
        assert {"documents.subject", "agencies.name", "people.full_name", "directives.text"} <= columns
        with running(folder) as served:
            yield served


@pytest.fixture
def guests(browser: Browser, planted: Instance) -> Iterator[Visitors]:
    """People who come to it."""
    with visiting(browser, planted) as visitors:
        yield visitors


@pytest.mark.parametrize("login", PEOPLE)
def test_markup_that_people_wrote_is_shown_and_not_obeyed(guests: Visitors, login: str) -> None:
    visitor, obeyed, shown = guests[login], [], 0
    for address in crawl(visitor):
        found = visitor.page.evaluate(READ, PLANTED)
        shown += found["texts"]
        obeyed += [address] * found["elements"]
    assert obeyed == []
    assert shown > 20


def plant(database: Path) -> set[str]:
    """Put markup before every text of several words that is not sealed; which columns that are."""
    found = set()
    engine, tables = create_engine(f"sqlite:///{database}"), MetaData()
    with engine.begin() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            for column in table.columns:
                if table.name in SEALED or not isinstance(column.type, String):
                    continue
                texts = update(table).where(column.like("%_ _%")).values({column: PLANTED + column})
                if connection.execute(texts).rowcount:
                    found.add(str(column))
    engine.dispose()
    return found
