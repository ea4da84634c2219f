"""How long the search for near-duplicates takes, how much memory, and whether it finds all that were planted.

    python -m benchmarks.near_duplicates_scale images [--count 20000] [--archive ARCHIVE.zip]
    python -m benchmarks.near_duplicates_scale hashes [--count 1000000]

`images` hashes and groups pictures: drawn ones, each twentieth a near-copy (saved as JPEG, darker, a little
text over it), or those of an archive, read and decoded as preprocess does. `hashes` draws random hashes and
plants near ones: each twentieth differs from another one by 1 to the default `near_duplicate_bits`. Prints
the seconds of each step, the peak of memory, and how many of the planted pairs were found in one group.
"""

import argparse
import os
import resource
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.duplicates import hashing, near_duplicates
from lineup.files import is_hidden
from lineup.images.reading import read_in_order
from lineup.schema.params import Split

BITS = int(Split.model_fields["near_duplicate_bits"].default)
SIDE = 128  # pixels of a drawn picture
EACH = 20  # of so many, one is a near-copy


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    images = kinds.add_parser("images")
    images.add_argument("--count", type=int, default=20_000)
    images.add_argument("--archive", type=Path)
    kinds.add_parser("hashes").add_argument("--count", type=int, default=1_000_000)
    asked = parser.parse_args()
    random = np.random.default_rng(0)
    if asked.kind == "hashes":
        hashes, original = planted(random, asked.count)
        seconds = 0.0
    elif asked.archive:
        hashes, seconds = hash_archive(asked.archive)
        original = np.arange(len(hashes))
    else:
        hashes, original, seconds = hash_drawn(random, asked.count)
    started = time.perf_counter()
    pairs, _ = near_duplicates.pairs(hashes, BITS)
    groups = near_duplicates.groups(len(hashes), pairs)
    search = time.perf_counter() - started
    copies = np.flatnonzero(original != np.arange(len(hashes)))
    found = int((groups[copies] == groups[original[copies]]).sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(hashes):,} {asked.kind}, near: at most {BITS} of 256 bits. Hashing {seconds:.1f} s, search and"
        f" groups {search:.1f} s, peak {memory:,.0f} MiB; {len(pairs):,} pairs, {found:,} of {len(copies):,}"
        f" planted ones found; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


def planted(random: np.random.Generator, count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return hashes (count, 32) and, for each, the row that it is a near-copy of (itself for most)."""
    hashes = random.integers(0, 256, (count, 32), dtype=np.uint8)
    original = np.arange(count)
    copies = np.arange(EACH - 1, count, EACH)
    original[copies] = copies - 1 - random.integers(0, EACH - 1, len(copies))
    for copy in copies:
        flips = np.zeros(256, np.uint8)
        flips[random.permutation(256)[: random.integers(1, BITS + 1)]] = 1
        hashes[copy] = hashes[original[copy]] ^ np.packbits(flips)
    return hashes, original


def hash_archive(path: Path) -> tuple[NDArray[np.uint8], float]:
    """Return the hashes of an archive's images and the seconds, reading and decoding included."""
    started = time.perf_counter()
    with zipfile.ZipFile(path) as archive:
        paths = [name for name in archive.namelist() if name[-1] != "/" and not is_hidden(name.split("/"))]
        prepared = read_in_order(archive, paths, height=64, width=64, resize="stretch", interpolation="area")
        hashes = [one.dhash for one in prepared if not isinstance(one, str)]
    return hashing.unpack(hashes), time.perf_counter() - started


def hash_drawn(random: np.random.Generator, count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64], float]:
    """Return hashes and originals of drawn pictures, and the seconds of hashing alone."""
    original = np.arange(count)
    original[EACH - 1 :: EACH] -= 1
    hashes, seconds = [], 0.0
    for picture in drawn(random, count):
        started = time.perf_counter()
        hashes.append(hashing.dhash(picture))
        seconds += time.perf_counter() - started
    return hashing.unpack(hashes), original, seconds


def drawn(random: np.random.Generator, count: int) -> Iterator[NDArray[np.uint8]]:
    """Yield RGB pictures of SIDE: blurred colours of several sizes, as photographs have; then near-copies."""
    picture = np.empty(0, np.uint8)
    for number in range(count):
        if number % EACH == EACH - 1:
            yield near_copy(picture)
            continue
        layers = [
            cv2.resize(
                random.random((size, size, 3), np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC
            )
            / size**0.5
            for size in (3, 6, 12, 24)
        ]
        total = np.sum(layers, axis=0)
        picture = cv2.normalize(total, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
        yield picture


def near_copy(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture made darker, with a little text over it, as a JPEG file of quality 70 has it."""
    copy = np.ascontiguousarray(picture * 0.9, dtype=np.uint8)
    cv2.putText(copy, "copy", (4, SIDE - 4), cv2.FONT_HERSHEY_PLAIN, 0.8, (255, 255, 255))
    _, content = cv2.imencode(".jpg", copy, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


if __name__ == "__main__":
    main()
