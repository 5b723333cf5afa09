"""Fonts for marks and for the number field: cut down to the letters used, embedded so that any reader draws
them.

pyHanko 0.38 writes the widths of a font in font units, so that a font with other than 1000 units per em comes
out with doubled letter spacing. Fonts are therefore scaled to 1000 once, when they are prepared, and embedded
here as an Identity-H composite font (ISO 32000-1, 9.7).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.errors import SigningError
from signing.objects import PdfObject, array, dictionary, number, numbers, stream
from signing.objects import text as pdf_text

UNITS_PER_EM = 1000
VIETNAMESE = (
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
)
LETTERS = "".join(chr(code) for code in range(0x20, 0x7F)) + "\u00a0«»–—‘’“”…°§" + VIETNAMESE


def prepare_font(*parts: bytes) -> bytes:
    """One TrueType font with the Latin and Vietnamese letters, at 1000 units per em.

    `parts` are TTF or WOFF files of the same face, e.g. the Latin and the Vietnamese subset of a web font; a
    letter is taken from the first part that has it. Takes tens of milliseconds: keep the result.
    Raises SigningError `font-unusable` or `letters-missing`.
    """
    try:
        prepared = [_cut(part) for part in parts]
        merged = prepared[0] if len(prepared) == 1 else _merge(prepared)
        face = font_face(merged)
    except SigningError:
        raise
    except Exception as error:  # fontTools raises whatever it meets in a damaged file
        raise SigningError("font-unusable", "The font file cannot be read.") from error
    missing = face.missing(VIETNAMESE + "0123456789")
    if missing:
        raise SigningError("letters-missing", "The font lacks letters that are needed.", letters=missing)
    return merged


def _cut(data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if "glyf" not in font:
        raise SigningError("font-unusable", "Only fonts with TrueType outlines can be used.")
    font.flavor = None
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[1, 2, 4, 6])
    options.drop_tables += ["FFTM", "DSIG", "GSUB", "GPOS", "GDEF", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    scale_upem(font, UNITS_PER_EM)
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _merge(parts: list[bytes]) -> bytes:
    merged = Merger().merge([io.BytesIO(part) for part in parts])
    buffer = io.BytesIO()
    merged.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class FontFace:
    """A prepared font, read: glyph numbers and widths in thousandths of the font size."""

    data: bytes
    name: str
    glyphs: dict[int, int]
    widths: dict[int, int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]

    def missing(self, text: str) -> str:
        """The letters of `text` the font cannot draw, each once."""
        return "".join(dict.fromkeys(letter for letter in text if ord(letter) not in self.glyphs))

    def encode(self, text: str) -> str:
        """`text` as a hexadecimal string of glyph numbers for the `Tj` operator.

        Raises SigningError `letters-missing`: a mark with holes in a name would be worse than none.
        """
        missing = self.missing(text)
        if missing:
            raise SigningError("letters-missing", "The font cannot draw these letters.", letters=missing)
        return "<" + "".join(f"{self.glyphs[ord(letter)]:04X}" for letter in text) + ">"

    def width(self, text: str, size: float) -> float:
        """Width of `text` in points at `size` points."""
        return (
            sum(self.widths.get(self.glyphs.get(ord(letter), 0), 0) for letter in text) * size / UNITS_PER_EM
        )


@lru_cache(maxsize=8)
def font_face(data: bytes) -> FontFace:
    """Read a font made by `prepare_font`. Raises SigningError `font-unusable`."""
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        return _read_face(font, data)
    except Exception as error:  # fontTools raises whatever it meets in a damaged file
        raise SigningError("font-unusable", "The font file cannot be read.") from error


def _read_face(font: TTFont, data: bytes) -> FontFace:
    head, hhea, metrics = font["head"], font["hhea"], font["hmtx"].metrics
    if head.unitsPerEm != UNITS_PER_EM:
        raise SigningError("font-unusable", "The font is not prepared: it has other units per em than 1000.")
    order = font.getReverseGlyphMap()
    glyphs = {code: order[name] for code, name in font.getBestCmap().items()}
    widths = {order[name]: width for name, (width, _bearing) in metrics.items()}
    name = str(font["name"].getDebugName(6) or "Mark").replace(" ", "")
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    return FontFace(data, name, glyphs, widths, hhea.ascent, hhea.descent, box)


def embed_font(writer: BasePdfFileWriter, face: FontFace) -> PdfObject:
    """Add the font to a PDF being written; returns the reference to its Type0 dictionary."""
    name = "/EOFFIC+" + face.name
    file = stream(face.data, {"/Length1": number(len(face.data))})
    descriptor = dictionary(
        {
            "/Type": "/FontDescriptor",
            "/FontName": name,
            "/Flags": number(4),
            "/FontBBox": numbers(face.box),
            "/ItalicAngle": number(0),
            "/Ascent": number(face.ascent),
            "/Descent": number(face.descent),
            "/CapHeight": number(face.ascent),
            "/StemV": number(80),
            "/FontFile2": writer.add_object(file),
        }
    )
    system = {"/Registry": pdf_text("Adobe"), "/Ordering": pdf_text("Identity"), "/Supplement": number(0)}
    descendant = dictionary(
        {
            "/Type": "/Font",
            "/Subtype": "/CIDFontType2",
            "/BaseFont": name,
            "/CIDSystemInfo": dictionary(system),
            "/FontDescriptor": writer.add_object(descriptor),
            "/DW": number(UNITS_PER_EM),
            "/W": array([number(0), numbers(face.widths[index] for index in sorted(face.widths))]),
            "/CIDToGIDMap": "/Identity",
        }
    )
    composite = {
        "/Type": "/Font",
        "/Subtype": "/Type0",
        "/BaseFont": name,
        "/Encoding": "/Identity-H",
        "/DescendantFonts": array([writer.add_object(descendant)]),
        "/ToUnicode": writer.add_object(stream(_to_unicode(face).encode("ascii"))),
    }
    return writer.add_object(dictionary(composite))


def _to_unicode(face: FontFace) -> str:
    """The CMap that lets a reader copy and search the text (ISO 32000-1, 9.10.3)."""
    first_letter: dict[int, int] = {}
    for code, glyph in sorted(face.glyphs.items()):
        first_letter.setdefault(glyph, code)
    lines = [f"<{glyph:04X}> <{code:04X}>" for glyph, code in sorted(first_letter.items()) if code <= 0xFFFF]
    chunks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    mappings = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{mappings}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
