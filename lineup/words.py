"""Numbers and lists in words, the same on every page."""

import math
from collections.abc import Iterable, Sequence

DASH = "\N{EN DASH}"  # stands for a missing figure


def percent(fraction: float | None, digits: int = 1) -> str:
    """Return 0.9123 as '91.2%', a missing figure as a dash."""
    return DASH if missing(fraction) else f"{100 * float(fraction or 0):.{digits}f}%"


def points(fraction: float | None) -> str:
    """Return a difference of fractions in percentage points: 0.0042 as '0.42', 0.042 as '4.2'."""
    if missing(fraction):
        return DASH
    value = 100 * float(fraction or 0)
    text = f"{value:.1f}" if abs(value) >= 0.995 or value == 0 else f"{value:.2f}"
    return text.replace("-", "\N{MINUS SIGN}")


def count(number: float | None) -> str:
    """Return a whole number with its thousands separated."""
    return DASH if missing(number) else f"{int(number or 0):,}"


def decimal(number: float | None, digits: int = 3) -> str:
    return DASH if missing(number) else f"{float(number or 0):.{digits}f}"


def short_count(number: float | None) -> str:
    """Return 1234567 as '1.23 M'."""
    if missing(number):
        return DASH
    value = float(number or 0)
    for limit, unit in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]:
        if value >= limit:
            return f"{value / limit:.3g} {unit}"
    return f"{value:.3g}"


def duration(seconds: float | None) -> str:
    """Return seconds as '8.4 s', '2 min 5 s' or '3 h 20 min'."""
    if missing(seconds):
        return DASH
    value = float(seconds or 0)
    if value < 59.95:
        return f"{value:.1f} s" if value < 9.95 else f"{value:.0f} s"
    if value < 3570:
        minutes, rest = divmod(round(value), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(value / 60), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def latency(seconds: float | None) -> str:
    """Return a short time as '0.43 ms', '12.3 ms' or '140 ms', a longer one as `duration` does."""
    if missing(seconds) or float(seconds or 0) >= 0.9995:
        return duration(seconds)
    return f"{1000 * float(seconds or 0):.3g} ms"


def size(number: float | None) -> str:
    """Return bytes as '512 B', '17.1 kB' or '1.23 GB', in powers of 1,000."""
    text = short_count(number)
    return text if missing(number) else f"{text}B" if " " in text else f"{text} B"


def joined(names: Sequence[str], most: int = 6) -> str:
    """Return 'a', 'a and b', 'a, b and c'; past `most` names the rest is counted."""
    shown = list(names)
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(names) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def several(number: int, singular: str, plural: str = "") -> str:
    """Return '1 image' or '3 images'."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def spread(values: Iterable[float], digits: int = 1) -> str:
    """Return the range of fractions: '12.8% to 16.9%', or one figure where both ends read the same."""
    known = [value for value in values if not missing(value)]
    low, high = (percent(end, digits) for end in (min(known, default=None), max(known, default=None)))
    return low if low == high else f"{low} to {high}"


def missing(number: float | None) -> bool:
    """Return whether a figure is absent: None, NaN or pandas' NA."""
    try:
        return number is None or math.isnan(number)
    except (TypeError, ValueError):
        return True
