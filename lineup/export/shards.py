"""Which images lie in which shard: equal shares in a fixed shuffled order, so that each is a fair sample."""

import hashlib
from typing import NamedTuple

import pandas as pd

from lineup.errors import LineupError

SHARDS = 15  # of a split, where nobody says how many


class Shard(NamedTuple):
    """A file of one split: its name, and its rows of split.parquet in the order to write them."""

    split: str
    file_name: str
    table: pd.DataFrame


def deal(table: pd.DataFrame, number: int) -> list[Shard]:
    """Return `number` shards of every split, whose sizes differ by at most one image.

    The order is that of the sha256 of the images' paths: the same on every machine, and whatever else is in
    the study. LineupError where a split has fewer images than shards.
    """
    shards = []
    for split, part in table.groupby("split", sort=False):
        if len(part) < number:
            raise LineupError(
                f"{number} shards are too many: {split} has {len(part)} image(s), and each shard needs one."
                f" Give --shards {len(part)} or fewer."
            )
        digests = part.path.map(lambda path: hashlib.sha256(path.encode()).hexdigest())
        shuffled = part.loc[digests.sort_values(kind="stable").index]
        shards += [
            Shard(str(split), f"{split}-{index:05d}-of-{number:05d}.tfrecord", shuffled.iloc[index::number])
            for index in range(number)
        ]
    return shards
