"""The keys of the trial authority are made once, whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eoffice.core.errors import Unavailable
from eoffice.trial.authority import TrialAuthority
from tests.trial.conftest import BASE_URL, PASSPHRASE

OPEN = (
    "import sys, pathlib;"
    "from eoffice.trial.authority import TrialAuthority;"
    "a = TrialAuthority.open(pathlib.Path(sys.argv[1]), sys.argv[2].encode(), sys.argv[3]);"
    "print(a.root_der.hex(), a.timestamp_certificate_der.hex())"
)


def start_opening(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", OPEN, str(folder), PASSPHRASE.decode(), BASE_URL]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_a_second_opening_finds_the_same_authority(authority: TrialAuthority, trial_folder: Path) -> None:
    again = TrialAuthority.open(trial_folder, PASSPHRASE, BASE_URL)
    assert again.chain_der == authority.chain_der
    assert again.timestamp_certificate_der == authority.timestamp_certificate_der


def test_opening_an_existing_authority_takes_under_a_fifth_of_a_second(
    authority: TrialAuthority, trial_folder: Path
) -> None:
    begun = time.perf_counter()
    TrialAuthority.open(trial_folder, PASSPHRASE, BASE_URL)
    assert time.perf_counter() - begun < 0.2


def test_keys_are_encrypted_and_for_their_owner_only(authority: TrialAuthority, trial_folder: Path) -> None:
    for file in trial_folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    for key in trial_folder.glob("*.key"):
        assert key.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert trial_folder.stat().st_mode & 0o777 == 0o700


def test_two_processes_at_once_see_one_authority(tmp_path: Path) -> None:
    running = [start_opening(tmp_path / "trial") for _ in range(2)]
    seen = {process.communicate(timeout=60)[0] for process in running}
    assert len(seen) == 1
    assert all(process.returncode == 0 for process in running)


def test_a_process_killed_while_making_leaves_nothing_half_made(tmp_path: Path) -> None:
    folder = tmp_path / "trial"
    process = start_opening(folder)
    while not (tmp_path / ".trial.lock").exists():
        time.sleep(0.002)
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert not folder.exists() or len(list(folder.iterdir())) == 8
    TrialAuthority.open(folder, PASSPHRASE, BASE_URL)
    assert len(list(folder.iterdir())) == 8


def test_what_a_crash_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / ".trial.making").mkdir()
    (tmp_path / ".trial.making" / "root.key").write_text("half a ke")
    TrialAuthority.open(tmp_path / "trial", PASSPHRASE, BASE_URL)
    assert not (tmp_path / ".trial.making").exists()


def test_an_empty_folder_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    assert TrialAuthority.open(tmp_path / "trial", PASSPHRASE, BASE_URL).root_der


def test_a_wrong_passphrase_is_told_and_changes_nothing(
    authority: TrialAuthority, trial_folder: Path
) -> None:
    before = {file.name: file.read_bytes() for file in trial_folder.iterdir()}
    with pytest.raises(Unavailable) as caught:
        TrialAuthority.open(trial_folder, b"another", BASE_URL)
    assert caught.value.code == "trial-keys-unusable"
    assert {file.name: file.read_bytes() for file in trial_folder.iterdir()} == before


def test_a_folder_with_a_missing_key_is_never_filled_up(tmp_path: Path) -> None:
    folder = tmp_path / "trial"
    TrialAuthority.open(folder, PASSPHRASE, BASE_URL)
    (folder / "ocsp.key").unlink()
    with pytest.raises(Unavailable):
        TrialAuthority.open(folder, PASSPHRASE, BASE_URL)
    assert not (folder / "ocsp.key").exists()
