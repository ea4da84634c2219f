"""How many test images without a near-duplicate in training are enough to judge by."""

MINIMUM_LEAK_FREE = 100  # below, accuracy without leaks is shown and ranks nothing


def enough(images: int) -> bool:
    return images >= MINIMUM_LEAK_FREE
