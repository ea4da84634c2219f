"""The schema of params.yaml: types, ranges, and what belongs together. Read by every stage."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from lineup.errors import LineupError
from lineup.schema import places, scalars, wrong
from lineup.schema.base import Name, Strict
from lineup.schema.dataset import Dataset
from lineup.schema.variant import Backbone, Variant


class Images(Strict):
    height: Annotated[int, Field(ge=8, le=1024)]
    width: Annotated[int, Field(ge=8, le=1024)]
    resize: Literal["stretch", "fit_pad"] = "stretch"
    interpolation: Literal["bilinear", "area", "bicubic"] = "area"


class Split(Strict):
    """Shares of the images that are in no official part that is kept; they add up to 1.

    An official part that is not kept is mixed with the training images, and split again.

    With `folds` each image is tested once in each of `repeats` by nets that did not see it; train and
    validation are then shares of the images that a fold does not test. 0: none.
    """

    train: Annotated[float, Field(gt=0, le=1)]
    validation: Annotated[float, Field(ge=0, lt=1)]
    test: Annotated[float, Field(ge=0, lt=1)]
    seed: Annotated[int, Field(ge=0)] = 0
    grouped: bool = True
    use_official_validation: bool = True
    use_official_test: bool = True
    leaks: Literal["report", "remove_from_training", "fail"] = "report"
    folds: Annotated[int, Field(ge=0, le=20)] = 0
    repeats: Annotated[int, Field(ge=1, le=20)] = 1

    @property
    def trainings(self) -> range:
        """The folds, by their numbers, of each seed's trainings: 0 goes to work, and is all without folds."""
        return range(1 + self.folds * self.repeats)

    @model_serializer(mode="wrap")
    def without_folds(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what says that there are no folds, so that studies without stay what they were."""
        told: dict[str, Any] = handler(self)
        return told if self.folds else {key: told[key] for key in told if key not in ("folds", "repeats")}

    @model_validator(mode="after")
    def shares_add_up(self) -> "Split":
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-6:
            raise ValueError(f"train, validation and test must add up to 1, but add up to {total:g}")
        return self


class Training(Strict):
    """How trainings are computed; `auto` picks by device.

    checkpoint_batches: also write a checkpoint every so many batches; None for the end of each epoch only.
    It changes no outcome, so that dvc.yaml does not name it. devices: whether one training has one device,
    or all of the machine that computes it.
    """

    precision: Literal["auto", "float32", "mixed_float16", "mixed_bfloat16"]
    xla: Literal["auto", "off"] = "auto"  # what older studies say, of no effect
    checkpoint_batches: Annotated[int, Field(ge=1)] | None = None
    devices: Literal["one", "all"] = "one"

    @field_validator("xla", mode="before")
    @classmethod
    def no_xla(cls, value: object) -> object:
        """Refuse what Keras would ignore. YAML 1.1 reads on and off as true and false."""
        if value in ("on", True):
            raise ValueError(
                "Keras uses no XLA where operations are deterministic, as they are here so that a"
                " training that was killed ends as any other. Remove this key"
            )
        return "off" if value is False else value


class Analysis(Strict):
    """corruption_images: test images on which accuracy under corruption is measured; 0 for none.

    attention_errors: most confident mistakes of a variant for which the report shows what the net looked at.
    """

    corruption_images: Annotated[int, Field(ge=0)] = 0
    attention_errors: Annotated[int, Field(ge=0, le=24)] = 0


class Suspects(Strict):
    """features: features/BACKBONE; folds of the cross-validation."""

    features: Annotated[str, Field(pattern=r"^features/.+$")]
    folds: Annotated[int, Field(ge=2, le=20)] = 5


class Params(Strict):
    """All of params.yaml. What dvc.yaml names has no default: where it is missing, DVC runs nothing."""

    study: Name
    seeds: Annotated[list[Annotated[int, Field(ge=0, lt=2**32)]], Field(min_length=1)]
    dataset: Annotated[Dataset, Field(discriminator="source")]
    images: Images
    split: Split
    training: Training
    analysis: Analysis
    backbones: dict[Name, Backbone]
    suspects: dict[Name, Suspects]
    variants: Annotated[dict[Name, Variant], Field(min_length=1)]

    @field_validator("seeds")
    @classmethod
    def seeds_differ(cls, seeds: list[int]) -> list[int]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("every seed may be named once")
        return seeds


def load(path: Path = Path("params.yaml")) -> Params:
    """Read and validate a params file; LineupError lists every mistake with its key."""
    try:
        written = path.read_bytes()
        text = written.decode("utf-8-sig")
        node = yaml.compose(text)
        content = None if node is None else yaml.SafeLoader("").construct_document(node)
    except FileNotFoundError:
        raise LineupError(
            f"There is no {path} here. Run the command in the project's folder, or begin a project:"
            " lineup init my_project --pictures FOLDER."
        ) from None
    except IsADirectoryError:
        raise LineupError(
            f"{path} is a folder. Expected a file: the study's. Move the folder away."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LineupError(f"{path} {scalars.unreadable(written, error)}") from None
    try:
        lines = scalars.misread(node)
    except RecursionError:
        raise LineupError(f"{path} has a section that holds itself, by & and *. Write it out.") from None
    try:
        study = Params.model_validate(content)
        lines += wrong.truths(content, study.model_dump())
    except ValidationError as error:
        lines += wrong.lines(error.errors(), node, places.of(Params), sources())
    if lines:
        raise LineupError("\n  ".join([f"{path} has {len(lines)} mistake(s):", *lines]))
    return study


def sources() -> set[str]:
    kinds = get_args(Params.model_fields["dataset"].annotation)
    return {get_args(kind.model_fields["source"].annotation)[0] for kind in kinds}
