"""Compute all products of powers of two coordinates up to a degree."""

from itertools import product
from random import Random

import numpy as np
import torch

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.seeds import generator


def with_loops(points, degree):
    x1, x2 = points[:, 0], points[:, 1]
    columns = []
    for n in range(degree + 1):
        for m in range(degree + 1 - n):
            if n + m > 0:
                columns.append(x1**n * x2**m)
    return torch.stack(columns, dim=1)


def into_a_table(points, degree):
    n_features = (degree + 1) * (degree + 2) // 2 - 1
    features = torch.zeros(len(points), n_features)
    count = 0
    for total in range(1, degree + 1):
        for m in range(total + 1):
            features[:, count] = points[:, 0].pow(m) * points[:, 1].pow(total - m)
            count += 1
    return features


def with_exponents(points, degree):
    pairs = [(n, m) for n, m in product(range(degree + 1), repeat=2) if 0 < n + m <= degree]
    exponents = torch.tensor(pairs)
    return points[:, :1] ** exponents[:, 0] * points[:, 1:] ** exponents[:, 1]


def masked(points, degree):
    powers = torch.arange(degree + 1)
    first = points[:, 0, None] ** powers
    second = points[:, 1, None] ** powers
    table = torch.einsum("ki,kj->kij", first, second)
    total = powers[:, None] + powers[None, :]
    return table[:, (total > 0) & (total <= degree)]


def step_by_step(points, degree):
    # Each degree from the one before: times x1, and the last one times x2 as well.
    x1, x2 = points[:, :1], points[:, 1:]
    newest = torch.ones(len(points), 1)
    features = []
    for _ in range(degree):
        newest = torch.cat([newest * x1, newest[:, -1:] * x2], dim=1)
        features.append(newest)
    return torch.cat(features, dim=1)


def no_mixed_terms(points, degree):
    powers = torch.arange(1, degree + 1)
    return torch.cat([points[:, :1] ** powers, points[:, 1:] ** powers], dim=1)


def _look(features, inputs):
    """Any order of the columns is right: sort them by their first row.

    The other rows decide between columns that begin alike, as powers of 0, 1 and -1 do.
    """
    weights = 0.137 ** np.arange(len(features))
    order = torch.as_tensor(np.argsort(weights @ features.double().numpy(), kind="stable"))
    return {"shape": tuple(features.shape), "columns, sorted": features[:, order]}


def _case(n_points, degree):
    return Case(
        inputs=lambda: {"points": 2.8 * torch.rand(n_points, 2) - 1.4, "degree": degree},
        look=_look,
        returns=torch.Tensor,
    )


def _generated(random: Random) -> Case:
    n_points, degree = random.choice([1, random.randint(2, 6)]), random.randint(1, 8)
    seed, kind = (
        random.randrange(2**31),
        random.choice(["any", "any", "equal", "whole", "transposed"]),
    )

    def inputs():
        points = 1.5 * torch.randn(n_points, 2, generator=generator(seed))
        if kind == "equal":
            points[:, 1] = points[:, 0]
        elif kind == "whole":
            points = points.round()
        elif kind == "transposed":
            points = points.T.contiguous().T
        return {"points": points, "degree": degree}

    return Case(inputs=inputs, look=_look, returns=torch.Tensor)


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"points": torch.tensor([[2.0, 3.0]]), "degree": 2},
            look=_look,
            returns=torch.Tensor,
        ),
        _case(4, 1),
        _case(6, 3),
        _case(3, 7),
    ],
    hints=[
        "For degree 2 there are five features: x1, x2, x1², x1·x2, x2². Their exponents (n, m) are "
        "all pairs with n + m from 1 to 2.",
        "Two nested loops give all pairs: n from 0 to degree, and m from 0 to degree - n. Leave "
        "out n = m = 0. Each pair gives one column, `points[:, 0] ** n * points[:, 1] ** m`.",
        "Collect the columns in a list, and lay them side by side with `torch.stack(columns, "
        "dim=1)`.",
    ],
    generated=_generated,
    variants=[with_loops, into_a_table, with_exponents, masked, step_by_step],
    misconceptions=[
        Misconception(
            no_mixed_terms,
            "The pure powers are there; the mixed products such as x1·x2 are missing.",
        ),
        Misconception(
            edit("highest_degree_only", ("n + m > 0", "n + m == degree"), of=with_loops),
            "Those are the terms with n + m equal to the degree. All lower degrees belong to it "
            "as well.",
        ),
        Misconception(
            edit("always_the_first_column", ("count += 1", ""), of=into_a_table),
            "All columns but the first are zero, as if every feature went into the same one. Each "
            "needs a column of its own.",
        ),
        Misconception(
            edit("first_coordinate_twice", ("points[:, 1:]", "points[:, :1]")),
            "Both factors are powers of x1: the second column of `points` makes no difference.",
        ),
        Misconception(
            edit("sums_of_powers", ("x1**n * x2**m", "x1**n + x2**m"), of=with_loops),
            "Your columns are sums of two powers. A term of a polynomial is their product.",
        ),
        Misconception(
            edit("multiples", ("x1**n * x2**m", "n * x1 + m * x2"), of=with_loops),
            "Your columns are n·x1 + m·x2. But n and m are exponents: `x1 ** n`.",
        ),
        Misconception(
            edit("constant_kept", ("dim=1)[:, 1:]", "dim=1)[:, :-1]")),
            "The number of columns is right, but the constant 1 is among them, and another term is "
            "missing. The pair to leave out is n = m = 0.",
        ),
    ],
)
