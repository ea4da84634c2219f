"""The descriptions that MLflow's pages show, in Markdown."""

from lineup.tracking.collect import Training


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


def experiment(study: str) -> str:
    """Return the experiment's description."""
    return "\n".join(
        [
            f"Study `{study}`: one run a training, named VARIANT-sSEED, and the run `comparison`.",
            "",
            "- Runs tagged `superseded` are of an earlier recipe or of a variant that is no longer"
            " compared. Without them: `tags.superseded IS NULL`",
            "- Trainings only: `tags.variant IS NOT NULL`",
            "- To compare curves, select runs and open the chart view. The report is an artifact of"
            " `comparison`.",
        ]
    )
