"""The map of the test images: what a variant says the same of lies together."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from lineup.judgement import best
from lineup.report import landscape

CLASSES = ["cat", "dog", "owl"]


def drawn(images: int, seeds: int = 2) -> list[dict[str, object]]:
    """Return the map of images that a variant is right about, but for the first, an owl taken for a cat."""
    generator = np.random.default_rng(0)
    rows = np.repeat(np.arange(images), seeds)
    class_id = (rows + 2) % 3
    answer = np.where(rows == 0, 0, class_id)
    probabilities = 0.02 + 0.01 * generator.random((len(rows), 3))
    probabilities[np.arange(len(rows)), answer] = 0.9
    table = pd.DataFrame({"variant": "one", "row": rows, "seed": np.tile(np.arange(seeds), images)})
    table = table.assign(class_id=class_id, predicted=answer, confidence=0.9, position=np.arange(len(rows)))
    index = np.arange(images)
    split = pd.DataFrame(
        {"row": index, "class_id": (index + 2) % 3, "group": index, "split": "test"}, index=index
    )
    split["label"] = [CLASSES[one] for one in split["class_id"]]
    split["path"] = [f"{row}.png" for row in index]
    found: list[dict[str, object]] = landscape.of(best.of("one", table, split), probabilities, split).get(
        "points", []
    )
    return found


def test_images_of_one_answer_lie_together_and_a_mistake_with_what_it_is_taken_for() -> None:
    points = drawn(90)
    places = np.array([(one["x"], one["y"]) for one in points], float)
    assert ((places >= 0) & (places <= 100)).all()
    centres = np.array([places[1:][(np.arange(1, 90) + 2) % 3 == one].mean(axis=0) for one in range(3)])
    nearest = np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1)
    assert nearest.tolist() == [0, *((np.arange(1, 90) + 2) % 3)]
    assert [one["right"] for one in points] == [False] + [True] * 89
    assert points[0]["text"] == "owl, taken for cat (90.0%): 0.png"
    assert [points[row]["hue"] for row in (1, 2, 3)] == [0, 120, 240]


def test_few_images_have_no_map_and_many_a_sample() -> None:
    assert drawn(29) == []
    assert len(drawn(700, seeds=1)) == 600


def test_the_page_has_the_map_once_with_all_its_points(report: Path) -> None:
    page = (report / "report.html").read_text()
    (figure,) = re.findall(r'<figure class="map">(.*?)</figure>', page, re.S)
    assert figure.count("<circle") == 120
    assert "Each point is a test image; those that" in page
