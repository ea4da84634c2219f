"""Optimisers and learning-rate schedules by name."""

import keras


def make(
    name: str,
    learning_rate: float,
    *,
    schedule: str = "constant",
    decay: float = 0,
    warmup: float = 0,
    weight_decay: float = 0,
    momentum: float = 0,
    total_steps: int,
) -> keras.optimizers.Optimizer:
    """Return a new optimiser; `warmup` is a share of `total_steps`, `decay` is per step (inverse_time)."""
    rate = rates(learning_rate, schedule=schedule, decay=decay, warmup=warmup, total_steps=total_steps)
    decoupled = weight_decay or None
    if name == "sgd":
        return keras.optimizers.SGD(rate, momentum=float(momentum), weight_decay=decoupled)
    if name == "rmsprop":
        return keras.optimizers.RMSprop(rate, momentum=float(momentum), weight_decay=decoupled)
    if name == "adam":
        return keras.optimizers.Adam(rate, weight_decay=decoupled)
    return keras.optimizers.AdamW(rate, weight_decay=weight_decay)


def rates(
    learning_rate: float, *, schedule: str, decay: float, warmup: float, total_steps: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """Return a number, or a schedule over steps.

    one_cycle: a linear rise to `learning_rate`, then a cosine to nearly 0 (Smith 2018, arXiv:1803.09820).
    """
    schedules = keras.optimizers.schedules
    if schedule == "constant":
        return learning_rate
    if schedule == "inverse_time":
        return schedules.InverseTimeDecay(learning_rate, decay_steps=1, decay_rate=decay)
    rising = round(total_steps * (warmup or (0.3 if schedule == "one_cycle" else 0)))
    if not rising:
        return schedules.CosineDecay(learning_rate, decay_steps=total_steps)
    return schedules.CosineDecay(
        learning_rate / 25,
        decay_steps=max(1, total_steps - rising),
        alpha=1e-4,
        warmup_target=learning_rate,
        warmup_steps=rising,
    )
