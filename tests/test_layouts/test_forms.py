"""What holds no picture that is read: each kind of file with what to do about it."""

import zipfile
from pathlib import Path

import pytest

from lineup.errors import LineupError
from lineup.layouts import contents, forms
from lineup.layouts.unknown import EXPECTED
from tests.test_layouts.test_recognise import refused

INSIDE = (
    " Pictures inside TFRecords, Parquet, HDF5, NumPy, MATLAB, IDX and pickles are not read: write each as"
    " a file of its own, CLASS/NUMBER.png."
)
ARCHIVES = (
    " Archives inside are not read: unpack each into a folder of its name, and give the folder that holds"
    " them."
)
CIFAR = (
    " These are CIFAR's own files: `dataset: {source: cifar, name: cifar-10}` in params.yaml (or cifar-100)"
    " fetches"
    " and reads them."
)
PIXELS = b"label,pixel0\n" + b",".join([b"7"] * 785)
CUT = "begins as a tar archive, or a compressed one, but is not whole, or none. Fetch it again."
ADVICE = {
    "c.pdf": " JPEG XL, Photoshop, PDF and their like are not read: save each as PNG, JPEG or TIFF.",
    "a.NEF": " Camera raw files are not read: develop them into JPEG, PNG or TIFF.",
    "a.svg": " SVG files are not read: draw each as PNG.",
    "a.nii.gz": " DICOM and NIfTI are not read: write each slice as PNG or TIFF.",
    "a.mov": " Films are not read: write their frames as pictures (ffmpeg -i FILM CLASS/%05d.png).",
    "flowers.tfrecord-00000-of-00001": INSIDE,
    "cat.npy": INSIDE,
    "train-images-idx3-ubyte": INSIDE,
    "t10k-images.idx3-ubyte.gz": INSIDE,
    "x/train.zip": ARCHIVES,
    "shard-000000.tar": ARCHIVES,
    "cifar-10-batches-py/data_batch_1": CIFAR,
    "train.csv": " train.csv holds pixels: pictures inside one file are not read. Write each as a file of"
    " its own,"
    " CLASS/NUMBER.png.",
    "notes.doc": "",
}


def test_a_table_of_addresses() -> None:
    files = {"data.csv": b"url,label\nhttps://example.org/1.jpg,cat\nhttps://example.org/2.jpg,dog"}
    said = "data.csv holds addresses. Fetch the pictures that they name, each as CLASS/NUMBER.jpg."
    assert refused(files) == f"pictures holds no pictures (1 with .csv). {said} {EXPECTED}."


@pytest.mark.parametrize("name", ADVICE)
def test_advice(name: str) -> None:
    ending = Path(name).suffix.lower() or "no ending"
    what = f"1 with {ending}"
    assert refused({name: PIXELS}) == f"pictures holds no pictures ({what}).{ADVICE[name]} {EXPECTED}."


ONE_FILE = "is no archive of files; pictures inside one file are not read. Write each as a file of its own,"
ALONE = {
    "a.jpg": (b"\xff\xd8\xff", "is one picture. Give the folder that holds it and the others."),
    "labels.csv": (b"a,b", "is a table. Give the folder that holds it and the pictures."),
    "a.7z": (b"7z\xbc\xaf\x27\x1c", "is a 7z archive, which is not read. Unpack it, and give the folder."),
    "a.rar": (b"Rar!\x1a\x07", "is a RAR archive, which is not read. Unpack it, and give the folder."),
    "a.tar.zst": (
        b"\x28\xb5\x2f\xfd",
        "is an archive by Zstandard, which is not read. Unpack it, and give the folder.",
    ),
    "a.zip": (
        b"\n<!DOCTYPE html><html>",
        "is a web page, not an archive: a login, or a warning. Fetch the archive in a browser.",
    ),
    "cut.zip": (
        b"PK\x03\x04" + b"\0" * 99,
        "begins as a zip archive, but has no end: it is not whole. Fetch it again.",
    ),
    "cut.tar.xz": (b"\xfd7zXZ\0" + b"\0" * 99, CUT),
    "cut.tgz": (b"\x1f\x8b\x08\0" + b"\0" * 99, CUT),
    "cut.tar": (b"x" * 257 + b"ustar" + b"\0" * 99, CUT),
    "none.zip": (b"", "is an empty file. Fetch it again."),
    "a.zip.001": (
        b"PK\x03\x04",
        "is a part of an archive. Join all of them, unpack it, and give the folder.",
    ),
    "a.parquet": (b"PAR1", f"{ONE_FILE} CLASS/NUMBER.png."),
    "a.npz": (b"\x93NUMPY", f"{ONE_FILE} CLASS/NUMBER.png."),
    "a.bin": (b"\1\2\3", forms.BROKEN),
}


@pytest.mark.parametrize("name", ALONE)
def test_a_file_in_place_of_a_folder(tmp_path: Path, name: str) -> None:
    data, said = ALONE[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LineupError) as caught:
        contents.of(tmp_path / name)
    assert str(caught.value) == f"'{tmp_path / name}' {said}"


@pytest.mark.parametrize(
    ("place", "value", "what"),
    [(8, 1, "encrypted with a password"), (10, 9, "compressed in a way that is not read")],
)
def test_an_archive_that_cannot_be_unpacked(tmp_path: Path, place: int, value: int, what: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cat/1.png", b"x")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + place] |= value  # of the central directory
    path.write_bytes(data)
    with pytest.raises(LineupError) as caught:
        contents.of(path)
    assert str(caught.value) == f"{path}: 'cat/1.png' is {what}. Unpack the archive, and give the folder."
