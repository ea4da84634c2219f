"""Which entries of the run cache a study names."""

from typing import Any

from lineup.cleaning.named import Entry, entries

TOONS = {"dataset": {"source": "toons"}, "seeds": [0], "variants": {"cnn": {"epochs": 2}}}
OTHER = {"dataset": {"source": "folder"}, "seeds": [0, 1], "variants": {"cnn": {"epochs": 2}}}


def entry(name: str, deps: dict[str, str], outs: dict[str, str], **params: Any) -> Entry:
    def files(content: dict[str, str]) -> list[dict[str, str]]:
        return [{"path": path, "md5": md5} for path, md5 in content.items()]

    lock = {"cmd": name, "deps": files(deps), "outs": files(outs)}
    return Entry(name, "value", lock | ({"params": {"params.yaml": params}} if params else {}))


def chain(name: str, dataset: str, seeds: list[int], epochs: int = 2) -> list[Entry]:
    """Return a study's download, train and evaluate; the last has no params."""
    code = {"data/check": "valid", "stages/train.py": "any version"}
    return [
        entry(f"raw {name}", code, {"data/raw": f"raw {name}"}, dataset={"source": dataset}),
        entry(
            f"model {name}",
            code | {"data/raw": f"raw {name}"},
            {"data/models/cnn": f"model {name}"},
            **{"seeds": seeds, "variants.cnn": {"epochs": epochs}},
        ),
        entry(
            f"result {name}",
            code | {"data/models/cnn": f"model {name}"},
            {"data/results/cnn": f"result {name}"},
        ),
    ]


def keys(
    found: list[Entry], *studies: dict[str, Any], results: tuple[tuple[str, str], ...] = ()
) -> list[str]:
    return sorted(one.key for one in entries(found, studies, results))


def test_both_studies_keep_their_whole_chain() -> None:
    found = chain("toons", "toons", [0]) + chain("other", "folder", [0, 1])
    assert keys(found[::-1], TOONS, OTHER) == sorted(one.key for one in found)
    assert keys(found, TOONS) == ["model toons", "raw toons", "result toons"]
    assert keys(found) == []


def test_a_changed_recipe_is_not_named_and_neither_is_what_came_of_it() -> None:
    found = chain("now", "toons", [0]) + chain("before", "toons", [0], epochs=9)
    assert keys(found, TOONS) == ["model now", "raw before", "raw now", "result now"]


def test_params_of_two_studies_do_not_add_up_to_one() -> None:
    (_, model, _) = chain("mixed", "toons", [0, 1])
    assert keys([model], TOONS, OTHER | {"variants": {}}) == []


def test_results_in_the_lock_file_are_named_from_the_start() -> None:
    (raw, _, result) = chain("toons", "toons", [0])
    model = entry("model", {}, {"data/models/cnn": "another"}, **{"variants.cnn": {"epochs": 7}})
    assert keys([raw, model, result], TOONS) == ["raw toons"]
    lock = (("data/models/cnn", "model toons"),)
    assert keys([raw, model, result], TOONS, results=lock) == ["raw toons", "result toons"]


def test_a_file_of_a_folder_that_another_made_counts_as_read() -> None:
    model = entry("model", {"data/raw/images.zip": "zip toons"}, {"data/models/cnn": "model"}, seeds=[0])
    raws = [chain(name, source, [0])[0] for name, source in (("toons", "toons"), ("other", "folder"))]

    def inside(output: tuple[str, str]) -> list[tuple[str, str]]:
        return [(f"{output[0]}/images.zip", output[1].replace("raw", "zip"))]

    assert sorted(one.key for one in entries([model, *raws], [TOONS], (), inside)) == ["model", "raw toons"]
    stray = [entry("model", {"data/raw/images.zip": "zip other"}, {"data/models/cnn": "model"}, seeds=[0])]
    assert [one.key for one in entries([*stray, *raws], [TOONS], (), inside)] == ["raw toons"]
