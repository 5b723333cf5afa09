"""Beginning an instance without the sample: a verb on both databases, and the commands an engineer types."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eoffice.access.service import sign_in
from eoffice.core.actor import Role
from eoffice.core.errors import Conflict, Invalid
from eoffice.core.runtime import Runtime
from eoffice.founding import NewAgency, add_agency, found
from eoffice.organization.models import AgencyLevel
from eoffice.organization.queries import list_agencies
from tests.factories import SECRET, make_runtime

PROVINCE = NewAgency("Ủy ban nhân dân tỉnh Lam Giang", "UBND", "Lam Giang", AgencyLevel.PROVINCE, "H99")
COMMUNE = NewAgency("Ủy ban nhân dân xã Yên Khê", "UBND", "Yên Khê", AgencyLevel.COMMUNE, "H99.41")
PASSWORD = "mat khau dai va kho doan 7"


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Runtime:
    return make_runtime(database_url, tmp_path)


def test_the_first_administrator_can_sign_in(runtime: Runtime) -> None:
    found(runtime, PROVINCE, "Lê Tấn Nghị", "quantri", PASSWORD)
    opened = sign_in(runtime, "quantri", PASSWORD, "127.0.0.1", "a browser")
    assert opened.actor.roles == {Role.ADMINISTRATOR}


def test_an_office_is_founded_once(runtime: Runtime) -> None:
    found(runtime, PROVINCE, "Lê Tấn Nghị", "quantri", PASSWORD)
    with pytest.raises(Conflict, match="has an agency already"):
        found(runtime, COMMUNE, "Lê Tấn Nghị", "quantri2", PASSWORD)


def test_a_password_that_is_too_weak_founds_nothing(runtime: Runtime) -> None:
    with pytest.raises(Invalid):
        found(runtime, PROVINCE, "Lê Tấn Nghị", "quantri", "123")
    with runtime.read() as session:
        assert list_agencies(session) == []


def test_an_agency_is_added_below_the_one_with_the_code(runtime: Runtime) -> None:
    above = found(runtime, PROVINCE, "Lê Tấn Nghị", "quantri", PASSWORD)
    below = add_agency(runtime, COMMUNE, "H99")
    with runtime.read() as session:
        assert {agency.id: agency.parent_id for agency in list_agencies(session)} == {
            above: None,
            below: above,
        }


def test_an_agency_is_not_added_below_a_code_that_nobody_has(runtime: Runtime) -> None:
    with pytest.raises(Conflict, match="No agency has this code"):
        add_agency(runtime, COMMUNE, "H98")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command, on the instance that the environment names."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("EOFFICE_")} | {
        "EOFFICE_INSTANCE_FOLDER": str(folder),
        "EOFFICE_TRIAL": "true",
        "EOFFICE_SERVER__SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", "eoffice", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_an_engineer_begins_an_office_with_commands(tmp_path: Path) -> None:
    describing = [
        "--name",
        PROVINCE.name,
        "--notation",
        "UBND",
        "--place",
        "Lam Giang",
        "--level",
        "province",
    ]
    person = ["--administrator", "Lê Tấn Nghị", "--login", "quantri", "--password", PASSWORD]
    founding = ["office", "found", *describing, "--code", "H99", *person, "--dir", str(tmp_path / "none")]
    assert run(tmp_path, "migrate").returncode == 0
    first, second = run(tmp_path, *founding), run(tmp_path, *founding)
    assert (first.returncode, first.stdout) == (0, f"{PROVINCE.name} is there; sign in as quantri.\n")
    assert second.returncode == 1
    assert second.stderr.startswith(
        "Error: This instance has an agency already. Sign in as its administrator"
    )
    checked = run(tmp_path, "ledger", "verify", "--dir", str(tmp_path / "none"))
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "The ledger is whole.")
