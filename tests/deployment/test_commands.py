"""Every command says what is wrong with its surroundings in a sentence, and what to do."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from eoffice import server
from eoffice.cli import main

PROJECT = Path(__file__).parents[2]
AGENCY = ["--name=UBND xã", "--notation=UBND", "--place=Xã", "--level=commune", "--code=H99.1"]
COMMANDS = {
    "run": ["--port=8999"],
    "migrate": [],
    "worker": [],
    "verify": ["a.pdf"],
    "inspect": ["a.pdf"],
    "office found": [*AGENCY, "--administrator=Lê Văn Mẫu", "--login=quantri", "--password=mat-khau-dai"],
    "office add": [*AGENCY, "--parent=H99"],
    "ledger verify": [],
    "projections rebuild": [],
}
PRODUCTION = {
    "EOFFICE_DATABASE__URL": "sqlite:///eoffice.db",
    "EOFFICE_STORAGE__KIND": "s3",
    "EOFFICE_STORAGE__ENDPOINT": "127.0.0.1:1",
    "EOFFICE_STORAGE__BUCKET": "eoffice",
}


def names_of(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from names_of(command, f"{before}{name} ")
        else:
            yield before + name


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    yield
    os.environ.clear()  # a command tells its children by the environment which instance they serve
    os.environ.update(before)


def call(command: str, *more: str, **environment: str) -> Result:
    arguments = [*command.split(), *COMMANDS.get(command, []), *more]
    return CliRunner().invoke(main, arguments, env=environment)


def refused(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert result.output.startswith("Error: ")
    return result.output


def test_the_help_lists_every_command() -> None:
    assert set(names_of(main)) == set(COMMANDS)
    shown = call("--help").output
    assert all(f"\n  {name.split()[0]} " in shown for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_setting_is_named_by_every_command(command: str) -> None:
    said = refused(call(command, EOFFICE_LIMITS__PDF_PAGES="many"))
    assert "limits.pdf_pages: Input should be a valid integer" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[server]\nbase_ulr = 1", "server.base_ulr: there is no such setting"),
        ("[server]\nbase_url = 'x", "own.toml is not TOML: "),
        ("trial = 'maybe'", "trial: Input should be a valid boolean"),
        ("[database]\nurl = 'mysql://db'", "database.url: must be sqlite:///… or postgresql+psycopg://…"),
    ],
)
def test_a_wrong_settings_file_is_named_with_its_key(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    assert expected in refused(call("migrate", EOFFICE_SETTINGS=str(file)))


def test_a_wrong_value_is_not_repeated_because_it_may_be_a_secret() -> None:
    assert "hunter2" not in refused(call("migrate", EOFFICE_DATABASE__URL="postgres://me:hunter2@db/e"))


def test_a_settings_file_that_is_not_there_is_named() -> None:
    assert "EOFFICE_SETTINGS names /nowhere" in refused(call("migrate", EOFFICE_SETTINGS="/nowhere"))


def test_a_database_that_is_down_is_named() -> None:
    url = "postgresql+psycopg://eoffice@127.0.0.1:1/eoffice"
    assert "The database does not answer: " in refused(call("migrate", EOFFICE_DATABASE__URL=url))


def test_a_store_that_is_down_is_named() -> None:
    said = refused(call("migrate", **PRODUCTION))
    assert "The file store does not answer: The S3 store at 127.0.0.1:1 does not work" in said


@pytest.mark.parametrize(
    ("name", "value"), [("BUCKET", ""), ("BUCKET", "No Bucket"), ("ENDPOINT", "http://s3")]
)
def test_a_store_that_cannot_be_is_named(name: str, value: str) -> None:
    said = refused(call("migrate", **PRODUCTION | {f"EOFFICE_STORAGE__{name}": value}))
    assert "storage.endpoint or storage.bucket is wrong: " in said


def test_a_port_that_is_taken_is_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "FREE_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(call("run", "--port", str(port)))
    assert said == f"Error: Port {port} is used by another program. Choose another with --port.\n"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "letter.txt"
    kept.parent.mkdir()
    kept.touch()
    said = refused(call("run"))
    assert said == (
        f"Error: {kept.parent} is not empty and holds no instance. Choose another folder with --dir.\n"
    )
    assert list(kept.parent.iterdir()) == [kept]


def test_secrets_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "instance.toml"
    file.write_text('secret_key = "abc"\n')
    said = refused(call("run", "--dir", str(tmp_path)))
    assert said == f"Error: {file}: seal_passphrase is missing.\n"


def test_without_built_assets_the_command_that_builds_them_is_named(tmp_path: Path) -> None:
    for name in ("eoffice", "signing", "storage", "config"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("dist", "__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "eoffice", "run"],
        cwd=tmp_path,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The pages' assets are not built (manifest.json is missing in ")
    assert done.stderr.endswith("). Run: make assets\n")
    assert not (tmp_path / "var").exists()
