"""The state of the instance: jobs that were given up, and how far the ledger is sealed."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import Conflict
from eoffice.core.jobs import count_open_jobs, list_failed_jobs, retry_job
from eoffice.core.messages import N_
from eoffice.core.request import runtime
from eoffice.ledger.queries import get_state
from eoffice.organization.queries import administers_instance
from eoffice.organization.service import check_administers_instance, not_administrator
from eoffice.ui.pages.administration.blueprint import administrator, pages, see


@pages.get("/system")
def system() -> Response:
    """Jobs that failed, jobs that wait, and the ledger."""
    actor = administrator()
    with runtime().read() as session:
        _check(session, actor)
        page = render_template(
            "administration/system.html",
            failed=list_failed_jobs(session),
            open_jobs=count_open_jobs(session),
            ledger=get_state(session),
        )
    return make_response(page)


@pages.post("/system/jobs/<uuid:job_id>/retry")
def retry(job_id: uuid.UUID) -> Response:
    """Do a job again that was given up."""
    with runtime().work(administrator()) as work:
        check_administers_instance(work)
        if not retry_job(work.session, job_id, work.now):
            raise Conflict(
                "job-not-failed", N_("This job is not given up."), N_("Load the page again to see its state.")
            )
        work.has_jobs = True
        work.record("job.retried", job_id)
    flash(_("The job is tried again now."), "success")
    return see(url_for("administration.system"))


def _check(session: Session, actor: Actor) -> None:
    if not administers_instance(session, actor):
        raise not_administrator()
