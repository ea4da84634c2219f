"""A picture of what a net is fed: images of an epoch, as the pipeline gives them."""

from pathlib import Path

import cv2
import numpy as np

from lineup.inference.batches import steps
from lineup.training import batches
from lineup.training.augmentation.epoch import Recipe
from lineup.training.sets import Sets

COLUMNS, ROWS = 8, 4
LARGEST = 96  # pixels of an image's longer side; larger images are shrunk
GAP = 2  # pixels, white


def write(path: Path, data: Sets, *, batch_size: int, seed: int, augment: Recipe | None) -> None:
    """Write a PNG of images of epoch 0, changed but not yet scaled; the same bytes every time."""
    images = first(data, batch_size=batch_size, seed=seed, augment=augment)
    path.parent.mkdir(parents=True, exist_ok=True)
    _, png = cv2.imencode(".png", cv2.cvtColor(grid(images), cv2.COLOR_RGB2BGR))
    path.write_bytes(png.tobytes())  # unlike cv2.imwrite, it raises on a full disk


def first(data: Sets, *, batch_size: int, seed: int, augment: Recipe | None) -> np.ndarray:
    """Return at most COLUMNS x ROWS images of epoch 0, uint8 (n, height, width, 3).

    They are the first of each batch, a row of them where batches are large enough, since a batch may share
    some of its changes.
    """
    count = COLUMNS * ROWS
    each = max(COLUMNS, -(-count // steps(len(data.training_rows), batch_size)))
    images: list[np.ndarray] = []
    epoch = batches.training(data, batch_size=batch_size, seed=seed, epoch=0, augment=augment)
    for part in epoch.as_numpy_iterator():
        images.extend(part[0][:each])
        if len(images) >= count:
            break
    pixels: np.ndarray = np.clip(np.rint(np.stack(images[:count])), 0, 255).astype(np.uint8)
    return pixels


def grid(images: np.ndarray) -> np.ndarray:
    """Return images (n, height, width, 3; uint8) side by side, COLUMNS a row, on white."""
    scale = min(1.0, LARGEST / max(images.shape[1:3]))
    height, width = (max(1, round(side * scale)) for side in images.shape[1:3])
    columns, rows = min(COLUMNS, len(images)), steps(len(images), COLUMNS)
    canvas = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, 3), 255, np.uint8)
    for index, image in enumerate(images):
        if scale < 1:
            image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        top, left = index // COLUMNS * (height + GAP), index % COLUMNS * (width + GAP)
        canvas[top : top + height, left : left + width] = image
    return canvas
