"""MLflow on a server that asks for a password, artifacts behind an S3 API.

Where PostgreSQL is not installed, SQLite is behind the server.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from tests import copied, services, warm

USER = (services.SECRETS["MLFLOW_TRACKING_USERNAME"], services.SECRETS["MLFLOW_TRACKING_PASSWORD"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    """Yield the address of an S3 API with the bucket `team`."""
    (tmp_path / "s3").mkdir()
    with services.s3(tmp_path / "s3", "team") as address:
        yield address


@pytest.fixture
def server(store: str, empty_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield a server's address: with SQLite it hands the artifacts on, with PostgreSQL clients reach S3."""
    folder = tmp_path / "servers"
    folder.mkdir()
    with ExitStack() as stack:
        for_s3 = {**services.SECRETS, **services.REGION, "MLFLOW_S3_ENDPOINT_URL": store}
        if services.postgres_program("initdb"):
            database = stack.enter_context(services.postgres())
            places = ("--no-serve-artifacts", "--default-artifact-root", "s3://team/mlflow")
            known = for_s3
        else:
            shutil.copy(empty_store, folder / "mlflow.db")
            database = f"sqlite:///{folder / 'mlflow.db'}"
            places = ("--serve-artifacts", "--artifacts-destination", "s3://team/mlflow")
            known = {key: value for key, value in for_s3.items() if key.startswith("MLFLOW_TRACKING")}
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


def test_track_and_promote_on_a_server(server: str, store: str, finished_study: Path, tmp_path: Path) -> None:
    project = copied.copy(finished_study, tmp_path / "project")
    for path in (project / "mlruns").iterdir():
        if path.is_file():
            path.unlink()
    done = track(project)
    assert (done.returncode, done.stderr) == (0, "")
    found = [path.read_text() for path in (project / "data/models").glob("*/*/training.json")]
    assert keys(server) == sorted(json.loads(training)["training_key"] for training in found)
    assert {run["info"]["status"] for run in runs(server)} == {"FINISHED"}
    assert not (project / "mlruns/mlflow.db").exists()
    repair_what_is_lost(project, server, store)
    promote_three_times(project, server)
    picture = next((project / "pictures").rglob("*.png"))
    done = copied.lineup(project, "predict", "--json", "--model", "models:/small@champion", str(picture))
    assert done.returncode == 0, done.stderr
    assert [one["path"] for one in json.loads(done.stdout)] == [str(picture)]
    assert secrets_in(project) == []


def repair_what_is_lost(project: Path, server: str, store: str) -> None:
    """Delete a run, another's picture, and all models in S3; track brings them back, in the same runs."""
    before, held = runs(server), objects(store)
    ids = {run["info"]["run_name"]: run["info"]["run_id"] for run in before}
    ask(server, "POST", "runs/delete", run_id=ids["one-s0"])
    lost = [name for name in held if name.endswith(("/model.keras", f"{ids['two-s1']}/artifacts/curves.png"))]
    assert len(lost) == 7
    objects(store, remove=lost)
    checked = copied.lineup(project, "track", "--check")
    assert checked.returncode == 1
    assert checked.stderr.startswith("error: Something is amiss with 6 run(s).")
    repaired = copied.lineup(project, "track")
    assert (repaired.returncode, repaired.stderr) == (0, "")
    assert objects(store) == held
    assert sorted(run["info"]["run_id"] for run in runs(server)) == sorted(ids.values())
    assert figures(runs(server)) == figures(before)


def figures(found: list[dict[str, Any]]) -> set[tuple[str, str, float]]:
    """Return the last value of every metric, by run, but for those of the system."""
    return {
        (run["info"]["run_id"], one["key"], one["value"])
        for run in found
        for one in run["data"].get("metrics", [])
        if not one["key"].startswith("system/")
    }


def objects(store: str, remove: Sequence[str] = ()) -> list[str]:
    """Return the names of what the bucket holds, after the removal of some."""
    key = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    with closing(boto3.client("s3", endpoint_url=store, **key)) as client:
        for name in remove:
            client.delete_object(Bucket="team", Key=name)
        return sorted(one["Key"] for one in client.list_objects_v2(Bucket="team")["Contents"])


def promote_three_times(project: Path, server: str) -> None:
    """Promote a first champion, one that is no better and is refused, and one that is."""
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
        said = done.stdout + done.stderr
        assert (done.returncode, said[: len(start)]) == (status, start), said
    alias = ask(server, "GET", "registered-models/alias", name="small", alias="champion")
    assert alias["model_version"]["version"] == "3"


def track(project: Path) -> subprocess.CompletedProcess[str]:
    """Run the stage, as DVC does."""
    return warm.run(project, "stages.track")


def secrets_in(project: Path) -> list[str]:
    """Return the files of a project in which a secret stands."""
    secrets = [secret.encode() for secret in (*services.SECRETS.values(), services.POSTGRES_PASSWORD)]
    files = [path for path in project.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(secret in path.read_bytes() for secret in secrets)]
