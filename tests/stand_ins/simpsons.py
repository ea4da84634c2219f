"""simpsons10: the compilation of 49 characters, a training and a test folder, files of six endings.

Layout: folders and endings as public notebooks on
https://www.kaggle.com/datasets/jfgm2018/the-simpsons-dataset-compilation-49-characters read them.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.stand_ins.archives import write_zip
from tests.stand_ins.drawing import draw, encoded
from tests.stand_ins.names import SIMPSONS, TEN_SIMPSONS

ENDINGS = (".jpg", ".png", ".JPG", ".jpeg", ".bmp", ".gif")
FOLDERS = ("simpsons_dataset/simpsons_dataset", "simpsons_testdataset/simpsons_testdataset")


def write(folder: Path, *, training: int, test: int) -> None:
    """Write the archive, with so many images of each of the ten characters, and few of the others."""
    name = "the-simpsons-dataset-compilation-49-characters.zip"
    write_zip(folder / name, files(training, test))


def files(training: int, test: int) -> Iterator[tuple[str, bytes]]:
    random = np.random.default_rng(49)
    for label, name in enumerate(SIMPSONS):
        for place, count in zip(FOLDERS, (training, test), strict=True):
            for number in range(count if name in TEN_SIMPSONS else 2):
                path = f"{place}/{name}/pic_{number:04}{ENDINGS[number % len(ENDINGS)]}"
                height, width = (int(side) for side in random.integers(40, 160, 2))
                if number == label == 0:
                    height, width = 1080, 1920
                yield path, encoded(draw(label, random, height, width), path)
