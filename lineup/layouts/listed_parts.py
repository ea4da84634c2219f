"""One table that says which pictures are for training, validation and test."""

from collections import Counter
from collections.abc import Sequence

from lineup.images import members
from lineup.layouts import tables
from lineup.layouts.apart import Rows
from lineup.layouts.found import Found, Part
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder


def divide(found: Found, folder: Folder, sheets: Sheets, named: Sequence[str] = ()) -> None:
    """Divide the training part of a layout as a table says, where one does.

    folder: that of the part; named: the parts that have a folder of their own, which the table adds none to.
    """
    whole, pictures = found.parts["training"], list(folder.all_pictures())
    base = whole
    if whole.labels == "list":
        path, apart = str(whole.list), None
        if not isinstance(sheet := sheets.of(path, pictures, whole.folder), str):
            _, apart = tables.understood(sheet, path, sheets.column)
        if apart is None and (other := tables.parting(folder, pictures, sheets)):
            (path, apart), base = other, whole._replace(parts=other[0])
    else:
        path, apart = tables.parting(folder, pictures, sheets) or ("", None)
    if apart is None:
        return
    parts: dict[str, Part] = {}
    for key in ("training", "validation", "test"):
        rows = apart.rows.get(key) if key == "training" or key not in named else None
        if rows and (counts := counted(base, sheets, path, pictures, rows)):
            parts[key] = base._replace(counts=counts, rows=rows, list=base.list if base.parts else path)
    if "training" not in parts or len(parts) < 2:
        return
    columns = " and ".join(repr(column) for column in apart.columns)
    found.settle(parts, f"{columns} of {path}", whole.pictures, f"{path} puts them into no part")


def counted(
    whole: Part, sheets: Sheets, path: str, pictures: Sequence[str], rows: Rows | None = None
) -> dict[str, int]:
    """Return the pictures by class of those that some rows of a table name.

    Their classes are the table's own, those of whole.list where whole.parts is the table, or by folders.
    """
    by_list = whole.labels == "list"
    own = by_list and not whole.parts
    labels_of = sheets.labels(path, pictures, whole.folder, where=rows, classes=own)
    if whole.parts:
        known = sheets.labels(str(whole.list), pictures, whole.folder)
        labels_of = {name: known.get(name) for name in labels_of}
    part = members.Part(whole.folder, whole.labels, labels_of)
    labels = (members.label(name, members.below(name, whole.folder), part) for name in labels_of)
    counts = Counter(label for label in labels if label and (by_list or label in whole.counts))
    return dict(sorted(counts.items()))
