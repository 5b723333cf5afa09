"""Pages of the sample through gunicorn, in requests per second, beside an empty Flask route served alike.

One process with eight threads, asked on four connections that stay open; the database is SQLite. The
processor's time is the server's alone.
"""

from __future__ import annotations

import http.client
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measuring import Series
from benchmarks.output import finish, percent, print_heading, print_notes, print_table, read_arguments
from benchmarks.sample import sample_instance
from benchmarks.visitor import Page, Visitor, ask_for
from eoffice.core.actor import Role
from eoffice.instance import Instance
from eoffice.migrations import upgrade
from eoffice.sample.loader import sample_accounts
from eoffice.settings import CONFIG_FOLDER
from eoffice.wiring import build_runtime, database_url
from tests.servers.processes import ServerProcess, free_port
from tests.servers.programs import find_script

ROUNDS = 5
TURN_SECONDS = 1.5
CONNECTIONS = 4
FLOOR = "empty route"
TICKS = os.sysconf("SC_CLK_TCK")
NOTE = f"{ROUNDS} rounds of {TURN_SECONDS} s a page; × floor is of the server's processor time."


@dataclass(frozen=True)
class Server:
    """A gunicorn with one worker: where it answers, and the worker's process id."""

    port: int
    worker: int

    def processor_seconds(self) -> float:
        """What the worker has had of a processor since it began (proc(5), fields 14 and 15)."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True)
class Served:
    """A page, and the server it comes from."""

    page: Page
    server: Server


@dataclass(frozen=True)
class Figures:
    """Requests a second, and milliseconds of the server's processor a request."""

    rate: Series
    processor: Series


def main() -> None:
    """Measure and print."""
    arguments = read_arguments(__doc__)
    versions = {name: version(name) for name in ("flask", "gunicorn", "sqlalchemy")}
    figures = print_heading("pages of the sample, through gunicorn", versions)
    port = free_port()
    instance = sample_instance(port)
    upgrade(database_url(instance.settings))
    with tempfile.TemporaryDirectory(prefix="eoffice-bench-") as name:
        folder = Path(name)
        with (
            _serving("benchmarks.empty:app", free_port(), folder) as empty,
            _serving("eoffice.app:create_app_from_environment()", port, folder) as ours,
        ):
            served = {FLOOR: Served(Visitor(empty.port).page("/"), empty)}
            served |= {name: Served(page, ours) for name, page in _pages(instance, port).items()}
            taken = _measure(served)
    _show(taken)
    print_notes([NOTE])
    finish(figures | _as_data(taken), as_json=arguments.json)


@contextmanager
def _serving(application: str, port: int, folder: Path) -> Iterator[Server]:
    """Gunicorn as in production, but one process that is never renewed."""
    command = [find_script("gunicorn"), "-c", str(CONFIG_FOLDER / "gunicorn.py"), "--workers", "1"]
    command += ["--max-requests", "0", "--bind", f"127.0.0.1:{port}", application]
    process = ServerProcess(command, folder / f"{port}.log", is_ready=lambda: _answers(port))
    process.start()
    try:
        process.wait_until_ready()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Server(port, int(children[0]))
    finally:
        process.kill_with_children()


def _answers(port: int) -> bool:
    """Whether an application answers, be it with an error; gunicorn listens before its worker is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return bool(connection.getresponse().status)
    except OSError:
        return False
    finally:
        connection.close()


def _pages(instance: Instance, port: int) -> dict[str, Page]:
    """What a stranger and a leader see: the form, the first page, and a document that was issued."""
    stranger, leader = Visitor(port), Visitor(port)
    runtime = build_runtime(instance.settings)
    login = next(account.login for account in sample_accounts(runtime) if account.role == Role.LEADER)
    runtime.engine.dispose()
    leader.sign_in(login, instance.password)
    found = re.search(r'href="(/documents/[0-9a-f-]{36})"', leader.get("/documents?state=issued"))
    if found is None:
        raise RuntimeError("the sample has no issued document for its leader")
    return {
        "sign-in page": stranger.page("/sign-in"),
        "home": leader.page("/"),
        "document page": leader.page(found[1]),
    }


def _measure(served: Mapping[str, Served]) -> dict[str, Figures]:
    """Pages by turns; the first round fills caches and is not counted."""
    rates: dict[str, list[float]] = {name: [] for name in served}
    processor: dict[str, list[float]] = {name: [] for name in served}
    for number in range(ROUNDS + 1):
        for name, one in served.items():
            before = one.server.processor_seconds()
            answers, seconds = ask_for(one.page, TURN_SECONDS, CONNECTIONS)
            if number:
                rates[name].append(answers / seconds)
                processor[name].append((one.server.processor_seconds() - before) / answers * 1000)
    return {name: Figures(Series(tuple(rates[name])), Series(tuple(processor[name]))) for name in served}


def _show(taken: Mapping[str, Figures]) -> None:
    rows = [
        [
            f"floor: {name}" if name == FLOOR else name,
            f"{one.rate.median:,.0f}",
            percent(one.rate.spread),
            f"{one.processor.median:.2f}",
            percent(one.processor.spread),
            f"{one.processor.times(taken[FLOOR].processor).median:.1f}",
        ]
        for name, one in taken.items()
    ]
    columns = ["requests/s", "spread", "ms processor", "spread", "× floor"]
    print_table([f"{CONNECTIONS} connections", *columns], rows)


def _as_data(taken: Mapping[str, Figures]) -> dict[str, Any]:
    floor = taken[FLOOR]
    return {
        "requests_per_second": {name: round(one.rate.median, 1) for name, one in taken.items()},
        "milliseconds_processor": {name: round(one.processor.median, 3) for name, one in taken.items()},
        "ratio_to_floor": {
            name: round(one.processor.times(floor.processor).median, 2)
            for name, one in taken.items()
            if name != FLOOR
        },
        "rate_to_floor": {
            name: round(one.rate.times(floor.rate).median, 4) for name, one in taken.items() if name != FLOOR
        },
        "spread": {name: round(one.processor.spread, 3) for name, one in taken.items()},
    }


if __name__ == "__main__":
    main()
