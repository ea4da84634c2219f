"""An image's two names: sha256 of its file, and a difference hash that near-copies share."""

import hashlib
from collections.abc import Sequence

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE = 16  # 16 x 16 comparisons of neighbours: 256 bits


def sha256(data: bytes) -> str:
    """Return the file's checksum, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def dhash(pixels: NDArray[np.uint8]) -> str:
    """Return the difference hash of uint8 (height, width, 3): 256 bits as 64 hex digits."""
    return str(imagehash.dhash(Image.fromarray(pixels), hash_size=SIZE))


def unpack(hashes: Sequence[str]) -> NDArray[np.uint8]:
    """Return hashes in hex as uint8 (N, 32)."""
    return np.frombuffer(bytes.fromhex("".join(hashes)), np.uint8).reshape(-1, SIZE * SIZE // 8)
