"""The report says in words what each net is fed, and shows the train stage's picture of it."""

import re
from pathlib import Path

import pytest

from lineup.report import fed
from lineup.schema.variant import Augmentation, RandAugment


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Augmentation(), []),
        (
            Augmentation(rotation=6, zoom=0.1, width_shift=0.06, horizontal_flip=True, hue=0.05),
            [
                "rotated by up to 6°",
                "zoomed by up to 10%",
                "shifted sideways by up to 6%",
                "mirrored at random",
                "hue changed by up to 5%",
            ],
        ),
        (Augmentation(mixup=0.2), ["mixup (alpha 0.2)"]),
        (
            Augmentation(
                rand_augment=RandAugment(layers=1, magnitude=7), random_erasing=0.25, mixup=0.2, cutmix=1
            ),
            [
                "RandAugment (1 operation of magnitude 7 of 30)",
                "a rectangle erased in 25% of the images",
                "mixup (alpha 0.2) or CutMix (alpha 1), one of them a batch",
            ],
        ),
    ],
)
def test_settings_in_words(settings: Augmentation, words: list[str]) -> None:
    assert fed.changes(settings.model_dump()) == words


def test_every_setting_has_words() -> None:
    for name, field in Augmentation.model_fields.items():
        value = {"layers": 2, "magnitude": 9} if name == "rand_augment" else field.annotation is bool or 0.5
        assert len(fed.changes({name: value})) == 1, name


def test_the_report_shows_augmented_variants_and_names_the_others(report: Path) -> None:
    html = (report / "report.html").read_text()
    part = html[html.index('<h3 id="fed">') :]
    part = part[: part.index("</section>")]
    images = re.findall(r'<img src="data:image/webp;base64,[^"]+" alt="([^"]+)"', part)
    words = "rotated by up to 10° and mirrored at random"
    assert images == [f"Training images that cnn_augmented is fed: {words}"]
    assert f"<figcaption><b>cnn_<wbr>augmented</b> {words}.</figcaption>" in part
    assert (
        "<p>Fed the images as they are, without augmentation: transfer, cnn and fully_connected.</p>" in part
    )


def test_without_its_picture_a_variant_is_described(tmp_path: Path) -> None:
    section = fed.section(tmp_path, ["one"], {"one": {"mixup": 0.2}})
    assert section["plain"] == ""
    assert (section["figures"][0]["src"], section["figures"][0]["text"]) == ("", "mixup (alpha 0.2).")
