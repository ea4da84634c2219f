"""Pictures that the page holds once and shows at several places, as many as there is room for."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from lineup.report.pictures import data_uri

ROOM = 900_000  # bytes of the page
LONGEST = 96  # pixels of the longer side, as embedded


class Store:
    """Data URIs by row of the images, `room` bytes at most."""

    def __init__(self, pixels: np.ndarray, room: int = ROOM) -> None:
        """pixels: uint8 (N, H, W, 3), of all images."""
        self.pixels, self.room = pixels, room
        self.pictures: dict[int, str] = {}
        self.left_out = False

    def takes(self, rows: Collection[int]) -> bool:
        """Return whether all these rows' pictures are held; none is added where not all fit."""
        new = {row: data_uri(self.pixels[row], LONGEST) for row in rows if row not in self.pictures}
        size = sum(map(len, new.values()))
        if size > self.room:
            self.left_out = True
            return False
        self.room -= size
        self.pictures |= new
        return True

    def fitting(self, chosen: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table (row, ...) whose pictures are held or fit."""
        return chosen[[self.takes([int(row)]) for row in chosen["row"]]]

    def told(self, split: pd.DataFrame) -> dict[str, dict[str, str]]:
        """Return source, label and path of each picture, by row; split: indexed by row."""
        return {
            str(row): {"src": src, "label": str(split.loc[row, "label"]), "path": str(split.loc[row, "path"])}
            for row, src in sorted(self.pictures.items())
        }
