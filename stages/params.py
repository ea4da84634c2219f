"""The schema of params.yaml: types, ranges, and what belongs together. Read by every stage."""

from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from stages.errors import LineupError, closest

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Degrees = Annotated[float, Field(ge=0, le=180)]
FileName = Annotated[str, Field(pattern=r"^[^/\\]+$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


APPLICATIONS = tuple(
    """
    ConvNeXtBase ConvNeXtLarge ConvNeXtSmall ConvNeXtTiny ConvNeXtXLarge DenseNet121 DenseNet169 DenseNet201
    EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6
    EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2L
    EfficientNetV2M EfficientNetV2S InceptionResNetV2 InceptionV3 MobileNet MobileNetV2 MobileNetV3Large
    MobileNetV3Small NASNetLarge NASNetMobile ResNet101 ResNet101V2 ResNet152 ResNet152V2 ResNet50 ResNet50V2
    VGG16 VGG19 Xception
    """.split()
)  # what keras.applications holds; named here since importing Keras costs seconds


def known_address(address: str) -> str:
    """Refuse an address of a kind that no code here can fetch."""
    kind, separator, _ = address.partition("://")
    if not address or (separator and kind not in ("http", "https", "file")):
        raise ValueError("must be an http, https or file address, or the path of a file")
    return address


def inner_folder(folder: str) -> str:
    """Refuse a path that leads out of where it starts."""
    path = PurePosixPath(folder)
    if not path.parts or path.is_absolute() or ".." in path.parts:
        raise ValueError("must be the path of a folder inside the package, such as data")
    return folder


class Strict(BaseModel):
    """No unknown keys, no changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Layout(Strict):
    """Where one part of an archive keeps its images, and what names their class.

    list: the path, inside the archive, of a text file whose lines name the files that belong to the part,
    relative to `folder`. What it does not name does not belong to it.
    column: with `labels: list`, which field of a line is the class; 0 is the path.
    """

    folder: str = ""
    labels: Literal["folder", "file_name", "list"] = "folder"
    list: Annotated[str, Field(min_length=1)] | None = None
    column: Annotated[int, Field(ge=1)] = 1


class Source(Strict):
    """What every source of images has. `watch` is the file or folder whose change means new data to DVC.

    `names` renames the source's classes, before `classes` chooses among them; two of one name become one.
    """

    watch: str
    max_per_class: Annotated[int, Field(ge=1)] | None
    classes: list[str] | Annotated[int, Field(ge=2)] | None = None
    names: dict[str, str] = {}
    training: Layout = Layout()
    test: Layout | None = None


class Toons(Source):
    """The generated cartoon series."""

    source: Literal["toons"]
    seed: Annotated[int, Field(ge=0)] = 0
    training: Layout = Layout(folder="toons")


class Folder(Source):
    """A folder of the user's own, a subfolder per class."""

    source: Literal["folder"]
    path: str
    licence: str = "not stated"


class Part(Strict):
    """A published archive: found by its file name in LINEUP_MIRROR, else fetched from its address."""

    address: Annotated[str, AfterValidator(known_address)]
    file_name: FileName
    sha256: Sha256 | None = None


class Archive(Source, Part):
    """A published archive; the files of its other parts, `more`, are merged into it."""

    source: Literal["archive"]
    more: list[Part] = []
    licence: str = "not stated"

    @model_validator(mode="after")
    def parts_differ(self) -> "Archive":
        """Refuse two parts of one file name: they would be one file in downloads/."""
        names = [self.file_name, *(part.file_name for part in self.more)]
        if len(set(names)) < len(names):
            raise ValueError("every part in `more` must have a file_name of its own")
        return self


class Kaggle(Source):
    """A data set of kaggle.com: OWNER/DATASET. `file_name` is DATASET.zip unless given."""

    source: Literal["kaggle"]
    handle: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$")]
    file_name: FileName | None = None
    sha256: Sha256 | None = None
    licence: str = "not stated"


class Package(Source):
    """A folder of data inside an installed Python package."""

    source: Literal["package"]
    package: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    distribution: Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")]
    folder: Annotated[str, AfterValidator(inner_folder)]
    licence: str = "not stated"


class Cifar(Source):
    """CIFAR-10 or CIFAR-100 (fine labels) in the archive that its authors published."""

    source: Literal["cifar"]
    name: Literal["cifar-10", "cifar-100"]
    training: Layout = Layout(folder="train")
    test: Layout | None = Layout(folder="test")


class Images(Strict):
    """What preprocess makes of a picture."""

    height: Annotated[int, Field(ge=8, le=1024)]
    width: Annotated[int, Field(ge=8, le=1024)]
    resize: Literal["stretch", "fit_pad"] = "stretch"
    interpolation: Literal["bilinear", "area", "bicubic"] = "area"


class Split(Strict):
    """Shares of the images that are not in an official test set that is kept; they add up to 1."""

    train: Annotated[float, Field(gt=0, lt=1)]
    validation: Annotated[float, Field(gt=0, lt=1)]
    test: Annotated[float, Field(ge=0, lt=1)]
    seed: Annotated[int, Field(ge=0)] = 0
    grouped: bool = True
    use_official_test: bool = True
    near_duplicate_bits: Annotated[int, Field(ge=0, le=64)] = 20
    leaks: Literal["report", "remove_from_training", "fail"] = "report"

    @model_validator(mode="after")
    def shares_add_up(self) -> "Split":
        """Refuse shares whose sum is not 1."""
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-6:
            raise ValueError(f"train, validation and test must add up to 1, but add up to {total:g}")
        return self


class Backbone(Strict):
    """A frozen feature extractor: a file of stages/architectures with a function `backbone`."""

    architecture: str
    weights: str
    watch: str
    pooling: Literal["avg", "max", "none"] = "avg"
    input_size: Annotated[int, Field(ge=32, le=1024)] | None = None
    options: dict[str, Any] = {}


class RandAugment(Strict):
    """Random operations one after the other, all of one magnitude (Cubuk et al. 2020)."""

    layers: Annotated[int, Field(ge=1, le=8)] = 2
    magnitude: Annotated[int, Field(ge=0, le=30)] = 9


class Augmentation(Strict):
    """Random changes of training images; ranges are symmetric around no change, 0 is off.

    mixup and cutmix are the alpha of Beta(alpha, alpha), random_erasing is a probability, brightness to hue
    are fractions.
    """

    rotation: Degrees = 0
    zoom: Annotated[float, Field(ge=0, lt=1)] = 0
    width_shift: Annotated[float, Field(ge=0, lt=1)] = 0
    height_shift: Annotated[float, Field(ge=0, lt=1)] = 0
    shear: Degrees = 0
    horizontal_flip: bool = False
    vertical_flip: bool = False
    brightness: Annotated[float, Field(ge=0, le=1)] = 0
    contrast: Annotated[float, Field(ge=0, le=1)] = 0
    saturation: Annotated[float, Field(ge=0, le=1)] = 0
    hue: Annotated[float, Field(ge=0, le=0.5)] = 0
    rand_augment: RandAugment | None = None
    random_erasing: Annotated[float, Field(ge=0, le=1)] = 0
    mixup: Annotated[float, Field(ge=0, le=10)] = 0
    cutmix: Annotated[float, Field(ge=0, le=10)] = 0


class Schedule(Strict):
    """How the learning rate moves from step to step."""

    name: Literal["constant", "inverse_time", "cosine", "one_cycle"] = "constant"
    decay: Annotated[float, Field(ge=0)] = 0
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0


class EarlyStopping(Strict):
    """Stop after `patience` epochs without a lower validation loss."""

    patience: Annotated[int, Field(ge=1)]
    restore_best: bool = True


class Variant(Strict):
    """One architecture with its recipe: what is compared."""

    architecture: str
    input: Annotated[str, Field(pattern=r"^(images|features/[A-Za-z0-9][A-Za-z0-9_-]*)$")]
    options: dict[str, Any] = {}
    scaling: Literal["unit", "standardise", "none"] = "unit"
    optimizer: Literal["sgd", "rmsprop", "adam", "adamw"]
    learning_rate: Annotated[float, Field(gt=0, le=10)]
    schedule: Schedule = Schedule()
    weight_decay: Annotated[float, Field(ge=0, lt=1)] = 0
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0
    batch_size: Annotated[int, Field(ge=1)]
    epochs: Annotated[int, Field(ge=1)]
    early_stopping: EarlyStopping | None = None
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0
    class_weight: Literal["balanced"] | None = None
    augmentation: Augmentation | None = None
    leaks: Literal["remove_from_training"] | None = None  # as split.leaks, for this variant alone
    reported: dict[str, float | str] = {}


class Training(Strict):
    """How trainings are computed; `auto` picks by device."""

    precision: Literal["auto", "float32", "mixed_float16", "mixed_bfloat16"] = "auto"
    xla: Literal["auto", "on", "off"] = "auto"

    @field_validator("xla", mode="before")
    @classmethod
    def on_and_off(cls, value: object) -> object:
        """Take what YAML 1.1 reads as true and false for what was written: on and off."""
        return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


class Params(Strict):
    """All of params.yaml."""

    study: Name
    seeds: Annotated[list[Annotated[int, Field(ge=0, lt=2**32)]], Field(min_length=1)]
    dataset: Annotated[Toons | Folder | Archive | Kaggle | Package | Cifar, Field(discriminator="source")]
    images: Images
    split: Split
    training: Training = Training()
    backbones: dict[Name, Backbone]
    variants: Annotated[dict[Name, Variant], Field(min_length=1)]

    @field_validator("seeds")
    @classmethod
    def seeds_differ(cls, seeds: list[int]) -> list[int]:
        """Refuse a seed that is named twice."""
        if len(set(seeds)) < len(seeds):
            raise ValueError("every seed may be named once")
        return seeds


def load(path: Path = Path("params.yaml")) -> Params:
    """Read and validate a params file; LineupError lists every mistake with its key."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LineupError(f"There is no {path} here. Run the command in the project's folder.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LineupError(f"{path} is not valid YAML: {error}") from None
    try:
        return Params.model_validate(content)
    except ValidationError as error:
        lines = [f"  {describe(item)}" for item in error.errors()]
        raise LineupError("\n".join([f"{path} has {len(lines)} mistake(s):", *lines])) from None


def describe(item: Any) -> str:
    """Return one mistake as 'key: what is wrong'."""
    steps = [str(step) for step in item["loc"]]
    if steps[:1] == ["dataset"] and steps[1:2] and steps[1] in sources():
        del steps[1]
    key = ".".join(steps) or "params.yaml"
    if item["type"] == "extra_forbidden":
        return f"{key}: unknown key.{closest(steps[-1], known_keys())}"
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "missing" or isinstance(item["input"], dict | list):
        return f"{key}: {message}"
    return f"{key}: {message} (it is {item['input']!r})"


def sources() -> set[str]:
    """Return every value that `dataset.source` may have."""
    kinds = get_args(Params.model_fields["dataset"].annotation)
    return {get_args(kind.model_fields["source"].annotation)[0] for kind in kinds}


def known_keys() -> set[str]:
    """Return every key that the schema knows, at any depth."""
    models: list[type[BaseModel]] = [Strict]
    keys: set[str] = set()
    while models:
        model = models.pop()
        models.extend(model.__subclasses__())
        keys.update(model.model_fields)
    return keys
