"""`lineup promote` in a finished study, from the first champion to one that is forced."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests import copied, warm
from tests.conftest import ROOT
from tests.test_tracking.store_reader import query

ASK = """
import base64, json, sys
from pathlib import Path
import mlflow, pandas as pd
mlflow.set_tracking_uri(sys.argv[1])
sys.path.remove(sys.argv[2])  # no code of this project but what travels with the model
there = {name: sys.modules[name] for name in ("tensorflow", "keras")}
sys.modules |= dict.fromkeys(there)  # an environment without them
model = mlflow.pyfunc.load_model("models:/small@champion")
files = [Path(name) for name in sys.argv[3:]]
texts = [base64.b64encode(file.read_bytes()).decode() for file in files]
frame = pd.DataFrame({"image": [*texts, "no!", "bm90IGEgcGljdHVyZQ=="]})
code = [module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "lineup"]
said = model.predict(frame).to_dict("records")
sys.modules |= there
pixels = mlflow.keras.load_model("models:/small@champion").input_shape
print(json.dumps([said, code, pixels]))
"""


def versions(project: Path) -> list[tuple[Any, ...]]:
    return query(project, "SELECT version, current_stage, description FROM model_versions ORDER BY version")


def tags(project: Path, version: int) -> dict[str, str]:
    return dict(query(project, "SELECT key, value FROM model_version_tags WHERE version = ?", version))


def champion(project: Path) -> list[tuple[Any, ...]]:
    return query(project, "SELECT name, alias, version FROM registered_model_aliases")


def test_rounds_of_promotion(finished_study: Path, tmp_path: Path) -> None:
    project = copied.copy(finished_study, tmp_path)
    copied.repeat_test_images(project, 15)
    (project / "params.yaml").unlink()  # what data/ holds is promoted, whatever params.yaml says today
    for variant, share in {"one": 0.6, "two": 0.8, "head": 0.81}.items():
        copied.make_right(project, variant, share)
    seeds = {name: best_seed(project, name) for name in ("one", "two", "head")}

    copied.make_best(project, "one")
    done = copied.lineup(project, "promote")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"small version 1 (one, seed {seeds['one']}) is the champion now: models:/small@champion\n"
        "The report says to use it. There was no champion before it.\n"
    )
    again = copied.lineup(project, "promote")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == (
        f"small version 1 (one, seed {seeds['one']}) is the champion already: models:/small@champion\n"
    )

    copied.make_best(project, "two")
    done = copied.lineup(project, "promote")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, _ = done.stdout.split("\n")
    assert first == f"small version 2 (two, seed {seeds['two']}) is the champion now: models:/small@champion"
    assert second.startswith(
        "The report says to use it. "
        "80.0% against 60.0% of 180 leak-free test images, a difference of 20.0 points (95% interval 1"
    )
    assert second.endswith(" after correction for 3 variants.")
    assert champion(project) == [("small", "champion", 2)]

    copied.make_best(project, "head")
    done = copied.lineup(project, "promote")
    assert (done.returncode, done.stdout) == (1, "")
    start = (
        f"error: small version 3 (head, seed {seeds['head']}) is registered, but the champion stays version 2"
        f" (two, seed {seeds['two']}): 81.1% against 80.0% of 180 leak-free test images, a difference of 1.1"
    )
    assert done.stderr.startswith(start)
    assert "after correction for 3 variants. `lineup promote --force` moves the alias" in done.stderr
    assert champion(project) == [("small", "champion", 2)]

    done = copied.lineup(project, "promote", "--force")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" (forced).\n")
    assert champion(project) == [("small", "champion", 3)]
    assert [version for version, *_ in versions(project)] == [1, 2, 3]
    assert [tags(project, number)["promotion_forced"] for number in (1, 2, 3)] == ["false", "false", "true"]
    assert [tags(project, number)["promoted_after"] for number in (1, 2, 3)] == ["none", "1", "2"]
    assert second == f"The report says to use it. {tags(project, 2)['promotion']}."

    refuse_a_stale_report(project)


def refuse_a_stale_report(project: Path) -> None:
    path = project / "data/models/two/0/training.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"training_key": "another"}))
    done = copied.lineup(project, "promote")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "error: two, seed 0 was trained anew after the report in data/report was written."
        " Run `dvc repro`, which compares it.\n",
    )


def best_seed(project: Path, variant: str) -> int:
    metrics = json.loads((project / "data/report/seeds" / f"{variant}.json").read_text())
    return int(min(metrics, key=lambda seed: metrics[seed]["val_loss"]))


def test_the_version_says_what_it_is(promoted_study: Path) -> None:
    ((_, _, card),) = versions(promoted_study)
    best = json.loads((promoted_study / "data/report/comparison.json").read_text())["use"]
    assert card.startswith(f"# small: {best}, seed {best_seed(promoted_study, best)}\n")
    for heading in ("## Model", "## Data", "## Figures", "## Leaks", "## Limits"):
        assert f"\n{heading}\n" in card
    assert "60 of 60 files used. Split: 36 training, 12 validation, 12 test." in card
    assert "{" not in card
    run = query(
        promoted_study,
        "SELECT runs.name FROM runs JOIN model_versions ON runs.run_uuid = model_versions.run_id",
    )
    assert run == [(f"{best}-s{best_seed(promoted_study, best)}",)]


def test_the_pyfunc_answers_as_evaluate_did(promoted_study: Path, tmp_path: Path) -> None:
    """Without code of this project but what travels with the model, and without TensorFlow."""
    data = promoted_study / "data"
    split = pd.read_parquet(data / "split/split.parquet").set_index("row")
    expected = expectation(promoted_study)
    files = [str(promoted_study / "pictures" / split.path[row]) for row in expected.row]
    store = f"sqlite:///{promoted_study}/mlruns/mlflow.db"
    done = warm.run(tmp_path, "-c", ASK, store, str(ROOT), *files, environment=copied.environment())
    assert done.returncode == 0, done.stderr
    answers, code, pixels = json.loads(done.stdout.splitlines()[-1])
    *said, no_text, no_picture = answers
    assert [one["error"] for one in (no_text, no_picture)] == [
        "not in base64",
        "not an image in a known format",
    ]
    assert all(Path(file).is_relative_to(promoted_study / "mlruns/artifacts") for file in code)
    assert pixels == [None, 24, 24, 3]
    packages = next(promoted_study.glob("mlruns/artifacts/**/model.onnx")).parents[2] / "requirements.txt"
    assert not {"keras", "tensorflow"} & {line.split("==")[0] for line in packages.read_text().splitlines()}
    names = sorted(split.label.unique())
    assert [one["label"] for one in said] == [names[number] for number in expected.predicted]
    found = [one["probability"] for one in said]
    np.testing.assert_allclose(found, expected.confidence_calibrated, atol=1e-5)


def expectation(project: Path) -> pd.DataFrame:
    best = json.loads((project / "data/report/comparison.json").read_text())["use"]
    said = pd.read_parquet(project / "data/results" / best / "predictions.parquet")
    return said[said.seed == best_seed(project, best)]


REFUSED = {
    "small": "'small' names no model. Write models:/NAME@champion, or models:/NAME/VERSION with a number.",
    "models:/smal@champion": "MLflow's registry has no model 'smal'. Registered: small. Closest: small.",
    "models:/small@chief": "The registered model 'small' has no alias 'chief'.",
    "models:/small/7": "The registered model 'small' has no version '7'.",
}
FETCH = """
import sys
from lineup.errors import LineupError
from lineup.tracking import registry
for address in sys.argv[1:]:
    try:
        with registry.fetched(address):
            pass
    except LineupError as error:
        print(error)
"""


def test_addresses_that_name_no_model(promoted_study: Path) -> None:
    done = warm.run(promoted_study, "-c", FETCH, *REFUSED)
    assert (done.stdout.splitlines(), done.returncode) == (list(REFUSED.values()), 0)
