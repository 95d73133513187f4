"""What exercises on training share: a look at the batches, and mistakes of any training."""

from collections.abc import Callable

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


def several_batches() -> Inputs:
    """Return all inputs but the networks, with images for two batches an epoch."""
    # But for their numbers all images are the same: then no result depends on their order.
    images = torch.tensor([0.0, 2.0, -3.0]).repeat(2000, 1, 1, 1)
    images[:, 0, 0, 0] = torch.arange(2000)
    return {
        "images": images,
        "labels": torch.ones(2000, dtype=torch.int64),
        "n_epochs": 2,
        "generator": torch.Generator().manual_seed(1),
    }


def batches(recorder: Recorder, inputs: Inputs) -> dict:
    """Look at the batches that a recorder was trained on, and at whether their order was drawn."""
    seen, n = recorder.seen, len(inputs["images"])
    flat = [number for batch in seen for number in batch]
    epochs = [flat[start : start + n] for start in range(0, len(flat), n)]
    fresh = torch.Generator().manual_seed(1).get_state()
    return {
        "sizes of the batches": [len(batch) for batch in seen],
        "different images in each epoch": [len(set(epoch)) for epoch in epochs],
        "epochs that take the images as they come": sum(each == sorted(each) for each in epochs),
        "a new order in each epoch": len({tuple(each) for each in epochs}) == len(epochs),
        "something was drawn from the generator": bool(
            (inputs["generator"].get_state() != fresh).any()
        ),
    }


# Edits of the solutions, which call `fit`.

plain_gradient_descent = Misconception(
    edit("plain_gradient_descent", ("torch.optim.Adam(", "torch.optim.SGD(")),
    "You trained with SGD. The optimizer asked for is `torch.optim.Adam`.",
)
batch_size_forgotten = Misconception(
    edit("batch_size_forgotten", ("        batch_size=1000,\n", "")),
    "Your batches have 128 images, as `fit` takes them if you do not say otherwise: "
    "`batch_size=1000`.",
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
