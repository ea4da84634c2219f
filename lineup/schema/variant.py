"""`backbones` and `variants` in params.yaml: an architecture, what it reads, and its recipe."""

from typing import Annotated, Any, Literal

from pydantic import Field

from lineup.schema.base import LocalPath, Strict

Degrees = Annotated[float, Field(ge=0, le=180)]
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


class Backbone(Strict):
    """A frozen feature extractor: a file of lineup/architectures with a function `backbone`."""

    architecture: str
    weights: LocalPath
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
    name: Literal["constant", "inverse_time", "cosine", "one_cycle"] = "constant"
    decay: Annotated[float, Field(ge=0)] = 0
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0


class EarlyStopping(Strict):
    patience: Annotated[int, Field(ge=1)]
    restore_best: bool = True


class Resources(Strict):
    """What one training of a variant may use; None for what the machine or the cluster gives by default.

    cpus is also the number of threads that compute it, side by side or not: the last bits depend on it.
    """

    gpus: Annotated[int, Field(ge=0)] | None = None
    cpus: Annotated[int, Field(ge=1)] | None = None
    memory: Annotated[str, Field(pattern=r"^[1-9][0-9]*[MG]$")] | None = None


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
    resources: Resources = Resources()
