"""Where a training runs, and in which precision."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import keras
import tensorflow as tf

COMPILED_FROM = 3_000  # steps; compiling took an H200 16 to 25 s, and saved 8 ms a step (docs/performance.md)


@dataclass(frozen=True)
class Device:
    """The device's kind ('cpu' or the GPU's name), and Keras's dtype policy.

    replicas: TensorFlow's names of the devices that a batch is dealt among; none where one computes it.
    """

    kind: str
    precision: str
    replicas: tuple[str, ...] = ()

    def facts(self) -> dict[str, str | bool]:
        """Return what of the machine and its software decides a training's outcome."""
        versions = {"tensorflow": tf.__version__, "keras": keras.__version__}
        kind = f"{len(self.replicas)} x {self.kind}" if self.replicas else self.kind
        return {"device": kind, "precision": self.precision, **versions}

    def compiles(self, steps: int) -> bool:
        """Return whether XLA is to compile a training of so many steps: on one card, where it pays."""
        return self.kind != "cpu" and not self.replicas and steps >= COMPILED_FROM

    def scope(self) -> AbstractContextManager[object]:
        """Return the scope in which a model is built and trained: of MirroredStrategy on several devices."""
        return tf.distribute.MirroredStrategy(list(self.replicas)).scope() if self.replicas else nullcontext()


def configure(precision: str, devices: str = "one") -> Device:
    """Set memory growth, determinism and precision for this process; 'auto' picks by device.

    auto: mixed_float16 on a GPU with tensor cores (compute capability 7 or more), else float32. devices: one,
    or all of this machine's that this process may use.
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
    found = replicas() if devices == "all" else ()
    return Device(
        kind=str(details.get("device_name", "gpu")) if gpus else "cpu", precision=precision, replicas=found
    )


def replicas() -> tuple[str, ...]:
    """Return TensorFlow's names of all GPUs, or CPUs where there is none; nothing where it is one."""
    found = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    return tuple(one.name for one in found) if len(found) > 1 else ()
