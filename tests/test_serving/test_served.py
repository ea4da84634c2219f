"""The champion over HTTP: what evaluate said of the same pictures, and the page in a real browser."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import requests
from playwright.sync_api import Page, sync_playwright

from stages.analysis import calibration
from tests.test_analysis.test_browser import ARGUMENTS, CHROMIUM


@pytest.fixture(scope="module")
def expected(promoted_study: Path) -> dict[Path, np.ndarray]:
    """Return the calibrated probabilities of evaluate, by picture."""
    data = promoted_study / "data"
    best = json.loads((data / "report/comparison.json").read_text())["best"]
    metrics = json.loads((data / "results" / best / "metrics.json").read_text())
    seed = min(metrics, key=lambda name: metrics[name]["val_loss"])
    said = pd.read_parquet(data / "results" / best / "predictions.parquet")
    chosen = said.index[said.seed == int(seed)]
    raw = np.load(data / "results" / best / "probabilities.npy")[chosen]
    rows = calibration.apply_temperature(raw, metrics[seed]["temperature"])
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


def test_one_request_of_many_pictures(served: str, expected: dict[Path, np.ndarray]) -> None:
    images = [base64.b64encode(picture.read_bytes()).decode() for picture in expected]
    answer = requests.post(f"{served}/predict", json={"images": images}, timeout=60)
    assert answer.status_code == 200
    said = answer.json()
    assert said["model"] == "models:/small@champion"
    assert len(said["answers"]) == len(expected) == 24
    for one, row in zip(said["answers"], expected.values(), strict=True):
        close(one, row)


def test_many_clients_at_once_each_get_their_own_answers(
    served: str, expected: dict[Path, np.ndarray]
) -> None:
    pictures = list(expected) * 3

    def ask(picture: Path) -> requests.Response:
        return requests.post(f"{served}/predict", data=picture.read_bytes(), timeout=60)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, pictures))
    for picture, answer in zip(pictures, answers, strict=True):
        close(answer.json()["answers"][0], expected[picture])


@pytest.fixture
def page(served: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 360, "height": 800})
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "request",
            lambda one: None if one.url.startswith((served, "blob:", "data:")) else said.append(one.url),
        )
        page.goto(served)
        yield page
        browser.close()
        assert said == []  # no error, no request that leaves the server


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Debian's chromium at {CHROMIUM}")
def test_the_page(page: Page, expected: dict[Path, np.ndarray], tmp_path: Path) -> None:
    picture, row = next(iter(expected.items()))
    page.get_by_text("models:/small@champion answers: 3 classes, calibrated probabilities.").wait_for()
    page.get_by_label("Drop pictures here").set_input_files(picture)
    answer = f"{picture.name}: class_{row.argmax()}, {100 * row.max():.1f}%"
    page.get_by_role("status").get_by_text(answer).wait_for()
    assert page.locator("article td").all_inner_texts() == [f"{100 * one:.1f}%" for one in sorted(row)[::-1]]
    (tmp_path / "text.png").write_text("no picture")
    page.get_by_label("Drop pictures here").set_input_files(tmp_path / "text.png")
    page.locator("article .error").wait_for()
    said = "No picture could be used: not an image in a known format."
    assert page.locator("article .error").all_inner_texts() == [said]
    drop_a_picture(page, picture)
    page.locator("article").nth(2).wait_for()
    assert page.locator("article h2").all_inner_texts() == ["dropped.png", "text.png", picture.name]
    assert page.locator("article img:not([alt]), article img[alt='']").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def drop_a_picture(page: Page, picture: Path) -> None:
    """Drop a file on the page as a browser's own drag and drop ends."""
    page.evaluate(
        """(text) => {
            const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
            const held = new DataTransfer();
            held.items.add(new File([bytes], "dropped.png", { type: "image/png" }));
            const how = { dataTransfer: held, bubbles: true, cancelable: true };
            document.getElementById("drop").dispatchEvent(new DragEvent("drop", how));
        }""",
        base64.b64encode(picture.read_bytes()).decode(),
    )
