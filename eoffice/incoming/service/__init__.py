"""The verbs of received documents, split by who acts: system and clerk, leader and unit head, officer."""

from eoffice.incoming.service.arriving import ArrivingDocument, arrive
from eoffice.incoming.service.directing import assign, direct, present
from eoffice.incoming.service.finishing import finish
from eoffice.incoming.service.paper import EMAIL, PAPER, Scan, enter_paper
from eoffice.incoming.service.receiving import accept, register, return_to_sender

__all__ = [
    "EMAIL",
    "PAPER",
    "ArrivingDocument",
    "Scan",
    "accept",
    "arrive",
    "assign",
    "direct",
    "enter_paper",
    "finish",
    "present",
    "register",
    "return_to_sender",
]
