"""What exercises on training share: a look at the batches, and mistakes of any training."""

import random
from collections.abc import Callable
from functools import partial

import torch
from torch import nn

from nma_ae.exercises import Misconception, edit
from nma_ae.exercises.definition import Inputs


class Recorder(nn.Module):
    """A Linear layer that keeps which images it was trained on, by the number in their first pixel.

    Args:
        n_outputs: of the layer, which is given the other two pixels.
    """

    def __init__(self, n_outputs: int):
        super().__init__()
        self.layer = nn.Linear(2, n_outputs)
        self.seen: list[list[int]] = []

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        numbers, pixels = images.flatten(1).split([1, 2], dim=1)
        if torch.is_grad_enabled():
            self.seen.append(numbers.flatten().round().int().tolist())
        return self.layer(pixels)


def several_batches(
    n: int = 2000, n_epochs: int = 2, pixels: tuple[float, float] = (2.0, -3.0), seed: int = 1
) -> Inputs:
    """Return all inputs but the networks, with images for two batches an epoch.

    Args:
        n: how many images.
        n_epochs: how often each is used.
        pixels: two that all images share.
        seed: of the generator.
    """
    # But for their numbers all images are the same: then no result depends on their order.
    images = torch.tensor([0.0, *pixels]).repeat(n, 1, 1, 1)
    images[:, 0, 0, 0] = torch.arange(n)
    return {
        "images": images,
        "labels": torch.ones(n, dtype=torch.int64),
        "n_epochs": n_epochs,
        "generator": torch.Generator().manual_seed(seed),
    }


def drawn_batches(stream: random.Random) -> Callable[[], Inputs]:
    """Draw inputs such as those of `several_batches`, each batch of an epoch as large as another.

    For in an epoch of unequal batches, its mean loss may be that over batches or over images.
    """
    n, n_epochs = stream.choice([1000, 2000, 3000, 900]), stream.randint(1, 3)
    pixels = stream.uniform(-3, 3), stream.uniform(-3, 3)
    return partial(several_batches, n, n_epochs, pixels, stream.randrange(2**31))


def drawn_images(stream: random.Random, n_classes: int) -> Callable[[], Inputs]:
    """Draw inputs but the networks: few images of 3 x 3 pixels, for one batch an epoch.

    Args:
        stream: where they are drawn from.
        n_classes: of the labels, some of which may not occur.
    """
    n, n_epochs = stream.choice([1, 2, 5, 30, 100]), stream.randint(1, 5)
    labels = [stream.randrange(n_classes) for _image in range(n)]
    scale, seed = stream.choice([0.1, 1.0, 5.0]), stream.randrange(2**31)

    def inputs() -> Inputs:
        generator = torch.Generator().manual_seed(seed)
        return {
            "images": scale * torch.randn(n, 1, 3, 3, generator=generator),
            "labels": torch.tensor(labels),
            "n_epochs": n_epochs,
            "generator": generator,
        }

    return inputs


def batches(recorder: Recorder, inputs: Inputs) -> dict:
    """Look at the batches that a recorder was trained on, and at whether their order was drawn."""
    seen, n = recorder.seen, len(inputs["images"])
    flat = [number for batch in seen for number in batch]
    epochs = [flat[start : start + n] for start in range(0, len(flat), n)]
    generator = inputs["generator"]
    fresh = torch.Generator().manual_seed(generator.initial_seed()).get_state()
    return {
        "sizes of the batches": [len(batch) for batch in seen],
        "different images in each epoch": [len(set(epoch)) for epoch in epochs],
        "epochs that take the images as they come": sum(each == sorted(each) for each in epochs),
        "a new order in each epoch": len({tuple(each) for each in epochs}) == len(epochs),
        "something was drawn from the generator": bool((generator.get_state() != fresh).any()),
    }


# Edits of the solutions, which call `fit`.

plain_gradient_descent = Misconception(
    edit("plain_gradient_descent", ("torch.optim.Adam(", "torch.optim.SGD(")),
    "You trained with plain gradient descent, as SGD does it. The optimizer asked for is "
    "`torch.optim.Adam`.",
)
batch_size_forgotten = Misconception(
    edit("batch_size_forgotten", ("        batch_size=1000,\n", "")),
    "Your batches have 128 images, which is what `fit` takes if you do not say otherwise. Take "
    "1000: `batch_size=1000`.",
)
generator_forgotten = Misconception(
    edit("generator_forgotten", ("        generator=generator,\n", "")),
    "The training is right, but the order was not drawn from `generator`: then nobody can "
    "repeat it. Hand it on, `generator=generator`.",
)
loss_of_each_batch = Misconception(
    edit("loss_of_each_batch", ("history.epoch_means", "history.batch_losses")),
    "You returned the loss of each batch. Return one number for each epoch: the mean over "
    "its batches.",
)


def mistakes_of_an_epoch(written_out: Callable) -> list[Misconception]:
    """Return wrong orders of the images and wrong means of the losses, as edits.

    Args:
        written_out: the right answer that has the loop over epochs and batches.
    """
    new_order = "order = torch.randperm(len(images), generator=generator)\n"
    return [
        Misconception(
            edit(
                "never_shuffled",
                ("torch.randperm(len(images), generator=generator)", "torch.arange(len(images))"),
                of=written_out,
            ),
            "The images come in their own order. Draw a new one for each epoch: "
            "`torch.randperm(len(images), generator=generator)`.",
        ),
        Misconception(
            edit(
                "shuffled_once",
                (f"        {new_order}", ""),
                ("for _epoch", f"{new_order}    for _epoch"),
                of=written_out,
            ),
            "Every epoch has the same order. Draw it inside the loop over epochs.",
        ),
        Misconception(
            edit("all_at_once", ("batch_size=1000", "batch_size=len(images)")),
            "You made one step with all images. Take 1000 at a time, and make a step for each "
            "batch.",
        ),
        Misconception(
            edit("last_batch", ("sum(losses) / len(losses)", "losses[-1]"), of=written_out),
            "You returned the loss of each epoch's last batch. Return the mean over its batches.",
        ),
        Misconception(
            edit("summed", ("sum(losses) / len(losses)", "sum(losses)"), of=written_out),
            "You added up the losses of an epoch's batches. Divide by how many there are.",
        ),
    ]
