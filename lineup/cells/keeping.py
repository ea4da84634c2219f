"""While a cell trains far away: its checkpoints go to the exchange, and its claim is kept alive."""

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lineup.cells import exchange
from lineup.cells.exchange import Exchange
from lineup.records.key import CHECKPOINT

LOOKING_SECONDS = 0.5


@contextmanager
def exchanged(remote: Exchange, key: str, store: Path) -> Iterator[None]:
    """Claim a training, bring what is known of it to `store`, and store there what comes of it."""
    remote.claim(key)
    if remote.bring(key, store):
        yield
        remote.deliver(key, store)
        return
    ended, checkpoint = threading.Event(), store / CHECKPOINT
    arguments = (remote, key, checkpoint, modified(checkpoint), ended)
    keeper = threading.Thread(target=keep, args=arguments, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
    remote.deliver(key, store)


def keep(remote: Exchange, key: str, checkpoint: Path, sent: int | None, ended: threading.Event) -> None:
    """Store each new checkpoint, and give signs of life, until the end; a failure to do so is tried again.

    sent: of when the checkpoint is that the remote has, in ns.
    """
    beats, beaten, last = 0, 0.0, False
    while not last:
        last = ended.wait(LOOKING_SECONDS)
        try:
            if time.monotonic() - beaten > exchange.BEAT_SECONDS:
                beats, beaten = beats + 1, time.monotonic()
                remote.beat(key, beats)
            if (now := modified(checkpoint)) not in (sent, None):
                put(remote, key, checkpoint)
                sent = now
        except Exception as error:
            print(f"warning: the checkpoint could not be stored ({error}); tried again", file=sys.stderr)


def put(remote: Exchange, key: str, checkpoint: Path) -> None:
    """Store a checkpoint as it is now, whatever takes its place meanwhile."""
    copy = checkpoint.with_name(f"{checkpoint.name}.sent")
    shutil.copyfile(checkpoint, copy)
    remote.put(copy, key, CHECKPOINT)
    copy.unlink()


def modified(path: Path) -> int | None:
    """Return when a file was changed, in ns; None where there is none."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
