"""Zip archives with the names that were meant: in a coding that they do not say, or with Windows' slashes."""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from lineup.errors import LineupError

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)  # of a member
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
OUTSIDE = re.compile(r"^([A-Za-z]:)?(\.{0,2}/)+")
ENCRYPTED = 0x1  # a flag
UTF_8, FAT = 0x800, 0  # a flag that names are in UTF-8; the system that wrote an entry, of Windows' tools
WESTERN = {*range(0xA6), 0xE1}  # bytes of code page 437 that are letters of Western Europe; others are signs
CODINGS = {
    "shift_jis": "Shift-JIS",
    "euc_kr": "EUC-KR",
    "gb2312": "GBK",
    "big5": "Big5",
    "gb18030": "GBK",
    "cp866": "code page 866",
    "cp1252": "Windows-1252",
}  # of Windows in other countries: the stricter ones first
SURE = 4  # Korean syllables in a row of Chinese bytes come about by chance, but not so many


def opened(path: Path) -> zipfile.ZipFile:
    """Return a zip archive to be read; BadZipFile where it is none, LineupError where it cannot be unpacked.

    Names that an archive does not call UTF-8 are read as such where all of them are; else as the format says
    (code page 437), unless that makes signs of them: then in the first of CODINGS that fits. A name without
    a slash that a tool of Windows wrote has its backslashes between folders. None leads out of the archive.
    """
    archive = zipfile.ZipFile(path)
    require_readable(archive, path)
    if name := coding(unsaid_names(archive)):
        archive.close()
        archive = zipfile.ZipFile(path, metadata_encoding=name)
    for entry in archive.infolist():
        name = entry.filename
        if entry.create_system == FAT and "\\" in name and "/" not in name:
            name = name.replace("\\", "/")
        if (name := inside(name)) != entry.filename:
            entry.filename = name
            archive.NameToInfo[name] = entry
    return archive


def inside(name: str) -> str:
    """Return a name without what leads out of an archive at its start, or to nowhere: /, ../, ./, C:/."""
    return OUTSIDE.sub("", name) or name


def require_readable(archive: zipfile.ZipFile, path: Path) -> None:
    """Raise LineupError where files are encrypted, or compressed in a way that Python does not know."""
    for entry in archive.infolist():
        what = "" if entry.compress_type in METHODS else "compressed in a way that is not read"
        if what := "encrypted with a password" if entry.flag_bits & ENCRYPTED else what:
            raise LineupError(
                f"{path}: '{entry.filename}' is {what}. Unpack the archive, and give the folder."
            )


def note(archive: zipfile.ZipFile) -> str:
    """Return in which coding the names of an opened archive were taken to be, '' where that is no guess."""
    guessed = CODINGS.get(getattr(archive, "metadata_encoding", None) or "")
    if guessed is None:
        return ""
    shown = next(name for name in archive.namelist() if not name.isascii())
    return (
        f"The archive does not say in which coding its names are; they are read as {guessed}, such as"
        f" {shown}. Where that is wrong, unpack it (unzip -O CODING) and give the folder."
    )


def coding(names: Sequence[bytes]) -> str | None:
    """Return the coding of names beyond ASCII, None for the format's own."""
    if not names:
        return None
    if all(map(is_utf_8, names)):
        return "utf-8"
    if WESTERN.issuperset(byte for name in names for byte in name):
        return None
    words = b"\n".join(sorted({part for name in names for part in name.split(b"/") if not part.isascii()}))
    return next((name for name in CODINGS if fits(words, name)), None)


def fits(words: bytes, name: str) -> bool:
    """Tell whether a coding makes words that somebody may have written."""
    try:
        letters = [letter for letter in words.decode(name) if not letter.isascii()]
    except UnicodeDecodeError:
        return False
    if name == "shift_jis":  # half-wide signs are what it makes of Chinese
        return all(unicodedata.east_asian_width(letter) != "H" for letter in letters)
    if name == "euc_kr":
        return len(letters) >= SURE and all("가" <= letter <= "힣" for letter in letters)
    return name != "cp866" or all(unicodedata.category(letter)[0] == "L" for letter in letters)


def unsaid_names(archive: zipfile.ZipFile) -> list[bytes]:
    """Return the names, beyond ASCII, of which an archive does not say in which coding they are."""
    names = (entry.orig_filename for entry in archive.infolist() if not entry.flag_bits & UTF_8)
    return [name.encode("cp437") for name in names if not name.isascii()]


def is_utf_8(name: bytes) -> bool:
    """Tell whether a name can be UTF-8."""
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
