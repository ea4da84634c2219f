"""Both sides of the line stand in the report, the pictures of a pair beside each other."""

import re
from pathlib import Path


def test_pairs_above_and_below_the_line_are_shown(report: Path) -> None:
    page = (report / "report.html").read_text()
    start = page.index('<h3 id="leak-pictures">')
    section = page[start : page.index("<h3 ", start + 1)]
    above, below = section.split(
        "<p>Is none of these? They are the most alike that count as different pictures.</p>"
    )
    assert (
        "<p>Is each of these pairs one shot? They are the least alike that count as near-duplicates.</p>"
        in above
    )
    assert [re.findall(r"<small>(.*?) of 1 alike</small>", part) for part in (above, below)] == [
        [f"{0.8 + place / 200:.2f}" for place in range(12)],
        ["0.70", "0.70"],
    ]
    assert all(
        part.count('<figure class="card twins">') * 2 == part.count("<img ") for part in (above, below)
    )
