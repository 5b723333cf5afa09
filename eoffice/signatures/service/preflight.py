"""What is asked before a signature is prepared, so that nobody signs in vain."""

from __future__ import annotations

import secrets
import uuid

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.runtime import Runtime
from eoffice.signatures import queries
from eoffice.signatures.models import Certificate
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.rules import CertificateFacts, certificate_refusal
from signing.timestamps import fetch_token


def check_certificate(
    runtime: Runtime, session: Session, actor: Actor, certificate_id: uuid.UUID
) -> Certificate:
    """The actor's own certificate, good now. Raises ``NotFound`` or ``Conflict``."""
    certificate = queries.get_own_certificate(session, certificate_id, actor.person_id)
    require_good(runtime, certificate)
    return certificate


def require_good(runtime: Runtime, certificate: Certificate) -> None:
    """Raise ``Conflict`` unless the certificate may sign now."""
    facts = CertificateFacts(certificate.valid_from, certificate.valid_to, certificate.revoked_at)
    refusal = certificate_refusal(facts, runtime.clock.now())
    if refusal is not None:
        raise refusal


def require_timestamps(runtime: Runtime) -> None:
    """Ask the timestamp service for a timestamp of nothing; raise ``Unavailable`` when none comes."""
    question = secrets.token_bytes(32)
    with said_to_the_user():
        fetch_token(runtime.timestamper(), question)
