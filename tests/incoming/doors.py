"""An application for the tests of doors, on SQLite alone: what they do does not depend on the database."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from eoffice.core.actor import Actor
from tests.incoming.offices import Office
from tests.incoming.visitors import Browser, Program


@dataclass(frozen=True)
class House:
    """An office and the application it works with."""

    office: Office
    app: Flask

    def browser(self, actor: Actor) -> Browser:
        """A browser in which ``actor`` is signed in."""
        return Browser(self.app, self.office.runtime, actor)

    def program(self, actor: Actor) -> Program:
        """A program that acts for ``actor``."""
        return Program(self.app, self.office.runtime, actor)
