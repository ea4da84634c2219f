"""The studies of the published systems: their nets, shapes and figures are those of docs/systems.md.

That their params are valid is checked with all others, in test_check.py.
"""

import re
from typing import Any

import pytest

from lineup import architectures
from lineup.schema import params
from tests.conftest import ROOT
from tests.test_architectures.test_published import PUBLISHED, trainable

CLASSES = {"anime3": 3, "birds200": 200, "cifar10": 10, "cifar25": 25, "simpsons10": 10, "simpsons18": 18}
OURS = {"simpsons18": ["a2_clean", "residual"]}  # variants that no report has
STUDIES = {name: ROOT / f"studies/{name}.yaml" for name in CLASSES}
FEATURES = {("VGG16", "none"): (7, 7, 512), ("ResNet50", "none"): (7, 7, 2048), ("ResNet50", "avg"): (2048,)}
SAME_NET = {"D1a": "D1", "D1b": "D1", "E2": "E1", "B2": "B2 head", "A4n": "A4", "A5a": "A5", "A6": "A4"}
WITHOUT_ROW = ["A5a"]  # told of in A5's
WHOLE = {"D7": (25_890_888, 25_890_888 - 53_120)}  # as test_published.py builds it
ROWS = re.findall(
    r"^\| ([A-E]\d[a-z]?) .*\| ([^|]*) \|$", (ROOT / "docs/systems.md").read_text(), re.MULTILINE
)
FIGURES = re.compile(r"(\.\d+|[\d.]+ %|accuracy 0\.\d+)(?: \((\d\.\d+)\))?")


def system(variant: str) -> str:
    """Return the row of a variant: 'D1a' of d1a_standardised."""
    first = variant.partition("_")[0]
    return first[0].upper() + first[1:]


VARIANTS = [
    (name, variant)
    for name, path in STUDIES.items()
    for variant in re.findall(r"^  (\w+): .*# [A-E]\d", path.read_text(), re.MULTILINE)
]


@pytest.mark.parametrize("name", STUDIES)
def test_every_variant_is_a_row_of_the_reports(name: str) -> None:
    study = params.load(STUDIES[name])
    assert study.study == name
    assert study.seeds == [0, 1, 2]
    published = [variant for variant in study.variants if variant not in OURS.get(name, [])]
    assert [(name, variant) for variant in published] == [pair for pair in VARIANTS if pair[0] == name]
    letter = system(published[0])[0]
    systems = [row for row in map(system, published) if row not in WITHOUT_ROW]
    rows = [row for row, _ in ROWS if row[0] == letter]
    expected = {"birds200": rows[-4:], "cifar25": rows[:-4]}.get(name, rows)
    assert systems == expected
    if isinstance(study.dataset.classes, list):
        assert len(study.dataset.classes) == CLASSES[name]


@pytest.mark.parametrize(("name", "variant"), VARIANTS, ids=[variant for _, variant in VARIANTS])
def test_every_net_has_the_published_size(name: str, variant: str) -> None:
    study = params.load(STUDIES[name])
    entry = study.variants[variant]
    options = {key: value for key, value in entry.options.items() if key != "weights"}
    shape = input_shape(study, entry.input)
    model = architectures.build(entry.architecture, input_shape=shape, num_classes=CLASSES[name], **options)
    row = system(variant)
    expected = WHOLE.get(row) or next(
        (parameters, trained)
        for published, _, _, _, _, parameters, trained in PUBLISHED
        if published == SAME_NET.get(row, row)
    )
    assert (model.count_params(), trainable(model)) == expected


def input_shape(study: params.Params, source: str) -> tuple[int, ...]:
    if source == "images":
        return (study.images.height, study.images.width, 3)
    backbone = study.backbones[source.removeprefix("features/")]
    assert (backbone.input_size or study.images.height) == 224
    return FEATURES[backbone.options["net"], backbone.pooling]


@pytest.mark.parametrize(("name", "variant"), VARIANTS, ids=[variant for _, variant in VARIANTS])
def test_reported_figures_are_those_of_the_reports(name: str, variant: str) -> None:
    entry = params.load(STUDIES[name]).variants[variant].reported
    reported: dict[str, Any] = {key: entry[key] for key in ("test_accuracy", "test_loss") if key in entry}
    said = FIGURES.search(dict(ROWS).get(system(variant), ""))
    if said is None:
        assert reported == {}
        return
    accuracy = float(re.sub(r"[^\d.]", "", said[1])) / (100 if said[1].endswith("%") else 1)
    expected = {"test_accuracy": accuracy} | ({"test_loss": float(said[2])} if said[2] else {})
    assert reported == pytest.approx(expected)


def test_the_first_25_classes_of_cifar_100() -> None:
    from tests.stand_ins.names import CIFAR_100

    assert params.load(STUDIES["cifar25"]).dataset.classes == CIFAR_100[:25]
