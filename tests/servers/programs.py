"""Finding the programs that tests need. A missing one fails with the package that brings it."""

import shutil
import sys
from pathlib import Path

# program → Debian package; install_packages.sh installs these.
PACKAGES = {
    "postgres": "postgresql",
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "soffice": "libreoffice-writer-nogui",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "openssl": "openssl",
    "setpriv": "util-linux",
}


class ProgramMissingError(Exception):
    """A program that the tests run is not installed."""


def find_program(name: str) -> str:
    """Return the path of a system program. Raises ``ProgramMissingError`` naming the package to install."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in (None, *map(str, folders)):
        if found := shutil.which(name, path=folder):
            return found
    package = PACKAGES.get(name, name)
    raise ProgramMissingError(
        f"{name} is not installed: run `apt-get install {package}` or `make test` as root"
    )


def find_script(name: str) -> str:
    """Return the path of a program of the virtual environment, such as ``celery``."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise ProgramMissingError(f"{name} is not in the virtual environment: run `make test`")
    return str(path)


def _version(folder: Path) -> int:
    number = folder.parent.name
    return int(number) if number.isdigit() else 0
