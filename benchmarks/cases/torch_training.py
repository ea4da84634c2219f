"""Systems A2 and A4 in PyTorch, as one would train them there; run by an interpreter that has PyTorch.

    python -m benchmarks.cases.torch_training NET eager|compile FOLDER EPOCH_IMAGES

Channels last, a plain DataLoader, and on a graphics card autocast. Every epoch is validated and its state
saved, so that it could go on from there, as ours could.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks import laps

CLASSES, BATCH = 18, 64


class Pixels(torch.utils.data.Dataset):  # type: ignore[misc]  # PyTorch is not there where types are checked
    """Drawn pixels (N, 64, 64, 3), uint8, of a memory map, with labels that go round."""

    def __init__(self, folder: Path, rows: range) -> None:
        self.pixels, self.rows = np.load(folder / "images.npy", mmap_mode="r"), rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> tuple[Any, int]:
        row = self.rows[number]
        return torch.from_numpy(self.pixels[row].copy()), row % CLASSES


def simple_cnn() -> nn.Module:
    """Return A2: 8,417,746 parameters."""
    layers: list[nn.Module] = []
    for before, width in ((3, 32), (32, 64)):
        layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    layers += [nn.Flatten(), nn.Linear(64 * 16 * 16, 512), nn.ReLU(), nn.Linear(512, CLASSES)]
    return nn.Sequential(*layers)


def deep_cnn() -> nn.Module:
    """Return A4: 3,009,998 parameters that are trained."""
    layers: list[nn.Module] = []
    for before, width in ((3, 32), (32, 64), (64, 86)):
        layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU()]
        layers += [nn.Conv2d(width, width, 3, padding=1), nn.ReLU()]
        layers += [nn.MaxPool2d(2), nn.BatchNorm2d(width), nn.Dropout(0.25)]
    layers += [nn.Flatten(), nn.Linear(86 * 8 * 8, 512), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*layers, nn.Linear(512, CLASSES))


NETS = {"simple_cnn": (simple_cnn, 8_417_746), "deep_cnn": (deep_cnn, 3_009_998)}


def main() -> None:
    """Train an epoch a lap."""
    name, way, folder, count = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    build, parameters = NETS[name]
    plain = build().to(device, memory_format=torch.channels_last)
    assert sum(one.numel() for one in plain.parameters()) == parameters  # noqa: S101
    net = torch.compile(plain) if way == "compile" else plain
    optimizer = torch.optim.RMSprop(net.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    scaler = torch.amp.GradScaler(device.type, enabled=device.type == "cuda")
    training = torch.utils.data.DataLoader(Pixels(folder, range(count)), batch_size=BATCH, shuffle=True)
    validation = torch.utils.data.DataLoader(Pixels(folder, range(count, count + BATCH)), batch_size=BATCH)

    def epoch() -> int:
        net.train()
        seen = correct = torch.zeros((), device=device)  # read at the end: each reading waits for the card
        for pixels, target, logits, loss in answers(net, training, device):
            optimizer.zero_grad(set_to_none=True)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            seen = seen + loss.detach() * len(pixels)
            correct = correct + (logits.argmax(1) == target).sum()
        net.eval()
        with torch.no_grad():
            for _, _, _, loss in answers(net, validation, device):
                seen = seen + loss
        seen.item(), correct.item()
        torch.save({"net": plain.state_dict(), "optimizer": optimizer.state_dict()}, folder / f"{way}.pt")
        return count

    laps.serve(epoch)


def answers(net: Any, batches: Any, device: Any) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yield pixels, targets, logits and loss of each batch."""
    mixed = device.type == "cuda"
    for pixels, target in batches:
        pixels, target = pixels.to(device), target.to(device)
        images = (pixels.permute(0, 3, 1, 2).float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.float16) if mixed else contextlib.nullcontext():
            logits = net(images)
        yield pixels, target, logits, nn.functional.cross_entropy(logits.float(), target)


if __name__ == "__main__":
    main()
