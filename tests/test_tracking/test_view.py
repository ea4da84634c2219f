"""What MLflow's pages open with, in a real browser: the best run first, and curves as the first charts."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests import asking, warm
from tests.ports import free_port
from tests.test_report.test_browser import ARGUMENTS, CHROMIUM
from tests.test_tracking.made_up import ROOT, fill, track

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Debian's chromium at {CHROMIUM}")
SECONDS = 60_000  # milliseconds in which a page must be there


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[str]:
    """Return the address that `lineup ui` prints for a tracked study."""
    study = tmp_path_factory.mktemp("shown")
    fill(study, {"wide": 0.6, "cnn": 0.8}, (0,), empty_store)
    assert track(study).returncode == 0
    port = free_port()
    command = [warm.python(), "-m", "lineup", "ui", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), asking.TIED: "yes"}
    with subprocess.Popen(
        command, cwd=study, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        said = iter(process.stdout)
        first = next(said)
        assert any("Uvicorn running" in line for line in said)
        yield first.removeprefix("MLflow: ").strip()
        process.terminate()
        process.communicate()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1800, "height": 900})
        page.set_default_timeout(SECONDS)
        yield page
        browser.close()


def test_the_table_opens_with_the_best_first_and_useful_columns(page: Page, address: str) -> None:
    page.goto(address)
    names = page.locator("[role=row] a", has_text=re.compile("-s0$|^comparison$"))
    expect(names).to_have_text(["cnn-s0", "wide-s0", "comparison"], timeout=SECONDS)
    heads = page.locator("[role=columnheader]")
    expect(heads.filter(has_text="test_accuracy_leak_free").first).to_be_visible()
