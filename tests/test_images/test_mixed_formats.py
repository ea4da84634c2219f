"""Mixed files go through download and preprocess of a folder study, and come out as Pillow shows them."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageOps

from stages import download, preprocess
from tests.test_download import write_params
from tests.test_images import mixed

FILES = {name: make() for name, make in mixed.WHOLE.items()}
REASONS = {
    "cut.jpg": "broken image: Truncated File Read",
    "cut_cmyk.jpg": "broken image: image file is truncated",
    "cut.png": "broken image: image file is truncated",
    "cut.bmp": "broken image: image file is truncated",
    "cut.gif": "broken image: image file is truncated",
    "cut.webp": "broken image: could not create decoder object",
    "cut.tiff": "broken image: image file is truncated",
    "spoilt.tiff": "broken image: decoder error -2",
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    for place, (name, data) in enumerate((FILES | mixed.broken()).items()):
        path = folder / "pictures" / "ab"[place % 2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_params(folder, {"source": "folder", "path": "pictures"})
        download.main()
        preprocess.main()
    return folder


def as_pillow_shows(data: bytes) -> np.ndarray:
    """Return the first picture upright and over white, by Pillow's own functions."""
    with Image.open(io.BytesIO(data)) as opened:
        image = ImageOps.exif_transpose(opened)
    if image.mode.startswith("I;16"):  # Pillow would clip
        grey = np.rint(np.asarray(image) / 257).astype(np.uint8)
        return np.stack([grey] * 3, axis=2)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("name", mixed.WHOLE)
def test_pixels_are_pillows(here: Path, name: str) -> None:
    index = pd.read_parquet(here / "data/images/index.parquet")
    (row,) = np.flatnonzero(index.path.str.endswith(f"/{name}"))
    found = np.load(here / "data/images/images.npy", mmap_mode="r")[row]
    np.testing.assert_array_equal(found, as_pillow_shows(FILES[name]))
    with Image.open(io.BytesIO(FILES[name])) as opened:
        assert index.format[row] == opened.format


@pytest.mark.parametrize("name", [name for name in mixed.WHOLE if "cmyk" in name])
def test_cmyk_has_the_colours_that_were_put_in(here: Path, name: str) -> None:
    index = pd.read_parquet(here / "data/images/index.parquet")
    (row,) = np.flatnonzero(index.path.str.endswith(f"/{name}"))
    found = np.load(here / "data/images/images.npy", mmap_mode="r")[row]
    assert np.abs(found.astype(int) - mixed.pixels()).max() <= 8  # of 255: JPEG blurs; a negative is 100 off


def test_broken_files_are_listed_with_their_reason_and_nothing_else(here: Path) -> None:
    with (here / "data/images/rejected.csv").open() as file:
        rejected = {Path(row["path"]).name: row["reason"].partition(" (")[0] for row in csv.DictReader(file)}
    assert rejected == REASONS
    assert len(pd.read_parquet(here / "data/images/index.parquet")) == len(mixed.WHOLE)
