"""TFRecord shards: one tf.train.Example an image, its pixels as raw bytes."""

from pathlib import Path

import numpy as np

from lineup.export.shards import Shard

FEATURES = {
    "image": "bytes: uint8 pixels, row by row, height x width x channels (tf.io.decode_raw)",
    "height": "int64: pixels",
    "width": "int64: pixels",
    "channels": "int64: 3, red, green, blue",
    "class_id": "int64: position in `classes`",
    "label": "bytes: the class's name, UTF-8",
    "path": "bytes: the picture's path in its archive, UTF-8",
}


def write(folder: Path, shard: Shard, images: np.ndarray) -> None:
    """Write one shard into `folder`; images: uint8 (N, height, width, 3) of the whole study."""
    from lineup import quiet_tensorflow  # isort: skip  # noqa: F401
    import tensorflow as tf

    with tf.io.TFRecordWriter(str(folder / shard.file_name)) as writer:
        columns = (shard.table[name].tolist() for name in ("row", "class_id", "label", "path"))
        for row, class_id, label, path in zip(*columns, strict=True):
            writer.write(example(images[row], class_id, label, path))


def example(pixels: np.ndarray, class_id: int, label: str, path: str) -> bytes:
    """Return one image, uint8 (height, width, 3), as a serialised tf.train.Example."""
    import tensorflow as tf

    def number(value: int) -> tf.train.Feature:
        return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))

    def raw(value: bytes) -> tf.train.Feature:
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))

    height, width, channels = pixels.shape
    features = {
        "image": raw(pixels.tobytes()),
        "height": number(height),
        "width": number(width),
        "channels": number(channels),
        "class_id": number(class_id),
        "label": raw(label.encode()),
        "path": raw(path.encode()),
    }
    whole = tf.train.Example(features=tf.train.Features(feature=features))
    content: bytes = whole.SerializeToString(deterministic=True)  # else the features' order varies
    return content
