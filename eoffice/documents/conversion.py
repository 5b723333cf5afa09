"""Turning word-processor files into PDF with LibreOffice, where it is installed.

Each conversion has a profile of its own (two on one profile lose each other's output), in which macros are
off and nothing outside the file may be fetched; it runs in its own process group and is ended after a time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from eoffice.core.errors import Invalid, Unavailable
from eoffice.core.messages import N_

PROGRAMS = ("soffice", "libreoffice")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def find_converter() -> str | None:
    """The path of LibreOffice, or None where it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def convert_to_pdf(source: Path, folder: Path, seconds: float) -> Path:
    """Convert ``source`` (its ending tells the format) to a PDF in ``folder`` and return its path.

    Raises Invalid ``conversion-not-installed``, Invalid ``conversion-failed`` or Unavailable
    ``conversion-too-slow`` when it takes longer than ``seconds``.
    """
    program = find_converter()
    if program is None:
        raise Invalid(
            "conversion-not-installed",
            N_("Word-processor files cannot be converted on this server: LibreOffice is not installed."),
            N_("Save the document as PDF and upload the PDF."),
            field="file",
        )
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    output = folder / "converted"
    output.mkdir()
    _run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            str(output),
            str(source),
        ],
        folder,
        seconds,
    )
    converted = output / f"{source.stem}.pdf"
    if not converted.is_file():
        raise Invalid(
            "conversion-failed",
            N_("The document could not be converted to PDF."),
            N_("Open it in the program that made it, save it as PDF, and upload the PDF."),
            field="file",
        )
    return converted


def _run(command: list[str], folder: Path, seconds: float) -> None:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Unavailable(
            "conversion-too-slow",
            N_("Converting the document to PDF took too long and was stopped."),
            N_("Save it as PDF in the program that made it, and upload the PDF."),
            field="file",
        ) from None
    finally:
        _end_group(process)


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH")
    }
    return kept | {"HOME": str(folder), "TMPDIR": str(folder)}


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with the children it started: they share the group made for it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
