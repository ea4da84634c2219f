"""Where a training runs, in which precision, and whether XLA compiles it."""

from dataclasses import dataclass

import keras
import tensorflow as tf


@dataclass(frozen=True)
class Device:
    """The device's kind ('cpu' or the GPU's name), Keras's dtype policy, and whether XLA is used."""

    kind: str
    precision: str
    xla: bool

    def facts(self) -> dict[str, str | bool]:
        """Return what of the machine and its software decides a training's outcome."""
        versions = {"tensorflow": tf.__version__, "keras": keras.__version__}
        return {"device": self.kind, "precision": self.precision, "xla": self.xla, **versions}


def configure(precision: str, xla: str) -> Device:
    """Set memory growth, determinism and precision for this process; 'auto' picks by device.

    auto: mixed_float16 and XLA on a GPU with tensor cores (compute capability 7 or more), float32 without
    XLA on a CPU, where XLA halved the speed of small convolutional nets.
    """
    tf.get_logger().setLevel("ERROR")  # it warns of retracing where each seed is a new model
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    tf.config.experimental.enable_op_determinism()
    details = tf.config.experimental.get_device_details(gpus[0]) if gpus else {}
    has_tensor_cores = details.get("compute_capability", (0, 0)) >= (7, 0)
    if precision == "auto":
        precision = "mixed_float16" if has_tensor_cores else "float32"
    keras.mixed_precision.set_global_policy(precision)
    return Device(
        kind=str(details.get("device_name", "gpu")) if gpus else "cpu",
        precision=precision,
        xla=bool(gpus) if xla == "auto" else xla == "on",
    )
