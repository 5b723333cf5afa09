"""The sample that the pages are measured on: made by the first run, kept until what makes it changes."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import eoffice.migrations
import eoffice.sample
from eoffice.core.clock import Clock, FixedClock
from eoffice.instance import Instance, is_instance, open_instance
from eoffice.migrations import upgrade
from eoffice.sample.loader import load_sample
from eoffice.wiring import build_runtime, database_url, open_authority, seed
from eoffice.worker import do_what_waits

KEPT = Path(__file__).parent / ".sample"
MAKERS = (eoffice.sample, eoffice.migrations)


def sample_instance(port: int) -> Instance:
    """The sample, with every job done and every event sealed; its settings are put in the environment."""
    folder = KEPT / _fingerprint()
    if not is_instance(folder) or open_instance(folder).is_new:
        print("Making the sample, once; this takes one to three minutes …", file=sys.stderr, flush=True)
        shutil.rmtree(KEPT, ignore_errors=True)
        _make(folder)
    return open_instance(folder, port)


def _make(folder: Path) -> None:
    instance = open_instance(folder)
    authority = open_authority(instance.settings)
    if authority is None:
        raise RuntimeError("a sample needs a trial instance")
    upgrade(database_url(instance.settings))
    clock = FixedClock(Clock().now())
    runtime = build_runtime(instance.settings, clock)
    seed(runtime)
    load_sample(runtime, clock, authority, instance.password, lambda done, of, what: None)
    while do_what_waits(runtime, "benchmark"):
        pass
    runtime.engine.dispose()
    instance.mark_ready()


def _fingerprint() -> str:
    """What the sample is made from, in a few letters."""
    digest = hashlib.sha256()
    for package in MAKERS:
        folder = Path(package.__path__[0])
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
