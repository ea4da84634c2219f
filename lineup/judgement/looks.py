"""How test images look, as numbers by which they can be parted."""

from pathlib import Path

import numpy as np
import pandas as pd

CHUNK = 512  # images read at once


def read(data: Path, rows: np.ndarray) -> pd.DataFrame:
    """Return brightness (mean of the pixels, 0 to 255) and shorter (side of the original, pixels) by row."""
    pixels = np.load(data / "images/images.npy", mmap_mode="r")
    starts = range(0, len(rows), CHUNK)
    means = [pixels[rows[start : start + CHUNK]].mean(axis=(1, 2, 3)) for start in starts]
    index = pd.read_parquet(data / "images/index.parquet", columns=["width", "height"]).iloc[rows]
    columns = {"brightness": np.concatenate([np.zeros(0), *means]), "shorter": index.min(axis=1).to_numpy()}
    return pd.DataFrame(columns, index=rows)
