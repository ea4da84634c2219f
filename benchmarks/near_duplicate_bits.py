"""How many images have a near-duplicate elsewhere, by how many bits their hashes may differ.

Run as `python -m benchmarks.near_duplicate_bits` after `dvc repro split`. Prints a row per threshold: test
images with a training image that near, images with any other, label conflicts, and the largest group.
"""

import time

import numpy as np
import pandas as pd

from lineup.duplicates import audit, hashing, near_duplicates

MOST = 60  # bits; looked for once, then cut down
THRESHOLDS = (0, 5, 10, 15, 20, 25, 30, 40, 50, 60)


def main() -> None:
    """Read data/images and data/split, print the table."""
    index = pd.read_parquet("data/images/index.parquet")
    split = pd.read_parquet("data/split/split.parquet").set_index("row").split
    parts = split.reindex(range(len(index)), fill_value="removed").to_numpy(str)
    labels = index.label.to_numpy(str)
    started = time.perf_counter()
    pairs, bits = near_duplicates.pairs(hashing.unpack(index.dhash.tolist()), MOST)
    seconds = time.perf_counter() - started
    print(f"{len(index):,} images, {len(pairs):,} pairs within {MOST} bits, {seconds:.1f} s")
    print("bits  test near training  images near another  label conflicts  largest group")
    for most in THRESHOLDS:
        near, apart = pairs[bits <= most], bits[bits <= most]
        leaks = audit.near(near, apart, parts == "test", np.isin(parts, ("train", "validation")))
        groups = np.bincount(near_duplicates.groups(len(index), near))
        conflicts = int((labels[near[:, 0]] != labels[near[:, 1]]).sum())
        grouped = int(groups[groups > 1].sum())
        print(
            f"{most:4}  {leaks.sum():6} of {(parts == 'test').sum():5}"
            f"  {grouped:9} of {len(index):6}  {conflicts:15}  {groups.max():13}"
        )


if __name__ == "__main__":
    main()
