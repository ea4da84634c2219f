"""A process that outlives dvc and mends the two files of DVC's that a killed dvc may leave half written.

DVC writes dvc.lock and .dvc/tmp/rwlock in place, and reads them before any stage could help: with half a file
it refuses to run. Started by check, the keeper sleeps until dvc is gone; a kill of dvc's whole process group
spares it, for it has a session of its own. What ends it too (the end of a container, a power cut) leaves
the files to the user.
"""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

LOCK = Path("dvc.lock")
TEMPORARY = Path(".dvc/tmp")
RWLOCK = TEMPORARY / "rwlock"
LOOKING_SECONDS = 0.05  # a dvc that is started at once reads dvc.lock after about a second


def start() -> None:
    """Start the keeper of the dvc that runs this process, if one does."""
    dvc = running_dvc()
    if dvc is None:
        return
    keeper = subprocess.Popen(
        [sys.executable, "-m", "stages.locks.keeper", str(dvc.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if keeper.stdin is not None:
        with suppress(BrokenPipeError), keeper.stdin:
            keeper.stdin.write(content())


def running_dvc() -> psutil.Process | None:
    """Return the nearest ancestor of this process that is `dvc ...` or `python -m dvc ...`."""
    for ancestor in psutil.Process().parents():
        with suppress(psutil.Error):
            if any(Path(part).stem == "dvc" for part in ancestor.cmdline()[:4]):
                return ancestor
    return None


def main() -> None:
    """Read dvc.lock as it was from standard input, wait for the end of dvc, whose pid is given, and mend."""
    before = sys.stdin.buffer.read()
    wait_for_end(int(sys.argv[1]))
    mend(before)


def wait_for_end(pid: int) -> None:
    """Return once a process has ended, also where its parent has not taken note of it."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(LOOKING_SECONDS)


def content() -> bytes:
    """Return what dvc.lock holds; nothing where it is missing."""
    return LOCK.read_bytes() if LOCK.exists() else b""


def mend(before: bytes) -> None:
    """Put dvc.lock back as it was `before` where DVC would refuse it; remove a lock of paths that is no JSON.

    What stages did in between is in DVC's run cache, so that the next `dvc repro` runs none of them again.
    Both are looked at again under DVC's own lock, for another dvc may be writing. Raises dvc.lock.LockError
    where that dvc keeps it for seconds.
    """
    from dvc.lock import make_lock

    if content() != before and not dvc_reads_lock():
        with make_lock(str(TEMPORARY / "lock"), tmp_dir=str(TEMPORARY)):
            if not dvc_reads_lock():
                put_back(before)
    if not dvc_reads_rwlock():
        with make_lock(str(TEMPORARY / "rwlock.lock"), tmp_dir=str(TEMPORARY)):
            if not dvc_reads_rwlock():
                RWLOCK.unlink()


def dvc_reads_lock() -> bool:
    """Return whether DVC takes dvc.lock, or it is missing."""
    from dvc.exceptions import DvcException
    from dvc.fs import localfs
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA
    from dvc.utils import strictyaml

    try:
        strictyaml.load(str(LOCK), COMPILED_LOCKFILE_SCHEMA, localfs)
    except DvcException:
        return False
    except FileNotFoundError:
        return True
    return True


def dvc_reads_rwlock() -> bool:
    """Return whether the lock of paths is whole JSON, or missing."""
    try:
        json.loads(RWLOCK.read_bytes())
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
