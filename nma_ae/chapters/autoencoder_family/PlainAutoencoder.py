"""Write the plain autoencoder as a class: one hidden layer, which is the code."""

import random

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import fill, parameter_count


class WithNamedLayers(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        layers = [nn.Linear(input_size, embedding_size)]
        if relu_code:
            layers.append(nn.ReLU())
        self.encoder = nn.Sequential(*layers)
        self.decoder = nn.Sequential()
        self.decoder.add_module("pixels", nn.Linear(embedding_size, input_size))
        self.decoder.add_module("squash", nn.Sigmoid())

    def forward(self, images):
        code = self.encoder(images)
        return self.decoder(code)


class WithAnIdentity(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        activation = nn.ReLU() if relu_code else nn.Identity()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), activation)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        encoded = self.encoder(images)
        decoded = self.decoder(encoded)
        return decoded


class WithFunctions(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.down = nn.Linear(input_size, embedding_size)
        self.up = nn.Linear(embedding_size, input_size)
        lowest = 0 if relu_code else -float("inf")
        self.encoder = lambda images: self.down(images).clamp(min=lowest)
        self.decoder = lambda codes: torch.sigmoid(self.up(codes))

    def forward(self, images):
        return self.decoder(self.encoder(images))


class FromASequential(nn.Sequential):
    def __init__(self, input_size, embedding_size, relu_code=True):
        encoder = nn.Sequential(nn.Linear(in_features=input_size, out_features=embedding_size))
        if relu_code is True:
            encoder.append(nn.ReLU(inplace=True))
        decoder = nn.Sequential(nn.Linear(embedding_size, input_size)).append(nn.Sigmoid())
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, images):
        return super().forward(images)


def _computed(model, inputs):
    fill(model)
    images = torch.linspace(-1, 1, 4 * inputs["input_size"]).reshape(4, -1)
    codes, copies = model.encoder(images), model(images)
    if not isinstance(copies, torch.Tensor):
        return {"forward returns": type(copies).__name__}
    return {
        "forward returns": "Tensor",
        "parameters": parameter_count(model),
        "codes of four inputs, with fixed weights": codes,
        "reconstructions, with fixed weights": copies,
        "decoder applied to the codes": model.decoder(codes),
        "gradients pass through": copies.requires_grad,
    }


def _with_defaults(answer, inputs):
    return answer(inputs["input_size"], inputs["embedding_size"])


def _case(input_size, embedding_size, relu_code=True, **rest):
    inputs = {
        "input_size": input_size,
        "embedding_size": embedding_size,
        "relu_code": relu_code,
    }
    return Case(inputs=lambda: dict(inputs), look=_computed, returns=nn.Module, **rest)


def generated(random: random.Random) -> Case:
    """Make a case: codes of one unit, and of more units than the input has, among them."""
    input_size = random.choice([1, 2, random.randint(1, 100)])
    embedding_size = random.choice([1, 2, random.randint(1, 40)])
    if random.random() < 0.2:
        return _case(input_size, embedding_size, call=_with_defaults)
    return _case(input_size, embedding_size, random.random() < 0.5)


exercise = Exercise(
    cases=[
        _case(input_size=6, embedding_size=3, relu_code=True),
        _case(input_size=6, embedding_size=3, relu_code=False),
        _case(input_size=1, embedding_size=1, relu_code=False),
        _case(input_size=784, embedding_size=32, relu_code=True),
        _case(
            784,
            10,
            call=_with_defaults,
            shown="PlainAutoencoder(input_size=784, embedding_size=10)",
        ),
    ],
    hints=[
        "Two Linear layers in all: `nn.Linear(input_size, embedding_size)` goes down to the code, "
        "a second one goes back. Call `super().__init__()` before you store layers.",
        "Store two networks as `self.encoder` and `self.decoder`; `forward` is then one line. "
        "`nn.Sigmoid()` follows the last Linear.",
        "`nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())` is the encoder if "
        "`relu_code` is true; if not, leave the ReLU out.",
    ],
    variants=[WithNamedLayers, WithAnIdentity, WithFunctions, FromASequential],
    misconceptions=[
        Misconception(
            edit(
                "AlwaysThirtyTwo",
                ("(input_size, embedding_size)", "(input_size, 32)"),
                ("(embedding_size, input_size)", "(32, input_size)"),
            ),
            "Your code always has 32 units. The class is told how many: `embedding_size`.",
        ),
        Misconception(
            edit("AlwaysRelu", (" if relu_code else nn.Identity()", ""), of=WithAnIdentity),
            "A ReLU follows the code even where `relu_code` is false.",
        ),
        Misconception(
            edit("NeverRelu", ("nn.ReLU() if relu_code else ", ""), of=WithAnIdentity),
            "No ReLU follows the code. With `relu_code=True` there should be one.",
        ),
        Misconception(
            edit("TheOtherWayRound", ("if relu_code", "if not relu_code")),
            "You took `relu_code` the other way round: where it is true, there is a ReLU.",
        ),
        Misconception(
            edit("NoSigmoid", ("input_size), nn.Sigmoid()", "input_size)")),
            "The reconstructions leave the range of pixels, 0 to 1: end with `nn.Sigmoid()`.",
        ),
        Misconception(
            edit("ReluBeforeTheSigmoid", ("up(codes)", "up(codes).relu()"), of=WithFunctions),
            "There is a ReLU before the Sigmoid. It cuts off what is negative, so no pixel can "
            "be darker than sigmoid(0) = 0.5.",
        ),
        Misconception(
            edit("CodeAsWell", ("return decoded", "return encoded, decoded"), of=WithAnIdentity),
            "`forward` returns a tuple. It should return the reconstructions alone; if you want "
            "the code, call `model.encoder(images)`.",
        ),
        Misconception(
            edit(
                "OneLayerMore",
                (
                    "embedding_size)]",
                    "embedding_size), nn.ReLU(), nn.Linear(embedding_size, embedding_size)]",
                ),
                of=WithNamedLayers,
            ),
            "There is one Linear layer too many: the plain autoencoder has a single hidden layer, "
            "and that is the code.",
        ),
    ],
    generated=generated,
)
