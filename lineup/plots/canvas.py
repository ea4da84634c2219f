"""What all pictures share: size, colours, how text is written, and how a figure becomes a file."""

import io
import math

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lineup.plots.letters import drawable

TRAINING, VALIDATION, WRONG = "#9aa3ad", "#1f5fae", "#b4531a"
DOTS_PER_INCH = 110
COMPRESSION = 4  # of zlib: photos are written in half the time of its usual 6, and 3 % larger
MARGIN = 0.1  # inches, around what is drawn
MOST_PIXELS = 12_000_000  # of a picture, 48 MB in memory: a larger one gets fewer dots an inch


def canvas(width: float, height: float, most: int = MOST_PIXELS) -> Figure:
    """Return an empty figure, sizes in inches; most: pixels."""
    dots = min(DOTS_PER_INCH, math.sqrt(most / (width * height)))
    figure = Figure(figsize=(width, height), dpi=dots)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """Return a figure as a PNG file, cut to what is drawn; the same figure gives the same bytes.

    Where to cut is asked first: for "tight" matplotlib would draw all of it twice.
    """
    buffer = io.BytesIO()
    box = figure.get_tightbbox().padded(MARGIN)
    figure.savefig(
        buffer,
        format="png",
        dpi="figure",
        bbox_inches=box,
        metadata={"Software": None},
        pil_kwargs={"compress_level": COMPRESSION},
    )
    return buffer.getvalue()


def plain(text: object, longest: int = 24) -> str:
    """Return a text as matplotlib may show it: shortened, of letters that have a font, $ no mathematics."""
    words = drawable(str(text))
    words = words if len(words) <= longest else words[: longest - 1] + "…"
    return words.replace("$", r"\$")


def open_frame(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
