"""Train a classifier on points and labels: the loop that every training of the chapter is."""

import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nma_ae.chapters.ssl_rsm.training_exercises import Recorder, batches, several_batches
from nma_ae.exercises import Case, Exercise, Misconception, edit


def train_mlp(
    network: nn.Module,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    generator: torch.Generator,
) -> list[float]:
    """Train a classifier by cross-entropy, in place, and leave it in eval mode.

    With Adam at a learning rate of 0.001, in batches of 128; the last of an epoch takes the rest.

    Args:
        network: From inputs to logits.
        inputs: (n, n_inputs).
        labels: The right classes, (n,) int64.
        n_epochs: How often each input is used.
        generator: Draws the order of the inputs, anew for each epoch.

    Returns:
        The loss of each step, in their order.

    Raises:
        IndexError: If there are fewer labels than inputs.
    """
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    network.train()
    losses = []
    for _epoch in range(n_epochs):
        order = torch.randperm(len(inputs), generator=generator)
        for batch in order.split(128):
            loss = F.cross_entropy(network(inputs[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    network.eval()
    return losses


def with_a_loader(network, inputs, labels, n_epochs, generator):
    data = TensorDataset(inputs, labels)
    loader = DataLoader(data, batch_size=128, shuffle=True, generator=generator)
    optimizer = torch.optim.Adam(network.parameters())
    criterion = nn.CrossEntropyLoss()
    network.train()
    history = []
    for _ in range(n_epochs):
        for x, y in loader:
            optimizer.zero_grad()
            outputs = network(x)
            loss = criterion(outputs, y)
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    network.eval()
    return history


def shuffled_copies(network, inputs, labels, n_epochs, generator):
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(inputs), generator=generator)
        shuffled, right = inputs[order], labels[order]
        for x, y in zip(shuffled.split(128), right.split(128), strict=True):
            network.train()
            log_p = F.log_softmax(network(x), dim=1)
            loss = -log_p[torch.arange(len(y)), y].mean()
            network.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
    network.train(False)
    return losses


def counted_batches(network, inputs, labels, n_epochs, generator):
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)
    n = len(inputs)
    n_batches = (n + 127) // 128
    losses = torch.zeros(n_epochs, n_batches)
    network.train()
    for epoch in range(n_epochs):
        order = torch.randperm(n, generator=generator)
        for i in range(n_batches):
            chosen = order[128 * i : 128 * (i + 1)]
            logits = network(inputs[chosen])
            right = logits.gather(1, labels[chosen].unsqueeze(1)).squeeze(1)
            loss = (logits.logsumexp(1) - right).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
            losses[epoch, i] = loss.detach()
    network.train(mode=False)
    return losses.flatten().tolist()


def drawn_as_random_numbers(network, inputs, labels, n_epochs, generator):
    parameters = list(network.parameters())
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    network = network.train()
    losses = []
    while n_epochs > 0:
        order = torch.rand(len(inputs), generator=generator).argsort()
        for start in range(0, len(order), 128):
            batch = order[start : start + 128]
            loss = F.nll_loss(network(inputs[batch]).log_softmax(1), labels[batch])
            gradients = torch.autograd.grad(loss, parameters)
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = gradient
            optimizer.step()
            losses += [loss.item()]
        n_epochs -= 1
    network.eval()
    return tuple(losses)


def _one_batch(n=128, n_epochs=3):
    layers = nn.Linear(4, 6), nn.ReLU(), nn.BatchNorm1d(6, affine=False), nn.Linear(6, 3)
    torch.optim.Adam(layers[0].parameters())  # torch's first one takes seconds: not the answer's
    return {
        "network": nn.Sequential(*layers).eval(),
        "inputs": torch.randn(n, 4),
        "labels": torch.randint(3, (n,)),
        "n_epochs": n_epochs,
        "generator": torch.Generator().manual_seed(1),
    }


def _several_batches(n=300, n_epochs=2, pair=(2.0, -3.0), seed=1):
    drawn = several_batches(n, n_epochs, pair, seed)
    inputs = drawn.pop("images").flatten(1)
    return {"network": Recorder(2), "inputs": inputs, **drawn}


def _trained(losses, inputs):
    network = inputs["network"]
    return {
        "losses": losses,
        "parameters": list(network.parameters()),
        "batch statistics": list(network.buffers()),
        "left in train mode": network.training,
    }


def _trained_in_batches(losses, inputs):
    seen = batches(inputs["network"], {**inputs, "images": inputs["inputs"]})
    seen = {name.replace("images", "inputs"): value for name, value in seen.items()}
    return {**seen, **_trained(losses, inputs)}


def _generated(stream: random.Random) -> Case:
    # Of inputs that differ, the order within a batch changes sums in their last digits, and Adam
    # makes those of a gradient near 0 large.
    n_epochs, seed = stream.randint(1, 4), stream.randrange(2**31)
    n = stream.choice([128, 129, 256, 300, 500])  # of a few, an order may come again by chance
    pair = stream.uniform(-3, 3), stream.uniform(-3, 3)
    return Case(
        inputs=lambda: _several_batches(n, n_epochs, pair, seed),
        look=_trained_in_batches,
        changes=("network",),
    )


_NEW_ORDER = "order = torch.randperm(len(inputs), generator=generator)\n"

exercise = Exercise(
    cases=[
        Case(
            inputs=_one_batch,
            look=_trained,
            changes=("network",),
            shown="128 inputs of three classes, for three epochs, and a network with batch "
            "normalisation that comes in eval mode",
        ),
        Case(
            inputs=_several_batches,
            look=_trained_in_batches,
            changes=("network",),
            shown="300 inputs for two epochs",
        ),
        Case(
            inputs=lambda: _one_batch(n=10, n_epochs=1),
            look=_trained,
            changes=("network",),
            shown="10 inputs for one epoch",
        ),
    ],
    generated=_generated,
    hints=[
        "Two loops, one inside the other: over the epochs, and in each over its batches. Make the "
        "optimizer once, before both: `torch.optim.Adam(network.parameters(), lr=1e-3)`.",
        "`torch.randperm(len(inputs), generator=generator)` is a new order, and `.split(128)` cuts "
        "it into batches of indices. Inputs and labels of a batch: `inputs[batch]` and "
        "`labels[batch]`.",
        "A step is five lines: `loss = F.cross_entropy(network(inputs[batch]), labels[batch])`, "
        "`optimizer.zero_grad()`, `loss.backward()`, `optimizer.step()`, and "
        "`losses.append(loss.item())`. Before all of them `network.train()`, after all of them "
        "`network.eval()`.",
    ],
    variants=[with_a_loader, shuffled_copies, counted_batches, drawn_as_random_numbers],
    misconceptions=[
        Misconception(
            edit("gradients_pile_up", ("            optimizer.zero_grad()\n", "")),
            "The gradients pile up: each step follows those of all batches before, too. Set them "
            "to zero for each batch, `optimizer.zero_grad()`.",
        ),
        Misconception(
            edit(
                "zeroed_once_an_epoch",
                ("            optimizer.zero_grad()\n", ""),
                (_NEW_ORDER, f"{_NEW_ORDER}        optimizer.zero_grad()\n"),
            ),
            "Within an epoch the gradients pile up; a new one starts from zero. Call "
            "`optimizer.zero_grad()` for each batch.",
        ),
        Misconception(
            edit("no_step", ("            optimizer.step()\n", "")),
            "Nothing is learned: no step changes a parameter. For each batch `zero_grad()` comes "
            "first, then `backward()`, then `optimizer.step()`, which follows the gradients.",
        ),
        Misconception(
            edit(
                "step_before_backward",
                (
                    "loss.backward()\n            optimizer.step()",
                    "optimizer.step()\n            loss.backward()",
                ),
                ("            optimizer.zero_grad()\n", ""),
                (
                    "            losses.append",
                    "            optimizer.zero_grad(set_to_none=False)\n            losses.append",
                ),
            ),
            "The steps come before their gradients. Each batch needs `backward()` first: it "
            "computes the gradients that `step()` follows.",
        ),
        Misconception(
            edit(
                "one_step_an_epoch",
                (
                    "            optimizer.zero_grad()\n            loss.backward()\n"
                    "            optimizer.step()\n            losses",
                    "        optimizer.zero_grad()\n        loss.backward()\n"
                    "        optimizer.step()\n        losses",
                ),
            ),
            "Only the last batch of an epoch makes a step: the others' losses are computed and "
            "forgotten. All five lines of a step belong into the inner loop.",
        ),
        Misconception(
            edit("returns_too_early", ("    network.eval()\n    return", "        return")),
            "The training stops after one epoch: the `return` is inside the loop over epochs. "
            "It comes after both loops.",
        ),
        Misconception(
            edit("classes_on_the_wrong_axis", ("dim=1", "dim=0"), of=shuffled_copies),
            "The softmax runs over the batch: the inputs compete with each other. It belongs over "
            "the classes of one input, `dim=1`; `F.cross_entropy(logits, labels)` does so.",
        ),
        Misconception(
            edit(
                "softmax_first",
                ("network(inputs[batch])", "network(inputs[batch]).softmax(dim=1)"),
            ),
            "The softmax is done twice, which makes the gradients small. `F.cross_entropy` takes "
            "logits and does it itself.",
        ),
        Misconception(
            edit("labels_not_shuffled", ("labels[order]", "labels"), of=shuffled_copies),
            "The labels are not in the order of their inputs any more. Use the same indices for "
            "both.",
        ),
        Misconception(
            edit("summed", ("labels[batch])", 'labels[batch], reduction="sum")')),
            "That is the sum of the losses of a batch. Take their mean, as `F.cross_entropy` does "
            "if you do not say otherwise: then a batch of another size has the same scale.",
        ),
        Misconception(
            edit(
                "squared_error",
                (
                    "cross_entropy(network(inputs[batch]), labels[batch])",
                    "mse_loss((y := network(inputs[batch])), "
                    "F.one_hot(labels[batch], y.shape[1]).float())",
                ),
            ),
            "That is the squared error. For classes take the cross-entropy, "
            "`F.cross_entropy(logits, labels)`.",
        ),
        Misconception(
            edit("plain_gradient_descent", ("torch.optim.Adam(", "torch.optim.SGD(")),
            "You trained with plain gradient descent, as SGD does it. The optimizer asked for is "
            "`torch.optim.Adam`.",
        ),
        Misconception(
            edit("steps_too_long", ("lr=1e-3", "lr=1e-2")),
            "The steps are too long. The learning rate is 0.001, which is Adam's own: `lr=1e-3`.",
        ),
        Misconception(
            edit(
                "optimizer_made_anew",
                (
                    "for batch in",
                    "optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)\n"
                    "        for batch in",
                ),
            ),
            "Adam starts anew in each epoch, and forgets the gradients before. Make the optimizer "
            "once, before the loops.",
        ),
        Misconception(
            edit(
                "never_shuffled",
                ("torch.randperm(len(inputs), generator=generator)", "torch.arange(len(inputs))"),
            ),
            "The inputs come in their own order. Draw a new one for each epoch: "
            "`torch.randperm(len(inputs), generator=generator)`.",
        ),
        Misconception(
            edit(
                "shuffled_once",
                (f"        {_NEW_ORDER}", ""),
                ("    for _epoch", f"    {_NEW_ORDER}    for _epoch"),
            ),
            "Every epoch has the same order. Draw it inside the loop over epochs.",
        ),
        Misconception(
            edit("generator_forgotten", ("(len(inputs), generator=generator)", "(len(inputs))")),
            "The training is right, but the order was not drawn from `generator`: then nobody can "
            "repeat it. Hand it on, `generator=generator`.",
        ),
        Misconception(
            edit("all_at_once", ("order.split(128)", "[order]")),
            "You made one step with all inputs. Take 128 at a time, and make a step for each "
            "batch.",
        ),
        Misconception(
            edit("rest_left_out", ("order.split(128)", "order.unfold(0, 128, 128)")),
            "Some inputs are never used: the last batch of an epoch, which has fewer than 128, is "
            "left out. Use it as well.",
        ),
        Misconception(
            edit(
                "only_the_first_batch",
                (
                    "for batch in order.split(128):",
                    "for batch in order.split(128)[:1]:",
                ),
            ),
            "Each epoch uses its first batch only. An epoch goes through all inputs: a step for "
            "each batch of 128.",
        ),
        Misconception(
            edit("in_eval_mode", ("network.train()", "network.eval()")),
            "The network was in eval mode while it was trained: batch normalisation then uses old "
            "statistics and learns none. Call `.train()` before, and `.eval()` after.",
        ),
        Misconception(
            edit("left_in_train_mode", ("    network.eval()\n", "")),
            "The training is right. Afterwards call `.eval()`, or batch normalisation and dropout "
            "go on as in training.",
        ),
        Misconception(
            edit(
                "loss_of_each_epoch",
                (
                    "            losses.append(loss.item())\n",
                    "        losses.append(loss.item())\n",
                ),
            ),
            "You returned one loss for each epoch, that of its last batch. Return the loss of "
            "each step.",
        ),
    ],
)
