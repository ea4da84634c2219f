"""The lock of a local store: held while something is made, and no longer; a wait that is too long is told."""

from pathlib import Path

import pytest
from filelock import FileLock

from tests import warm
from tests.test_tracking.made_up import variables
from tests.test_tracking.store_reader import content

IMPATIENT = "from lineup.tracking import store; store.LOCK_SECONDS = 1\n"
WHO = '{"study": "s", "variant": "v", "seed": "0"}'
OPEN = '{"do": "open", "identity": ' + WHO + ', "split_digest": "", "params": {}}'
END = '{"do": "end"}'
SCRIPTS = {
    "track": "from lineup.tracking import command; command.track()",
    "observer": (
        f"import io, sys; sys.stdin = io.StringIO('{OPEN}\\n{END}')\n"
        "from lineup.tracking import observer; observer.main()"
    ),
    "command": (
        "from lineup import errors; from lineup.tracking import registry;"
        " errors.run(lambda: registry.fetched('models:/small@champion').__enter__())"
    ),
}
TOLD = {
    "track": "warning: MLflow is not up to date ({}); the next run repairs it\n",
    "observer": "warning: the training is not shown in MLflow ({}); the track stage repairs it\n",
    "command": "error: {}\n",
}
WATCHED = """
from filelock import FileLock
from lineup.tracking import command, models, pictures

def watch(module, name):
    work = getattr(module, name)
    def free(*arguments, **named):
        with FileLock("mlruns/mlflow.lock", timeout=0):
            print(name, "with the lock free")
        return work(*arguments, **named)
    setattr(module, name, free)

watch(pictures, "draw")
watch(models, "fill")
command.track()
"""


@pytest.mark.parametrize("who", SCRIPTS)
def test_a_lock_that_is_held_for_too_long_is_told_in_one_line(study: Path, who: str) -> None:
    (study / "mlruns/mlflow.db").unlink()
    lock = study / "mlruns/mlflow.lock"
    with FileLock(lock):
        done = warm.run(study, "-c", IMPATIENT + SCRIPTS[who], environment=variables())
    reason = f"Another process has held the lock {lock} for 1 s. Let it end, then try again."
    assert done.stderr == TOLD[who].format(reason)
    assert done.returncode == (who == "command")


def test_while_a_study_is_told_others_may_make_things(study: Path) -> None:
    done = warm.run(study, "-c", WATCHED, environment=variables())
    assert done.stderr == ""
    assert done.stdout.startswith(
        "fill with the lock free\ndraw with the lock free\nMLflow is up to date: 3 runs"
    )
    assert len(content(study)) == 3
