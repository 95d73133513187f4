"""Write the plain autoencoder as a class: one hidden layer, which is the code."""

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception
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


class AlwaysThirtyTwo(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, 32))
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(32, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))


class AlwaysRelu(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))


class NeverRelu(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))


class TheOtherWayRound(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        if not relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))


class NoSigmoid(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size))

    def forward(self, images):
        return self.decoder(self.encoder(images))


class ReluBeforeTheSigmoid(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.ReLU(), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))


class CodeAsWell(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        encoded = self.encoder(images)
        decoded = self.decoder(encoded)
        return encoded, decoded


class OneLayerMore(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(input_size, embedding_size),
            nn.ReLU(),
            nn.Linear(embedding_size, embedding_size),
        )
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))


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
    }


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"input_size": 6, "embedding_size": 3, "relu_code": True},
            look=_computed,
            returns=nn.Module,
        ),
        Case(
            inputs=lambda: {"input_size": 6, "embedding_size": 3, "relu_code": False},
            look=_computed,
            returns=nn.Module,
        ),
        Case(
            inputs=lambda: {"input_size": 784, "embedding_size": 32, "relu_code": True},
            look=_computed,
            returns=nn.Module,
        ),
        Case(
            inputs=lambda: {"input_size": 784, "embedding_size": 10},
            look=_computed,
            returns=nn.Module,
        ),
    ],
    hints=[
        "Two Linear layers in all: `nn.Linear(input_size, embedding_size)` goes down to the code, "
        "a second one goes back. Call `super().__init__()` before you store layers.",
        "Store two networks as `self.encoder` and `self.decoder`; `forward` is then one line. "
        "Behind the last Linear stands `nn.Sigmoid()`.",
        "`nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())` is the encoder if "
        "`relu_code` is true; if not, leave the ReLU out.",
    ],
    variants=[WithNamedLayers, WithAnIdentity, WithFunctions, FromASequential],
    misconceptions=[
        Misconception(
            AlwaysThirtyTwo,
            "Your code always has 32 units. The class is told how many: `embedding_size`.",
        ),
        Misconception(
            AlwaysRelu,
            "There is a ReLU behind the code even where `relu_code` is false.",
        ),
        Misconception(
            NeverRelu,
            "There is no ReLU behind the code. With `relu_code=True` there should be one.",
        ),
        Misconception(
            TheOtherWayRound,
            "You took `relu_code` the other way round: where it is true, there is a ReLU.",
        ),
        Misconception(
            NoSigmoid,
            "The reconstructions leave the range of pixels, 0 to 1: end with `nn.Sigmoid()`.",
        ),
        Misconception(
            ReluBeforeTheSigmoid,
            "A ReLU stands in front of the Sigmoid. It cuts off what is negative, so no pixel can "
            "be darker than sigmoid(0) = 0.5.",
        ),
        Misconception(
            CodeAsWell,
            "`forward` returns the code as well. It should return the reconstructions alone; "
            "whoever wants the code calls `model.encoder(images)`.",
        ),
        Misconception(
            OneLayerMore,
            "There is one Linear layer too many: the plain autoencoder has a single hidden layer, "
            "and that is the code.",
        ),
    ],
)
