"""Who signs: the floor, ours, and rivals as their own documentation shows them.

Each is a function from the bytes of a PDF to what it made of them. Keys are loaded before, but for programs,
which load theirs at each start.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from benchmarks.signer import NICKNAME, PASSPHRASE, Signer
from signing import (
    PersonalMark,
    Place,
    SignatureField,
    Trust,
    algorithm_for,
    complete,
    prepare,
    sign_bytes,
    sign_locally,
    verify,
)

FIELD = "Signature1"
BOX = (350.0, 220.0, 500.0, 290.0)  # points
Sign = Callable[[bytes], bytes]


class NotHere(Exception):
    """A rival cannot be measured on this machine; the message says why."""


@dataclass(frozen=True)
class Rival:
    """A rival with its version; ``level`` is what our verifier finds, None for a CMS without a PDF."""

    name: str
    sign: Sign
    level: str | None = "B-B"


def floor(signer: Signer) -> Sign:
    """What nobody can leave out: SHA-256 of the bytes and one RSA operation."""
    scheme = padding.PKCS1v15()

    def sign(pdf: bytes) -> bytes:
        return signer.key.sign(hashlib.sha256(pdf).digest(), scheme, hashes.SHA256())

    return sign


def ours(signer: Signer, picture: bytes | None = None) -> Sign:
    """``sign_locally`` with a key of this server, in memory; PAdES B-B, with ``picture`` as the mark."""

    def sign(pdf: bytes) -> bytes:
        target = io.BytesIO()
        sign_locally(
            io.BytesIO(pdf),
            target,
            SignatureField(
                FIELD,
                Place(0, BOX) if picture else None,
                PersonalMark(image_png=picture) if picture else None,
            ),
            key=signer.key,
            certificate=signer.certificate,
            chain=signer.chain,
            signed_at=datetime.now(UTC),
        )
        return target.getvalue()

    return sign


def ours_elsewhere(signer: Signer) -> Sign:
    """``prepare``, the operation of a key that is elsewhere, and ``complete``, which checks all bytes."""

    def sign(pdf: bytes) -> bytes:
        between, target = io.BytesIO(), io.BytesIO()
        prepared = prepare(
            io.BytesIO(pdf),
            between,
            SignatureField(FIELD),
            certificate=signer.certificate,
            chain=signer.chain,
            algorithm=algorithm_for(signer.key),
            signed_at=datetime.now(UTC),
        )
        complete(between, target, prepared, sign_bytes(signer.key, prepared.to_sign))
        return target.getvalue()

    return sign


def pyhanko(signer: Signer, picture: bytes | None = None) -> Rival:
    """pyHanko's documented way: a SimpleSigner read once from PKCS#12, a PdfSigner, PAdES, in memory."""
    simple = signers.SimpleSigner.load_pkcs12(str(signer.pkcs12_file), passphrase=PASSPHRASE.encode())
    if simple is None:
        raise NotHere("pyHanko does not read the PKCS#12 file")
    place = fields.SigFieldSpec(FIELD, box=tuple(map(int, BOX)) if picture else None)  # type: ignore[arg-type]
    style = None
    if picture:
        background = PdfImage(Image.open(io.BytesIO(picture)))
        style = StaticStampStyle(background=background, border_width=0)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    pdf_signer = signers.PdfSigner(metadata, signer=simple, stamp_style=style, new_field_spec=place)

    def sign(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return bytes(pdf_signer.sign_pdf(writer).getbuffer())

    return Rival(f"pyHanko {version('pyhanko')}", sign)


def openssl_cms(signer: Signer, folder: Path) -> Rival:
    """A new process that reads the file and writes a detached CMS with CAdES attributes; no PDF is made."""
    program = _program("openssl", "openssl")
    source, made = folder / "openssl-in.pdf", folder / "openssl-out.der"
    command = [program, "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER"]
    command += ["-signer", str(signer.certificate_file), "-inkey", str(signer.key_file)]
    command += ["-certfile", str(signer.issuer_file), "-in", str(source), "-out", str(made)]
    sign = _by_program(command, source, made)
    return Rival(f"openssl {_run([program, 'version']).split()[1]} cms -sign", sign, level=None)


def pdfsig(signer: Signer, folder: Path) -> Rival:
    """A new process of poppler's ``pdfsig -add-signature`` with the key in a database of NSS.

    It refuses ``-etsi`` here, so what it makes is the older adbe.pkcs7.detached.
    """
    program, importer = _program("pdfsig", "poppler-utils"), _program("pk12util", "libnss3-tools")
    maker = _program("certutil", "libnss3-tools")
    keys = folder / "nss"
    keys.mkdir()
    password = folder / "nss-password"
    password.write_text(PASSPHRASE)
    database = f"sql:{keys}"
    _run([maker, "-N", "-d", database, "-f", str(password)])
    _run([importer, "-i", str(signer.pkcs12_file), "-d", database, "-k", str(password), "-W", PASSPHRASE])
    source, made = folder / "pdfsig-in.pdf", folder / "pdfsig-out.pdf"
    command = [program, "-nssdir", database, "-nss-pwd", PASSPHRASE, "-nick", NICKNAME, "-add-signature"]
    command += ["-new-signature-field-name", FIELD, str(source), str(made)]
    words = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stderr.split()
    return Rival(f"pdfsig {words[2]} -add-signature", _by_program(command, source, made), level="PKCS7-B")


def check(sign: Sign, level: str | None, pdf: bytes, trust: Trust, folder: Path) -> None:
    """Nobody is timed for work that was not done. Raises ``NotHere`` unless the signature holds."""
    made = sign(pdf)
    if level is None:
        _verify_cms(pdf, made, folder)
        return
    found = [(one.integrity, one.level) for one in verify(io.BytesIO(made), trust).signatures]
    if found != [("intact", level)]:
        raise NotHere(f"not one intact signature of level {level}, but {found}")


def _verify_cms(pdf: bytes, made: bytes, folder: Path) -> None:
    (folder / "checked.pdf").write_bytes(pdf)
    (folder / "checked.der").write_bytes(made)
    command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-out", "/dev/null"]
    _run([*command, "-in", str(folder / "checked.der"), "-content", str(folder / "checked.pdf")])


def _by_program(command: list[str], source: Path, made: Path) -> Sign:
    """The file is written when the PDF is another one than before, which only a first call finds."""
    present: list[bytes] = []

    def sign(pdf: bytes) -> bytes:
        if not present or present[0] is not pdf:
            source.write_bytes(pdf)
            present[:] = [pdf]
        made.unlink(missing_ok=True)
        _run(command)
        return made.read_bytes()

    return sign


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotHere(f"{name} is not installed (Debian: {package})")
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip()[:300]}")
    return done.stdout
