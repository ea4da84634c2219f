"""A process that outlives dvc and mends the two files of DVC's that a killed dvc may leave half written.

DVC writes dvc.lock and .dvc/tmp/rwlock in place, and reads them before any stage could help: with half a file
it refuses to run, or takes it for the whole. Started by check (lineup/locks/start.py), the keeper sleeps
until dvc is gone; a kill of its whole process group spares it, for it has a session of its own. What ends it
too (the end of a container, a power cut) leaves the files to the user.
"""

import json
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
from dvc.config import Config
from dvc.exceptions import DvcException
from dvc.fs import localfs
from dvc.lock import LockBase, make_lock
from dvc.schema import COMPILED_LOCKFILE_SCHEMA
from dvc.utils import strictyaml

from lineup import processes, repository
from lineup.locks.start import LOCK, content

CONFLICT = b"<<<<<<<"  # of a merge, for a person to end
LOOKING_SECONDS = 0.05  # a dvc that is started at once reads dvc.lock after some tenths of a second


def main() -> None:
    """Read dvc.lock as it was from standard input, wait for the end of dvc, whose pid is given, and mend."""
    before, pid = sys.stdin.buffer.read(), int(sys.argv[1])
    wait_for_end(pid)
    mend(before)
    release(pid)


def wait_for_end(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while processes.lives(process):
            time.sleep(LOOKING_SECONDS)


def mend(before: bytes) -> None:
    """Put a torn dvc.lock back as it was `before`; remove a lock of paths that is no JSON.

    What stages did in between is in DVC's run cache, so that the next `dvc repro` runs none of them again.
    Both are looked at again under DVC's own lock, for another dvc may be writing. Raises dvc.lock.LockError
    where that dvc keeps it for seconds.
    """
    if torn(before):
        with dvc_lock("lock"):
            if torn(before):
                put_back(before)
    if not dvc_reads_rwlock():
        with dvc_lock("rwlock.lock"):
            if not dvc_reads_rwlock():
                rwlock().unlink()


def release(pid: int) -> None:
    """Take back what a dvc that has ended notes as its own in the lock of paths.

    DVC does so itself, unless the dead process's parent has not taken note of its end, as in containers.
    """
    with suppress(FileNotFoundError), dvc_lock("rwlock.lock"):
        held = json.loads(rwlock().read_bytes())
        written, read = held.get("write", {}), held.get("read", {})
        others = {path: [one for one in infos if one["pid"] != pid] for path, infos in read.items()}
        left = {
            "write": {path: info for path, info in written.items() if info["pid"] != pid},
            "read": {path: infos for path, infos in others.items() if infos},
        }
        if left != held:
            beside = rwlock().with_suffix(".part")
            beside.write_text(json.dumps(left))
            beside.replace(rwlock())


def dvc_lock(name: str) -> LockBase:
    """Return the lock that every dvc of this repository takes."""
    own = repository.dvc_or_here()
    hardlink = Config(str(own))["core"].get("hardlink_lock", False)
    place = own / "tmp"
    return make_lock(str(place / name), tmp_dir=str(place), hardlink_lock=hardlink)


def rwlock() -> Path:
    return repository.dvc_or_here() / "tmp/rwlock"


def torn(before: bytes) -> bool:
    """Return whether dvc.lock ends within a line or is the start of what it was, or DVC refuses it."""
    now = content()
    if not LOCK.exists() or (now and now == before) or CONFLICT in now:
        return False
    return not now.endswith(b"\n") or before.startswith(now) or not dvc_reads_lock()


def dvc_reads_lock() -> bool:
    try:
        strictyaml.load(str(LOCK), COMPILED_LOCKFILE_SCHEMA, localfs)
    except DvcException:
        return False
    return True


def dvc_reads_rwlock() -> bool:
    try:
        json.loads(rwlock().read_bytes())
    except FileNotFoundError:
        return True
    except ValueError:
        return False
    return True


def put_back(before: bytes) -> None:
    """Write dvc.lock in one step; remove it where there was none, or another dvc was just writing it."""
    beside = LOCK.with_suffix(".lock.part")
    beside.write_bytes(before)
    beside.replace(LOCK)
    if not dvc_reads_lock():
        LOCK.unlink()


if __name__ == "__main__":
    main()
