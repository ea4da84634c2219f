"""ToonNet: a convolutional backbone for cartoon characters, pretrained on characters of the toons' kind.

Six convolutions with batch normalisation, the side halved by strides: 64 -> 32 -> 16 -> 8 -> 4 pixels.
`weights/toonnet.weights.h5` holds what `python -m benchmarks.pretrain` learned (see weights/README.md).
The backbone has 659,424 parameters, `build` 661,034 at 64x64x3 and 10 classes.
"""

from typing import Any

import keras
from keras import layers

# Channels, kernel and stride of each convolution.
_CONVOLUTIONS = ((32, 5, 2), (64, 3, 2), (128, 3, 2), (128, 3, 1), (160, 3, 2), (160, 3, 1))


def backbone(input_shape: tuple[int, int, int], weights: str | None = None) -> keras.Model:
    """Return the convolutional part: pixels 0 to 255 in, feature maps (height / 16, width / 16, 160) out.

    weights: a path to saved weights, or None for random ones.
    """
    pixels = keras.Input(input_shape)
    model = keras.Model(pixels, _features(layers.Rescaling(1 / 255)(pixels)), name="toonnet_backbone")
    if weights is not None:
        model.load_weights(weights)
    return model


def build(input_shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    """Return an untrained model from pixels in [0, 1] to logits (batch, num_classes)."""
    images = keras.Input(input_shape)
    x = layers.GlobalAveragePooling2D()(_features(images))
    return keras.Model(images, layers.Dense(num_classes, dtype="float32", name="logits")(x), name="toonnet")


def _features(x: Any) -> Any:
    for number, (width, kernel, strides) in enumerate(_CONVOLUTIONS, start=1):
        x = layers.Conv2D(
            width, kernel, strides=strides, padding="same", use_bias=False, name=f"convolution_{number}"
        )(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"normalisation_{number}")(x)
        x = layers.ReLU(name=f"activation_{number}")(x)
    return x
