"""The commands. ``eoffice --help`` lists them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from eoffice.core import logs
from eoffice.instance import open_instance
from eoffice.ledger.projections import rebuild
from eoffice.ledger.verification import verify_ledger
from eoffice.migrations import upgrade
from eoffice.sample.loader import load_sample
from eoffice.server import serve
from eoffice.settings import read_settings
from eoffice.signatures.command import verify_files
from eoffice.signatures.trusting import trust_of
from eoffice.ui.assets import AssetsMissing, manifest
from eoffice.wiring import PROJECTIONS, build_runtime, database_url, seed
from eoffice.worker import work_forever

DEFAULT_FOLDER = Path("var")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
    try:
        manifest()
    except AssetsMissing as error:
        raise click.ClickException(str(error)) from None
    instance = open_instance(folder, port)
    logs.configure(as_json=False)
    upgrade(database_url(instance.settings))
    runtime = build_runtime(instance.settings)
    seed(runtime)
    if instance.is_new and sample:
        click.echo("Loading the sample province …")
        load_sample(runtime, instance.password, lambda done, of, what: _progress(done, of, what))
    instance.mark_ready()
    runtime.engine.dispose()
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
    "--trust", "trust_folder", type=click.Path(path_type=Path, exists=True), help="PEM trust anchors."
)
def verify(files: tuple[Path, ...], as_json: bool, trust_folder: Path | None) -> None:
    """Verify the signatures of PDF files. Ends with 0 only when every file is valid."""
    all_valid = True
    for report in verify_files(files, trust_of(trust_folder)):
        all_valid &= report["verdict"] == "valid"
        click.echo(json.dumps(report, ensure_ascii=False) if as_json else _in_words(report))
        sys.stdout.flush()
    sys.exit(0 if all_valid else 1)


@main.group()
def ledger() -> None:
    """The ledger of everything that happened."""


@ledger.command("verify")
def ledger_verify() -> None:
    """Recompute every seal from the events; ends with 0 only when the ledger is whole."""
    with build_runtime(read_settings()).read() as session:
        report = verify_ledger(session)
    click.echo(
        f"{report.events} events under {report.seals} seals, {report.timestamps} timestamps,"
        f" {report.unsealed} not sealed yet"
    )
    for fault in report.faults:
        click.echo(fault, err=True)
    click.echo("The ledger is whole." if report.is_whole else "The ledger is NOT whole.")
    sys.exit(0 if report.is_whole else 1)


@main.group()
def projections() -> None:
    """What is computed from the ledger: figures."""


@projections.command("rebuild")
def projections_rebuild() -> None:
    """Throw the projections away and make them again from the first event."""
    rebuild(build_runtime(read_settings()), PROJECTIONS)
    click.echo("The projections were made again.")
