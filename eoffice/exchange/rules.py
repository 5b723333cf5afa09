"""What each action at the receiver tells the sender, and the words for transport and business states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eoffice.core.messages import N_
from eoffice.exchange.models import StatusCode, TransportState

TRANSPORT: dict[str, str] = {
    TransportState.QUEUED: N_("Not confirmed yet"),
    TransportState.SENT: N_("Sent, not confirmed yet"),
    TransportState.ACKNOWLEDGED: N_("Delivered"),
    TransportState.FAILED: N_("Failed"),
}

STATUSES: dict[str, str] = {
    StatusCode.ARRIVED: N_("Arrived, not looked at yet"),
    StatusCode.RETURNED: N_("Returned"),
    StatusCode.RECEIVED: N_("Received and registered"),
    StatusCode.ASSIGNED: N_("Assigned"),
    StatusCode.IN_PROGRESS: N_("In progress"),
    StatusCode.FINISHED: N_("Finished"),
}
"""The business statuses of QCVN 102:2016/BTTTT by code."""

NO_CONNECTOR = N_(
    "This agency works in another system, and no connector to it is set up here. The document has not left."
)
STORE_SILENT = N_("The file store does not answer. The delivery is tried again by itself.")
FILE_LOST = N_(
    "The stored file is missing or damaged. The delivery is tried again by itself; tell your engineer."
)
DELIVERY_BROKE = N_("The delivery broke off. It is tried again by itself.")

_STATUS_OF_EVENT = {
    "document.arrived": StatusCode.ARRIVED,
    "document.refused": StatusCode.RETURNED,
    "document.registered": StatusCode.RECEIVED,
    "document.finished": StatusCode.FINISHED,
}
REPORTED_EVENTS = (*_STATUS_OF_EVENT, "document.assigned")
"""The events of a receiver that the sender hears of."""


def status_codes(event_type: str, data: Mapping[str, Any]) -> tuple[StatusCode, ...]:
    """The codes to report for an event of the receiver, in order; each is reported once.

    A part given to a unit is 04; when an officer gets it the work is under way, 05.
    """
    if event_type == "document.assigned":
        if data.get("post_id") is None:
            return (StatusCode.ASSIGNED,)
        return (StatusCode.ASSIGNED, StatusCode.IN_PROGRESS)
    return (_STATUS_OF_EVENT[event_type],)
