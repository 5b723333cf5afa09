"""“My signing keys”: what they are worth, which there are, one more, and the end of one."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.wrappers import Response

from eoffice.access.rules import is_local_path
from eoffice.core.actor import Actor
from eoffice.core.errors import DomainError
from eoffice.core.problem import field_errors
from eoffice.core.request import current_actor, runtime
from eoffice.signatures import queries
from eoffice.signatures.models import CertificateClass
from eoffice.signatures.rules import REVOCATION_REASONS
from eoffice.signatures.schemas import RevokeIn
from eoffice.signatures.service import revoke_certificate, subject_of
from eoffice.signatures.wiring import issuer

pages = Blueprint("signatures", __name__, template_folder="templates")


@pages.get("/keys")
def keys() -> str:
    """The certificates of who is signed in, and the way to enrol this device."""
    return _keys_page(current_actor())


@pages.post("/keys/<uuid:certificate_id>/revoke")
def revoke(certificate_id: uuid.UUID) -> Response | tuple[str, int]:
    """End the use of a certificate; what it signed stays valid."""
    actor = current_actor()
    try:
        given = RevokeIn.model_validate({"reason": request.form.get("reason", "")})
    except ValidationError as error:
        return _keys_page(actor, wrong=certificate_id, errors=field_errors(error)), 422
    with runtime().work(actor) as work:
        revoke_certificate(work, issuer(), certificate_id, given.reason)
    flash(_("The certificate is revoked. Nobody can sign with it any more."), "success")
    return redirect(url_for("signatures.keys"), 303)


def _keys_page(actor: Actor, *, wrong: uuid.UUID | None = None, errors: dict[str, str] | None = None) -> str:
    now = runtime().clock.now()
    authority = issuer()
    target = request.args.get("next", "")
    with runtime().read() as session:
        found = queries.list_certificates(session, actor.person_id) if actor.person_id else []
    return render_template(
        "signatures/keys.html",
        certificates=found,
        now=now,
        can_enrol=authority is not None and actor.post_id is not None,
        is_trial=authority is not None and authority.certificate_class is CertificateClass.TRIAL,
        subject=_subject(actor) if authority is not None else {},
        account_id=str(actor.account_id or actor.person_id or ""),
        reasons=[(reason.value, _(label)) for reason, label in REVOCATION_REASONS.items()],
        wrong=wrong,
        next=target if is_local_path(target) else "",
        error=_(next(iter((errors or {}).values()))) if errors else "",
    )


def _subject(actor: Actor) -> dict[str, str]:
    """The names the browser puts into its request; the certificate takes its own from the post."""
    if actor.post_id is None:
        return {}
    try:
        subject = subject_of(runtime(), actor.post_id)
    except DomainError:
        return {}
    return {"CN": subject.common_name, "O": subject.organisation, "OU": subject.unit, "C": "VN"}
