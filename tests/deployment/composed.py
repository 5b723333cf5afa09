"""The processes that docker-compose.yml names, without containers: its own commands on private servers."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.instances import answers
from tests.servers.processes import ServerProcess
from tests.servers.programs import find_script
from tests.servers.redis import RedisServer
from tests.servers.swift import SwiftServer

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "config" / "production.example.toml"
BUCKET = "eoffice"
SHARED_FOLDER = "/tmp"  # noqa: S108 - of a container of its own there, replaced here
SECRET = "a secret for tests only, long enough"


@dataclass(frozen=True)
class Composed:
    """The running processes and what they were told."""

    port: int
    web: ServerProcess
    worker: ServerProcess
    beat: ServerProcess


def command_of(service: str) -> list[str]:
    """The command of a service of docker-compose.yml, with the values it has when .env is silent."""
    text = (PROJECT / "docker-compose.yml").read_text()
    found = re.search(rf"^  {service}:\n(?:    .*\n)*?    command: \[(.*)\]", text, re.MULTILINE)
    assert found is not None, service
    words = [word.strip('"') for word in found[1].split(", ")]
    return [re.sub(r"\$\{\w+:-(\w+)\}", r"\1", word) for word in words]


def settings_for(
    folder: Path, port: int, database_url: str, redis: RedisServer, s3: SwiftServer
) -> dict[str, str]:
    """The environment of every process; what differs from the example is written to a file of its own.

    Trial, because only then there is an authority to certify a key.
    """
    text = EXAMPLE.read_text()
    changes = {
        "instance_folder": str(folder / "instance"),
        "trial": True,
        "endpoint": s3.endpoint,
        "bucket": BUCKET,
        "broker_url": redis.url,
        "trust_folder": str(folder / "trust"),
    }
    for key, value in changes.items():
        text, count = re.subn(rf"^{key} = \S+", f"{key} = {json.dumps(value)}", text, flags=re.MULTILINE)
        assert count == 1, key
    file = folder / "settings.toml"
    file.write_text(text)
    (folder / "instance").mkdir()
    (folder / "trust").mkdir()
    return {
        "EOFFICE_SETTINGS": str(file),
        "EOFFICE_BIND": f"127.0.0.1:{port}",
        "EOFFICE_SERVER__BASE_URL": f"http://127.0.0.1:{port}",
        "EOFFICE_SERVER__SECRET_KEY": SECRET,
        "EOFFICE_DATABASE__URL": database_url,
        "EOFFICE_STORAGE__ACCESS_KEY": s3.access_key,
        "EOFFICE_STORAGE__SECRET_KEY": s3.secret_key,
        "EOFFICE_SIGNING__SEAL_PASSPHRASE": "seal passphrase for tests",
    }


def migrate(environment: Mapping[str, str]) -> str:
    """Run the service ``migrate`` to its end; returns what it said."""
    program, *arguments = command_of("migrate")
    done = subprocess.run(
        [find_script(program), *arguments], env={**environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(folder: Path, port: int, environment: Mapping[str, str]) -> Iterator[Composed]:
    """Run web, worker and beat; when the block ends, whatever still runs is stopped."""

    def process(service: str, ready: str) -> ServerProcess:
        program, *arguments = command_of(service)
        log = folder / f"{service}.log"
        return ServerProcess(
            [find_script(program), *(word.replace(SHARED_FOLDER, str(folder)) for word in arguments)],
            log,
            is_ready=lambda: answers(port) if service == "web" else ready in log.read_text(),
            die_with=signal.SIGTERM,
            environment=environment,
            folder=PROJECT,
        )

    found = Composed(
        port, process("web", ""), process("worker", " ready."), process("beat", "beat: Starting...")
    )
    processes = (found.web, found.worker, found.beat)
    try:
        for one in processes:
            one.start()
        for one in processes:
            one.wait_until_ready()
        yield found
    finally:
        for one in processes:
            one.stop()
