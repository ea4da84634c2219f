"""What is said of a data set's layout: its parts, and what is in none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import yaml

from lineup.layouts.tree import Folder

Labels = Literal["folder", "inner_folder", "file_name", "list"]
Level = Literal["folder", "inner_folder"]
Asked = Level | None


class Part(NamedTuple):
    """A part: where it lies, what names the classes (as `dataset.training` says it), pictures by class.

    list: a table that says the classes, or which pictures belong to the part; parts: one that says the
    latter, where `list` says classes alone; rows: those that count of it; column: of the class; named: what
    names are like, train_CLASS; group: of who or what is on several pictures, a column or a pattern.
    """

    folder: str
    labels: Labels
    counts: Mapping[str, int]
    list: str | None = None
    rows: Mapping[str | int, Sequence[str]] | None = None
    column: int | str | None = None
    named: str | None = None
    parts: str | None = None
    group: int | str | None = None

    @property
    def pictures(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class LeftOut:
    """Files that belong to no part: what they are, how many, and why."""

    what: str
    count: int
    why: str


def left_out(folder: Folder, why: str) -> LeftOut:
    return LeftOut(f"{folder.path}/", folder.count(), why)


class Choice(NamedTuple):
    """Two readings of nested folders, each with its pictures by class; default: the likely one, if any."""

    folder: Mapping[str, int]
    inner_folder: Mapping[str, int]
    default: Level | None


@dataclass
class Found:
    """A layout. kind: in words; parts: by their key in `dataset`; names: of classes that have others there.

    exclude: folders among the classes that are none, or too small; notes: sentences.
    """

    kind: str
    parts: dict[str, Part]
    names: dict[str, str] = field(default_factory=dict)
    exclude: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    choice: Choice | None = None
    asked: Asked = None  # by a person, where there is a choice

    def settle(self, parts: Mapping[str, Part], by: str, pictures: int, why: str) -> None:
        """Take these parts of so many pictures, told apart by something; `why` the rest is left out."""
        self.parts |= parts
        self.kind += f", parts by {by}"
        if rest := pictures - sum(part.pictures for part in parts.values()):
            folder = parts["training"].folder
            self.left_out.append(LeftOut(f"{folder}/" if folder else "pictures", rest, why))

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return pictures by class and part; classes sorted, under the names that they get."""
        found: dict[str, dict[str, int]] = {}
        for key, part in self.parts.items():
            for label, count in part.counts.items():
                own = found.setdefault(self.names.get(label, label), {})
                own[key] = own.get(key, 0) + count
        return dict(sorted(found.items()))

    def dataset(self) -> dict[str, Any]:
        """Return the keys of `dataset` in params.yaml that say this layout; {} for plain class folders."""
        said: dict[str, Any] = {key: layout(part) for key, part in self.parts.items()}
        if said == {"training": {"folder": "", "labels": "folder"}}:
            said = {}
        if self.exclude:
            said["exclude"] = self.exclude
        return said | ({"names": self.names} if self.names else {})

    def split(self) -> dict[str, float]:
        """Return the shares of `split`: 0 of a part that the data set brings."""
        own = {key: 0 if key in self.parts else 0.2 for key in ("validation", "test")}
        return {"train": round(1 - sum(own.values()), 1), **own}


def layout(part: Part) -> dict[str, Any]:
    """Return a part as params.yaml has it, without what is so by default."""
    said: dict[str, Any] = {"folder": part.folder, "labels": part.labels}
    rows = part.rows and dict(part.rows)
    others = {"list": part.list, "parts": part.parts, "rows": rows, "named": part.named, "group": part.group}
    said |= {key: value for key, value in others.items() if value}
    return said if part.column is None else said | {"column": part.column}


def flow(value: object) -> str:
    """Return a value of params.yaml in one line."""
    said = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return said.removesuffix("...\n").strip()
