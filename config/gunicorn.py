"""How gunicorn serves: ``gunicorn -c config/gunicorn.py "eoffice.app:create_app_from_environment()"``.

Three values come from the environment, because they belong to the machine: ``EOFFICE_BIND`` (host:port),
``EOFFICE_WEB_PROCESSES`` and ``EOFFICE_WEB_THREADS``.
"""

import os

bind = os.environ.get("EOFFICE_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("EOFFICE_WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = int(os.environ.get("EOFFICE_WEB_THREADS", "8"))

# A request may convert a document, which limits.conversion_seconds ends earlier.
timeout = 120
# What is under way may finish when the service is stopped or renewed.
graceful_timeout = 30
# Longer than the proxy keeps its idle connections, so that it never writes into one that was just closed.
keepalive = 75
# Renewing processes bounds what a leak in a native library can take; the jitter keeps them apart.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file in memory: a slow disk must not look like a hung process.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn makes its own file there
# Nobody needs to steer it from outside.
control_socket_disable = True
