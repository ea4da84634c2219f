"""Fonts for names in every script: what no font has becomes Latin letters, never a box.

DejaVu Sans, which comes with matplotlib, has Latin, Greek, Cyrillic, Arabic, Hebrew and more.
DroidSansFallback.ttf beside this file (Google, Apache License 2.0) has Chinese, Japanese and Korean. What
both lack is looked for in the system's fonts, else written in Latin letters (AnyAscii).
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib
from anyascii import anyascii
from matplotlib.font_manager import FontEntry, fontManager
from matplotlib.ft2font import FT2Font

OWN = ["DejaVu Sans", "Droid Sans Fallback"]
UNFIT = ("Last", "Blank", "Emoji", "Color")  # fonts of boxes, or of pictures that matplotlib does not draw


def drawable(text: str) -> str:
    """Return a text in one line whose letters all have a font; matplotlib knows it afterwards."""
    kept = [one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf"]
    line = " ".join("".join(one if one.isprintable() else " " for one in kept).split())
    return "".join(one if font_of(one) else anyascii(one) or unwritten(one) for one in line)


def unwritten(letter: str) -> str:
    return "" if unicodedata.category(letter)[0] == "M" else "?"  # nothing for a mark above or below another


@cache
def font_of(letter: str) -> str | None:
    """Return a font that has a letter, None without one; the system's are made known to matplotlib."""
    families = known()
    for family in families:
        if ord(letter) in letters(family):
            return family
    for entry in system():
        if ord(letter) in letters_of(entry.fname):
            families.append(entry.name)
            matplotlib.rcParams["font.family"] = families
            return entry.name
    return None


@cache
def known() -> list[str]:
    """Return the fonts that are drawn with, of which the first that has a letter draws it."""
    fontManager.addfont(Path(__file__).with_name("DroidSansFallback.ttf"))
    matplotlib.rcParams["font.family"] = list(OWN)
    return list(OWN)


@cache
def letters(family: str) -> frozenset[int]:
    return letters_of(fontManager.findfont(family))  # the file that is drawn with, of all weights


@cache
def letters_of(file: str) -> frozenset[int]:
    """Return the letters of a font's file, none where it cannot be read or drawn with."""
    try:
        font = FT2Font(file)
        return frozenset(font.get_charmap()) if font.scalable else frozenset()
    except (RuntimeError, OSError):
        return frozenset()


def system() -> Iterator[FontEntry]:
    """Yield the system's upright fonts of usual weight."""
    for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.name, entry.fname)):
        usual = entry.style == "normal" and entry.weight in (400, "normal", "regular")
        if usual and not any(word in entry.name for word in UNFIT):
            yield entry
