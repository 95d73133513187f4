"""Lead a signal around a block of layers, and add it to what comes out."""

import random

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import fill, parameter_count


class WithAPool(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.layers = block

    def forward(self, x):
        changed = self.layers(x)
        resize = nn.AdaptiveAvgPool1d(changed.shape[-1])
        around = resize(x)
        return changed + around


class AddedInPlace(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.add_module("block", block)

    def forward(self, x):
        out = self.block(x)
        n_out = out.size(1)
        out = out + torch.nn.functional.adaptive_avg_pool1d(x.unsqueeze(1), n_out).squeeze(1)
        return out


class UnitByUnit(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.inner = nn.Sequential(block)

    def forward(self, x):
        y = self.inner(x)
        n_in, n_out = x.shape[1], y.shape[1]
        means = []
        for i in range(n_out):
            start, end = i * n_in // n_out, -(-(i + 1) * n_in // n_out)
            means.append(x[:, start:end].mean(dim=1))
        return y + torch.stack(means, dim=1)


class ByAMatrix(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.f = block

    def forward(self, x):
        y = self.f(x)
        link = F.adaptive_avg_pool1d(torch.eye(x.shape[1], dtype=x.dtype), y.shape[1])
        return torch.add(x @ link, y)


def _applied(answer, inputs):
    return answer(inputs["block"]), inputs["x"]


def _computed(result, inputs):
    model, x = result
    x = x.detach().requires_grad_()
    if not isinstance(model, nn.Module):
        return {"a subclass of nn.Module": False}
    n_parameters = parameter_count(model)
    fill(model)
    output = model(x)
    seen = {
        "a subclass of nn.Module": True,
        "parameters that can learn": n_parameters,
        "shape of what comes out": list(output.shape),
        "what comes out, with fixed weights": output,
        "the same for each input alone": torch.cat([model(row[None]) for row in x.detach()]),
    }
    if not output.requires_grad:
        return {**seen, "gradients pass through": False}
    (output * torch.arange(output.numel()).reshape(output.shape)).sum().backward()
    gradients = [parameter.grad for parameter in model.parameters()]
    return {
        **seen,
        "gradients pass through": True,
        "gradients of the block": gradients,
        "gradient that comes back to the input": x.grad,
    }


def _block(n_in, n_out, relu=True, between=()):
    layers = []
    for width in (*between, n_out):
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*(layers if relu else layers[:-1]))


def _case(n, n_in, n_out, shown="", **rest):
    def inputs():
        return {"block": _block(n_in, n_out, **rest), "x": torch.randn(n, n_in)}

    return Case(inputs=inputs, call=_applied, look=_computed, changes=("block",), shown=shown)


def generated(random: random.Random) -> Case:
    """Make a case: single inputs and units, widths that divide each other and that do not."""
    n_in = random.choice([1, 2, random.randint(1, 12)])
    n_out = random.choice([1, n_in, 2 * n_in, random.randint(1, 12)])
    return _case(
        random.choice([1, random.randint(1, 6)]),
        n_in,
        n_out,
        relu=random.random() < 0.7,
        between=random.choice([(), (random.randint(1, 8),)]),
    )


exercise = Exercise(
    cases=[
        _case(4, 6, 6, "a block from 6 to 6 units", relu=False),
        _case(4, 6, 3, "a block from 6 to 3 units, with a ReLU"),
        _case(4, 3, 6, "a block from 3 to 6 units, with a ReLU"),
        _case(3, 7, 4, "a block from 7 to 4 units, with a ReLU"),
        _case(3, 4, 7, "a block from 4 to 7 units, without a ReLU", relu=False),
        _case(5, 5, 3, "five inputs, and a block from 5 to 3 units", relu=False),
        _case(4, 6, 3, "a block of two layers, 6 to 8 to 3 units", between=(8,)),
    ],
    hints=[
        "Store the block in `__init__`, after `super().__init__()`. `forward` adds two things: "
        "what the block makes of `x`, and `x` itself, brought to the same width.",
        "`y = self.block(x)` tells the width that is needed: `y.shape[1]`. "
        "`F.adaptive_avg_pool1d(x, n)` gives `x` that width.",
        "`return y + F.adaptive_avg_pool1d(x, y.shape[1])`. There is nothing to learn in the link, "
        "and no activation after the sum.",
    ],
    variants=[WithAPool, AddedInPlace, UnitByUnit, ByAMatrix],
    misconceptions=[
        Misconception(
            edit("NoLink", ("changed + around", "changed"), of=WithAPool),
            "Only what the block computes comes out. Add the input, brought to the same width.",
        ),
        Misconception(
            edit("LinkAlone", ("changed + around", "around"), of=WithAPool),
            "Only the resized input comes out. Add what the block makes of it.",
        ),
        Misconception(
            edit("Subtracted", ("y + F", "y - F")),
            "You subtracted the input. The block learns what to *add* to it: y = f(x) + x.",
        ),
        Misconception(
            edit(
                "ReluOnTheSum",
                ("torch.add(x @ link, y)", "torch.add(x @ link, y).relu()"),
                of=ByAMatrix,
            ),
            "An activation follows the sum. It would cut off what the link carries: return the sum "
            "as it is.",
        ),
        Misconception(
            edit("AddedTwice", ("return y", "return y + y")),
            "What the block computes is added twice. Once is enough: f(x) + x.",
        ),
        Misconception(
            edit(
                "LargestNeighbour", ("nn.AdaptiveAvgPool1d", "nn.AdaptiveMaxPool1d"), of=WithAPool
            ),
            "To fewer units the link takes the *means* of neighbours; you take the largest.",
        ),
        Misconception(
            edit(
                "ALinearLink",
                (
                    "self.layers = block",
                    "self.layers, self.link = block, nn.LazyLinear(block[0].out_features)",
                ),
                ("resize(x)", "self.link(x)"),
                of=WithAPool,
            ),
            "Your link has weights of its own. It should learn nothing: "
            "`F.adaptive_avg_pool1d(x, y.shape[1])` has no parameters.",
        ),
        Misconception(
            edit(
                "CutOrFilledUp",
                ("resize(x)", "F.pad(x, (0, changed.shape[1] - x.shape[1]))"),
                of=WithAPool,
            ),
            "Your link leaves out units, or fills up with zeros. It should average neighbours "
            "where the block has fewer units, and repeat them where it has more.",
        ),
        Misconception(
            edit(
                "Interpolated",
                ("resize(x)", "F.interpolate(x[:, None], changed.shape[1])[:, 0]"),
                of=WithAPool,
            ),
            "Your link picks single units. Where the block has fewer units, it should take the "
            "mean of neighbours: `F.adaptive_avg_pool1d`.",
        ),
        Misconception(
            edit("MeanOfBoth", ("changed + around", "(changed + around) / 2"), of=WithAPool),
            "You took the mean of the two. Add them: halved at each layer, the signal would fade "
            "again.",
        ),
        Misconception(
            edit("LinkWithoutGradients", ("self.block(x)", "self.block(x).detach()")),
            "No gradient reaches the block's weights: leave out `detach` and `no_grad`.",
        ),
        Misconception(
            edit("LinkCut", ("resize(x)", "resize(x.detach())"), of=WithAPool),
            "No gradient passes back through the link. That it learns nothing means that it has no "
            "weights; the layers before it are to learn through it.",
        ),
        Misconception(
            edit(
                "OutputResized",
                ("nn.AdaptiveAvgPool1d(changed.shape[-1])", "nn.AdaptiveAvgPool1d(x.shape[-1])"),
                ("resize(x)", "resize(changed)"),
                ("changed + around", "x + around"),
                of=WithAPool,
            ),
            "You brought the output of the block to the width of `x`. It is `x` that is brought to "
            "the width of the output.",
        ),
        Misconception(
            edit("InputOverwritten", ("resize(x)", "resize(changed)"), of=WithAPool),
            "The output of the block is added to itself: keep `x` by its own name until the sum.",
        ),
        Misconception(
            edit(
                "SideBySide", ("changed + around", "torch.cat([changed, around], 1)"), of=WithAPool
            ),
            "You put the two side by side, which doubles the width. Add them, unit by unit.",
        ),
        Misconception(
            edit(
                "LinkOnlyWhereItFits",
                ("changed + around", "changed + around if around.shape == x.shape else changed"),
                of=WithAPool,
            ),
            "Where the widths differ there is no link. Bring `x` to the other width there: "
            "`F.adaptive_avg_pool1d(x, n_out)`.",
        ),
        Misconception(
            edit(
                "ALinkAroundEachLayer",
                ("changed = self.layers(x)", "changed = x"),
                ("resize = nn.AdaptiveAvgPool1d(changed.shape[-1])", "for layer in self.layers:"),
                ("around = resize(x)", "    changed, x = layer(changed), changed"),
                (
                    "return changed + around",
                    "    changed = changed + F.adaptive_avg_pool1d(x, changed.shape[1])\n"
                    "        return changed",
                ),
                of=WithAPool,
            ),
            "You lead the input around every single layer of the block, its ReLU too. One link "
            "goes around the block as a whole.",
        ),
        Misconception(
            edit(
                "BlockNotStored",
                ("self.layers = block", "self.layers = [block]"),
                ("self.layers(x)", "self.layers[0](x)"),
                of=WithAPool,
            ),
            "The block is not stored as a part of the module, so its weights are no parameters of "
            "it and would not learn. Write `self.block = block`.",
        ),
    ],
    generated=generated,
)
