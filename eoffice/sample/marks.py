"""Pictures for the sample's marks: a red seal and a blue signature for invented bodies and people.

The seal carries no star and no coat of arms, and says that it is a trial. Both are PNG with a transparent
ground (NĐ 30/2020/NĐ-CP, Phụ lục I) at 300 dots an inch, so that their size in pixels is their real size.
"""

from __future__ import annotations

import hashlib
import io
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

DPI = 300
RED = (214, 24, 31)
BLUE = (24, 52, 168)
TRIAL_WORDS = "THỬ NGHIỆM - TRIAL"  # no dot between: prepared fonts hold letters and ASCII only

_FINER = 3  # drawn so much larger, then reduced: smooth edges
_INK = 255
_SIGNATURE_MM = (48, 22)

Point = tuple[float, float]


def draw_seal(around: str, below: str, font: bytes, diameter_mm: float = 36) -> bytes:
    """A round red seal as PNG: ``around`` on the upper arc, ``below`` across, the trial words underneath.

    ``font`` is a TrueType or OpenType font (bold looks best) that has the Vietnamese letters; WOFF2 is not
    read. Raises ``ValueError`` for bytes that are no font.
    """
    size = round(diameter_mm / 25.4 * DPI) * _FINER
    seal = Image.new("L", (size, size))
    face = _Face(font)
    _rings(ImageDraw.Draw(seal), size)
    _write_on_arc(seal, face, _fitted(around, face, size * 0.105, size * 1.02), size * 0.395, is_above=True)
    _write_on_arc(
        seal, face, _fitted(TRIAL_WORDS, face, size * 0.085, size * 0.7), size * 0.395, is_above=False
    )
    _emblem(ImageDraw.Draw(seal), size)
    _write_across(ImageDraw.Draw(seal), face, below, size)
    return _as_png(seal, RED)


def draw_signature(name: str) -> bytes:
    """A blue scrawl as PNG, 48 × 22 mm, always the same for the same name; it imitates nobody's hand."""
    seed = hashlib.sha256(name.encode()).digest()
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    width, height = (round(mm / 25.4 * DPI) * _FINER for mm in _SIGNATURE_MM)
    picture = Image.new("L", (width, height))
    pen = ImageDraw.Draw(picture)
    for stroke in (_scrawl(chance), _flourish(chance)):
        _ink(pen, [(x * width, y * height) for x, y in stroke], width, chance)
    return _as_png(picture, BLUE)


@dataclass(frozen=True)
class _Face:
    data: bytes

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        try:
            return ImageFont.truetype(io.BytesIO(self.data), max(1, round(size)))
        except OSError as error:
            raise ValueError("these bytes are no font that can be read") from error


def _fitted(text: str, face: _Face, size: float, longest: float) -> tuple[str, float]:
    """``text`` with the size at which it is at most ``longest`` pixels."""
    length = face.at(size).getlength(text)
    return text, size * min(1.0, longest / length)


def _rings(pen: ImageDraw.ImageDraw, size: int) -> None:
    for radius, width in ((0.497, 0.022), (0.462, 0.006), (0.318, 0.008)):
        edge = size * (0.5 - radius)
        pen.ellipse((edge, edge, size - edge, size - edge), outline=_INK, width=round(size * width))


def _write_on_arc(
    seal: Image.Image, face: _Face, fitted: tuple[str, float], radius: float, *, is_above: bool
) -> None:
    text, size = fitted
    font = face.at(size)
    centre = seal.width / 2
    direction = 1 if is_above else -1
    spread = font.getlength(text) * 1.06 / radius
    angle = -spread / 2
    for letter in text:
        half = font.getlength(letter) * 1.06 / radius / 2
        angle += half
        turn = angle if is_above else math.pi - angle
        at = (centre + radius * math.sin(turn), centre - radius * math.cos(turn))
        _write_turned(seal, font, letter, at, -math.degrees(angle) * direction)
        angle += half


def _write_turned(
    seal: Image.Image, font: ImageFont.FreeTypeFont, letter: str, at: Point, degrees: float
) -> None:
    side = round(font.size * 2.4)
    tile = Image.new("L", (side, side))
    # Anchored by the baseline of capitals, so that accents do not shift a letter.
    ImageDraw.Draw(tile).text((side / 2, side / 2 + font.size * 0.34), letter, _INK, font, anchor="ms")
    tile = tile.rotate(degrees, Image.Resampling.BILINEAR)
    seal.paste(_INK, (round(at[0] - side / 2), round(at[1] - side / 2)), tile)


def _emblem(pen: ImageDraw.ImageDraw, size: int) -> None:
    """Three waves under an arch: a river, for the province is called one."""
    centre, width = size / 2, round(size * 0.011)
    pen.arc((centre - size * 0.13, size * 0.245, centre + size * 0.13, size * 0.505), 180, 360, _INK, width)
    for row in range(3):
        height = size * (0.318 + row * 0.032)
        reach = size * (0.075 + row * 0.02)
        wave = [
            (centre + reach * step / 20, height + size * 0.009 * math.sin(step / 20 * math.tau))
            for step in range(-20, 21)
        ]
        pen.line(wave, _INK, width, joint="curve")


