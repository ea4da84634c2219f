"""`lineup serve` on loopback with the registered champion, and the same routes around a model of no cost."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import uvicorn

from lineup.inference import temperature
from lineup.inference.facts import Facts
from lineup.schema.params import Images
from lineup.serving import app
from lineup.serving.batching import Batcher
from lineup.serving.command import listening

CLASSES = ["dark", "middling", "light"]


def by_brightness(pixels: np.ndarray) -> np.ndarray:
    """Return probabilities (n, 3) that a picture's mean brightness decides."""
    light = pixels.mean(axis=(1, 2, 3)) / 255
    return np.stack([(1 - light) / 2, np.full(len(light), 0.5), light / 2], axis=1)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[str]:
    """Yield the address of the routes around `by_brightness`; no TensorFlow."""
    images = Images(height=8, width=8)
    facts = Facts(
        variant="v",
        seed=0,
        training_key="k",
        class_names=CLASSES,
        temperature=1.0,
        threshold=0.5,
        promised=0.9,
        images=images,
    )
    batcher = Batcher(by_brightness)
    application = app.make("stand-in", facts, batcher, allow_urls=True, hosts=["127.0.0.1"])
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
    with listening("127.0.0.1", 0) as place:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]})
        thread.start()
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    batcher.close()


@pytest.fixture(scope="module")
def served(promoted_study: Path) -> Iterator[str]:
    """Yield the address of `lineup serve --model models:/small@champion`."""
    command = [sys.executable, "-m", "lineup", "serve", "--model", "models:/small@champion", "--port", "0"]
    process = subprocess.Popen(command, cwd=promoted_study, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"models:/small@champion: (http://127\.0\.0\.1:\d+)/\n", line)
    assert found, line
    yield found[1]
    process.terminate()
    process.wait(timeout=30)
    process.stdout.close()


@pytest.fixture(scope="module")
def expected(promoted_study: Path) -> dict[Path, np.ndarray]:
    """Return the calibrated probabilities of evaluate, by picture."""
    data = promoted_study / "data"
    best = json.loads((data / "report/comparison.json").read_text())["use"]
    metrics = json.loads((data / "report/seeds" / f"{best}.json").read_text())
    seed = min(metrics, key=lambda name: metrics[name]["val_loss"])
    said = pd.read_parquet(data / "results" / best / "predictions.parquet")
    chosen = said.index[said.seed == int(seed)]
    raw = np.load(data / "results" / best / "probabilities.npy")[chosen]
    rows = temperature.apply(raw, metrics[seed]["temperature"])
    np.testing.assert_allclose(rows.max(axis=1), said.confidence_calibrated[chosen], atol=1e-6)
    path = pd.read_parquet(data / "split/split.parquet").set_index("row").path
    return {
        promoted_study / "pictures" / path[row]: answer
        for row, answer in zip(said.row[chosen], rows, strict=True)
    }


def close(answer: dict[str, Any], row: np.ndarray) -> None:
    np.testing.assert_allclose(list(answer["probabilities"].values()), row, atol=1e-5)
    assert answer["label"] == f"class_{row.argmax()}"
    assert answer["probability"] == max(answer["probabilities"].values())
