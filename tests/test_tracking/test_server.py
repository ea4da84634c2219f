"""A real `mlflow server`: what a receipt cannot know of it, and its end while a training runs."""

import time
from pathlib import Path

from tests.test_tracking.made_up import track
from tests.test_tracking.servers import Server
from tests.test_tracking.store_reader import named, query
from tests.test_tracking.test_check import AMISS, told
from tests.test_tracking.test_live import points, retold, start


def test_a_server_goes_in_the_middle_and_is_brought_in_line_later(study: Path, server: Server) -> None:
    training = start(study, until=8, pause=3, MLFLOW_TRACKING_URI=server.address)
    deadline = time.monotonic() + 60
    while len(points(server.folder)) < 18 and time.monotonic() < deadline:
        time.sleep(0.1)
    server.kill()
    printed, warned = training.communicate("go on\n", timeout=90)
    assert (training.returncode, printed) == (0, "trained\n")
    assert retold(warned).startswith(f"API request to {server.address}/")
    server.start()
    assert ask(study, server).startswith("MLflow is up to date: 3 runs")
    assert ask(study, server).startswith("MLflow holds all runs")
    assert len(points(server.folder)) == len({point[:2] for point in points(server.folder)}) == 48
    (run_id,) = named(server.folder, "cnn-s0")
    query(server.folder, "UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?", run_id)
    assert ask(study, server).startswith("MLflow holds all runs")  # a server is believed, unless asked
    found = track(study, "--check", MLFLOW_TRACKING_URI=server.address)
    assert (found.returncode, found.stderr) == (1, AMISS.format("1 run(s)"))
    assert told(found.stdout) == {"cnn-s0": ["deleted"]}
    assert ask(study, server).startswith("MLflow is up to date: 3 runs")
    assert ask(study, server, "--check").startswith(f"MLflow at {server.address} holds all 3 runs")
    assert named(server.folder, "cnn-s0") == [run_id]


def ask(study: Path, server: Server, *arguments: str) -> str:
    """Track into the server; return what was printed."""
    done = track(study, *arguments, MLFLOW_TRACKING_URI=server.address)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
