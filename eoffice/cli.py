"""The commands. ``eoffice --help`` lists them."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from eoffice.cli_office import office
from eoffice.cli_options import DEFAULT_FOLDER, IN_FOLDER, settings_of
from eoffice.core import logs
from eoffice.core.clock import Clock, FixedClock
from eoffice.core.runtime import Runtime
from eoffice.documents.command import inspect_files, inspection_in_words
from eoffice.instance import FolderInUse, Instance, is_instance, open_instance
from eoffice.ledger.projections import rebuild
from eoffice.ledger.verification import verify_ledger
from eoffice.migrations import upgrade
from eoffice.sample.loader import load_sample, sample_accounts
from eoffice.server import PortTaken, require_port, serve
from eoffice.settings import CONFIG_FOLDER, SettingsInvalid, read_settings
from eoffice.signatures.command import verify_files
from eoffice.signatures.trusting import read_trust_folder
from eoffice.ui.assets import AssetsMissing, manifest
from eoffice.wiring import PROJECTIONS, build_runtime, database_url, open_authority, seed
from eoffice.worker import settle, work_forever
from signing import Trust
from storage import StorageError


class _Commands(click.Group):
    """What can be put right by whoever called is said in a sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - whatever the command returns
        gc.freeze()  # what is loaded stays: looking it through at the end takes longer than many commands
        try:
            return super().invoke(ctx)
        except (SettingsInvalid, AssetsMissing, FolderInUse, PortTaken) as error:
            raise click.ClickException(str(error)) from None
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}") from None
        except StorageError as error:
            raise click.ClickException(f"The file store does not answer: {error}") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="eoffice")
def main() -> None:
    """eOffice: official documents signed, exchanged, answered, and counted."""


@main.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--sample/--no-sample", default=True, show_default=True, help="Load a sample province at first."
)
def run(folder: Path, port: int, sample: bool) -> None:
    """Run a trial office on this machine; the first start makes it."""
    manifest()
    require_port(port)
    instance = open_instance(folder, port)
    with instance.hold():
        logs.configure(as_json=False)
        if instance.is_new:
            instance.clear()
        upgrade(database_url(instance.settings))
        runtime = build_runtime(instance.settings)
        seed(runtime)
        if instance.is_new and sample:
            _load(instance)
        instance.mark_ready()
        runtime.engine.dispose()  # the server's process opens connections of its own
        serve(instance, port, lambda: _welcome(runtime, port, instance.password))


@main.command()
def migrate() -> None:
    """Bring the database of the configured instance up to date."""
    settings = read_settings()
    upgrade(database_url(settings))
    seed(build_runtime(settings))
    click.echo("The database is up to date.")


@main.command()
@click.option("--parent", type=int, help="End when the process with this number is gone.")
def worker(parent: int | None) -> None:
    """Do the jobs, seal the ledger and keep the figures; for instances without a broker."""
    settings = read_settings()
    logs.configure(as_json=not settings.trial)
    work_forever(build_runtime(settings), parent)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a file.")
@click.option(
    "--trust",
    "trust_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Believe only the anchors in this folder (PEM or DER, with revocation lists).",
)
@IN_FOLDER
def verify(files: tuple[Path, ...], as_json: bool, trust_folder: Path | None, folder: Path) -> None:
    """Verify the signatures of PDF files. Ends with 0 only when every file is valid."""
    all_valid = True
    trust = read_trust_folder(trust_folder) if trust_folder else _trust_here(folder)
    for report in verify_files(files, trust):
        all_valid &= report["verdict"] == "valid"
        click.echo(json.dumps(report, ensure_ascii=False) if as_json else _in_words(report))
        sys.stdout.flush()
    sys.exit(0 if all_valid else 1)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a file.")
@IN_FOLDER
def inspect(files: tuple[Path, ...], as_json: bool, folder: Path) -> None:
    """Say whether PDF files would be taken in. Ends with 0 only when every one would."""
    all_accepted = True
    for report in inspect_files(files, settings_of(folder).limits.upload_bytes):
        all_accepted &= report["accept"]
        click.echo(json.dumps(report, ensure_ascii=False) if as_json else inspection_in_words(report))
        sys.stdout.flush()
    sys.exit(0 if all_accepted else 1)


main.add_command(office)


@main.group()
def ledger() -> None:
    """The ledger of everything that happened."""


@ledger.command("verify")
@IN_FOLDER
def ledger_verify(folder: Path) -> None:
    """Recompute every seal from the events; ends with 0 only when the ledger is whole."""
    runtime = build_runtime(settings_of(folder))
    with runtime.read() as session:
        report = verify_ledger(session, runtime.trust(), runtime.clock.now())
    click.echo(
        f"{report.events} events under {report.seals} seals, {report.timestamps} timestamps,"
        f" {report.unsealed} not sealed yet"
    )
    for line in (*report.doubts, *report.faults):
        click.echo(line, err=True)
    click.echo("The ledger is whole." if report.is_whole else "The ledger is NOT whole.")
    sys.exit(0 if report.is_whole else 1)


@main.group()
def projections() -> None:
    """What is computed from the ledger: figures."""


@projections.command("rebuild")
@IN_FOLDER
def projections_rebuild(folder: Path) -> None:
    """Throw the projections away and make them again from the first event."""
    rebuild(build_runtime(settings_of(folder)), PROJECTIONS)
    click.echo("The projections were made again.")


def _trust_here(folder: Path) -> Trust:
    """Whom the instance in ``folder`` believes; where there is none, the anchors the settings name."""
    settings = settings_of(folder)
    if is_instance(folder):
        return build_runtime(settings).trust()
    return read_trust_folder(CONFIG_FOLDER / settings.signing.trust_folder)


def _load(instance: Instance) -> None:
    click.echo("Loading the sample province …")
    authority = open_authority(instance.settings)
    if authority is None:
        raise click.ClickException("A sample needs a trial instance.")
    clock = FixedClock(Clock().now())
    runtime = build_runtime(instance.settings, clock)
    load_sample(runtime, clock, authority, instance.password, _progress)
    settle(runtime)
    runtime.engine.dispose()


def _progress(done: int, of: int, what: str) -> None:
    if of == 0:
        click.echo(f"  {what}")
    elif done == of or done % 25 == 0:
        click.echo(f"  {done} of {of} steps")


def _welcome(runtime: Runtime, port: int, password: str) -> None:
    click.echo(f"\neOffice (TRIAL) answers at http://127.0.0.1:{port}/\n")
    accounts = sample_accounts(runtime)
    if accounts:
        click.echo(f"Sign in with one of these names; the password of all of them is {password}\n")
        for account in accounts:
            click.echo(
                f"  {account.role.value:14} {account.login:28}"
                f" {account.full_name}, {account.title}, {account.agency}"
            )
    click.echo("\nStop with Ctrl-C. The data stays.")
    sys.stdout.flush()


def _in_words(report: dict[str, Any]) -> str:
    lines = [f"{report['file']}: {report['verdict']}"]
    lines += [f"  {reason}" for reason in report["reasons"]]
    lines += [
        f"  {item['signer']}: {item['level']}, {item['integrity']}, {item['time']}"
        for item in report["signatures"]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
