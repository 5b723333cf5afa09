"""Signing with a key of this server and with one elsewhere, beside a floor and rivals.

The floor is SHA-256 of the bytes and one RSA-2048 operation. Everything happens in memory, but for programs,
which read and write files. Store and verification are not timed; what each makes is verified once before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import signing_contenders as contenders
from benchmarks.measuring import Timing, take_turns
from benchmarks.output import finish, percent, print_heading, print_notes, print_table, read_arguments
from benchmarks.pdf_files import make_pdf
from benchmarks.signer import Signer, make_signer
from benchmarks.signing_contenders import NotHere, Rival, Sign
from eoffice.sample.marks import draw_signature

SIZES = {"1mb": 1_000_000, "10mb": 10_000_000}
ROUNDS = 11
SECONDS = 20.0  # for each size, when the machine is busy
FLOOR = "floor"
OURS = ("invisible", "image_mark", "key_elsewhere")
NOTES = (
    "Ratio and spread are of processor time, that of programs included: what others do is not in it.",
    "pyHanko keeps its signer for all files; programs start anew and read their key each time.",
    "pdfsig makes adbe.pkcs7.detached instead of PAdES; openssl makes the signature only, no PDF.",
)


def main() -> None:
    """Measure and print."""
    arguments = read_arguments(__doc__)
    versions = {name: version(name) for name in ("cryptography", "pyhanko", "pillow")}
    figures = print_heading("signing: PAdES B-B with an RSA-2048 key", versions)
    figures |= {
        "ratio_to_floor": {},
        "rivals_to_floor": {},
        "milliseconds": {},
        "milliseconds_wall": {},
        "spread": {},
    }
    with tempfile.TemporaryDirectory(prefix="eoffice-bench-") as name:
        folder = Path(name)
        signer = make_signer(folder)
        picture = draw_signature("Nguyễn Thị Hồng Ngọc")
        own = {
            "invisible": contenders.ours(signer),
            "image_mark": contenders.ours(signer, picture),
            "key_elsewhere": contenders.ours_elsewhere(signer),
        }
        files = {size: make_pdf(count) for size, count in SIZES.items()}
        for sign in own.values():
            contenders.check(sign, "B-B", files["1mb"], signer.trust, folder)
        rivals, missing = _rivals(signer, picture, files["1mb"], folder)
        for size, pdf in files.items():
            calls = {FLOOR: contenders.floor(signer)} | own | rivals
            taken = take_turns({name: partial(sign, pdf) for name, sign in calls.items()}, ROUNDS, SECONDS)
            _show(size, len(pdf), taken)
            _keep(figures, size, taken)
    print_notes([*NOTES, *(f"Not measured: {reason}." for reason in missing)])
    figures["not_measured"] = missing
    finish(figures, as_json=arguments.json)


def _rivals(signer: Signer, picture: bytes, pdf: bytes, folder: Path) -> tuple[dict[str, Sign], list[str]]:
    """Those that work here, by name, and why others do not."""
    makers: list[tuple[str, Callable[[], Rival]]] = [
        ("", lambda: contenders.pyhanko(signer)),
        (", image mark", lambda: contenders.pyhanko(signer, picture)),
        ("", lambda: contenders.pdfsig(signer, folder)),
        ("", lambda: contenders.openssl_cms(signer, folder)),
    ]
    found: dict[str, Sign] = {}
    missing = []
    for suffix, make in makers:
        try:
            rival = make()
            contenders.check(rival.sign, rival.level, pdf, signer.trust, folder)
        except NotHere as error:
            missing.append(str(error))
        else:
            found[rival.name + suffix] = rival.sign
    return found, missing


def _show(size: str, length: int, taken: Mapping[str, Timing]) -> None:
    rows = [
        [
            f"ours, {name.replace('_', ' ')}" if name in OURS else name,
            f"{timing.wall.median * 1000:.1f}",
            f"{timing.processor.median * 1000:.1f}",
            percent(timing.processor.spread),
            f"{_ratio(timing, taken):.1f}",
        ]
        for name, timing in sorted(taken.items(), key=lambda item: item[1].processor.median)
    ]
    heading = f"{length / 1e6:.2f} MB, {len(taken[FLOOR].wall.values)} rounds"
    print_table([heading, "ms wall", "ms processor", "spread", "× floor"], rows)


def _keep(figures: dict[str, Any], size: str, taken: Mapping[str, Timing]) -> None:
    for name, timing in taken.items():
        key = f"{name}_{size}" if name in (FLOOR, *OURS) else f"{name}, {size}"
        figures["milliseconds"][key] = round(timing.processor.median * 1000, 3)
        figures["milliseconds_wall"][key] = round(timing.wall.median * 1000, 3)
        figures["spread"][key] = round(timing.processor.spread, 3)
        if name in OURS:
            figures["ratio_to_floor"][key] = round(_ratio(timing, taken), 2)
        elif name != FLOOR:
            figures["rivals_to_floor"][key] = round(_ratio(timing, taken), 2)


def _ratio(timing: Timing, taken: Mapping[str, Timing]) -> float:
    return timing.processor.times(taken[FLOOR].processor).median


if __name__ == "__main__":
    main()
