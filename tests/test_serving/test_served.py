"""The champion over HTTP: what evaluate said of the same pictures, and the page in a real browser."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import requests
from playwright.sync_api import Page, sync_playwright

from tests.test_report.test_browser import ARGUMENTS, CHROMIUM
from tests.test_serving.conftest import close


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
    asked = "Ask a person: the model is not sure enough."
    assert page.locator("article .person").all_inner_texts() == [asked]
    page.get_by_text("None is sure enough to go without a person.").wait_for()
    (tmp_path / "text.png").write_text("no picture")
    page.get_by_label("Drop pictures here").set_input_files(tmp_path / "text.png")
    page.locator("article .error").wait_for()
    said = "No picture could be used: not an image in a known format."
    assert page.locator("article .error").all_inner_texts() == [said]
    page.locator("article").first.get_by_text("no preview").wait_for()
    drop_a_picture(page, picture)
    page.locator("article").nth(2).wait_for()
    assert page.locator("article h2").all_inner_texts() == ["dropped.png", "text.png", picture.name]
    page.get_by_label("Drop pictures here").set_input_files([picture, tmp_path / "text.png"])
    page.get_by_role("status").get_by_text(
        "1 answered, 1 of them for a person; 1 could not be read"
    ).wait_for()
    page.get_by_text("curl -F file=@picture.jpg http://127.0.0.1:").wait_for()
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
