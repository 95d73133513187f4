import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception


def _inputs():
    x = torch.linspace(-1, 1, 64).reshape(-1, 1)
    return {
        "model": nn.Linear(1, 1),
        "x": x,
        "y": 2 * x + 1,
        "order": torch.arange(64).reshape(8, 8),
        "rate": 0.1,
    }


def never_zeroed(model, x, y, order, rate):
    losses = []
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for i in order:
        loss = ((model(x[i]) - y[i]) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


exercise = Exercise(
    cases=[
        Case(
            inputs=_inputs,
            changes=("model",),
            look=lambda losses, inputs: {
                "losses": losses,
                "weights after training": list(inputs["model"].parameters()),
            },
        )
    ],
    hints=["Only hint."],
    misconceptions=[Misconception(never_zeroed, "You never set the gradients to zero.")],
)
