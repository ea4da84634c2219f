"""anime3: a folder per character, 185 photos in all, and beside them a folder `test` of unlabelled ones."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.stand_ins.archives import write_zip
from tests.stand_ins.drawing import draw, encoded

CHARACTERS = {"akira": 62, "hana": 62, "ren": 61}
UNLABELLED = 12


def write(folder: Path) -> None:
    """Write anime3.zip."""
    write_zip(folder / "anime3.zip", files())


def files() -> Iterator[tuple[str, bytes]]:
    random = np.random.default_rng(3)
    for label, (name, count) in enumerate(CHARACTERS.items()):
        for number in range(1, count + 1):
            yield photo(f"{name}/{name}{number}.jpg", label, random)
    for number in range(1, UNLABELLED + 1):
        yield photo(f"test/{number}.jpg", number % len(CHARACTERS), random)


def photo(path: str, label: int, random: np.random.Generator) -> tuple[str, bytes]:
    height, width = (int(side) for side in random.integers(150, 420, 2))
    return path, encoded(draw(label, random, height, width), path)
