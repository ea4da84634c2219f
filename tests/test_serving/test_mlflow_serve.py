"""Plain `mlflow models serve` of the champion: what evaluate said of the same pictures."""

import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests

from tests import copied, services
from tests.ports import free_port
from tests.test_serving.conftest import close


@pytest.fixture(scope="module")
def scored(promoted_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of MLflow's own server, started in a folder without this project's code."""
    folder, port = tmp_path_factory.mktemp("elsewhere"), free_port()
    command = [sys.executable, "-P", "-m", "mlflow", "models", "serve", "--env-manager", "local"]
    command += ["-m", "models:/small@champion", "--port", str(port), "--workers", "1"]
    store = f"sqlite:///{promoted_study}/mlruns/mlflow.db"
    environment = {**copied.environment(), "MLFLOW_TRACKING_URI": store, "MLFLOW_DISABLE_TELEMETRY": "true"}
    address = f"http://127.0.0.1:{port}"
    with services.running(command, f"{address}/ping", folder / "log", environment):
        yield f"{address}/invocations"


def base64_of(picture: Path) -> str:
    return base64.b64encode(picture.read_bytes()).decode()


def ask(address: str, images: list[Any]) -> requests.Response:
    content: Any = {"dataframe_split": {"columns": ["image"], "data": [[image] for image in images]}}
    return requests.post(address, json=content, timeout=60)


def test_it_answers_as_evaluate_did(scored: str, expected: dict[Path, np.ndarray]) -> None:
    answer = ask(scored, [base64_of(picture) for picture in expected])
    assert answer.status_code == 200
    said = answer.json()["predictions"]
    assert len(said) == len(expected) == 24
    for one, row in zip(said, expected.values(), strict=True):
        close(one, row)
        assert one["error"] is None
        assert one["accepted"] is False  # of 12 validation images nothing can be promised


def test_bad_pictures_are_told_beside_the_others(scored: str, expected: dict[Path, np.ndarray]) -> None:
    picture, row = next(iter(expected.items()))
    text = base64_of(picture)
    answer = ask(scored, ["bm90IGEgcGljdHVyZQ==", text, "no!", f"data:image/png;base64,{text}", None, ""])
    assert answer.status_code == 200
    said = answer.json()["predictions"]
    not_base64 = "not in base64"
    errors = ["not an image in a known format", None, not_base64, None, not_base64, "empty file"]
    assert [one["error"] for one in said] == errors
    for one in (said[1], said[3]):
        close(one, row)


@pytest.mark.parametrize(
    "body",
    [b'{"dataframe_records": [', b'{"dataframe_records": [{"picture": "AAAA"}]}', b"[]", b"\x89PNG"],
    ids=["half JSON", "another column", "a list", "bytes"],
)
def test_requests_that_are_none_get_a_400(scored: str, body: bytes) -> None:
    answer = requests.post(scored, data=body, headers={"Content-Type": "application/json"}, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_a_picture_that_is_no_base64_type(scored: str) -> None:
    answer = ask(scored, [3])
    assert (answer.status_code, answer.json()["predictions"][0]["error"]) == (200, "not in base64")
