"""The input pipeline gives every image once an epoch, with its own target, in an order the seed decides."""

from typing import Any

import numpy as np

from lineup.inference.batches import inference
from lineup.training import batches
from lineup.training.sets import Sets, image_weights


def sets(images: int = 10) -> Sets:
    class_ids = np.arange(images) % 3
    return Sets(
        inputs=np.arange(40, dtype=np.float32)[:, None],
        classes=3,
        training_rows=np.arange(images) + 20,
        training_ids=class_ids,
        training_weights=image_weights(class_ids, 3, None),
        validation_rows=np.arange(5),
        validation_ids=np.zeros(5, int),
    )


def epoch(seed: int = 0, number: int = 0) -> list[Any]:
    return list(
        batches.training(sets(), batch_size=4, seed=seed, epoch=number, augment=None).as_numpy_iterator()
    )


def test_every_image_once_with_its_target() -> None:
    parts = epoch()
    assert [len(part[0]) for part in parts] == [4, 4, 2]
    rows = np.concatenate([part[0] for part in parts])[:, 0].astype(int)
    assert sorted(rows) == list(range(20, 30))
    targets = np.concatenate([part[1] for part in parts])
    assert (targets.argmax(axis=1) == (rows - 20) % 3).all()


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    def order(seed: int, number: int) -> list[float]:
        return list(np.concatenate([part[0] for part in epoch(seed, number)])[:, 0])

    assert order(0, 0) == order(0, 0)
    assert order(0, 0) != order(0, 1)
    assert order(0, 0) != order(1, 0)


def test_inference_keeps_the_order() -> None:
    data = sets()
    parts = list(inference(data.inputs, data.validation_rows, data.validation_ids, 2).as_numpy_iterator())
    assert np.concatenate([part[0] for part in parts])[:, 0].tolist() == [0, 1, 2, 3, 4]


def test_balanced_weights_are_those_of_scikit_learn() -> None:
    from sklearn.utils.class_weight import compute_sample_weight

    class_ids = np.array([0, 0, 0, 0, 1, 1, 2])
    np.testing.assert_allclose(
        image_weights(class_ids, 3, "balanced"), compute_sample_weight("balanced", class_ids), rtol=1e-6
    )
