"""Wrong labels are found in features made by hand, and groups stay in one fold."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from sklearn.model_selection import StratifiedGroupKFold

from lineup.judgement import suspected
from lineup.judgement.suspected import Suspected
from lineup.report import pages, pictures
from lineup.schema import net_mistakes as nets
from lineup.schema.params import load
from lineup.suspicion import labels
from stages import compare, suspect
from tests import finished
from tests.mistakes import mistake
from tests.synthetic import make_study

CAUTION = ": many suspects are its own mistakes, so that a person must decide. Nothing was changed."
FILE = "data/suspects/net/suspects.csv"


def clusters(images: int, flipped: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features of three clusters, labels of which the first `flipped` are wrong, and the truth."""
    random = np.random.default_rng(1)
    truth = np.arange(images) % 3
    features = random.normal(size=(images, 6)) + 2.2 * np.eye(6)[truth]
    given = truth.copy()
    given[:flipped] = (truth[:flipped] + 1) % 3
    return features, given, truth


def test_flipped_labels_are_found_and_named() -> None:
    features, given, truth = clusters(images=900, flipped=45)
    found = labels.find(features, given, np.arange(900), folds=5)
    places = found.table.place.to_numpy()
    wrong = places < 45
    assert wrong.sum() >= 35
    assert wrong[:30].mean() >= 0.8  # the worst come first
    assert (found.table.suggested[wrong].to_numpy() == truth[places[wrong]]).mean() >= 0.9
    assert found.table.quality.is_monotonic_increasing
    assert 0.8 < found.accuracy < 0.97


def test_a_copy_with_the_same_wrong_label_does_not_vouch_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    features, given, _ = clusters(images=300, flipped=0)
    groups = np.arange(300) // 2
    held: list[set[int]] = []
    original = StratifiedGroupKFold.split

    def split(self: object, *arguments: np.ndarray) -> object:
        for fitted, out in original(self, *arguments):
            held.append(set(groups[fitted]) & set(groups[out]))
            yield fitted, out

    monkeypatch.setattr(StratifiedGroupKFold, "split", split)
    labels.find(features, given, groups, folds=4)
    assert held == [set()] * 4


def test_the_stage_writes_what_it_suspects(
    finished_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("split", "features"):
        (tmp_path / "data" / name).symlink_to(finished_study / "data" / name)
    finished.write_params(tmp_path, suspects={"small": {"features": "features/tiny", "folds": 2}})
    monkeypatch.setattr(sys, "argv", ["suspect", "small"])
    suspect.main()
    table = pd.read_csv(tmp_path / "data/suspects/small/suspects.csv")
    summary = json.loads((tmp_path / "data/suspects/small/summary.json").read_text())
    assert list(table.columns) == ["row", "path", "split", "label", "suggested", "quality"]
    assert (table.label != table.suggested).all()
    assert list(summary) == ["images", "suspected", "folds", "head_accuracy"]
    assert (summary["images"], summary["suspected"], summary["folds"]) == (60, len(table), 2)
    cost = json.loads((tmp_path / "data/suspects/small/cost.json").read_text())
    assert list(cost) == ["seconds", "images"]
    assert 0 < cost["seconds"] < 600
    assert cost["images"] == 60
    assert capsys.readouterr().out.startswith(f"suspect small: {len(table)} of 60 labels look wrong; ")


def test_the_report_shows_the_worst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_study(tmp_path, {"cnn": 0.8}, seeds=(0,), images=200, classes=["Ada", "Bruno"])
    params = yaml.safe_load((tmp_path / "params.yaml").read_text())
    params["suspects"] = {"net": {"features": "features/net"}}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params))
    folder = tmp_path / "data/suspects/net"
    folder.mkdir(parents=True)
    rows = [(3, "Ada/3.jpg", "train", "Ada", "Bruno", 0.01), (5, "Bruno/5.jpg", "test", "Bruno", "Ada", 0.2)]
    columns = ["row", "path", "split", "label", "suggested", "quality"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "suspects.csv", index=False)
    (folder / "summary.json").write_text(
        json.dumps({"images": 200, "suspected": 2, "folds": 5, "head_accuracy": 0.9})
    )
    monkeypatch.chdir(tmp_path)
    compare.main()
    html = (tmp_path / "data/report/report.html").read_text()
    assert "2 of 200 labels (1 in test) are suspected by a linear head on the features of net" in html
    assert html.count('alt="A picture labelled Ada that looks like Bruno"') == 1
    assert "<small>1.0% for its label \N{MIDDLE DOT} train</small>" in html
    content = json.loads((tmp_path / "data/report/comparison.json").read_text())
    assert content["suspected_labels"] == {"net": 2}
    assert "2 labels of 200 may be wrong, 1 of them in test." in content["look_next"]


