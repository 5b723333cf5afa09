"""A process that has imported everything once and forks servers on demand: a start costs 0.05 s, not 5 s.

``python -m tests.faults.zygote``: a JSON object on each line of standard input, an answer on each line of
standard output.

``{"rehearse": order}`` answers a port and serves there in this process until ``STOP_PATH`` is asked for, on
an instance that is thrown away: routes and SQL are compiled then, and every server is forked with them.
``{"start": order}`` forks a server and answers its pid and port. ``{"end": pid}`` kills it if it still lives
and answers the signal it died of. For ``order`` see ``Order``.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from eoffice.app import create_app
from eoffice.core.clock import FixedClock
from eoffice.core.runtime import Runtime
from eoffice.signatures.issuing import EXTENSION, SignatureWiring
from eoffice.trial.issuer import TrialIssuer
from eoffice.wiring import build_runtime, open_authority
from eoffice.worker import do_what_waits, holder_name
from tests.factories import make_settings
from tests.faults.engines import Engines
from tests.faults.kill_points import KillPoints

WORK_PATH, STOP_PATH = "/api/test/work", "/api/test/stop"
SLOW_SECONDS = 60
SCRATCH = "scratch"  # the folder of temporary files inside an instance's folder
_POINTS = "tests.kill_points"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Order:
    """A server: the instance's folder and database, the time it is there, and where the server dies."""

    folder: str
    url: str
    moment: str
    kill_at: int | None = None


@dataclass
class Zygote:
    """What the servers are forked with."""

    app: Flask | None = None
    engines: Engines = field(default_factory=Engines)

    def rehearse(self, order: Order, answer: Callable[[dict[str, Any]], None]) -> None:
        """Serve in this process until told to stop."""
        server = self._server(order, KillPoints(None))
        answer({"port": server.server_port})
        stopped: list[bool] = []
        server.app.extensions[STOP_PATH] = lambda: stopped.append(True)  # type: ignore[attr-defined]
        while not stopped:
            faulthandler.dump_traceback_later(SLOW_SECONDS)  # to the log: where a hanging step hangs
            server.handle_request()
        faulthandler.cancel_dump_traceback_later()
        server.server_close()
        self.engines.close()
        gc.collect()
        gc.freeze()

    def start(self, order: Order) -> dict[str, Any]:
        """Fork a server."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reading)
                self._become_server(order, writing)
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            port = pipe.read()
        return {"pid": pid, "port": int(port or 0)}

    def _become_server(self, order: Order, ready: int) -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(2, 1)
        gc.disable()  # it would copy every page that is shared with the zygote
        server = self._server(order, KillPoints(order.kill_at))
        os.write(ready, str(server.server_port).encode())
        os.close(ready)
        server.serve_forever()

    def _server(self, order: Order, points: KillPoints) -> BaseWSGIServer:
        folder = Path(order.folder)
        tempfile.tempdir = str(folder / SCRATCH)
        settings = make_settings(order.url, folder)
        built = build_runtime(settings, FixedClock(datetime.fromisoformat(order.moment)))
        engine = self.engines.open(order.url, built.engine)
        runtime = points.install(replace(built, engine=engine))
        authority = open_authority(settings)
        assert authority is not None
        app = self.app = self.app or _make_app(runtime)
        app.extensions["eoffice"] = runtime
        app.extensions[EXTENSION] = SignatureWiring(issuer=TrialIssuer(authority))
        app.extensions[_POINTS] = points
        return make_server("127.0.0.1", 0, app, request_handler=_Silent)


def _make_app(runtime: Runtime) -> Flask:
    """The real application, and two doors for the test."""
    app = create_app(runtime.settings, runtime)
    app.add_url_rule(WORK_PATH, view_func=_work, methods=["POST"])
    app.add_url_rule(STOP_PATH, view_func=_stop, methods=["POST"])
    return app


def _work() -> Response:
    """Do what waits at ``after`` seconds from now, until nothing does; answers the points passed so far."""
    runtime: Runtime = current_app.extensions["eoffice"]
    later = FixedClock(runtime.clock.now() + timedelta(seconds=request.get_json()["after"]))
    while do_what_waits(runtime.at(later), holder_name()):
        pass
    return jsonify(current_app.extensions[_POINTS].passed)


def _stop() -> Response:
    current_app.extensions[STOP_PATH]()
    return jsonify({})


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing is said about each request."""


def _end(pid: int) -> dict[str, Any]:
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def main(orders: TextIO, answers: TextIO) -> None:
    """Do what is ordered until the input ends."""

    def answer(said: dict[str, Any]) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    zygote = Zygote()
    for line in orders:
        order = json.loads(line)
        if "rehearse" in order:
            zygote.rehearse(Order(**order["rehearse"]), answer)
            answer({})
        elif "start" in order:
            answer(zygote.start(Order(**order["start"])))
        else:
            answer(_end(order["end"]))


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
