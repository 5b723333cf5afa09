"""The colours of the house are readable: WCAG 2.2 AA, computed for every pair of tokens that is used."""

import re
from pathlib import Path

import pytest

from eoffice.ui import assets

TOKENS = Path(assets.__file__).parent / "src" / "css" / "tokens.css"
TONES = ("neutral", "active", "waiting", "done", "warning", "danger")
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "link")
        for ground in ("ground", "surface", "surface-soft")
    ),
    *((tone, f"{tone}-soft") for tone in TONES),
    *((tone, "surface") for tone in TONES),
    ("ink", "neutral-soft"),
    ("ink", "action-soft"),
    ("ink-soft", "action-soft"),
    ("ink-soft", "neutral-soft"),
    ("ink-soft", "waiting-soft"),
    ("ink", "danger-soft"),
    ("ink", "warning-soft"),
    ("link", "neutral-soft"),
    ("action", "action-soft"),
    ("action", "surface"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    ("surface", "done"),
    ("brand", "ground"),
    ("brand", "surface"),
]
SHAPES = [
    *(("line-strong", ground) for ground in ("ground", "surface", "surface-soft")),
    *(("focus", ground) for ground in ("ground", "surface", "surface-soft", "neutral-soft", "danger-soft")),
    ("bar", "surface"),
    ("bar", "bar-ground"),
    ("done", "surface"),
    ("action", "surface"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Token → #rrggbb in the `light` or `dark` scheme."""
    light, dark = TOKENS.read_text("utf-8").split("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))}


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_the_standard_gives() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    found = tokens(scheme)
    poor = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in TEXT}
    assert {pair: round(ratio, 2) for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_edge_and_focus_ring_stands_out_from_its_ground(scheme: str) -> None:
    found = tokens(scheme)
    poor = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in SHAPES}
    assert {pair: round(ratio, 2) for pair, ratio in poor.items() if ratio < 3} == {}
