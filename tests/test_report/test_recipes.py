"""What all recipes share is told once, the rest by variant."""

import re
from pathlib import Path

from lineup.report import recipes

PLAIN = {"architecture": "cnn", "learning_rate": 0.001, "momentum": 0, "schedule": {"name": "constant"}}


def test_shared_settings_are_told_once_and_what_is_off_not_at_all() -> None:
    found = recipes.section(
        {
            "one": PLAIN | {"epochs": 3, "augmentation": None},
            "two": PLAIN | {"epochs": 5, "augmentation": {"rotation": 6.5, "flip": True, "hue": 0}},
        }
    )
    assert found == {
        "shared": [("architecture", "cnn"), ("learning_rate", "0.001"), ("schedule.name", "constant")],
        "own": {
            "one": [("epochs", "3")],
            "two": [("epochs", "5"), ("augmentation.rotation", "6.5"), ("augmentation.flip", "true")],
        },
    }


def test_the_page_names_each_variants_own(report: Path) -> None:
    page = (report / "report.html").read_text()
    section = page[page.index('<section id="recipes"') :]
    section = section[: section.index("</section>")]
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", section))
    assert "All variants: architecture cnn , input images ," in text
    assert "cnn_augmented augmentation. rotation 10 augmentation. horizontal_ flip true" in text
