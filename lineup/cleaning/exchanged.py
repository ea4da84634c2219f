"""What DVC's remote holds of trainings on other machines, and freeing it; lineup/cells/exchange.py fills it.

Other clones use the same remote, and what they name is not known here: so a training goes that this clone
does not name, and of which nothing was stored for some days. Whoever wants it later trains it again.
"""

import time
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from lineup.cells.exchange import Exchange
from lineup.cleaning.checkpoints import DAY, KEY
from lineup.cleaning.holding import Holding, parted

CHANGED = ("mtime", "LastModified", "last_modified", "updated")  # as local, S3, Azure and Google name it


class Stored(NamedTuple):
    key: str
    paths: tuple[str, ...]
    size: int  # bytes
    days: float  # since the last change


def find(folder: Path) -> tuple[Exchange, list[Stored]]:
    """Return the remote of `folder` and its trainings; LineupError where there is no remote."""
    remote = Exchange(folder, run="")
    files: dict[str, dict[str, Mapping[str, Any]]] = {}
    if remote.fs.exists(remote.top):
        for path in remote.fs.find(remote.top):
            key = str(remote.fs.name(remote.fs.parent(path)))
            if KEY.fullmatch(key):
                files.setdefault(key, {})[path] = remote.fs.info(path)
    return remote, [one(key, infos) for key, infos in sorted(files.items())]


def one(key: str, infos: Mapping[str, Mapping[str, Any]]) -> Stored:
    """Return what is known of a training's files; one whose age nobody tells is new."""
    newest = max(changed(info) for info in infos.values())
    total = sum(int(info.get("size") or 0) for info in infos.values())
    return Stored(key, tuple(infos), total, (time.time() - newest) / DAY)


def changed(info: Mapping[str, Any]) -> float:
    """Return when a file was changed, in seconds since 1970; now where the remote does not say."""
    said = next((info[name] for name in CHANGED if info.get(name) is not None), time.time())
    if isinstance(said, str):
        said = datetime.fromisoformat(said)
    return said.timestamp() if isinstance(said, datetime) else float(said)


def unnamed(found: Iterable[Stored], keys: Container[str], days: float) -> list[Stored]:
    return [item for item in found if item.key not in keys and item.days >= days]


def holding(found: list[Stored], keys: Container[str], gone: list[Stored]) -> Holding:
    sizes = {item.key: item.size for item in found}
    return parted("DVC's remote, trainings", sizes, keys, {item.key for item in gone})


def free(remote: Exchange, gone: Iterable[Stored]) -> None:
    for item in gone:
        for path in item.paths:
            remote.fs.rm_file(path)
