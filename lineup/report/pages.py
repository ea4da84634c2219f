"""Turn content into pages: report.html, one file that asks for nothing else, and report.md."""

import base64
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from lineup import plots, words

TEMPLATES = Path(__file__).parent / "templates"
HEBREW_TO_ARABIC = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"
TO_LEFT = re.compile(f"{HEBREW_TO_ARABIC}(?: +{HEBREW_TO_ARABIC})*")
WORDS = "percent points count decimal short_count duration latency size joined spread".split()
FONT = Path(plots.__file__).with_name("DroidSansFallback.ttf")
EAST = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
FACE = (
    '@font-face {{ font-family: "Lineup letters"; src: url(data:font/woff;base64,{data}) format("woff"); }}'
)


def write(folder: Path, content: dict[str, Any]) -> None:
    """Write report.html and report.md; content: what content.of and cards.of return."""
    page = render("report.html", content)
    page = page.replace("/* letters */", face(page))
    (folder / "report.html").write_text(page, encoding="utf-8")
    (folder / "report.md").write_text(render("report.md", content), encoding="utf-8")


def render(name: str, content: Mapping[str, Any], folder: Path = TEMPLATES) -> str:
    """Return what a template of `folder` makes of `content`; in .html everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=isolated,
    )
    environment.filters |= {name: getattr(words, name) for name in WORDS}
    environment.filters |= {"markdown": markdown, "sort_key": sort_key, "breakable": breakable}
    environment.tests["missing"] = words.missing
    return environment.get_template(name).render(content)


def isolated(value: Any) -> Any:
    """Return a text in which what is written from right to left turns no other word of its sentence round.

    Each such run is put between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
    """
    return TO_LEFT.sub("\u2068\\g<0>\u2069", value) if type(value) is str else value


def markdown(text: object) -> str:
    """Return a text with everything escaped that Markdown or HTML would read as markup."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$&@])", r"\\\1", str(text).replace("\n", " "))


def breakable(name: object) -> Markup:
    """Return a name, escaped, that a narrow page may break after each underscore, hyphen or dot."""
    parts = re.split(r"(?<=[_.-])(?=[^_.-])", isolated(str(name)))
    return Markup("<wbr>").join(escape(part) for part in parts)


def sort_key(value: Any) -> str:
    """Return a number as a table's script sorts it: '' where it is missing."""
    return "" if words.missing(value) else repr(float(value))


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
