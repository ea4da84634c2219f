"""`dataset` in params.yaml: where images come from, and what names their class. One model a source."""

import unicodedata
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from lineup.schema.base import LocalPath, Strict

FileName = Annotated[str, Field(pattern=r"^[^/\\]+$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def known_address(address: str) -> str:
    kind, separator, _ = address.partition("://")
    if not address or (separator and kind not in ("http", "https", "file")):
        raise ValueError("must be an http, https or file address, or the path of a file")
    return address


def inside(path: str) -> str:
    """Return a path inside the data set in its plain form: ./train/ and /train are train."""
    parts = PurePosixPath(path.replace("\\", "/").strip("/")).parts
    if ".." in parts:
        raise ValueError("must be a path inside the data set, such as train; .. leads out of it")
    return "/".join(parts)


Inside = Annotated[str, AfterValidator(inside)]


def inner_folder(folder: str) -> str:
    path = PurePosixPath(folder)
    if not path.parts or path.is_absolute() or ".." in path.parts:
        raise ValueError("must be the path of a folder inside the package, such as data")
    return folder


def known_column(column: object) -> object:
    number = isinstance(column, int) and not isinstance(column, bool) and column >= 0
    if column is None or number or (isinstance(column, str) and column):
        return column
    raise ValueError("must be a column's number, from 0, or its name in the table's header")


def known_rows(rows: object) -> object:
    """Return `rows` with a list of texts for each column; refuse what is no column with its values."""
    if isinstance(rows, dict) and rows:
        lists = {
            known_column(key): value if isinstance(value, list) else [value] for key, value in rows.items()
        }
        if all(value and all(isinstance(one, str | int) for one in value) for value in lists.values()):
            return {key: [str(one) for one in value] for key, value in lists.items()}
    raise ValueError("must be a column of the list with its values, such as {split: test}")


Rows = Annotated[dict[int | str, list[str]], BeforeValidator(known_rows)]


def is_pattern(group: int | str | None) -> bool:
    """Tell whether a layout's `group` says what names are like (GROUP_*), rather than a column."""
    return isinstance(group, str) and "GROUP" in group and "*" in group


class Layout(Strict):
    """Where one part of a data set keeps its images, and what names their class; docs/design.md, Sources."""

    folder: Inside = ""
    labels: Literal["folder", "inner_folder", "file_name", "list"] = "folder"
    list: Annotated[Inside, Field(min_length=1)] | None = None
    column: Annotated[int | str | None, BeforeValidator(known_column)] = None
    parts: Annotated[Inside, Field(min_length=1)] | None = None
    rows: Rows | None = None
    group: Annotated[int | str | None, BeforeValidator(known_column)] = None
    named: Annotated[Inside, Field(pattern=r"^[^\n]*CLASS[^\n]*$")] | None = None


def names_or_number(value: object) -> str:
    return "names" if isinstance(value, list) else "number"


ClassName = Annotated[str, AfterValidator(partial(unicodedata.normalize, "NFC"))]
Classes = Annotated[
    Annotated[list[ClassName], Tag("names")] | Annotated[int, Field(ge=2, strict=True), Tag("number")],
    Discriminator(names_or_number),
]


class Source(Strict):
    """What every source of images has.

    `watch` is the file or folder whose change means new data to DVC; base.NOTHING where there is none.
    `names` renames the source's classes, before `exclude` leaves some out and `classes` chooses among the
    rest; two of one name become one.
    """

    watch: str
    max_per_class: Annotated[int, Field(ge=1)] | None
    classes: Classes | None = None
    exclude: list[ClassName] = []
    names: dict[ClassName, ClassName] = {}
    training: Layout = Layout()
    validation: Layout | None = None
    test: Layout | None = None

    def layouts(self) -> dict[str, Layout]:
        brought = {"training": self.training, "validation": self.validation, "test": self.test}
        return {key: layout for key, layout in brought.items() if layout}


class Toons(Source):
    source: Literal["toons"]
    seed: Annotated[int, Field(ge=0)] = 0
    training: Layout = Layout(folder="toons")


class Folder(Source):
    source: Literal["folder"]
    path: LocalPath
    licence: str = "not stated"


class Part(Strict):
    """A published archive: found by its file name in LINEUP_MIRROR, else fetched from its address."""

    address: Annotated[LocalPath, AfterValidator(known_address)]
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


Dataset = Toons | Folder | Archive | Kaggle | Package | Cifar