def _write_across(pen: ImageDraw.ImageDraw, face: _Face, text: str, size: int) -> None:
    lines = _wrapped(text)
    _, letter = _fitted(max(lines, key=len), face, size * 0.095, size * 0.53)
    font = face.at(min(letter, size * 0.2 / len(lines)))
    pitch = font.size * 1.3
    top = size * 0.535 - pitch * (len(lines) - 1) / 2
    for row, line in enumerate(lines):
        pen.text((size / 2, top + row * pitch), line, _INK, font, anchor="mm")


def _wrapped(text: str) -> list[str]:
    """At most two lines of about the same length."""
    words = text.split()
    if len(text) <= 14 or len(words) < 2:
        return [text]
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    evenest = min(breaks, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    return list(evenest)


# Ways to begin a name, left of the loops; in parts of the picture.
_CAPITALS: Sequence[Sequence[Point]] = (
    ((0.06, 0.6), (0.08, 0.2), (0.2, 0.12), (0.17, 0.75), (0.12, 0.86), (0.24, 0.55)),
    ((0.22, 0.15), (0.07, 0.2), (0.06, 0.6), (0.16, 0.72), (0.21, 0.45), (0.12, 0.5), (0.25, 0.58)),
    ((0.05, 0.25), (0.22, 0.13), (0.14, 0.4), (0.09, 0.85), (0.05, 0.7), (0.16, 0.45), (0.25, 0.55)),
    ((0.1, 0.82), (0.13, 0.1), (0.17, 0.12), (0.12, 0.5), (0.23, 0.2), (0.18, 0.45), (0.25, 0.62)),
)


def _scrawl(chance: random.Random) -> list[Point]:
    """A large first letter, then loops that grow flatter to the right; in parts of the picture."""
    loops = chance.randint(4, 7)
    points = [
        (x + chance.uniform(-0.025, 0.025), y + chance.uniform(-0.06, 0.06))
        for x, y in chance.choice(_CAPITALS)
    ]
    for loop in range(loops):
        left = 0.26 + 0.52 * loop / loops
        step = 0.52 / loops
        tall = (0.34 - 0.2 * loop / loops) * chance.uniform(0.5, 1.25)
        points += [
            (left + step * 0.55, 0.55 - tall),
            (left + step * chance.uniform(0.15, 0.4), 0.55 + tall * chance.uniform(0.3, 0.9)),
            (left + step, 0.56 + chance.uniform(-0.05, 0.05)),
        ]
    return list(_smooth(points))


def _flourish(chance: random.Random) -> list[Point]:
    """The stroke back under the name."""
    low = chance.uniform(0.78, 0.92)
    points = [(0.8, 0.55), (0.93, 0.3 + chance.random() * 0.15), (0.86, 0.68), (0.45, low)]
    points += [
        (0.2, low + 0.02),
        (0.5, low - chance.uniform(0.06, 0.12)),
        (0.96, 0.62 + chance.random() * 0.1),
    ]
    return list(_smooth(points))


def _smooth(points: Sequence[Point], steps: int = 40) -> Iterator[Point]:
    """A Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            yield (_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t))


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    cubic = -a + 3 * b - 3 * c + d
    square = 2 * a - 5 * b + 4 * c - d
    return 0.5 * (2 * b + (c - a) * t + square * t * t + cubic * t**3)


def _ink(pen: ImageDraw.ImageDraw, points: Sequence[Point], width: float, chance: random.Random) -> None:
    """Draw the curve with a pen that thins where it moves fast and at both ends."""
    wide = width * chance.uniform(0.0042, 0.0058)
    pressure = 0.0
    for index, (before, here) in enumerate(pairwise(points)):
        speed = math.dist(before, here) / width * 270
        end = min(1.0, min(index, len(points) - index) / 27)
        wanted = wide * (1.25 - min(0.85, speed * 0.16)) * (0.35 + 0.65 * end)
        pressure += (wanted - pressure) * 0.2
        r = max(1.0, pressure)
        pen.line((before, here), _INK, round(r * 2))
        pen.ellipse((here[0] - r, here[1] - r, here[0] + r, here[1] + r), fill=_INK)


def _as_png(ink: Image.Image, colour: tuple[int, int, int]) -> bytes:
    """One colour everywhere, with the drawn ink as its opacity, in 16 steps: a picture that packs well."""
    size = (ink.width // _FINER, ink.height // _FINER)
    opacity = ink.resize(size, Image.Resampling.BOX).point([round(level / 17) * 17 for level in range(256)])
    picture = Image.new("RGB", size, colour)
    picture.putalpha(opacity)
    made = io.BytesIO()
    picture.save(made, "PNG", dpi=(DPI, DPI))
    return made.getvalue()
