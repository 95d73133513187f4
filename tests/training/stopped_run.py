"""A short training for test_checkpoint: says each step as it begins, writes its weights at its end.

python stopped_run.py CHECKPOINT WEIGHTS
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

from nma_ae.seeds import generator, seeded
from nma_ae.training import fit


def main(checkpoint: str, weights: str) -> None:
    draws = generator(1)
    images = torch.rand(40, 1, 8, 8, generator=generator(0))
    labels = torch.arange(40) % 3
    with seeded(0):
        model = nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.ReLU(), nn.BatchNorm2d(4, affine=False), nn.Flatten(),
            nn.Linear(4 * 6 * 6, 3),
        ).to(memory_format=torch.channels_last)  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
    n_steps = 0

    def objective(model, images, labels):
        nonlocal n_steps
        if model.training:
            n_steps += 1
            print(n_steps, flush=True)
        noise = torch.randn(images.shape, generator=draws)
        return F.cross_entropy(model(images + 0.1 * noise), labels)

    fit(
        model,
        objective,
        (images, labels),
        n_epochs=12,
        batch_size=8,
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20),
        evaluate={"test": (images[:5], labels[:5])},
        generator=draws,
        checkpoint=Path(checkpoint),
    )
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, weights)


if __name__ == "__main__":
    main(*sys.argv[1:])
