"""birds200: Caltech-UCSD Birds 200 of 2010, images.tgz and lists.tgz.

Layout: https://www.vision.caltech.edu/datasets/cub_200_2010/, as read by
tensorflow_datasets/image_classification/caltech_birds.py.
"""

from pathlib import Path

import numpy as np

from tests.stand_ins.archives import write_tar
from tests.stand_ins.drawing import draw, encoded
from tests.stand_ins.names import BIRDS


def write(folder: Path, *, training: int, test: int) -> None:
    """Write the two archives, with so many images of each species in each list."""
    random = np.random.default_rng(200)
    images: list[tuple[str, bytes]] = []
    lists: dict[str, list[str]] = {"train": [], "test": [], "files": []}
    for label, bird in enumerate(BIRDS):
        species = f"{label + 1:03}.{bird}"
        for number in range(1, training + test + 1):
            path = f"{species}/{bird}_{number:04}_{random.integers(10**8, 3 * 10**9)}.jpg"
            height, width = (int(side) for side in random.integers(100, 200, 2))
            images.append((f"images/{path}", encoded(draw(label, random, height, width), path)))
            lists["train" if number <= training else "test"].append(path)
            lists["files"].append(path)
        images.append((f"images/._{species}", b"\0\5\26\7"))  # the published archive has such files of macOS
    classes = [f"{number:03}.{bird}" for number, bird in enumerate(BIRDS, start=1)]
    write_tar(folder / "images.tgz", images)
    texts = {name: "".join(f"{line}\n" for line in lines) for name, lines in lists.items()}
    texts["classes"] = "".join(f"{line}\n" for line in classes)
    write_tar(folder / "lists.tgz", [(f"lists/{name}.txt", text.encode()) for name, text in texts.items()])
