"""Training curves."""

from collections.abc import Mapping

import pandas as pd

from lineup.plots.canvas import TRAINING, VALIDATION, canvas, open_frame, plain, png

MOST_COLUMNS, MOST_PANELS = 5, 30


def curves(panels: Mapping[str, pd.DataFrame]) -> bytes:
    """Draw accuracy (above) and loss (below) over epochs: a column per panel, five at most in a row.

    panels: by title, a row per seed and epoch: seed, epoch, accuracy, val_accuracy, loss, val_loss. A line a
    seed; panels past MOST_PANELS are left out.
    """
    titles = list(panels)[:MOST_PANELS]
    columns = min(len(titles), MOST_COLUMNS)
    bands = -(-len(titles) // columns)
    height = 4.4 * bands + 0.4
    figure = canvas(max(2.9 * columns, 5.8), height)
    axes = figure.subplots(2 * bands, columns, squeeze=False, sharey="row")
    figure.subplots_adjust(hspace=0.55, wspace=0.12, top=1 - 0.75 / height, bottom=0.5 / height)
    for position in range(columns * bands):
        band, column = divmod(position, columns)
        for line, name in enumerate(["accuracy", "loss"]):
            axis = axes[2 * band + line, column]
            if position >= len(titles):
                axis.set_visible(False)
                continue
            for _, part in panels[titles[position]].groupby("seed"):
                axis.plot(part["epoch"], part[name], color=TRAINING, linewidth=1)
                axis.plot(part["epoch"], part[f"val_{name}"], color=VALIDATION, linewidth=1.4)
            axis.xaxis.get_major_locator().set_params(integer=True)
            axis.set_ylabel(name if column == 0 else "")
            open_frame(axis)
            if line == 0:
                axis.set_title(plain(titles[position]), fontsize=10)
            else:
                axis.set_xlabel("epoch")
    handles = [figure.axes[0].plot([], [], color=color)[0] for color in (TRAINING, VALIDATION)]
    figure.legend(handles, ["training", "validation"], loc="upper center", ncols=2, frameon=False)
    return png(figure)
