"""How a stage is run: by one process at a time, ended by a mistake with one message; whether one runs."""

import sys
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from lineup import errors, stages_of

if getattr(getattr(sys.modules["__main__"], "__spec__", None), "name", "").startswith("stages."):
    errors.run(stages_of.require)  # here, since a stage goes on to import what this Lineup may not have


def stage(main: Callable[[], None]) -> None:
    """Call a stage's `main` as errors.run does, once no other process runs this stage.

    Where dvc was killed alone, the stage that it had started goes on, and would write into the same folder.
    """
    errors.run(lambda: alone(main, Path("data"), "@".join([Path(sys.argv[0]).stem, *sys.argv[1:]])))


def held(lock: Path) -> bool:
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def alone(main: Callable[[], None], folder: Path, name: str) -> None:
    """Call `main` while holding the lock `folder`/.NAME.lock; without that folder there is nothing to guard.

    The system releases the lock of a process that is killed.
    """
    if not folder.is_dir():
        main()
        return
    lock = FileLock(folder / f".{name.replace('/', '_')}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"{name}: another process is running this stage; waiting for its end", flush=True)
        lock.acquire()
    with lock:
        main()
