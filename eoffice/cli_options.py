"""Which instance a command works on."""

from __future__ import annotations

from pathlib import Path

import click

from eoffice.instance import is_instance, open_instance
from eoffice.settings import Settings, read_settings

DEFAULT_FOLDER = Path("var")
IN_FOLDER = click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=DEFAULT_FOLDER,
    show_default=True,
    help="Use the instance in this folder; where there is none, the one that settings and environment name.",
)


def settings_of(folder: Path) -> Settings:
    """The settings of the instance in ``folder``; where there is none, those of file and environment."""
    return open_instance(folder).settings if is_instance(folder) else read_settings()
