"""`lineup export --format onnx | litert | saved_model`: a trained model, with what one must know of it."""

from importlib.metadata import version
from pathlib import Path

from lineup.errors import LineupError
from lineup.export import places
from lineup.inference import workspace
from lineup.records import compared, to_use

DATA = Path("data")
CHECKED = 256  # test images
TOLERANCE = 1e-4  # of a probability
WRITERS = {
    "onnx": ("keras", "tensorflow", "tf2onnx", "onnx"),
    "litert": ("keras", "tensorflow"),
    "saved_model": ("keras", "tensorflow"),
}


def export(*, form: str, variant: str | None, output: Path | None, force: bool) -> None:
    """Write the model that answers for `variant`, else for the one to use, and model.json beside it.

    output: the folder to make, else exports/STUDY-VARIANT-FORM.
    Raises LineupError where there is no such model, it diverged, it cannot be written in that format, or
    `output` may not be written.
    """
    study = compared.read(DATA)["study"]
    known, why = to_use.chosen(variant)
    workspace.refuse_diverged(known)
    output = output or Path("exports", f"{study}-{known.variant}-{form}")
    places.require_free(output, force)
    from lineup.inference import conversion

    pixels = workspace.test_pixels(DATA, CHECKED)
    file = workspace.model_file(known)
    with places.whole(output) as folder:
        try:
            path, found = conversion.checked(file, known.temperature, form, folder, pixels, TOLERANCE)
        except conversion.ConversionError as error:
            raise LineupError(f"{error} Choose another --format.") from error
        told = known.model_dump()
        preparation, shape = told.pop("images"), [None, len(known.class_names)]
        content = {"study": study, "format": form, "file": path.name, **told, "preparation": preparation}
        content["input"] = {"name": conversion.INPUT, "dtype": "uint8", "shape": [None, *pixels.shape[1:]]}
        content["output"] = {"name": conversion.OUTPUTS[form], "dtype": "float32", "shape": shape}
        content["check"] = {"test_images": len(pixels), "largest_difference": found}
        content["versions"] = {name: version(name) for name in WRITERS[form]}
        places.describe(folder, places.MODEL, content)
    print(
        f"export: {known.variant}, seed {known.seed} as {form}: {output}{f' ({why})' if why else ''}\n"
        f"Its probabilities differ from Keras's by at most {found:.1e} on {len(pixels)} test images."
    )
