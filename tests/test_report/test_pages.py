"""The pages as text: what is escaped, what is in them, what never is."""

import base64
import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
from fontTools.ttLib import TTFont

from lineup.report import content, pages
from tests.test_report.conftest import HOSTILE


def test_names_are_escaped(report: Path) -> None:
    html = (report / "report.html").read_text()
    assert HOSTILE not in html
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;Söhne&#34; | *" in html
    assert "<script>" not in (report / "report.md").read_text()


def test_markdown_is_escaped() -> None:
    assert pages.markdown("a|b\n<i>_c_*") == r"a\|b \<i\>\_c\_\*"


def test_names_break_without_losing_their_escapes() -> None:
    assert pages.breakable("a_<b>-c__d") == "a_<wbr>&lt;b&gt;-<wbr>c__<wbr>d"


def test_names_from_right_to_left_turn_nothing_else_round() -> None:
    said = "כלב גדול and قطة 4.4%"
    assert pages.isolated(said) == "\u2068כלב גדול\u2069 and \u2068قطة\u2069 4.4%"
    assert pages.breakable("כלב_<b>") == "\u2068כלב\u2069_<wbr>&lt;b&gt;"
    assert pages.isolated("Söhne_кот 犬") == "Söhne_кот 犬"


def test_a_page_brings_the_eastern_letters_that_it_needs() -> None:
    assert pages.face("<b>Söhne кот</b>") == ""
    data = re.search(r"base64,([\w+/=]+)\)", pages.face("<b>犬 Hund, 한국 ネコ 犬</b>"))
    assert data
    with TTFont(io.BytesIO(base64.b64decode(data[1]))) as font:
        assert {chr(one) for one in font.getBestCmap()} == set("犬한국ネコ")


def test_the_page_asks_for_nothing_else(report: Path) -> None:
    html = (report / "report.html").read_text()
    sources = set(re.findall(r'(?:src|href)="([^"]{0,40})', html))
    outside = {source for source in sources if not source.startswith(("data:image/webp;base64,", "#"))}
    # Links, which nothing follows by itself: the note of a published figure, the tables beside the page.
    assert outside == {"https://example.org/paper", "comparison.csv", "comparison.json"}
    assert "url(" not in html
    assert len(html) < 3_000_000


def test_the_page_says_what_the_summary_says(report: Path) -> None:
    summary = json.loads((report / "comparison.json").read_text())["summary"]
    html, text = (report / "report.html").read_text(), (report / "report.md").read_text()
    assert f'<p class="lead">{summary["use"]}</p>' in html
    assert f"**{pages.markdown(summary['use'])}**" in text
    assert pages.markdown(summary["leaks"]) in text


def test_markdown_has_a_row_per_variant(report: Path) -> None:
    lines = (report / "report.md").read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| Variant"))
    assert lines[start].count("|") == lines[start + 1].count("|")
    rows = [line for line in lines[start + 2 :] if line.startswith("|")]
    assert len(rows) == 4
    assert all(row.count("|") == lines[start].count("|") for row in rows)


def test_published_figures_stand_beside_ours(report: Path) -> None:
    html = (report / "report.html").read_text()
    row = re.search(
        r'<tr><th scope="row" class="short">cnn</th><td class="text">test accuracy</td>.*?</tr>', html, re.S
    )
    assert row
    assert "<td>93.00%</td>" in row[0]
    assert '<a href="https://example.org/paper" rel="noreferrer">source</a>' in row[0]


def test_a_note_without_a_figure_has_a_row_of_its_own() -> None:
    ranking = pd.DataFrame({"variant": ["a"], "test_accuracy_mean": [0.9], "test_accuracy_std": [np.nan]})
    assert content.reported(ranking, {"a": {"note": "no figure"}}) == [
        {
            "variant": "a",
            "figure": "none",
            "theirs": None,
            "ours": None,
            "notes": ["no figure"],
            "fraction": False,
        }
    ]
    figures = content.reported(ranking, {"a": {"test_accuracy": 0.8, "note": "kept"}})
    assert [(row["figure"], row["ours"], row["notes"]) for row in figures] == [
        ("test accuracy", 0.9, ["kept"])
    ]
