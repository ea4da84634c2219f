"""Zip archives with the names that were meant: in UTF-8 without saying so, or with Windows' slashes."""

import zipfile
from pathlib import Path

UTF_8, FAT = 0x800, 0  # a flag that names are in UTF-8; the system that wrote an entry, of Windows' tools


def opened(path: Path) -> zipfile.ZipFile:
    """Return a zip archive to be read; BadZipFile where it is none.

    Names that an archive does not call UTF-8 are read as such where all of them are; else as the format says
    (code page 437). A name without a slash that a tool of Windows wrote has its backslashes between folders.
    """
    archive = zipfile.ZipFile(path)
    if (unsaid := unsaid_names(archive)) and all(map(is_utf_8, unsaid)):
        archive.close()
        archive = zipfile.ZipFile(path, metadata_encoding="utf-8")
    for entry in archive.infolist():
        if entry.create_system == FAT and "\\" in entry.filename and "/" not in entry.filename:
            entry.filename = entry.filename.replace("\\", "/")
            archive.NameToInfo[entry.filename] = entry
    return archive


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
