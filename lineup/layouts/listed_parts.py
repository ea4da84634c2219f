"""One table that says which pictures are for training, validation and test."""

from collections import Counter
from collections.abc import Mapping, Sequence

from lineup.images import members
from lineup.layouts import tables
from lineup.layouts.apart import Rows
from lineup.layouts.found import Found, LeftOut, Part
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.words import joined


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
    for key, rows in apart.rows.items():
        if key == "training" or key not in named:
            counts = counted(base, sheets, path, pictures, rows)
            if counts:
                table = base.list if base.parts else path
                parts[key] = base._replace(counts=counts, rows=rows, list=table)
    if "training" not in parts or len(parts) < 2:
        return
    ordered: dict[str, Part] = {key: parts[key] for key in ("training", "validation", "test") if key in parts}
    found.parts |= ordered
    columns = " and ".join(repr(column) for column in apart.columns)
    found.kind += f", parts by {columns} of {path}"
    inside = sum(sum(part.counts.values()) for part in ordered.values())
    if without := sum(whole.counts.values()) - inside:
        found.left_out.append(LeftOut(f"{whole.folder}/", without, f"{path} puts them into no part"))


def by_lists(found: Found, lists: Mapping[str, str], pictures: Sequence[str], sheets: Sheets) -> None:
    """Divide a part whose classes a table says by lists, one a part, by its key in `dataset`."""
    whole, parts = found.parts["training"], dict[str, Part]()
    for key, path in lists.items():
        base = whole._replace(parts=path)
        if counts := counted(base, sheets, path, pictures, None):
            parts[key] = base._replace(counts=counts)
    if "training" not in parts or len(parts) < 2 or len(parts["training"].counts) < 2:
        return
    found.parts |= parts
    found.kind += f", parts by {joined(list(lists.values()))}"
    inside = sum(sum(part.counts.values()) for part in parts.values())
    if without := sum(whole.counts.values()) - inside:
        found.left_out.append(LeftOut(f"{whole.folder}/", without, "in none of the lists"))


def counted(
    whole: Part, sheets: Sheets, path: str, pictures: Sequence[str], rows: Rows | None
) -> dict[str, int]:
    """Return the pictures by class of those that some rows of a table name.

    Their classes are the table's own, those of whole.list where whole.parts is the table, or by folders.
    """
    by_list = whole.labels == "list"
    sheet = sheets.of(path, pictures, whole.folder)
    own = by_list and not whole.parts
    said = sheet if isinstance(sheet, str) else sheet.said(sheets.column, where=rows, classes=own)
    if isinstance(said, str):
        return {}
    labels_of = said.labels
    if whole.parts:
        other = sheets.of(str(whole.list), pictures, whole.folder)
        classes = other if isinstance(other, str) else other.said(sheets.column)
        known = {} if isinstance(classes, str) else classes.labels
        labels_of = {name: known.get(name) for name in said.labels}
    part = members.Part(whole.folder, whole.labels, labels_of)
    labels = (members.label(name, members.below(name, whole.folder), part) for name in labels_of)
    counts = Counter(label for label in labels if label and (by_list or label in whole.counts))
    return dict(sorted(counts.items()))
