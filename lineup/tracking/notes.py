"""The descriptions that MLflow's pages show, in Markdown."""

from lineup.tracking.collect import Training
from lineup.tracking.recipes import Recipe


def training(one: Training) -> str:
    """Return a run's description: its figures, and where the rest is."""
    finals = one.finals
    lines = [f"**{one.variant}**, seed {one.seed}, of study `{one.study}`.", ""]
    if "test_accuracy" in finals:
        lines.append(f"- test accuracy {finals['test_accuracy']:.2%}, macro F1 {finals['test_macro_f1']:.2%}")
    if "test_accuracy_leak_free" in finals:
        count = finals.get("test_accuracy_leak_free_n", 0)
        accuracy = finals["test_accuracy_leak_free"]
        lines.append(f"- on the {count:.0f} test images with no near-duplicate in training: {accuracy:.2%}")
    lines += [
        f"- {finals['parameters']:,.0f} parameters, {finals['training_seconds']:,.1f} s of training on"
        f" {one.facts['device']}, {one.facts['epochs']} epochs",
        "",
        "Artifacts: `curves.png`, `confusion_matrix.png`, `errors.png` (the most confident mistakes).",
    ]
    return "\n".join(lines)


def recipe(one: Recipe) -> str:
    """Return the description of a recipe's run: its figures over seeds."""
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
    """Return the experiment's description."""
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
