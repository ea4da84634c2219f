"""The hashes that the index holds."""

import hashlib
import io

import cv2
import imagehash
import numpy as np
from PIL import Image

from lineup.duplicates import hashing
from lineup.images.prepare import prepare


def picture(seed: int = 0) -> np.ndarray:
    small = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (120, 90), interpolation=cv2.INTER_CUBIC))


def test_dhash_is_imagehashs_with_256_bits() -> None:
    expected = imagehash.dhash(Image.fromarray(picture()), hash_size=16)
    assert hashing.dhash(picture()) == str(expected)
    assert np.unpackbits(hashing.unpack([hashing.dhash(picture())]), axis=1)[0].tolist() == (
        expected.hash.flatten().astype(int).tolist()
    )


def test_dhash_survives_scaling_and_tells_pictures_apart() -> None:
    hashes = [
        hashing.dhash(picture()),
        hashing.dhash(cv2.resize(picture(), (64, 64))),
        hashing.dhash(picture(1)),
    ]
    bits = np.unpackbits(hashing.unpack(hashes), axis=1)
    assert (bits[0] != bits[1]).sum() <= 10
    assert (bits[0] != bits[2]).sum() > 80


def test_prepare_hashes_the_file_and_the_original_pixels() -> None:
    stream = io.BytesIO()
    Image.fromarray(picture()).save(stream, "PNG")
    found = prepare(stream.getvalue(), 32, 16, "stretch", "area")
    assert found.pixels.shape == (32, 16, 3)
    assert (found.width, found.height, found.format) == (120, 90, "PNG")
    assert found.sha256 == hashlib.sha256(stream.getvalue()).hexdigest()
    assert found.dhash == hashing.dhash(picture())
