"""The tables of docs/performance.md and README.md say what was measured, and which aims are missed."""

import json
from pathlib import Path

import pytest

from benchmarks import alternation, performance
from benchmarks.alternation import Taken


def measured(tmp_path: Path, name: str, ours: float) -> Path:
    runs = {
        "training-a4": {
            "ours": [Taken(ours, 2 * ours, 900, 120)],
            "PyTorch, eager": [Taken(1.5, 3, 1000, 120)],
        },
        "predict": {"exported form": [Taken(1, 1, 200, 1)], "Keras": [Taken(4, 4, 800, 1)]},
    }
    alternation.write(tmp_path / name, alternation.machine(), runs)
    return tmp_path / name


def test_both_pages_between_their_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performance, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    pages = [tmp_path / "docs/performance.md", tmp_path / "README.md"]
    for page in pages:
        page.write_text(f"before\n{performance.MARKS[0]}\nold\n{performance.MARKS[1]}\nafter\n")
    later = json.loads(measured(tmp_path, "later.json", 3).read_text())
    del later["cases"]["predict"]
    later["machine"]["date"] = "2026-11-27 10:00"
    (tmp_path / "later.json").write_text(json.dumps(later))
    first = measured(tmp_path, "first.json", 1)
    monkeypatch.setattr("sys.argv", ["performance", str(first)])
    performance.main()
    whole, short = (page.read_text() for page in pages)
    for text in (whole, short):
        assert text.startswith("before\n<!-- measured -->\n")
        assert text.endswith("\n<!-- end of measured -->\nafter\n")
        assert "old" not in text
    assert "| training A4, 64 x 64, batches of 64 | ours | 1.00 | 2.00 | 2.00 | 900 | 120 | 60 |" in whole
    assert "images/s of ours to PyTorch, eager at least 1.2: 1.50, reached |" in whole
    assert "images/s of ours to PyTorch, compile at least 1.2: not measured |" in whole
    assert "\nAt " not in whole
    assert "seconds of exported form at most 1.5: 1.00, reached |" in whole
    assert "| training A4, 64 x 64, batches of 64 | 120 images/s | PyTorch, eager: 80 images/s |" in short
    assert "| `lineup predict`, one picture | 1.0 s | Keras: 4.0 s |" in short
    monkeypatch.setattr("sys.argv", ["performance", str(first), str(tmp_path / "later.json")])
    performance.main()
    whole = pages[0].read_text()
    assert "At 2026-11-27 10:00: training A4, 64 x 64, batches of 64.\n" in whole
    assert "images/s of ours to PyTorch, eager at least 1.2: 0.50, **missed** |" in whole
    assert "seconds of exported form at most 1.5: 1.00, reached |" in whole


def test_a_cards_cases_have_a_place_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performance, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs/performance.md"
    start, end = performance.CARD_MARKS
    page.write_text(f"{performance.MARKS[0]}\nkept\n{performance.MARKS[1]}\n{start}\nold\n{end}\n")
    runs = {"gpu-a6": {"augmented": [Taken(2, 2, 900, 100)], "without": [Taken(1, 2, 900, 100)]}}
    alternation.write(tmp_path / "gpu.json", alternation.machine() | {"card": "a card"}, runs)
    monkeypatch.setattr("sys.argv", ["performance", str(tmp_path / "gpu.json")])
    performance.main()
    assert "\nkept\n" in page.read_text()
    assert "old" not in page.read_text()
    assert "), a card, " in page.read_text()
    assert "images/s of augmented to without at least 0.9: 0.50, **missed** |" in page.read_text()


def test_every_case_has_a_name_and_an_aim() -> None:
    from benchmarks.__main__ import CASES

    assert set(performance.NAMES) == set(performance.AIMS) == set(CASES)


def test_operations_of_training_are_counted_forward_and_twice_back() -> None:
    import keras

    from benchmarks.cases.peak import operations

    images = keras.Input((8, 8, 3))
    maps = keras.layers.MaxPooling2D(2)(keras.layers.Conv2D(4, 3, padding="same")(images))
    model = keras.Model(images, keras.layers.Dense(5)(keras.layers.Flatten()(maps)))
    convolution, dense = 8 * 8 * 4 * (3 * 3 * 3) * 2, (4 * 4 * 4) * 5 * 2
    assert operations(model) == 2 * convolution + 3 * dense
