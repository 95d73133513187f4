"""Write the loop at the heart of training: one pass over the images, batch after batch."""

from random import Random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.seeds import seeded


def by_slices(model, images, optimizer, order, batch_size=128):
    losses = []
    for start in range(0, len(order), batch_size):
        batch = images[order[start : start + batch_size]]
        optimizer.zero_grad()
        output = model(batch)
        loss = nn.BCELoss()(output, batch)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


def shuffled_first(model, images, optimizer, order, batch_size=128):
    shuffled = images[order]
    losses = []
    for batch in torch.split(shuffled, batch_size):
        loss = nn.functional.binary_cross_entropy(model(batch), batch)
        for parameter in model.parameters():
            parameter.grad = None
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


def with_a_loader(model, images, optimizer, order, batch_size=128):
    loader = DataLoader(images, batch_size=batch_size, sampler=order.tolist())
    losses = []
    for batch in loader:
        loss = F.binary_cross_entropy(model(batch), batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses += [loss.item()]
    return losses


def loss_by_hand(model, images, optimizer, order, batch_size=128):
    n_batches = -(-len(order) // batch_size)
    history = torch.zeros(n_batches)
    for i in range(n_batches):
        x = images[order[i * batch_size : (i + 1) * batch_size]]
        p = model(x)
        loss = -(x * torch.log(p) + (1 - x) * torch.log(1 - p)).mean()
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        history[i] = loss.detach()
    return history.tolist()


def _inputs(n_images, batch_size, optimizer=torch.optim.SGD, rate=0.5):
    model = nn.Sequential(nn.Linear(6, 3), nn.PReLU(), nn.Linear(3, 6), nn.Sigmoid())
    return {
        "model": model,
        "images": torch.rand(n_images, 6),
        "optimizer": optimizer(model.parameters(), lr=rate),
        "order": torch.randperm(n_images),
        "batch_size": batch_size,
    }


def _trained(losses, inputs):
    items = losses if isinstance(losses, list | tuple) else []
    return {
        "losses": losses,
        "plain numbers": not any(isinstance(each, torch.Tensor) for each in items),
        "weights after the epoch": list(inputs["model"].parameters()),
    }


def _generated(random: Random) -> Case:
    batch_size = random.choice([1, random.randint(2, 8)])
    n_images = random.choice([1, batch_size, 3 * batch_size, random.randint(2, 20)])
    optimizer, rate = random.choice([(torch.optim.SGD, 0.5), (torch.optim.Adam, 0.05)])
    seed, kind = random.randrange(2**31), random.choice(["any", "any", "black and white", "equal"])

    def inputs():
        with seeded(seed):
            made = _inputs(n_images, batch_size, optimizer, rate)
        if kind == "black and white":
            made["images"] = made["images"].round()
        elif kind == "equal":
            made["images"] = made["images"][:1].repeat(n_images, 1)
        return made

    return Case(inputs=inputs, look=_trained, changes=("model",), rtol=1e-3)


exercise = Exercise(
    cases=[
        Case(inputs=lambda: _inputs(8, 8), look=_trained, changes=("model",)),
        Case(inputs=lambda: _inputs(12, 4), look=_trained, changes=("model",)),
        Case(inputs=lambda: _inputs(17, 8), look=_trained, changes=("model",)),
        Case(
            inputs=lambda: _inputs(64, 16, torch.optim.Adam, 0.05),
            look=_trained,
            changes=("model",),
            rtol=1e-3,
        ),
    ],
    hints=[
        "Take `batch_size` entries of `order` at a time: `order.split(batch_size)` gives them, the "
        "shorter rest included. `images[indices]` is then the batch.",
        "An autoencoder's target is its input: "
        "`loss = F.binary_cross_entropy(model(batch), batch)`.",
        "Each step has three calls, in this order: `optimizer.zero_grad()`, `loss.backward()`, "
        "`optimizer.step()`. Then append `loss.item()` to the list that you return.",
    ],
    generated=_generated,
    variants=[by_slices, shuffled_first, with_a_loader, loss_by_hand],
    misconceptions=[
        Misconception(
            edit("gradients_pile_up", ("optimizer.zero_grad()", "")),
            "Every step also repeats the gradients of all batches before: they are added up until "
            "something sets them to zero. Call `optimizer.zero_grad()` in each step.",
        ),
        Misconception(
            edit("order_ignored", ("images[order]", "images"), of=shuffled_first),
            "The batches come in the order of the images. Take them in the order of `order`: "
            "without shuffling, every epoch has the same batches.",
        ),
        Misconception(
            edit(
                "rest_dropped",
                ("-(-len(order) // batch_size)", "len(order) // batch_size"),
                of=loss_by_hand,
            ),
            "The last, shorter batch is missing: when the number of images is no multiple of "
            "`batch_size`, some images are never seen.",
        ),
        Misconception(
            edit(
                "zeroed_too_late",
                (
                    "optimizer.step()\n        optimizer.zero_grad()",
                    "optimizer.zero_grad()\n        optimizer.step()",
                ),
                of=with_a_loader,
            ),
            "The weights never change, so nothing is learned. Each step needs `loss.backward()` "
            "and then `optimizer.step()`, and nothing that sets the gradients to zero between the "
            "two.",
        ),
        Misconception(
            edit(
                "one_step_late",
                (
                    "optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()",
                    "optimizer.step()\n        optimizer.zero_grad()\n        loss.backward()",
                ),
            ),
            "Each step follows the gradients of the batch before, and the first follows none. "
            "First the gradients, by `loss.backward()`, then `optimizer.step()`.",
        ),
        Misconception(
            edit("squared_error", ("F.binary_cross_entropy", "F.mse_loss")),
            "That is the mean squared error. Here the loss is the binary cross-entropy: "
            "`F.binary_cross_entropy(output, target)`.",
        ),
        Misconception(
            edit("summed", ("model(batch), batch)", 'model(batch), batch, reduction="sum")')),
            "The loss is summed over pixels and images. With the mean (torch's default), the size "
            "of a step does not depend on the size of the batch.",
        ),
        Misconception(
            edit("first_batch_only", ("    return losses", "        return losses")),
            "Only the first batch is used. Each batch needs its step, and `return` comes after "
            "the loop, not inside it.",
        ),
        Misconception(
            edit(
                "measured_after_the_step",
                ("loss.item()", "F.binary_cross_entropy(model(batch), batch).item()"),
            ),
            "Your losses are those after each step, which take a second pass through the network. "
            "Keep the loss that the step was made with.",
        ),
    ],
)
