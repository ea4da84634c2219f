"""How many test images without a near-duplicate in training are enough to judge by, and what ranks then."""

import pandas as pd

MINIMUM_LEAK_FREE = 100  # below, accuracy without leaks is shown and ranks nothing
FIGURE = "test_accuracy_leak_free"  # what ranks variants where some test images leak and enough do not


def enough(images: int) -> bool:
    """Say whether so many leak-free test images are enough."""
    return images >= MINIMUM_LEAK_FREE


def ranks(ranking: pd.DataFrame) -> bool:
    """Say whether accuracy without leaks ranks; ranking: as comparison.ranked gives it."""
    return bool(ranking["ranked_by"].iloc[0] == FIGURE)
