"""The wiring of one process without its doors: what web processes, workers and commands share."""

from __future__ import annotations

import hmac
from hashlib import sha256

from pyhanko.sign.timestamps import TimeStamper

from eoffice.core.actor import SYSTEM
from eoffice.core.clock import Clock
from eoffice.core.database import make_engine
from eoffice.core.errors import Unavailable
from eoffice.core.messages import N_
from eoffice.core.runtime import JobHandler, Runtime
from eoffice.core.sweeping import References
from eoffice.core.waking import wake_by_message
from eoffice.core.work import Subscribers
from eoffice.documents.models import FileVersion
from eoffice.documents.service import ensure_kinds
from eoffice.exchange import tasks as exchange_tasks
from eoffice.exchange.service import queue_transmissions, report_status
from eoffice.instance import DATABASE_FILE, TRIAL_FOLDER
from eoffice.ledger import service as ledger
from eoffice.organization.models import Person
from eoffice.outgoing import tasks as outgoing_tasks
from eoffice.reports.projection import PROJECTION
from eoffice.settings import CONFIG_FOLDER, Settings, SettingsInvalid, Storage
from eoffice.signatures import tasks as signature_tasks
from eoffice.signatures.models import AgencySeal, SigningSession
from eoffice.signatures.trusting import read_trust_folder
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.issuer import trial_trust
from eoffice.trial.timestamps import TrialTimestamper
from signing import Trust
from signing.timestamps import http_timestamper
from storage import FolderAddress, S3Address, Store, open_store

PROJECTIONS = (PROJECTION,)
"""What is computed from the ledger."""

REFERENCES: References = (
    FileVersion.sha256,
    SigningSession.prepared_sha256,
    Person.signature_image,
    AgencySeal.picture_sha256,
)
"""Every column that names a file of the store; what none of them names is swept away."""

SUBSCRIPTIONS: Subscribers = {
    "document.issued": [queue_transmissions],
    "document.arrived": [report_status],
    "document.refused": [report_status],
    "document.registered": [report_status],
    "document.assigned": [report_status],
    "document.finished": [report_status],
}
"""Who above hears of what happens below, inside the same transaction."""

HANDLERS: dict[str, JobHandler] = {
    **exchange_tasks.HANDLERS,
    **outgoing_tasks.HANDLERS,
    **signature_tasks.HANDLERS,
}
"""What does each kind of job."""


def build_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """What doors and workers of one instance share."""
    clock = clock or Clock()
    engine = make_engine(database_url(settings))
    authority = open_authority(settings)

    def timestamper() -> TimeStamper:
        if settings.signing.timestamp_url:
            return http_timestamper(settings.signing.timestamp_url)
        if authority is None:
            raise Unavailable(
                "no-timestamp-service",
                N_("No timestamp service is set up here."),
                N_("Ask your engineer to set signing.timestamp_url."),
            )
        return TrialTimestamper(authority, clock)

    def trust() -> Trust:
        configured = read_trust_folder(CONFIG_FOLDER / settings.signing.trust_folder)
        if authority is None:
            return configured
        trial = trial_trust(engine, authority, clock)
        return Trust(
            roots=configured.roots + trial.roots,
            intermediates=configured.intermediates + trial.intermediates,
            crls=configured.crls + trial.crls,
        )

    store = _prepared_store(settings)
    return Runtime(
        settings=settings,
        engine=engine,
        clock=clock,
        store=store,
        timestamper=timestamper,
        trust=trust,
        append=ledger.append,
        subscribers=SUBSCRIPTIONS,
        handlers=HANDLERS,
        wake=wake_by_message(settings.jobs.broker_url),
    )


def database_url(settings: Settings) -> str:
    """Where the tables are; a file of the instance folder when nothing is set."""
    return settings.database.url or f"sqlite:///{settings.instance_folder / DATABASE_FILE}"


def open_authority(settings: Settings) -> TrialAuthority | None:
    """The trial authority of a trial instance, made on first use; None in production."""
    if not settings.trial:
        return None
    passphrase = hmac.new(settings.server.secret_key.get_secret_value().encode(), b"trial keys", sha256)
    return TrialAuthority.open(
        settings.instance_folder / TRIAL_FOLDER,
        passphrase.hexdigest().encode(),
        settings.server.base_url + "/trial",
    )


def seed(runtime: Runtime) -> None:
    """Bring in what every instance needs; again without effect."""
    with runtime.work(SYSTEM) as work:
        ensure_kinds(work)


def _prepared_store(settings: Settings) -> Store:
    storage = settings.storage
    address: FolderAddress | S3Address
    if storage.kind == "folder":
        address = FolderAddress(settings.instance_folder / storage.folder)
    else:
        address = _s3_address(storage)
    try:
        store = open_store(address)
        store.prepare()
    except ValueError as error:
        raise SettingsInvalid(f"storage.endpoint or storage.bucket is wrong: {error}.") from None
    return store


def _s3_address(storage: Storage) -> S3Address:
    return S3Address(
        endpoint=storage.endpoint,
        bucket=storage.bucket,
        access_key=storage.access_key,
        secret_key=storage.secret_key.get_secret_value(),
        secure=storage.secure,
        region=storage.region,
    )
