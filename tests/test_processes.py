"""Processes that work for this one end with it; what must not be interrupted is not."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from lineup import processes
from tests.conftest import ROOT

SCRIPT = """
import time
from pathlib import Path
from lineup import processes

def last(number):
    Path(f"begun-{number}").touch()
    time.sleep(600)

if __name__ == "__main__":
    processes.cores = lambda: 2
    list(processes.spread(last, range(16), worth=2))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_a_kill_leaves_none_behind(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "lasting.py").write_text(SCRIPT)
    started = subprocess.Popen([sys.executable, "lasting.py"], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("begun-*"))) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    workers = psutil.Process(started.pid).children(recursive=True)
    started.send_signal(number)
    assert started.wait(10) == -number
    assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_a_signal_waits_for_what_must_not_be_interrupted() -> None:
    heard = list[int]()
    with processes.answered({"SIGTERM": lambda number, _: heard.append(number)}):
        with processes.deferred():
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGTERM)
            assert heard == []
        assert heard == [signal.SIGTERM]
