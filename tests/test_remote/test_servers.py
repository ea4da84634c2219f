"""MLflow on a server that asks for a password: SQLite or PostgreSQL behind it, artifacts behind an S3 API."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from tests import copied, services

USER = (services.SECRETS["MLFLOW_TRACKING_USERNAME"], services.SECRETS["MLFLOW_TRACKING_PASSWORD"])
needs_postgres = pytest.mark.skipif(
    not services.postgres_program("initdb"), reason="needs PostgreSQL's initdb on this machine"
)


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="sqlite"),
        pytest.param("postgres", marks=needs_postgres, id="postgres"),
    ]
)
def server(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield a server's address: with SQLite it hands the artifacts on, with PostgreSQL clients reach S3."""
    folder = tmp_path / "servers"
    folder.mkdir()
    with ExitStack() as stack:
        store = stack.enter_context(services.s3(folder, "team"))
        for_s3 = {**services.SECRETS, **services.REGION, "MLFLOW_S3_ENDPOINT_URL": store}
        if request.param == "sqlite":
            database = f"sqlite:///{folder / 'mlflow.db'}"
            places = ("--serve-artifacts", "--artifacts-destination", "s3://team/mlflow")
            known = {key: value for key, value in for_s3.items() if key.startswith("MLFLOW_TRACKING")}
        else:
            database = stack.enter_context(services.postgres())
            places = ("--no-serve-artifacts", "--default-artifact-root", "s3://team/mlflow")
            known = for_s3
        address = stack.enter_context(services.mlflow(folder, database, *places, **for_s3))
        for key, value in known.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        yield address


def ask(server: str, method: str, path: str, **content: Any) -> dict[str, Any]:
    asked, sent = (content, None) if method == "GET" else (None, content)
    address = f"{server}/api/2.0/mlflow/{path}"
    answer = requests.request(method, address, auth=USER, timeout=60, params=asked, json=sent)
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found


def runs(server: str) -> list[dict[str, Any]]:
    """Return the active runs of the study."""
    named = ask(server, "GET", "experiments/get-by-name", experiment_name="small")
    number = named["experiment"]["experiment_id"]
    return list(ask(server, "POST", "runs/search", experiment_ids=[number], max_results=100)["runs"])


def keys(server: str) -> list[str]:
    return sorted(
        tag["value"] for run in runs(server) for tag in run["data"]["tags"] if tag["key"] == "training_key"
    )


def test_track_and_promote_on_a_server(server: str, finished_study: Path, tmp_path: Path) -> None:
    project = copied.copy(finished_study, tmp_path / "project")
    for path in (project / "mlruns").iterdir():
        if path.is_file():
            path.unlink()
    trainings = [json.loads(path.read_text()) for path in (project / "data/models").glob("*/*/training.json")]
    done = track(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert keys(server) == sorted(training["training_key"] for training in trainings)
    assert {run["info"]["status"] for run in runs(server)} == {"FINISHED"}
    assert not (project / "mlruns/mlflow.db").exists()

    copied.repeat_test_images(project, 15)
    for variant, share in {"one": 0.6, "two": 0.6, "head": 0.81}.items():
        copied.make_right(project, variant, share)
    for variant, status, start in [
        ("one", 0, "small version 1 (one, seed "),
        ("two", 1, "error: small version 2 (two, seed "),
        ("head", 0, "small version 3 (head, seed "),
    ]:
        copied.make_best(project, variant)
        done = copied.lineup(project, "promote")
        assert (done.returncode, (done.stdout + done.stderr)[: len(start)]) == (status, start)
    alias = ask(server, "GET", "registered-models/alias", name="small", alias="champion")
    assert alias["model_version"]["version"] == "3"

    picture = next((project / "pictures").rglob("*.png"))
    done = copied.lineup(project, "predict", "--json", "--model", "models:/small@champion", str(picture))
    assert done.returncode == 0, done.stderr
    assert [one["path"] for one in json.loads(done.stdout)] == [str(picture)]
    assert secrets_in(project) == []


def track(project: Path) -> subprocess.CompletedProcess[str]:
    """Run the stage, as DVC does."""
    command = [sys.executable, "-m", "stages.track"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def secrets_in(project: Path) -> list[str]:
    """Return the files of a project in which a secret stands."""
    secrets = [secret.encode() for secret in (*services.SECRETS.values(), services.POSTGRES_PASSWORD)]
    files = [path for path in project.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(secret in path.read_bytes() for secret in secrets)]
