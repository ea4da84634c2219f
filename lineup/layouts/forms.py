"""Files that hold pictures in a form that is not read, or are no archive that is: what to do with them."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from lineup.images.endings import RAW, is_picture

TABLES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".xls", ".ods", ".yaml", ".yml", ".xml")
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".001")
CIFAR = {"data_batch_1", "data_batch_1.bin", "batches.meta", "train.bin"}
PIXELS = 60  # numbers in a line, from which on it is a picture's pixels
ONE_FILE = "pictures inside one file are not read. Write each as a file of its own, CLASS/NUMBER.png"


class Form(NamedTuple):
    """A form: its name, what to do, and the endings of its files."""

    what: str
    do: str
    endings: tuple[str, ...]


FILMS = ".mp4 .avi .mov .mkv .webm .m4v .mpg .mpeg .wmv"
OTHERS = ".jxl .jxr .psd .xcf .eps .ai .pdf .tga .pcx .cur .dds .exr .hdr .fits .wmf .emf .djvu"
FORMS = (
    Form("Camera raw files", "develop them into JPEG, PNG or TIFF", RAW),
    Form("SVG files", "draw each as PNG", (".svg", ".svgz")),
    Form("DICOM and NIfTI", "write each slice as PNG or TIFF", (".dcm", ".dicom", ".ima", ".nii", ".nii.gz")),
    Form("Films", "write their frames as pictures (ffmpeg -i FILM CLASS/%05d.png)", tuple(FILMS.split())),
    Form("JPEG XL, Photoshop, PDF and their like", "save each as PNG, JPEG or TIFF", tuple(OTHERS.split())),
)
STORED = Form(
    "Pictures inside TFRecords, Parquet, HDF5, NumPy, MATLAB, IDX and pickles",
    "write each as a file of its own, CLASS/NUMBER.png",
    tuple(
        ".tfrec .tfrecord .tfrecords .parquet .arrow .h5 .hdf5 .npz .npy .lmdb .mdb .pkl .pickle .mat"
        " idx1-ubyte idx3-ubyte idx1-ubyte.gz idx3-ubyte.gz".split()
    ),
)
PACKED_INSIDE = Form(
    "Archives inside", "unpack each into a folder of its name, and give the folder that holds them", ARCHIVES
)
SHARD = re.compile(r"-\d+-of-\d+$")  # flowers.tfrecord-00000-of-00002
BROKEN = (
    "is no folder, and no zip or tar archive that can be read: it is broken, or of another kind. Give a"
    " folder"
    " of pictures, or an archive of one."
)
STARTS = {
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "an archive by Zstandard",
}
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")  # gzip, bzip2, xz
PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)


def form_of(name: str, forms: Iterable[Form] = FORMS) -> Form | None:
    """Return the form of which a file's name tells, None where it is read, or no picture."""
    lower = SHARD.sub("", name.lower())
    return next((form for form in forms if lower.endswith(form.endings)), None)


def advice(names: Iterable[str], read: Callable[[str], bytes]) -> str:
    names = list(names)
    if CIFAR & {PurePosixPath(name).name.lower() for name in names}:
        return (
            " These are CIFAR's own files: `dataset: {source: cifar, name: cifar-10}` in params.yaml (or"
            " cifar-100) fetches and reads them."
        )
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv"))]
    if holding := next((name for name in tables if of_pixels(read(name))), ""):
        return f" {holding} holds pixels: {ONE_FILE}."
    if holding := next((name for name in tables if b"://" in read(name)), ""):
        return f" {holding} holds addresses. Fetch the pictures that they name, each as CLASS/NUMBER.jpg."
    every = (*FORMS, STORED, PACKED_INSIDE)
    said = {form: None for name in names if (form := form_of(name, every))}
    return "".join(f" {form.what} are not read: {form.do}." for form in said)


def of_pixels(data: bytes) -> bool:
    """Tell whether the second line of a table has as many numbers as a picture has pixels."""
    line = data[:200_000].split(b"\n")[1:2]
    return bool(line) and len(re.findall(rb"\d+", line[0])) >= PIXELS


def alone(path: Path) -> str:
    """Return what a file is that is given for a folder of pictures, and what to do, to follow its name."""
    name = path.name.lower()
    with path.open("rb") as file:
        start = file.read(512)
    if is_picture(name):
        return "is one picture. Give the folder that holds it and the others."
    if name.endswith(TABLES):
        return "is a table. Give the folder that holds it and the pictures."
    if not start:
        return "is an empty file. Fetch it again."
    if PAGE.match(start):
        return "is a web page, not an archive: a login, or a warning. Fetch the archive in a browser."
    if name.endswith(STORED.endings) or start.startswith((b"PAR1", b"\x89HDF", b"\x93NUMPY", b"MATLAB")):
        return f"is no archive of files; {ONE_FILE}."
    if re.search(r"\.(z?\d\d\d?|part\d*)$", name):
        return "is a part of an archive. Join all of them, unpack it, and give the folder."
    if found := next((what for first, what in STARTS.items() if start.startswith(first)), None):
        return f"is {found}, which is not read. Unpack it, and give the folder."
    if start.startswith(b"PK"):
        return "begins as a zip archive, but has no end: it is not whole. Fetch it again."
    if start[257:262] == b"ustar" or start.startswith(PACKED):
        return "begins as a tar archive, or a compressed one, but is not whole, or none. Fetch it again."
    return BROKEN
