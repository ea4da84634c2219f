"""What a user is told of a mistake."""

from collections.abc import Callable
from typing import Any

import pytest

from lineup.errors import LineupError


def mistake(work: Callable[..., object], *arguments: Any, **options: Any) -> str:
    """Return the message with which `work` refuses these arguments."""
    with pytest.raises(LineupError) as caught:
        work(*arguments, **options)
    return str(caught.value)
