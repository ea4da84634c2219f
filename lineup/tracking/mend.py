"""A local store that was moved or copied with its clone: it names its artifacts, and its owner, as they were.

MLflow keeps absolute places of artifacts in SQLite. Left as they are, they lead into the place that the store
came from, where the original may go on.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

PLACES = (  # where MLflow notes where artifacts lie
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("logged_models", "artifact_location"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)


def places(file: Path, here: str) -> list[str]:
    """Return the folders of artifacts that a store names in the place of `here`, which is beside it."""
    query = "SELECT DISTINCT artifact_location FROM experiments"
    try:
        with closing(sqlite3.connect(file)) as connection:  # not to read alone: a kill may leave a journal
            named = connection.execute(query).fetchall()
    except sqlite3.DatabaseError:  # no tables yet, or no database: MLflow says what it is
        return []
    found = [place for (place,) in named if place and Path(place).parts[-2:] == Path(here).parts[-2:]]
    there = Path(here).exists()
    same = {place for place in found if there and Path(place).exists() and Path(place).samefile(here)}
    return [place for place in found if place != here and place not in same]


def move(file: Path, old: Sequence[str], here: str) -> None:
    """Name the folder `here` wherever one of the `old` folders of artifacts is named."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for table, column in PLACES:
            for place in old:
                query = f"UPDATE {table} SET {column} = ? || substr({column}, ?)"  # noqa: S608 (names of ours)
                query += f" WHERE {column} = ? OR substr({column}, 1, ?) = ?"
                length = len(place)
                connection.execute(query, (here, length + 1, place, length + 1, f"{place}/"))


def hand_over(file: Path, before: Sequence[str], now: str) -> None:
    """Make runs of the workspaces that this one was copied from its own, in the store that came along."""
    marks = ", ".join("?" * len(before))
    with closing(sqlite3.connect(file)) as connection, connection:
        query = f"UPDATE tags SET value = ? WHERE key = 'workspace' AND value IN ({marks})"  # noqa: S608
        connection.execute(query, (now, *before))
