"""Write the convolutional autoencoder as a class; no image may be cropped."""

import random
from collections import OrderedDict
from itertools import pairwise

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import fill, parameter_count


class WithNamedLayers(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c1, c2, c3 = channels
        self.encoder = nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(1, c1, 5, stride=2, padding=2),
                relu1=nn.ReLU(),
                conv2=nn.Conv2d(c1, c2, 5, stride=2, padding=2),
                relu2=nn.ReLU(),
                conv3=nn.Conv2d(c2, c3, 3, stride=2),
                relu3=nn.ReLU(),
                code=nn.Conv2d(c3, embedding_size, 3),
                flat=nn.Flatten(),
            )
        )
        self.decoder = nn.Sequential(
            OrderedDict(
                image=nn.Unflatten(1, (embedding_size, 1, 1)),
                code=nn.ConvTranspose2d(embedding_size, c3, 3),
                relu3=nn.ReLU(),
                conv3=nn.ConvTranspose2d(c3, c2, 3, stride=2),
                relu2=nn.ReLU(),
                conv2=nn.ConvTranspose2d(c2, c1, 5, stride=2, padding=2, output_padding=1),
                relu1=nn.ReLU(),
                conv1=nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2, output_padding=1),
                pixels=nn.Sigmoid(),
            )
        )

    def forward(self, images):
        z = self.encoder(images)
        return self.decoder(z)


