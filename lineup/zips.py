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
ALPHABETS = {
    "cp866": "code page 866",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    "cp850": "code page 850",
}
SIGNS = {
    "shift_jis": "Shift-JIS",
    "euc_kr": "EUC-KR",
    "gb2312": "GBK",
    "big5": "Big5",
    "gb18030": "GBK",
}  # the stricter ones first
CODINGS = ALPHABETS | SIGNS  # of Windows in other countries
SURE = 0.75  # of the syllables of Korean words are among those that are often used
RUN = re.compile(r"[^\W\d_]+")
KANA = re.compile("[ｱ-ﾝｦ](ｰ|[ｧ-ｯ]|[ｱ-ﾝｦ]|(?<=[ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<=[ﾊ-ﾎ])ﾟ)*")
SYLLABLES = set(
    "가강개거건검경계고공과관교구국군균기길김나남내너노녹농눈니다단달담당대도독동두들등라람래량러레로록료루류르름리린림마막"
    "만말매머면명모목무문물미민바반발방배백버벌별병보복부북분불비빨사산상새색생서석선설성세소손송수순스시식신실아안알암야약양"
    "어여역연열염영예오옥온올와왕요용우운원월위유육은을음이인일임입자작잔장재저적전점정제조종주중지진차참창채천철청체초추"
    "출치카커코콩크키타탁태택터토통튤트파판팔패페포폰품풍프피하학한함합해행향허험혁현형호홍화확환황회효후흑희흰"
    "슬픔캔플틱틴밤꽃닭돌뱀벌빛빵뼈집칼컵팥흙쌀깨끗찬힘"
)  # Korean ones that words for things are made of; Chinese bytes read as Korean give rarer ones


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
    if all(decoded(name, "utf-8") for name in names):
        return "utf-8"
    words = b"\n".join(sorted({part for name in names for part in name.split(b"/") if not part.isascii()}))
    if spelt(words.decode("cp437")):
        return None
    for mixed in (False, True):
        if found := next((name for name in SIGNS if fits(words, name, mixed)), None):
            return found
        if not mixed and (found := next((name for name in ALPHABETS if spelt(decoded(words, name))), None)):
            return found
    return "cp1252" if decoded(words, "cp1252") else None


def decoded(words: bytes, name: str) -> str:
    """Return words in a coding, '' where they are none of it."""
    try:
        return words.decode(name)
    except UnicodeDecodeError:
        return ""


def spelt(text: str) -> bool:
    """Tell whether letters beyond ASCII stand in words: of one alphabet, in lower case, Title or UPPER case.

    Of Latin words at most half the letters have accents. Signs beyond ASCII make none.
    """
    runs = [run for run in RUN.findall(text) if not run.isascii()]
    letters = all(one.isascii() or one.isalpha() for one in text)
    return bool(runs) and letters and all(map(is_word, runs))


def is_word(run: str) -> bool:
    """Tell whether somebody may have written these letters, as `spelt` says."""
    latin = ["LATIN" in unicodedata.name(one, "") for one in run]
    cased = run.islower() or run.isupper() or run.istitle()
    accents = sum(not one.isascii() for one in run)
    return cased and (2 * accents <= len(run) if all(latin) else not any(latin))


def fits(words: bytes, name: str, mixed: bool) -> bool:
    """Tell whether a coding of signs makes words; mixed: they may stand at letters of ASCII."""
    text = decoded(words, name)
    letters = [letter for letter in text if not letter.isascii()]
    if not letters or (not mixed and re.search(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]", text)):
        return False
    if name == "shift_jis":  # half-wide signs are what it makes of Chinese
        half = [unicodedata.east_asian_width(letter) == "H" for letter in letters]
        return not any(half) or (all(half) and is_kana(text))
    if name == "euc_kr":
        syllables = set(letters)
        return len(letters) > 1 and len(syllables & SYLLABLES) >= SURE * len(syllables)
    return True


def is_kana(text: str) -> bool:
    """Tell whether half-wide signs are katakana: marks at letters that take them, and words of odd length.

    Other codings have two bytes a sign, and so words of even length.
    """
    runs = re.findall(r"[^\x00-\x7f]+", text)
    return all(map(KANA.fullmatch, runs)) and any(len(run) % 2 for run in runs)


def unsaid_names(archive: zipfile.ZipFile) -> list[bytes]:
    """Return the names, beyond ASCII, of which an archive does not say in which coding they are."""
    names = (entry.orig_filename for entry in archive.infolist() if not entry.flag_bits & UTF_8)
    return [name.encode("cp437") for name in names if not name.isascii()]
