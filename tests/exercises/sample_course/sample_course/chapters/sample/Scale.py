import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception


class Added(nn.Module):
    def __init__(self, factor):
        super(Added, self).__init__()  # noqa: UP008 - the old form is what is tested
        self.factor = factor

    def forward(self, x):
        return self.factor + x


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"factor": 3.0},
            look=lambda layer, inputs: {"output": layer(torch.arange(6.0).reshape(2, 3))},
            returns=nn.Module,
        )
    ],
    hints=["Only hint."],
    misconceptions=[Misconception(Added, "You added the factor.")],
)
