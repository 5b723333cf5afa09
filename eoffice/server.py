"""Serving an instance on this machine: gunicorn in this process, a worker as the child of its worker.

When the server dies, however it dies, both end: gunicorn's worker watches its master, and ours watches that.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from eoffice.app import create_app
from eoffice.instance import Instance
from eoffice.worker import keep_child_working

HOST = "127.0.0.1"
THREADS = 8
FREE_SECONDS = 3.0


class PortTaken(RuntimeError):
    """The port cannot be served. Says why and what to do."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """Gunicorn, told by code rather than by a file."""

    def __init__(self, instance: Instance, options: dict[str, Any]) -> None:
        self._instance, self._options = instance, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._instance.settings)


def require_port(port: int) -> None:
    """See that the port can be served. Raises ``PortTaken``.

    Waits a moment: the worker of a server that was killed lets go of it a second later.
    """
    deadline = time.monotonic() + FREE_SECONDS
    while True:
        try:
            with socket.create_server((HOST, port)):
                return
        except PermissionError:
            raise PortTaken(
                f"Port {port} is for administrators. Choose one from 1024 on with --port."
            ) from None
        except OSError:
            if time.monotonic() > deadline:
                raise PortTaken(
                    f"Port {port} is used by another program. Choose another with --port."
                ) from None
            time.sleep(0.2)


def serve(instance: Instance, port: int, when_ready: Callable[[], None]) -> None:
    """Serve until stopped; ``when_ready`` is called once requests are answered."""
    options = {
        "bind": f"{HOST}:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 120,
        "graceful_timeout": 30,
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "eoffice",
        "control_socket_disable": True,
        "post_fork": lambda arbiter, worker: os.setpgid(0, 0),  # Ctrl-C is for the master, who tells it
        "post_worker_init": lambda worker: _begin(when_ready),
    }
    _Server(instance, options).run()


def _begin(when_ready: Callable[[], None]) -> None:
    threading.Thread(target=keep_child_working, name="job-worker", daemon=True).start()
    when_ready()
