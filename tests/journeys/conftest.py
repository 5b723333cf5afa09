"""One served copy of the sample for each process of the test run, and the people who come to it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.instances import Instance, copied, load_sample_once, running
from tests.journeys.pictures import Album
from tests.journeys.visitors import Visitors, visiting

PICTURES_VARIABLE = "EOFFICE_PICTURES"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with the whole sample; loaded once a run, to be copied and never served."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    return load_sample_once(shared / "sample")


@pytest.fixture(scope="session")
def instance(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The sample, served to the tests of this process."""
    folder = tmp_path_factory.mktemp("served") / "var"
    with copied(sample, folder), running(folder) as served:
        yield served


@pytest.fixture
def visitors(browser: Browser, instance: Instance) -> Iterator[Visitors]:
    """People who come to the instance; none of their pages may complain."""
    with visiting(browser, instance) as found:
        yield found


@pytest.fixture
def album(tmp_path: Path) -> Album:
    """Where pictures are kept: in the documentation when EOFFICE_PICTURES=1, else nowhere for long."""
    return Album(PICTURES if os.environ.get(PICTURES_VARIABLE) == "1" else tmp_path)
