"""Write a layer that puts each code on the sphere of radius 1."""

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception


class ByNorm(nn.Module):
    def forward(self, codes):
        return codes / codes.norm(dim=1, keepdim=True)


class ByRoot(nn.Module):
    def forward(self, codes):
        squares = (codes**2).sum(dim=1)
        return codes / torch.sqrt(squares)[:, None]


class RowByRow(nn.Module):
    def forward(self, codes):
        return torch.stack([code / torch.linalg.vector_norm(code) for code in codes])


class Transposed(nn.Module):
    def forward(self, codes):
        lengths = torch.einsum("ij,ij->i", codes, codes) ** 0.5
        return (codes.T / lengths).T


class ByFunctional(nn.Module):
    def forward(self, codes):
        return nn.functional.normalize(codes, dim=-1)


class OverTheBatch(nn.Module):
    def forward(self, codes):
        return codes / codes.norm(dim=0, keepdim=True)


class WholeMatrix(nn.Module):
    def forward(self, codes):
        return codes / codes.norm()


class NoKeepdim(nn.Module):
    def forward(self, codes):
        return codes / codes.norm(dim=1)


class SquaredLength(nn.Module):
    def forward(self, codes):
        return codes / (codes**2).sum(dim=1, keepdim=True)


class SumOfSizes(nn.Module):
    def forward(self, codes):
        return codes / codes.abs().sum(dim=1, keepdim=True)


class PlainSum(nn.Module):
    def forward(self, codes):
        return codes / codes.sum(dim=1, keepdim=True)


class LargestSize(nn.Module):
    def forward(self, codes):
        return codes / codes.abs().amax(dim=1, keepdim=True)


class Standardised(nn.Module):
    def forward(self, codes):
        centred = codes - codes.mean(dim=1, keepdim=True)
        return centred / codes.std(dim=1, keepdim=True)


class Softmax(nn.Module):
    def forward(self, codes):
        return torch.softmax(codes, dim=1)


class NoGradient(nn.Module):
    def forward(self, codes):
        with torch.no_grad():
            return codes / codes.norm(dim=1, keepdim=True)


class LengthHeldFixed(nn.Module):
    def forward(self, codes):
        return codes / codes.detach().norm(dim=1, keepdim=True)


def _codes(n_codes, width):
    return {"codes": 4 * torch.randn(n_codes, width)}


def _the_class(answer, inputs):
    return answer


def _kind(answer, inputs):
    return {"a subclass of nn.Module": issubclass(answer, nn.Module)}


def _apply(answer, inputs):
    return answer()(inputs["codes"])


def _gradient(answer, inputs):
    codes = inputs["codes"].clone().requires_grad_()
    output = answer()(codes)
    if not output.requires_grad:
        return {"gradients pass through": False}
    (output * torch.arange(output.numel()).reshape(output.shape)).sum().backward()
    return {"gradients pass through": True, "gradient of a loss behind the layer": codes.grad}


exercise = Exercise(
    cases=[
        Case(inputs=dict, call=_the_class, look=_kind, returns=type, shown="the class itself"),
        Case(
            inputs=lambda: {"codes": torch.tensor([[3.0, 0.0, 4.0], [0, -2, 0], [-1, 2, 2]])},
            call=_apply,
            shown="NormalizeLayer()(torch.tensor([[3.0, 0, 4], [0, -2, 0], [-1, 2, 2]]))",
        ),
        Case(inputs=lambda: _codes(5, 3), call=_apply, shown="five random codes of three numbers"),
        Case(inputs=lambda: _codes(4, 2), call=_apply, shown="four random codes of two numbers"),
        Case(
            inputs=lambda: _codes(2, 3),
            call=_the_class,
            look=_gradient,
            returns=type,
            shown="two codes, and a loss behind the layer",
        ),
    ],
    hints=[
        "The length of a code is the root of the sum of its squares. Each row of `codes` has a "
        "length of its own.",
        "`codes.norm(dim=1)` gives the lengths of all rows, (n,). To divide row by row they have "
        "to stand in a column, (n, 1): `keepdim=True` does that.",
        "`return codes / codes.norm(dim=1, keepdim=True)`. torch also has `F.normalize(codes, "
        "dim=1)`, which does not divide by zero.",
    ],
    variants=[ByNorm, ByRoot, RowByRow, Transposed, ByFunctional],
    misconceptions=[
        Misconception(
            OverTheBatch,
            "You normalised over the batch (dim=0), so each code depends on the others in its "
            "batch. Each row has to get length 1: dim=1.",
        ),
        Misconception(
            WholeMatrix,
            "Without `dim`, `norm` takes the length of the whole batch as if it were one long "
            "code. Give it dim=1.",
        ),
        Misconception(
            NoKeepdim,
            "The lengths have shape (n,), and torch lines them up with the columns, not with the "
            "rows. `keepdim=True` makes them a column (n, 1).",
        ),
        Misconception(
            SquaredLength,
            "You divided by the squared length. The root is missing: the norm is the square root "
            "of the sum of squares.",
        ),
        Misconception(
            SumOfSizes,
            "You divided by the sum of the absolute values (the L1 norm). That gives an "
            "octahedron; the sphere needs the root of the sum of squares (the L2 norm).",
        ),
        Misconception(
            PlainSum,
            "You divided by the sum of the coordinates. Negative ones cancel positive ones there, "
            "it can even be zero: square them first, and take the root.",
        ),
        Misconception(
            LargestSize,
            "You divided by the largest coordinate, which gives a cube. The sphere needs the root "
            "of the sum of squares.",
        ),
        Misconception(
            Standardised,
            "You subtracted the mean and divided by the standard deviation. That is another "
            "normalisation (layer normalisation); here the direction must stay as it is.",
        ),
        Misconception(
            Softmax,
            "A softmax makes the coordinates positive with sum 1, which is a triangle. Divide by "
            "the length instead.",
        ),
        Misconception(
            NoGradient,
            "Inside `torch.no_grad()` no gradient passes, so the encoder before this layer would "
            "never learn. Leave it out.",
        ),
        Misconception(
            LengthHeldFixed,
            "The values are right, the gradients are not: you detached the length, as if it did "
            "not depend on the code. Divide by the length itself.",
        ),
    ],
)
