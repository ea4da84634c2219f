"""Names of every script are drawn as written, or in Latin letters; never as boxes or formulas."""

import numpy as np
import pytest
from matplotlib.font_manager import FontEntry, fontManager

from lineup.plots import bars, confusion, gallery, letters
from lineup.plots.canvas import plain

AS_WRITTEN = [
    "猫和狗",
    "貓",
    "ねこ カタカナ",
    "고양이",
    "قطة سوداء",
    "گربه",
    "חתול",
    "Ünïcödé",
    "кошка",
    "γάτα",
    "mèo ế",
    "ﬁne",
    "犬 dog قطة",
    "🐱",
    "C# & <b>",
    "50% ^ {a}",
    "a\\b",
]
PICTURE = np.zeros((8, 8, 3), np.uint8)


@pytest.fixture(autouse=True)
def without_other_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system have no fonts but ours; warnings, as of a letter without a font, are errors."""
    monkeypatch.setattr(letters, "system", lambda: iter(()))
    letters.font_of.cache_clear()


def draw(name: str) -> bytes:
    confusion.confusion(np.eye(2, dtype=int), [name, "other"])
    gallery.by_class(PICTURE[None], {name: [0]})
    return bars.classes({name: {"train": 3, "validation": 1, "test": 1}})


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_as_written(name: str) -> None:
    assert plain(name) == name
    assert draw(name) != draw("x" * len(name))


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("$5_$10", r"\$5_\$10"),
        ("$", r"\$"),
        (r"$\frac{a}{b}$", r"\$\frac{a}{b}\$"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("bell\x07", "bell"),
        ("\u202eright to left\u202c", "right to left"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301", "é"),
        ("\u1100\u1161", "가"),  # Hangul in parts
        ("🦊", ":fox:"),
        ("แมว", "aemw"),
        ("   ", ""),
    ],
)
def test_in_letters_that_can_be_drawn(name: str, drawn: str) -> None:
    assert plain(name) == drawn
    draw(name)


def test_a_long_name_is_cut() -> None:
    assert plain("狗" * 300) == "狗" * 23 + "…"
    draw("狗" * 300)


def test_a_font_of_the_system_draws_what_ours_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = next(one for one in fontManager.ttflist if one.name == "STIXGeneral" and one.style == "normal")
    rare = chr(
        min(
            letters.letters_of(entry.fname)
            - letters.letters("DejaVu Sans")
            - letters.letters("Droid Sans Fallback")
            - set(range(0xE000, 0xF900))
        )
    )
    assert letters.drawable(rare) != rare

    def system() -> list[FontEntry]:
        return [entry]

    letters.font_of.cache_clear()
    monkeypatch.setattr(letters, "system", system)
    monkeypatch.setattr(letters, "known", lambda: ["DejaVu Sans", "Droid Sans Fallback"])
    assert letters.drawable(rare) == rare
    draw(rare)
    letters.font_of.cache_clear()


def test_of_a_family_the_file_that_is_drawn_with_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    other = next(one.fname for one in fontManager.ttflist if one.name == "STIXGeneral")
    light = FontEntry(fname=other, name="DejaVu Sans", weight=200)
    monkeypatch.setattr(fontManager, "ttflist", [light, *fontManager.ttflist])
    letters.letters.cache_clear()
    assert ord("ق") in letters.letters("DejaVu Sans")


def test_marks_without_a_font_leave_nothing() -> None:
    for word in ("แมวน้ำ", "बिल्ली", "கப்பல்"):  # Thai, Hindi, Tamil
        assert "?" not in letters.drawable(word)
