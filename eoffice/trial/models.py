"""Certificates the trial authority has issued, and which of them it has revoked."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Moment, Sha256


class TrialCertificate(Base):
    """One certificate of the trial authority."""

    __tablename__ = "trial_certificates"

    serial: Mapped[str] = mapped_column(String(60), primary_key=True)  # decimal
    fingerprint: Mapped[Sha256] = mapped_column(unique=True)
    issued_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    revocation_reason: Mapped[str | None] = mapped_column(String(40))
