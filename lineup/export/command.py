"""The body of `lineup export`: images for other trainers, or a model for other programs."""

from pathlib import Path

from lineup.errors import LineupError
from lineup.export import images, whole_model


def export(
    *, form: str, shard_count: int | None, variant: str | None, output: Path | None, force: bool
) -> None:
    """Write the study's images (form: tfrecord) or a trained model (onnx, litert, saved_model).

    LineupError where an option belongs to the other kind, or `output` may not be written.
    """
    if form == "tfrecord":
        if variant is not None:
            raise LineupError("--variant names a model, and tfrecord holds images. Give --format onnx.")
        images.export(shard_count=shard_count, output=output, force=force)
        return
    if shard_count is not None:
        raise LineupError(f"--shards counts files of images, and {form} holds a model. Leave it out.")
    whole_model.export(form=form, variant=variant, output=output, force=force)
