"""Write a layer that puts each code on the sphere of radius 1."""

import random

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import parameter_count


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


def _codes(n_codes, width):
    return {"codes": 4 * torch.randn(n_codes, width)}


def _the_class(answer, inputs):
    return answer


def _kind(answer, inputs):
    if not issubclass(answer, nn.Module):
        return {"a subclass of nn.Module": False}
    return {"a subclass of nn.Module": True, "parameters": parameter_count(answer())}


def _apply(answer, inputs):
    return answer()(inputs["codes"])


def _gradient(answer, inputs):
    codes = inputs["codes"].clone().requires_grad_()
    output = answer()(codes)
    if not output.requires_grad:
        return {"gradients pass through": False}
    (output * torch.arange(output.numel()).reshape(output.shape)).sum().backward()
    return {"gradients pass through": True, "gradient of a loss after the layer": codes.grad}


def generated(random: random.Random) -> Case:
    """Make a case: single codes and numbers, any length but zero, equal codes, codes by columns."""
    seed = random.randrange(2**31)
    n_codes = random.choice([1, 2, random.randint(1, 20)])
    width = random.choice([1, 2, 3, random.randint(1, 12)])
    size = random.choice([1, 4, 1e-3, 1e3])
    are_equal, by_columns = random.random() < 0.1, random.random() < 0.3

    def inputs():
        draw = torch.Generator().manual_seed(seed)
        codes = size * torch.randn(width, n_codes, generator=draw).T
        codes = codes[:1].repeat(n_codes, 1) if are_equal else codes
        return {"codes": codes if by_columns else codes.contiguous()}

    if random.random() < 0.3:
        return Case(inputs=inputs, call=_the_class, look=_gradient, returns=type)
    return Case(inputs=inputs, call=_apply)


exercise = Exercise(
    cases=[
        Case(inputs=dict, call=_the_class, look=_kind, returns=type, shown="the class itself"),
        Case(
            inputs=lambda: {"codes": torch.tensor([[3.0, 0, 4], [0, -0.5, 0], [-1, 2, 2]])},
            call=_apply,
            shown="NormalizeLayer()(torch.tensor([[3.0, 0, 4], [0, -0.5, 0], [-1, 2, 2]]))",
        ),
        Case(inputs=lambda: _codes(5, 3), call=_apply, shown="five random codes of three numbers"),
        Case(inputs=lambda: _codes(4, 2), call=_apply, shown="four random codes of two numbers"),
        Case(
            inputs=lambda: _codes(2, 3),
            call=_the_class,
            look=_gradient,
            returns=type,
            shown="two codes, and a loss after the layer",
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
            edit("OverTheBatch", ("dim=1, keepdim", "dim=0, keepdim"), of=ByNorm),
            "You normalised over the batch (dim=0), so each code depends on the others in its "
            "batch. Each row has to get length 1: dim=1.",
        ),
        Misconception(
            edit("WholeMatrix", ("dim=1, keepdim=True", ""), of=ByNorm),
            "You divided by the length of the whole batch, as if it were one long code. Each row "
            "has a length of its own: dim=1.",
        ),
        Misconception(
            edit("NoKeepdim", (", keepdim=True", ""), of=ByNorm),
            "The lengths have shape (n,), and torch lines them up with the columns, not with the "
            "rows. `keepdim=True` makes them a column (n, 1).",
        ),
        Misconception(
            edit("SquaredLength", ("torch.sqrt(squares)", "squares"), of=ByRoot),
            "You divided by the squared length. The root is missing: the norm is the square root "
            "of the sum of squares.",
        ),
        Misconception(
            edit("SumOfSizes", ("codes.norm(", "codes.abs().sum("), of=ByNorm),
            "You divided by the sum of the absolute values (the L1 norm). That gives an "
            "octahedron; the sphere needs the root of the sum of squares (the L2 norm).",
        ),
        Misconception(
            edit("PlainSum", ("codes.norm(", "codes.sum("), of=ByNorm),
            "You divided by the sum of the coordinates. Negative ones cancel positive ones there, "
            "it can even be zero: square them first, and take the root.",
        ),
        Misconception(
            edit("LargestSize", ("codes.norm(", "codes.abs().amax("), of=ByNorm),
            "You divided by the largest coordinate, which gives a cube. The sphere needs the root "
            "of the sum of squares.",
        ),
        Misconception(
            edit(
                "Standardised",
                ("codes / codes.norm(", "(codes - codes.mean(dim=1, keepdim=True)) / codes.std("),
                of=ByNorm,
            ),
            "You subtracted the mean and divided by the standard deviation. That is another "
            "normalisation (layer normalisation); here the direction must stay as it is.",
        ),
        Misconception(
            edit(
                "Softmax",
                ("codes / codes.norm(dim=1, keepdim=True)", "torch.softmax(codes, dim=1)"),
                of=ByNorm,
            ),
            "A softmax makes the coordinates positive with sum 1, which is a triangle. Divide by "
            "the length instead.",
        ),
        Misconception(
            edit("NoGradient", ("def forward", "@torch.no_grad()\n    def forward")),
            "No gradient passes through your layer, so the encoder before it would never learn. "
            "Compute with `codes` alone, without `no_grad`, `detach` or a new tensor.",
        ),
        Misconception(
            edit("LengthHeldFixed", ("codes.norm(", "codes.detach().norm("), of=ByNorm),
            "The values are right, the gradients are not: in them the length counts as a fixed "
            "number, though it depends on the code. Let the gradient pass through the length too.",
        ),
    ],
    generated=generated,
)
