"""``eoffice office``: beginning an instance, and adding agencies to it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from eoffice.cli_options import IN_FOLDER, settings_of
from eoffice.core.errors import DomainError
from eoffice.founding import NewAgency, add_agency, found
from eoffice.organization.models import AgencyLevel
from eoffice.wiring import build_runtime, seed


def _describing_agency(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that describe an agency, given to the command as one value."""

    @click.option("--name", required=True, help="The agency's full name.")
    @click.option("--notation", required=True, help="As it stands in a notation: UBND, SNV.")
    @click.option("--place", required=True, help="The place printed before the date.")
    @click.option("--level", type=click.Choice([level.value for level in AgencyLevel]), required=True)
    @click.option("--code", required=True, help="The agency's code by QĐ 20/2020/QĐ-TTg, such as H99.41.")
    @functools.wraps(command)
    def described(name: str, notation: str, place: str, level: str, code: str, **rest: Any) -> Any:  # noqa: ANN401
        return command(agency=NewAgency(name, notation, place, AgencyLevel(level), code), **rest)

    return described


@click.group()
def office() -> None:
    """The agencies of an instance that was begun without the sample."""


@office.command("found")
@_describing_agency
@click.option("--administrator", required=True, help="The full name of who administers the instance.")
@click.option("--login", required=True, help="The name to sign in with.")
@click.password_option(help="Asked for when it is not given.")
@IN_FOLDER
def office_found(agency: NewAgency, administrator: str, login: str, password: str, folder: Path) -> None:
    """Add the first agency and its administrator."""
    runtime = build_runtime(settings_of(folder))
    seed(runtime)
    _told(lambda: found(runtime, agency, administrator, login, password))
    click.echo(f"{agency.name} is there; sign in as {login}.")


@office.command("add")
@_describing_agency
@click.option("--parent", required=True, help="The code of the agency above.")
@IN_FOLDER
def office_add(agency: NewAgency, parent: str, folder: Path) -> None:
    """Add an agency below another."""
    runtime = build_runtime(settings_of(folder))
    _told(lambda: add_agency(runtime, agency, parent))
    click.echo(f"{agency.name} is there.")


def _told(act: Callable[[], object]) -> None:
    try:
        act()
    except DomainError as error:
        advice = error.advice % error.params if error.params else error.advice
        fields = "".join(f"\n  {name}: {text}" for name, text in error.fields.items())
        raise click.ClickException(f"{error} {advice}{fields}".strip()) from None
