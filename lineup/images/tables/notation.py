"""Tables that are written as JSON: rows of lines or of a list, pictures by class, COCO's annotations."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lineup.images.tables.cells import Rows, UnreadableError

FORMS = (
    'rows such as {"file_name": "1.jpg", "label": "cat"}, {"1.jpg": "cat"}, {"cat": ["1.jpg"]} or COCO\'s'
    " images, annotations and categories"
)


def rows(text: str) -> Rows:
    """Return the cells of a table in JSON, a header first where it has one.

    A row of COCO's is a picture and one of its categories. UnreadableError where it is of no known form.
    """
    content = parsed(text)
    if isinstance(content, dict) and {"images", "annotations", "categories"} <= set(content):
        found = coco(content)
    elif isinstance(content, dict):
        found = of_names(content)
    else:
        found = records(content)
    if not found:
        raise UnreadableError(f"is JSON of a form that is not known. Give {FORMS}, or save it as CSV (UTF-8)")
    return found


def parsed(text: str) -> Any:
    """Return what JSON, or one JSON a line, says."""
    try:
        return json.loads(text)
    except ValueError as error:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise UnreadableError(f"begins as JSON, and is none: {error}. Mend it") from None


def coco(content: Mapping[str, Any]) -> Rows:
    """Return a row for each category of a picture, or one without; [] where it is none of COCO's."""
    try:
        names = {entry["id"]: str(entry["name"]) for entry in content["categories"]}
        files = {entry["id"]: str(entry["file_name"]) for entry in content["images"]}
        found: dict[Any, dict[str, None]] = {key: {} for key in files}
        for entry in content["annotations"]:
            found[entry["image_id"]][names[entry["category_id"]]] = None
    except (KeyError, TypeError):
        return []
    pairs = ((files[key], label) for key, labels in found.items() for label in labels or ("",))
    return [["file_name", "category"], *map(list, pairs)]


def of_names(content: Mapping[str, Any]) -> Rows:
    """Return the rows of {file: class}, {class: [files]}, {file: {key: value}} or {anything: [rows]}.

    What several lists of rows are called, parts, stands behind each row. The VGG Image Annotator has a file's
    name and its attributes below its key.
    """
    content = content.get("_via_img_metadata", content)
    values = list(content.values())
    if values and all(isinstance(value, list) and all(map(plain, value)) for value in values):
        return [[cell(file), name] for name, files in content.items() for file in files]
    flat = [row for value in values if isinstance(value, list) for row in value]
    whole = all(isinstance(value, list) for value in values)
    if values and whole and all(isinstance(row, list) and all(map(plain, row)) for row in flat):
        return [[*map(cell, row), name] for name, lists in content.items() for row in lists]
    if values and all(isinstance(value, dict) for value in values):
        own = (one if isinstance(one := value.get("file_attributes"), dict) else {} for value in values)
        pairs = zip(content.items(), own, strict=True)
        return records([{"file_name": name, **value, **more} for (name, value), more in pairs])
    if values and all(map(plain, values)):
        return [[name, cell(value)] for name, value in content.items()]
    if of_numbers := numbered(content):
        return of_numbers
    lists = [value for value in values if isinstance(value, list)]
    return records(lists[0]) if len(lists) == 1 else []


def numbered(content: Mapping[str, Any]) -> Rows:
    """Return the rows of FiftyOne's {classes: [names], labels: {file: number}}; [] where it is none."""
    names, labels = content.get("classes"), content.get("labels")
    if not isinstance(names, list) or not isinstance(labels, dict) or not labels:
        return []
    if not all(isinstance(one, int) and 0 <= one < len(names) for one in labels.values()):
        return []
    return [[file, cell(names[number])] for file, number in labels.items()]


def records(content: Any) -> Rows:
    """Return the rows of a list of objects, their keys as the header; of lists, as they are; else []."""
    if not isinstance(content, list) or not content:
        return []
    if all(isinstance(row, list) for row in content):
        return [[cell(value) for value in row] for row in content]
    if not all(isinstance(row, dict) for row in content):
        return []
    if all("annotations" in row and isinstance(row.get("data"), dict) for row in content):
        content = [{**row["data"], "choice": choices(row["annotations"])} for row in content]
    header = unique(key for row in content for key in row)
    return [header, *([cell(row.get(key)) for key in header] for row in content)]


def choices(annotations: Any) -> list[str]:
    lists = [one.get("result") for one in annotations if isinstance(one, dict)] if annotations else []
    results = [result for own in lists if isinstance(own, list) for result in own if isinstance(result, dict)]
    values = [result["value"] for result in results if isinstance(result.get("value"), dict)]
    return unique(choice for value in values for choice in value.get("choices", []))


def unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def plain(value: object) -> bool:
    return not isinstance(value, list | dict)


def cell(value: object) -> str:
    """Return a value as a table's cell; several as A|B, objects as their label, else as nothing."""
    if isinstance(value, list) and value and all(isinstance(one, dict) and "label" in one for one in value):
        return "|".join(unique(cell(one["label"]) for one in value))
    if isinstance(value, list) and all(map(plain, value)):
        return "|".join(map(cell, value))
    if isinstance(value, dict) and isinstance(value.get("label"), str):
        return str(value["label"]).strip()
    if value is None or not plain(value):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
