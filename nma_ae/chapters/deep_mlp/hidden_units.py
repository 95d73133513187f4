"""Find the width of equal hidden layers that comes closest to a number of parameters."""

import math
from random import Random

from nma_ae.exercises import Case, Exercise, Misconception, edit


def by_search(budget, n_layers, n_inputs=2, n_outputs=4):
    def count(h):
        return (n_inputs + 1) * h + (n_layers - 1) * (h + 1) * h + (h + 1) * n_outputs

    h = 1
    while abs(count(h + 1) - budget) < abs(count(h) - budget):
        h += 1
    return h


def all_at_once(budget, n_layers, n_inputs=2, n_outputs=4):
    import numpy as np

    h = np.arange(1, budget + 2)
    count = (n_layers - 1) * h**2 + (n_inputs + n_outputs + n_layers) * h + n_outputs
    return int(h[np.abs(count - budget).argmin()])


def case_by_case(budget, n_layers, n_inputs=2, n_outputs=4):
    a = n_layers - 1
    b = n_inputs + n_outputs + n_layers
    c = n_outputs - budget
    discriminant = max(0, b * b - 4 * a * c)
    root = -c / b if a == 0 else (-b + math.sqrt(discriminant)) / (2 * a)
    below, above = max(1, math.floor(root)), max(1, math.ceil(root))
    missed = [abs(a * h * h + b * h + c) for h in (below, above)]
    return below if missed[0] <= missed[1] else above


def with_roots(budget, n_layers, n_inputs=2, n_outputs=4):
    import numpy as np

    polynomial = np.poly1d([n_layers - 1, n_inputs + n_outputs + n_layers, n_outputs - budget])
    root = max(polynomial.roots.real)
    candidates = [max(1, int(root) + step) for step in (0, 1)]
    return min(candidates, key=lambda h: abs(polynomial(h)))


def _case(*values):
    names = ("budget", "n_layers", "n_inputs", "n_outputs")
    return Case(inputs=lambda: dict(zip(names, values, strict=True)))


def _generated(random: Random) -> Case:
    n_layers = random.choice([1, 1, 2, 3, random.randint(4, 8)])
    n_inputs, n_outputs = random.randint(1, 12), random.randint(1, 12)
    if random.random() < 0.1:
        n_inputs, n_outputs = 3072, 3
    h = random.choice([1, 2, random.randint(3, 60)])

    def count(h):
        return (n_inputs + 1) * h + (n_layers - 1) * (h + 1) * h + (h + 1) * n_outputs

    half_way = (count(h) + count(h + 1)) // 2  # a tie, where the two are both odd or both even
    budget = random.choice(
        [random.randint(1, 20), random.randint(1, 5000), count(h), half_way, half_way + 1]
    )
    return _case(budget, n_layers, n_inputs, n_outputs)


exercise = Exercise(
    cases=[
        _case(100, 1, 2, 4),
        _case(100, 3, 2, 4),
        _case(24, 1, 2, 3),  # a tie: 21 parameters with three units, 27 with four
        _case(27, 2, 2, 3),  # a tie: 21 with two units, 33 with three
        _case(24, 2, 2, 4),
        _case(38, 7, 2, 4),  # nearer to one unit, though the root is nearer to two
        _case(20_000, 3, 3072, 3),
        _case(516, 5, 10, 1),
        _case(1, 2, 2, 4),  # fewer than a single unit needs
        _case(5304, 2, 2, 4),
        _case(4056, 1, 1, 3),
    ],
    hints=[
        "Write the count as a formula in h: the first layer has (n + 1)·h parameters, each of the "
        "L - 1 layers between hidden layers (h + 1)·h, and the last (h + 1)·m.",
        "Sorted by powers of h that is (L - 1)·h² + (n + m + L)·h + m. Set it equal to the budget: "
        "a quadratic equation, or for L = 1 a linear one. Its positive root lies between two whole "
        "numbers.",
        "Compute the count for both whole numbers, and return the one whose count misses the "
        "budget by less. No width may be below 1. (Trying h = 1, 2, 3, ... while the miss "
        "shrinks works as well.)",
    ],
    generated=_generated,
    variants=[by_search, all_at_once, case_by_case, with_roots],
    misconceptions=[
        Misconception(
            edit(
                "first_that_reaches",
                ("abs(count(h + 1) - budget) < abs(count(h) - budget)", "count(h) < budget"),
                of=by_search,
            ),
            "That is the first width that reaches the budget. The one before may be closer to it "
            "from below.",
        ),
        Misconception(
            edit(
                "last_that_fits",
                ("abs(count(h + 1) - budget) < abs(count(h) - budget)", "count(h + 1) <= budget"),
                of=by_search,
            ),
            "That is the last width that stays within the budget. The next may be closer to it "
            "from above.",
        ),
        Misconception(
            edit(
                "larger_of_two",
                ("(h + 1) - budget) < abs", "(h + 1) - budget) <= abs"),
                of=by_search,
            ),
            "Of two widths that come equally close, the smaller is asked for.",
        ),
        Misconception(
            edit(
                "root_rounded",
                ("return below if missed[0] <= missed[1] else above", "return max(1, round(root))"),
                of=case_by_case,
            ),
            "That is near the right width, and not always the one whose number of parameters is "
            "nearest: compute the counts of both widths in question and compare.",
        ),
        Misconception(
            edit(
                "biases_forgotten",
                ("(n_inputs + 1) * h", "n_inputs * h"),
                ("(h + 1) * h", "h * h"),
                ("(h + 1) * n_outputs", "h * n_outputs"),
                of=by_search,
            ),
            "Your count has no biases: each unit that a layer leads to has one.",
        ),
        Misconception(
            edit(
                "one_matrix_too_many",
                ("(n_layers - 1) * (h + 1)", "n_layers * (h + 1)"),
                of=by_search,
            ),
            "Between L hidden layers there are L - 1 layers of h·h weights, not L.",
        ),
        Misconception(
            edit("shared_out", ("(h + 1) * h", "(n_inputs + 1) * h"), of=by_search),
            "That fits a network whose hidden layers all see the inputs. Only the first does; the "
            "others see the h units of the layer before.",
        ),
        Misconception(
            edit(
                "spirals_only",
                ("(n_inputs + 1) * h", "3 * h"),
                ("(h + 1) * n_outputs", "(h + 1) * 4"),
                of=by_search,
            ),
            "It is right for two inputs and four outputs. Use `n_inputs` and `n_outputs`.",
        ),
    ],
)
