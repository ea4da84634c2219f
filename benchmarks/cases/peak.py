"""The limit of training: the images for which the cores have arithmetic, at the rate of a large product.

python -m benchmarks.cases.peak NET FOLDER EPOCH_IMAGES        an epoch's operations a lap, of FOLDER's pixels
"""

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from benchmarks import laps
from benchmarks.cases.training import CLASSES
from lineup.architectures import build
from lineup.inference import device
from lineup.records.multiply_accumulates import leaves, of_layer

SIDE = 4096  # of the matrices; oneDNN multiplies them, as it convolves


def main() -> None:
    """Multiply matrices until an epoch's operations are done."""
    net, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    shape = np.load(folder / "images.npy", mmap_mode="r").shape[1:]
    needed = operations(build(net, input_shape=shape, num_classes=CLASSES))
    device.configure("auto")
    drawn = tf.random.stateless_uniform((2, SIDE, SIDE), (0, 0))
    one, other = tf.cast(drawn, keras.config.dtype_policy().compute_dtype)
    products = -(-count * needed // (2 * SIDE**3))

    def lap() -> int:
        for _ in range(products):
            tf.linalg.matmul(one, other).numpy()
        return round(products * 2 * SIDE**3 / needed)

    laps.serve(lap)


def operations(model: keras.Model) -> int:
    """Return the multiplications and additions of training an image, in convolutions and dense layers.

    Gradients of weights take as many as forward, those of inputs too; the first layer's inputs have none.
    """
    forward = [2 * counted for layer in leaves(model) if (counted := of_layer(layer))]
    return 3 * sum(forward) - forward[0]


if __name__ == "__main__":
    main()
