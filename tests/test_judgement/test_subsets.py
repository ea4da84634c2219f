"""Kinds of images on which a variant is weaker: planted ones are found, none by chance."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from benchmarks.simulate_subsets import World
from benchmarks.simulate_subsets import found as simulated
from benchmarks.simulated_studies import ONE_TO_FOUR
from lineup.judgement import looks, measured
from lineup.judgement.statistics.subsets import p_worse, seed_spread, steadiness
from lineup.judgement.subsets import kinds, weaknesses
from tests.synthetic import make_study


@pytest.mark.parametrize(
    ("x", "n", "y", "m"), [(5, 18, 84, 750), (13, 52, 20, 609), (2, 10, 51, 636), (3, 3, 0, 40)]
)
def test_alone_in_their_groups_it_is_fishers_exact_test(x: int, n: int, y: int, m: int) -> None:
    errors = np.concatenate([np.arange(n) < x, np.arange(m) < y]).astype(float)
    expected = fisher_exact([[x, n - x], [y, m - y]], alternative="greater").pvalue
    assert p_worse(errors, np.arange(n + m) < n) == pytest.approx(expected, rel=1e-4)


def test_a_group_counts_as_one_image() -> None:
    errors, chosen = np.array([1.0, 1, 0, 0, 0, 0, 1, 0, 0, 0]), np.arange(10) < 3
    alone = p_worse(errors, chosen)
    groups = np.repeat(np.arange(10), 4)
    assert p_worse(np.repeat(errors, 4), np.repeat(chosen, 4), groups) == pytest.approx(alone)
    assert p_worse(np.repeat(errors, 4), np.repeat(chosen, 4)) < alone


def test_where_nothing_can_be_said_p_is_one() -> None:
    assert p_worse([0, 0, 1], [True, True, False]) == 1
    assert p_worse([1, 0, 1], [True, True, True]) == 1
    assert p_worse([1, 1, 1], [True, False, False]) == 1


def looked_at(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"brightness": np.arange(rows), "shorter": 100}, index=range(rows))


def said(wrong: np.ndarray, variant: str = "a") -> pd.DataFrame:
    rows = {"variant": variant, "seed": 0, "row": range(len(wrong)), "class_id": 0, "leaked": False}
    return pd.DataFrame(rows | {"predicted": wrong.astype(int)})


def test_planted_weaknesses_are_found_and_sorted() -> None:
    generator = np.random.default_rng(0)
    label = np.arange(800) % 8
    chance = np.where(label == 3, 0.5, 0.05)
    weak, even = generator.random(800) < chance, generator.random(800) < 0.05
    dark = even | ((np.arange(800) < 200) & (generator.random(800) < 0.3))
    split = pd.DataFrame({"label": [f"c{one}" for one in label], "group": range(800), "split": "test"})
    predictions = pd.concat([said(weak), said(even, "b"), said(dark, "c")])
    found = weaknesses(predictions, split, looked_at(800), {"c": None, "b": None, "a": None})
    assert [(one.variant, one.kind, one.images) for one in found.found] == [
        ("c", "dark", 200),
        ("a", "class c3", 100),
    ]
    assert found.found[1].accuracy == pytest.approx(1 - weak[label == 3].mean())
    assert found.found[1].elsewhere == pytest.approx(1 - weak[label != 3].mean())
    assert found.tests == 3 * len(found.kinds) == 30


def test_leak_free_images_are_a_kind_of_all_test_images() -> None:
    split = pd.DataFrame({"label": "x", "group": range(400), "split": "test"})
    wrong = (np.arange(400) < 60) & (np.arange(400) % 3 > 0)
    predictions = said(wrong).assign(leaked=np.arange(400) >= 60)
    clean = pd.Index(range(60))
    (one,) = weaknesses(predictions, split, looked_at(400), {"a": clean}).found
    assert (one.kind, one.images, one.elsewhere) == ("no near-duplicate in training", 60, 1.0)


def test_what_is_small_and_rare() -> None:
    split = pd.DataFrame({"label": list("abbbbbcccc"), "split": ["train"] * 7 + ["test"] * 3})
    test = split.iloc[[1, 6, 0, 7, 2]].assign(split="test")
    views = pd.DataFrame({"brightness": [1, 2, 3, 4, 5], "shorter": [20, 90, 95, 96, 97]}, index=test.index)
    seen, classes = kinds(test, views, split)
    assert seen["dark"].tolist() == [True, True, False, False, False]
    assert list(seen) == ["dark", "bright", "small originals (at most 90 pixels)"]
    assert classes["rare classes"].tolist() == [False, True, True, True, False]
    assert list(classes) == ["class a", "class b", "class c", "rare classes"]
    seen, classes = kinds(test, views.assign(shorter=64), split[split["split"] == "test"])
    assert [*seen, *classes] == ["dark", "bright", "class a", "class b", "class c"]


def test_a_kind_that_is_one_class_goes_by_the_class_alone() -> None:
    split = pd.DataFrame({"label": list("aabbbbc") + list("abc"), "split": ["train"] * 7 + ["test"] * 3})
    test = split[split["split"] == "test"]
    views = pd.DataFrame({"brightness": [1, 2, 3], "shorter": 64}, index=test.index)
    seen, classes = kinds(test, views, split)
    assert not seen
    assert list(classes) == ["class a", "class b", "class c"]


def test_looks_are_read_of_test_images(tmp_path: Path) -> None:
    make_study(tmp_path, {"a": 0.9}, seeds=(0,), images=60)
    study = measured.read(tmp_path / "data", ["a"], [])
    pixels = np.load(tmp_path / "data/images/images.npy")
    rows = study.split.index[study.split["split"] == "test"]
    assert list(study.looks.index) == list(rows)
    assert study.looks["brightness"].to_numpy() == pytest.approx([pixels[row].mean() for row in rows])
    assert set(study.looks["shorter"]) == {48}
    assert looks.read(tmp_path / "data", np.zeros(0, int)).empty


def test_by_chance_nothing_is_found() -> None:
    assert simulated(World(400, 0.9, bias=0.0, sizes=ONE_TO_FOUR), 60)[0] <= 0.05
    assert simulated(World(400, 0.9, bias=0.0, harder=6.0), 30)[1] > 0.9


def test_what_seeds_differ_in_is_no_weakness() -> None:
    world = World(1200, 0.6, bias=0.3)
    assert simulated(world, 40, spread=False)[0] > 0.3
    assert simulated(world, 40)[0] <= 0.1
    assert simulated(replace(world, harder=2.0), 20)[1] > 0.9


def test_seeds_that_differ_more_than_images_make_them_lessen_what_is_sure() -> None:
    kind = np.arange(200) < 40
    steady = np.tile(np.arange(200) % 10 < 3 * kind + 1, (3, 1)).astype(float)
    odd = steady.copy()
    odd[0, kind], odd[1, kind] = 1.0, 0.0
    for errors in (steady, odd):
        assert (p_worse(errors, kind) < p_worse(errors, kind, spread=seed_spread(errors, [kind]))) == (
            errors is odd
        )


def test_an_image_that_seeds_share_is_worth_more_than_one_draw() -> None:
    generator = np.random.default_rng(0)
    independent = (generator.random((4, 50_000)) < 0.1).mean(axis=0)
    assert steadiness(independent) == pytest.approx(4, rel=0.05)
    assert steadiness(np.repeat([0.0, 1.0], [90, 10])) == pytest.approx(1)
    assert steadiness(np.zeros(5)) == steadiness(np.full(5, 0.5)) == 1


def test_a_class_that_every_seed_gets_wrong_is_sure_though_others_swing() -> None:
    label, place = np.repeat([0, 1, 2], [80, 80, 20]), np.arange(180) % 10
    wrong = [
        (label == 0) & (place < a) | (label == 1) & (place < b) | (label == 2)
        for a, b in ((1, 7), (7, 1), (4, 4))
    ]
    parts = [label == one for one in range(3)]
    spread = seed_spread(np.array(wrong, dtype=float), parts)
    assert spread.seed_square > 20 * spread.cell
    assert p_worse(np.array(wrong, dtype=float), parts[2], spread=spread) < 1e-5
