"""Waking workers after a commit. A message that is lost costs seconds, never work: the rows are there."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from eoffice.core.work import Work

WAKE = "eoffice.wake"
log = structlog.get_logger(__name__)


def wake_by_message(broker_url: str) -> Callable[[Work], None]:
    """What ``Runtime.wake`` does: message the broker; nothing without one, where a child looks by itself."""
    if not broker_url:
        return lambda work: None
    sender = Celery("eoffice-sender", broker=broker_url, set_as_current=False)
    sender.conf.update(
        task_ignore_result=True,
        broker_connection_timeout=2,
        broker_transport_options={
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
            "max_retries": 0,
        },
    )

    def wake(work: Work) -> None:
        try:
            sender.send_task(WAKE, retry=False, expires=30)
        except OperationalError as error:
            log.warning("broker-silent", exc_info=error)

    return wake
