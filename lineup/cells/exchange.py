"""Trainings by key in DVC's remote, for machines that share no disk: `trainings/KEY/` beside DVC's own files.

finished.zip is a finished training, beside it may be fed-DIGEST.png; checkpoint.npz is one under way and
claim.json says who trains it. Files are put under another name first, so that no reader finds half of one.
"""

import json
import shutil
import time
import uuid
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lineup.cells import restoring
from lineup.errors import LineupError
from lineup.records.key import CHECKPOINT

FINISHED, CLAIM = "finished.zip", "claim.json"
BEAT_SECONDS = 10  # between two signs of life in a claim
STALE_SECONDS = 60  # without one, by the clock of who waits: whoever claimed it is gone
SETTLING_SECONDS = 1  # after which two that claimed at once see the same claim


class Exchange:
    """The remote of a DVC repository, as a store of trainings; `run` names whose cells these are."""

    def __init__(self, folder: Path, run: str) -> None:
        from dvc.config import NoRemoteError
        from dvc.repo import Repo

        with Repo(folder) as repo:
            try:
                remote = repo.cloud.get_remote(None, "push")
            except NoRemoteError:
                raise LineupError(
                    "Cells on other machines exchange data and results by way of a DVC remote, and there is"
                    " none. Name one that all machines reach: dvc remote add -d NAME ADDRESS."
                ) from None
        self.fs: Any = remote.fs
        self.top, self.run, self.folder = self.fs.join(remote.path, "trainings"), run, folder

    def place(self, key: str, name: str) -> str:
        return str(self.fs.join(self.top, key, name))

    def has(self, key: str, name: str) -> bool:
        return bool(self.fs.exists(self.place(key, name)))

    def put(self, source: Path, key: str, name: str) -> None:
        final = self.place(key, name)
        part = f"{final}.{uuid.uuid4().hex}.part"
        self.fs.makedirs(self.fs.parent(final), exist_ok=True)
        self.fs.put_file(str(source), part)
        self.fs.mv(part, final)

    def get(self, key: str, name: str, destination: Path) -> None:
        """Fetch a file, whole or not at all."""
        destination.parent.mkdir(parents=True, exist_ok=True)
        part = destination.with_name(f"{destination.name}.fetched")
        self.fs.get_file(self.place(key, name), str(part))
        part.replace(destination)

    def remove(self, key: str, name: str) -> None:
        with suppress(FileNotFoundError):
            self.fs.rm_file(self.place(key, name))

    def bring(self, key: str, store: Path) -> bool:
        """Make `store` hold what is known of a training; say whether that is all of it.

        A checkpoint here gives way to the remote's, which is as far or farther.
        """
        picture = restoring.fed(store)
        if not picture.exists() and self.has(key, picture.name):
            self.get(key, picture.name, picture)
        if (store / "finished").exists():
            return True
        if self.has(key, FINISHED):
            archive = store / FINISHED
            self.get(key, FINISHED, archive)
            part = store / "finished.part"
            shutil.rmtree(part, ignore_errors=True)
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(part)
            archive.unlink()
            part.replace(store / "finished")
            return True
        if self.has(key, CHECKPOINT):
            self.get(key, CHECKPOINT, store / CHECKPOINT)
        return False

    def deliver(self, key: str, store: Path) -> None:
        """Store a finished training, in the place of its checkpoint and claim, and its picture, if any."""
        picture = restoring.fed(store)
        if picture.exists() and not self.has(key, picture.name):
            self.put(picture, key, picture.name)
        if not self.has(key, FINISHED):
            archive = store / f"{FINISHED}.part"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as made:
                for path in sorted((store / "finished").iterdir()):
                    made.write(path, path.name)
            self.put(archive, key, FINISHED)
            archive.unlink()
        self.remove(key, CHECKPOINT)
        self.remove(key, CLAIM)

    def claim(self, key: str, wait: Callable[[float], None] = time.sleep) -> None:
        """Return once this run alone may train it, or it has finished: another's claim is waited for.

        A run's own claim, of a node that was lost, is taken over. Of two that claim at once, one sees the
        other's.
        """
        seen, since = None, time.monotonic()
        while not self.has(key, FINISHED):
            present = self.claimed(key)
            if present is not None and present["run"] == self.run:
                return
            if present != seen:
                seen, since = present, time.monotonic()
            if present is None or time.monotonic() - since > STALE_SECONDS:
                self.beat(key, 0)
                wait(SETTLING_SECONDS)
            else:
                wait(BEAT_SECONDS / 2)

    def claimed(self, key: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self.fs.cat_file(self.place(key, CLAIM)))
        except (FileNotFoundError, ValueError):
            return None
        return found

    def beat(self, key: str, number: int) -> None:
        place = self.place(key, CLAIM)
        self.fs.makedirs(self.fs.parent(place), exist_ok=True)
        self.fs.pipe_file(place, json.dumps({"run": self.run, "beat": number}).encode())
