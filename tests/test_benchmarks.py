"""Benchmarks run both sides in turn, and say medians and ratios of what each round took."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import alternation
from benchmarks.alternation import Taken
from benchmarks.cases import http_load
from benchmarks.laps import ROOT
from tests.test_serving.conftest import stand_in  # noqa: F401 (a fixture)
from tests.test_serving.test_requests import png


def test_what_benchmarks_take_from_the_tests_hides_no_card() -> None:
    script = "import os, benchmarks.__main__; print(os.environ.get('CUDA_VISIBLE_DEVICES'))"
    environment = {name: value for name, value in os.environ.items() if name != "CUDA_VISIBLE_DEVICES"}
    command = [sys.executable, "-c", script]
    assert subprocess.check_output(command, cwd=ROOT, env=environment, text=True) == "None\n"


def test_in_turn_and_the_first_round_in_vain() -> None:
    calls: list[str] = []

    def side(name: str, seconds: list[float]) -> alternation.Side:
        def run() -> Taken:
            calls.append(name)
            took = seconds[calls.count(name) - 1]
            return Taken(took, took / 2, 100, images=10)

        return run

    runs = alternation.alternate(
        {"ours": side("ours", [99, 1, 2, 4]), "theirs": side("theirs", [99, 3, 4, 20])}, rounds=3
    )
    assert calls == ["ours", "theirs"] * 4
    assert [one.seconds for one in runs["theirs"]] == [3, 4, 20]
    assert alternation.ratios(runs) == {"theirs": {"seconds": 3, "processor_seconds": 3}}
    assert alternation.figures(runs["ours"]) == {
        "seconds": 2, "processor_seconds": 1, "mebibytes": 100, "cores": 0.5,
        "images_per_second": 5, "images_per_processor_second": 10,
    }  # fmt: skip
    assert alternation.told("case", runs).splitlines()[-1] == (
        "  theirs takes 3.00 x the time of ours, 3.00 x its processor"
    )


def test_what_is_written(tmp_path: Path) -> None:
    runs = {"ours": [Taken(1, 1, 5)], "theirs": [Taken(2, 1, 5)]}
    alternation.write(tmp_path / "b.json", alternation.machine(), {"case": runs})
    told = json.loads((tmp_path / "b.json").read_text())
    assert set(told["machine"]) >= {"date", "processor", "cores", "load_before", "python", "versions"}
    assert told["cases"]["case"]["ratios"] == {"theirs": {"seconds": 2, "processor_seconds": 1}}
    assert told["cases"]["case"]["runs"]["theirs"][0]["seconds"] == 2


@pytest.mark.parametrize("clients", [1, 5])
def test_the_load_asks_about_every_picture_and_reads_every_answer(
    stand_in: str,  # noqa: F811
    clients: int,
) -> None:
    pictures = [png(60), png(200)]
    found = http_load.load(stand_in, pictures, clients, 12)
    assert found.latencies.max() <= found.seconds
    assert found.answers.shape == (12, 3)
    assert [row.argmax() for row in found.answers[:2]] == [1, 1]
    assert (found.answers[::2] == found.answers[0]).all()
    assert (found.answers[0] != found.answers[1]).any()


def test_a_server_that_refuses_is_told_of(stand_in: str) -> None:  # noqa: F811
    with pytest.raises(ValueError, match="422"):
        http_load.load(stand_in, [b"no picture"], 1, 1)
