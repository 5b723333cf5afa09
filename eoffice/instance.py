"""A one-machine instance in a folder: its own secrets, database, files and trial authority.

The folder is made on the first start. What is random is written once to ``instance.toml`` there, readable by
its owner only; everything else comes from the defaults.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eoffice.settings import SETTINGS_VARIABLE, Settings, SettingsInvalid, read_settings

SECRETS_FILE = "instance.toml"
READY_FILE = "ready"
DATABASE_FILE = "eoffice.db"
TRIAL_FOLDER = "trial"
KEPT = ("secret_key", "seal_passphrase", "sample_password")
TRIAL_PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - letters that cannot be misread


class FolderInUse(RuntimeError):
    """The folder holds something that is not an instance, or one that is running."""


@dataclass(frozen=True)
class Instance:
    """An instance's folder and settings; ``password`` is the one password of all sample accounts."""

    folder: Path
    settings: Settings
    password: str

    @property
    def is_new(self) -> bool:
        """Whether its first start has not been completed yet."""
        return not (self.folder / READY_FILE).exists()

    def mark_ready(self) -> None:
        """Remember that the first start was completed."""
        (self.folder / READY_FILE).touch()

    def clear(self) -> None:
        """Remove what a first start that broke off has left; secrets and password stay."""
        for path in self.folder.glob(f"{DATABASE_FILE}*"):
            path.unlink()
        for name in (self.settings.storage.folder, TRIAL_FOLDER):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def hold(self) -> IO[bytes]:
        """Keep the folder to this process until the file is closed. Raises ``FolderInUse``."""
        lock = (self.folder / SECRETS_FILE).open("rb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise FolderInUse(
                f"The instance in {self.folder} is running. Stop it, or choose another folder with --dir."
            ) from None
        return lock


def is_instance(folder: Path) -> bool:
    """Whether ``folder`` holds an instance."""
    return (folder / SECRETS_FILE).is_file()


def open_instance(folder: Path, port: int = 8000) -> Instance:
    """Open the instance in ``folder``, making it when it is not there, to be served on ``port``.

    The settings are also put in this process's environment, so that children read the same.
    """
    folder = folder.resolve()
    file = folder / SECRETS_FILE
    if not file.exists():
        _make(folder, file)
    kept = _read(file)
    os.environ.pop(SETTINGS_VARIABLE, None)
    os.environ["EOFFICE_INSTANCE_FOLDER"] = str(folder)
    os.environ["EOFFICE_TRIAL"] = "true"
    os.environ["EOFFICE_SERVER__BASE_URL"] = f"http://127.0.0.1:{port}"
    os.environ["EOFFICE_SERVER__SECRET_KEY"] = kept["secret_key"]
    os.environ["EOFFICE_SIGNING__SEAL_PASSPHRASE"] = kept["seal_passphrase"]
    return Instance(folder, read_settings(), kept["sample_password"])


def _read(file: Path) -> dict[str, str]:
    try:
        kept = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsInvalid(f"{file} is not TOML: {error}.") from None
    for name in KEPT:
        if not isinstance(kept.get(name), str):
            raise SettingsInvalid(f"{file}: {name} is missing.")
    return kept


def _make(folder: Path, file: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    if any(path != draft for path in folder.iterdir()):
        raise FolderInUse(f"{folder} is not empty and holds no instance. Choose another folder with --dir.")
    words = ["".join(secrets.choice(TRIAL_PASSWORD_LETTERS) for _ in range(4)) for _ in range(3)]
    values = (secrets.token_urlsafe(48), secrets.token_urlsafe(24), "-".join(words))
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write("# Made by the first start. Keep it secret; without it the seals cannot be opened.\n")
        out.writelines(f'{name} = "{value}"\n' for name, value in zip(KEPT, values, strict=True))
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)
