"""The descriptions that MLflow's pages show, in Markdown."""

from collections.abc import Mapping

from lineup.tracking.collect import Training
from lineup.tracking.recipes import Recipe


def training(one: Training) -> str:
    finals = one.finals
    which = f"seed {one.seed}{f', fold {one.fold}' if one.fold else ''}"
    lines = [f"**{one.variant}**, {which}, of study `{one.study}`.", ""]
    if one.fold:
        lines += ["Trained to be tested on the images of its fold, which it did not see.", ""]
    elif one.facts.get("settings", {}).get("split", {}).get("folds"):
        lines += ["The model that goes to work; its test figures are those of its folds' nets.", ""]
    if "test_accuracy" in finals:
        lines.append(f"- test accuracy {finals['test_accuracy']:.2%}, macro F1 {finals['test_macro_f1']:.2%}")
    if "test_accuracy_leak_free" in finals:
        count = finals.get("test_accuracy_leak_free_n", 0)
        accuracy = finals["test_accuracy_leak_free"]
        lines.append(f"- on the {count:.0f} test images with no near-duplicate in training: {accuracy:.2%}")
    lines += confidence(finals)
    each = finals.get("latency_1_seconds")
    timed = "" if each is None else f"{1000 * each:.1f} ms an image; "
    lines += [
        f"- {finals['training_seconds']:,.1f} s of training on {one.facts['device']},"
        f" {one.facts['epochs']} epochs; {timed}{finals['parameters']:,.0f} parameters",
        "",
        "Artifacts: `curves.png`, `confusion_matrix.png`, `errors.png` (the most confident mistakes)."
        ' The model: `mlflow.pyfunc.load_model("runs:/RUN_ID/model")` takes a column `image` with the'
        " bytes of pictures' files in base64, and answers with names of classes.",
    ]
    return "\n".join(lines)


def confidence(finals: Mapping[str, float]) -> list[str]:
    """Return a line on how far off confidence is, and one on what is promised; [] where it diverged."""
    if "temperature" not in finals:
        return []
    before, after = finals["test_calibration_error"], finals["test_calibration_error_calibrated"]
    off = f"- confidence is off by {100 * before:.1f} points, after calibration by {100 * after:.1f}"
    if not finals["promised"]:
        return [off, "- nothing can be promised of any answer: a person is to look at every picture"]
    kept = f"- of the answers that are at least {finals['threshold']:.1%} sure,"
    kept += f" {finals['promised']:.0%} are promised to be right;"
    return [off, f"{kept} {finals['share_to_person']:.1%} of the test images go to a person"]


def recipe(one: Recipe) -> str:
    figures = one.figures
    lines = [f"**{one.variant}**, recipe `{one.name}`, over {len(one.seeds)} seed(s): its runs below.", ""]
    for name, words in (("test_accuracy", "test accuracy"), ("test_accuracy_leak_free", "without leaks")):
        if f"{name}_mean" in figures:
            spread = f", standard deviation {figures[f'{name}_std']:.2%}" if f"{name}_std" in figures else ""
            lines.append(f"- {words} {figures[f'{name}_mean']:.2%}{spread}")
        if f"{name}_low" in figures:
            lines[-1] += f", 95 % interval {figures[f'{name}_low']:.2%} to {figures[f'{name}_high']:.2%}"
    return "\n".join(lines)


def experiment(study: str) -> str:
    return "\n".join(
        [
            f"Study `{study}`: one run a recipe, named VARIANT, with its figures over seeds;"
            " below it one run a training, named VARIANT-sSEED; and the run `comparison`.",
            "",
            "- Runs tagged `superseded` are of an earlier recipe or of a variant that is no longer"
            " compared. Without them: `tags.superseded IS NULL`",
            "- Recipes only: `tags.kind = 'recipe'`; trainings only: `tags.variant IS NOT NULL`. Those with"
            " one tag `recipe` differ in their seed alone: group by it",
            "- Of one of DVC's experiments: `tags.dvc_experiment = 'NAME'`. Of one clone:"
            " `tags.workspace = 'NAME'`",
            "- To compare curves, select runs and open the chart view. The report is an artifact of"
            " `comparison`.",
        ]
    )