class InALoop(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        shapes = ((5, 2, 2), (5, 2, 2), (3, 2, 0))
        way = [1, *channels]
        self.encoder = nn.Sequential()
        for (n_in, n_out), (kernel, stride, padding) in zip(pairwise(way), shapes, strict=True):
            self.encoder.append(nn.Conv2d(n_in, n_out, kernel, stride, padding))
            self.encoder.append(nn.ReLU())
        self.encoder.append(nn.Conv2d(way[-1], embedding_size, 3)).append(nn.Flatten())
        self.decoder = nn.Sequential(nn.Unflatten(1, (embedding_size, 1, 1)))
        self.decoder.append(nn.ConvTranspose2d(embedding_size, way[-1], 3))
        for i in (2, 1, 0):
            kernel, stride, padding = shapes[i]
            self.decoder.append(nn.ReLU())
            self.decoder.append(
                nn.ConvTranspose2d(
                    way[i + 1], way[i], kernel, stride, padding, output_padding=int(padding > 0)
                )
            )
        self.decoder.append(nn.Sigmoid())

    def forward(self, images):
        codes = self.encoder(images)
        return self.decoder(codes)


class WithFunctions(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        a, b, c = channels
        self.down = nn.ModuleList(
            [
                nn.Conv2d(1, a, 5, 2, 2),
                nn.Conv2d(a, b, 5, 2, 2),
                nn.Conv2d(b, c, 3, 2, 0),
                nn.Conv2d(c, embedding_size, kernel_size=(3, 3)),
            ]
        )
        self.up = nn.ModuleList(
            [
                nn.ConvTranspose2d(embedding_size, c, 3),
                nn.ConvTranspose2d(c, b, 3, 2),
                nn.ConvTranspose2d(b, a, 5, 2, 2, 1),
                nn.ConvTranspose2d(a, 1, 5, 2, 2, 1),
            ]
        )

        def encode(x):
            for layer in self.down[:-1]:
                x = layer(x).relu()
            return self.down[-1](x)[:, :, 0, 0]

        def decode(x):
            x = x[:, :, None, None]
            for layer in self.up[:-1]:
                x = torch.relu(layer(x))
            return self.up[-1](x).sigmoid()

        self.encoder, self.decoder = encode, decode

    def forward(self, images):
        return self.decoder(self.encoder(images))


class PaddedBefore(nn.Module):
    """Padding as layers of its own; the transposed sizes asked for, not computed."""

    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        a, b, c = channels
        self.encoder = nn.Sequential(
            nn.ZeroPad2d(2),
            nn.Conv2d(1, a, 5, stride=2),
            nn.ReLU(),
            nn.ZeroPad2d(2),
            nn.Conv2d(a, b, 5, stride=2),
            nn.ReLU(),
            nn.Conv2d(b, c, 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(c, embedding_size, 3),
            nn.Flatten(),
        )
        self.up4 = nn.ConvTranspose2d(embedding_size, c, 3)
        self.up3 = nn.ConvTranspose2d(c, b, 3, stride=2)
        shape = {"kernel_size": 5, "stride": 2, "padding": 2}
        self.up2 = nn.ConvTranspose2d(b, a, **shape)
        self.up1 = nn.ConvTranspose2d(a, 1, **shape)

        def decoder(codes):
            x = self.up4(codes.reshape(*codes.shape, 1, 1)).relu()
            x = self.up3(x, output_size=(7, 7)).relu()
            x = self.up2(x, output_size=(14, 14)).relu()
            return self.up1(x, output_size=(28, 28)).sigmoid()

        self.decoder = decoder

    def forward(self, images):
        return self.decoder(self.encoder(images))


def _computed(model, inputs):
    fill(model)
    images = torch.linspace(0, 1, 2 * 784).reshape(2, 1, 28, 28)
    codes, copies = model.encoder(images), model(images)
    return {
        "shape of the codes of two images": list(codes.shape),
        "shape of their reconstructions": list(copies.shape),
        "parameters": parameter_count(model),
        "codes, with fixed weights": codes,
        "reconstructions, with fixed weights": copies,
        "decoder applied to the codes": model.decoder(codes),
        "gradients pass through": copies.requires_grad,
    }


def _with_defaults(answer, inputs):
    return answer()


def _case(embedding_size=10, channels=(32, 64, 128), **rest):
    inputs = {"embedding_size": embedding_size, "channels": channels}
    return Case(inputs=lambda: dict(inputs), look=_computed, returns=nn.Module, **rest)


def generated(random: random.Random) -> Case:
    """Make a case: single channels, equal ones and single units among them."""
    if random.random() < 0.05:
        return _case(call=_with_defaults)
    channels = random.choice([(1, 1, 1), tuple(random.randint(1, 9) for _ in range(3))])
    return _case(random.choice([1, 2, random.randint(1, 20)]), channels)


exercise = Exercise(
    cases=[
        _case(call=_with_defaults, shown="ConvolutionalAutoencoder()"),
        _case(embedding_size=3, channels=(6, 4, 8)),
        _case(embedding_size=1, channels=(1, 1, 1)),
    ],
    hints=[
        "The encoder has four `nn.Conv2d`, the decoder four `nn.ConvTranspose2d` in the opposite "
        "order, with the same kernels and strides.",
        "Your two functions know the numbers: `convolution_size(28, 5, 2, 2)` is 14; "
        "`transposed_size(14, 5, 2, 2)` is 27, so one pixel of `output_padding` is missing.",
        "A ReLU follows every layer but the code's and the last. `nn.Flatten()` turns codes "
        "of shape (n, 10, 1, 1) into (n, 10); `nn.Unflatten(1, (embedding_size, 1, 1))` begins the "
        "decoder, `nn.Sigmoid()` ends it.",
    ],
    variants=[WithNamedLayers, InALoop, WithFunctions, PaddedBefore],
    misconceptions=[
        Misconception(
            edit("OutputPaddingForgotten", (", output_padding=int(padding > 0)", ""), of=InALoop),
            "Your reconstructions come out too small: with stride 2 and padding 2, a side of 7 "
            "goes to 13. `output_padding=1` adds the missing pixel, twice.",
        ),
        Misconception(
            edit(
                "Cropped",
                (', "padding": 2', ""),
                ("up2(x, output_size=(14, 14))", "up2(x)[:, :, 1:-2, 1:-2]"),
                ("up1(x, output_size=(28, 28))", "up1(x)[:, :, 1:-2, 1:-2]"),
                of=PaddedBefore,
            ),
            "`[1:-2]` mirrors a padding of 1 and 2 pixels, but yours is 2 at both ends: the "
            "copies are shifted by a pixel. `padding=2` and `output_padding=1` cut what fits.",
        ),
        Misconception(
            edit(
                "ReluOnTheCode", ("(nn.Flatten())", "(nn.Flatten()).append(nn.ReLU())"), of=InALoop
            ),
            "A ReLU follows the code. The code should be linear, so that its units may have "
            "any sign.",
        ),
        Misconception(
            edit("ReluForgottenBehindTheCode", ("1, 1)).relu()", "1, 1))"), of=PaddedBefore),
            "After the first layer of the decoder a ReLU is missing: two linear layers in a row "
            "are one.",
        ),
        Misconception(
            edit(
                "CodeNotFlat",
                (".append(nn.Flatten())", ""),
                ("nn.Unflatten(1, (embedding_size, 1, 1))", ""),
                of=InALoop,
            ),
            "Your codes have the shape (n, 10, 1, 1). They should be (n, 10): end the encoder with "
            "`nn.Flatten()` and begin the decoder with `nn.Unflatten(...)`.",
        ),
        Misconception(
            edit("NoSigmoid", ("self.decoder.append(nn.Sigmoid())", ""), of=InALoop),
            "The reconstructions leave the range of pixels: end the decoder with `nn.Sigmoid()`.",
        ),
        Misconception(
            edit(
                "AlwaysTenUnits", ("a, b, c = channels", "(a, b, c), embedding_size = channels, 10")
            ),
            "Your code always has ten units; it should have `embedding_size`.",
        ),
        Misconception(
            edit("KernelsOfThree", ("(5, 2, 2), (5, 2, 2)", "(3, 2, 1), (3, 2, 1)"), of=InALoop),
            "The sizes are right, the kernels are not: the first two convolutions, and their "
            "mirror images, have kernels of 5.",
        ),
        Misconception(
            edit("ChannelsFixed", ("a, b, c = channels", "a, b, c = 32, 64, 128")),
            "The channels are always 32, 64 and 128; take them from `channels`.",
        ),
    ],
    generated=generated,
)
