"""Whom we believe when a signature is verified."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Literal

Revocation = Literal["required", "if-available"]


@dataclass(frozen=True)
class Trust:
    """Trust anchors and what is known about certificates; all DER, nothing is ever fetched.

    `roots` hold for signers and timestamp authorities alike. `crls` and `ocsps` are revocation lists and OCSP
    responses. With `required`, a chain without revocation information is not believed (TRY_LATER); with
    `if-available`, what is there is heeded and what is missing is not held against the chain.
    """

    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    revocation: Revocation = "required"

    def as_json(self) -> dict[str, Any]:
        lists = ("roots", "intermediates", "crls", "ocsps")
        encoded: dict[str, Any] = {
            key: [base64.b64encode(der).decode("ascii") for der in getattr(self, key)] for key in lists
        }
        return {**encoded, "revocation": self.revocation}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Trust:
        def decoded(key: str) -> tuple[bytes, ...]:
            return tuple(base64.b64decode(text) for text in data[key])

        return cls(
            roots=decoded("roots"),
            intermediates=decoded("intermediates"),
            crls=decoded("crls"),
            ocsps=decoded("ocsps"),
            revocation=data["revocation"],
        )
