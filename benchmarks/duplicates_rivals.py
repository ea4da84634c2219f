"""What a user would take to find near-duplicates: perceptual hashes within a few bits, CleanVision."""

import importlib.util
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import faiss
import imagehash
import numpy as np
from PIL import Image

Search = Callable[[np.ndarray], np.ndarray]
LIMIT = 2_000_000  # pairs; beyond, a search says nothing


def by_hash(images: np.ndarray, name: str, bits: int) -> np.ndarray:
    """Return pairs (M, 2) whose 64-bit hashes of imagehash differ in at most so many bits, by brute force."""
    hashed = getattr(imagehash, name)
    flags = [hashed(Image.fromarray(image)).hash.ravel() for image in images]
    packed = np.packbits(np.array(flags), axis=1)
    index = faiss.IndexBinaryFlat(64)
    index.add(packed)
    found = []
    for start in range(0, len(packed), 1000):
        limits, _, rows = index.range_search(packed[start : start + 1000], bits + 1)
        query = np.repeat(np.arange(start, start + len(limits) - 1), np.diff(limits.astype(np.int64)))
        found.append(np.stack([query, rows], axis=1)[query < rows])
    return np.concatenate(found).astype(np.int64)


def by_cleanvision(images: np.ndarray) -> np.ndarray:
    """Return the pairs of CleanVision's exact and near duplicates (its own hash and settings)."""
    from cleanvision import Imagelab

    with tempfile.TemporaryDirectory() as folder:
        for row, image in enumerate(images):
            Image.fromarray(image).save(Path(folder) / f"{row:07}.png")
        lab = Imagelab(data_path=folder, verbose=False)
        lab.find_issues({"exact_duplicates": {}, "near_duplicates": {}}, n_jobs=1, verbose=False)
        sets = [found["sets"] for found in lab.info.values() if isinstance(found, dict) and "sets" in found]
    rows = [sorted(int(Path(path).stem) for path in one) for found in sets for one in found]
    pairs = [(one[0], other) for one in rows for other in one[1:]]
    return np.array(pairs, np.int64).reshape(-1, 2)


RIVALS: dict[str, Search] = {
    "DCT hash, 4 bits": partial(by_hash, name="phash", bits=4),
    "DCT hash, 8 bits": partial(by_hash, name="phash", bits=8),
    "DCT hash, 10 bits": partial(by_hash, name="phash", bits=10),
    "difference hash, 4 bits": partial(by_hash, name="dhash", bits=4),
}
if importlib.util.find_spec("cleanvision"):
    RIVALS["CleanVision"] = by_cleanvision
