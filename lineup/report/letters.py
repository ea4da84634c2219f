"""The letters of the package's own font that a page needs: browsers without a font of theirs draw boxes."""

import base64
import io
import re
from pathlib import Path

from lineup import plots

FONT = Path(plots.__file__).with_name("DroidSansFallback.ttf")
EAST = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
FACE = (
    '@font-face {{ font-family: "Lineup letters"; src: url(data:font/woff;base64,{data}) format("woff"); }}'
)


def face(page: str) -> str:
    """Return a style with the Chinese, Japanese and Korean letters of a page; '' where it has none."""
    letters = set(EAST.findall(page))
    if not letters:
        return ""
    from fontTools import subset  # which most pages need not
    from fontTools.ttLib import TTFont

    with TTFont(FONT, lazy=True) as font:
        choice = subset.Subsetter(subset.Options(notdef_outline=True, hinting=False))
        choice.populate(text="".join(letters))
        choice.subset(font)
        font.flavor = "woff"
        written = io.BytesIO()
        font.save(written)
    return FACE.format(data=base64.b64encode(written.getvalue()).decode())