@pytest.mark.parametrize(
    ("suspected", "shown", "before", "after"),
    [
        (0, 0, "None of 200 labels is", "."),
        (1, 1, "1 of 200 labels (1 in test) is", f"{CAUTION} All are below, the worst first."),
        (24, 24, "24 of 200 labels (1 in test) are", f"{CAUTION} All are below, the worst first."),
        (30, 24, "30 of 200 labels (1 in test) are", f"{CAUTION} Below are the worst 24; {FILE} has all."),
    ],
)
def test_how_many_are_suspected_in_words(suspected: int, shown: int, before: str, after: str) -> None:
    card = {"src": "data:", "alt": "", "path": "", "label": "Ada_B", "predicted": "Bruno", "detail": ""}
    found = Suspected(200, suspected, 5, 0.9, pd.DataFrame({"split": ["test", "train"]}))
    html = pages.render("suspects.html", {"suspects": [("net", found, [card] * shown)]})
    assert html.count("<figure") == shown
    assert html.count("<b>Ada_<wbr>B</b>") == shown  # a narrow card breaks names there alone
    assert re.findall("<p>(.*)</p>", html) == [
        f"{before} suspected by a linear head on the features of net, each judged by a head that was fitted"
        " without it and its near-duplicates (5 folds; confident learning, Northcutt et al. 2021). The head"
        f" agrees with 90.0% of all labels{after}"
    ]


def test_a_label_that_pandas_reads_as_missing_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    row = {"row": 0, "path": "NA/0.jpg", "split": "test", "label": "NA", "suggested": "None", "quality": 0.01}
    pd.DataFrame([row]).to_csv(folder / "suspects.csv", index=False)
    (folder / "summary.json").write_text(
        json.dumps({"images": 9, "suspected": 1, "folds": 5, "head_accuracy": 0.9})
    )
    table = suspected.read(folder).table
    (card,) = pictures.suspect_cards(table, np.zeros((1, 8, 8, 3), np.uint8))
    assert card["alt"] == "A picture labelled NA that looks like None"


def test_maps_of_features_are_averaged_over_their_positions() -> None:
    maps = np.arange(60, dtype=np.float32).reshape(3, 2, 2, 5)
    expected = [maps[row].reshape(4, 5).mean(axis=0) for row in (2, 0)]
    np.testing.assert_allclose(labels.pooled(maps, np.array([2, 0]), chunk=1), expected)
    flat = maps.reshape(3, 20)
    np.testing.assert_array_equal(labels.pooled(flat, np.array([1])), flat[1:2])


def test_a_class_of_too_few_groups_is_named() -> None:
    names, groups = np.array(["cat", "cat", "cat", "dog", "dog", "dog"]), np.array([1, 2, 3, 4, 4, 4])
    labels.refuse_few_groups("net", names[:3], groups[:3], folds=3)
    assert mistake(labels.refuse_few_groups, "net", names, groups, folds=2) == (
        "suspects.net.folds is 2, but 'dog' has only 1 image(s), near-duplicates counted once, and every fold"
        " needs one. Lower folds, or leave the class out (dataset.exclude)."
    )


def test_an_unknown_backbone_is_a_mistake(tmp_path: Path) -> None:
    finished.write_params(tmp_path, suspects={"small": {"features": "features/tini"}})
    assert nets.suspect_mistakes(load(tmp_path / "params.yaml")) == [
        "suspects.small.features: there is no backbone 'tini'. Closest: tiny."
    ]
