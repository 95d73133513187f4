"""Compute how long a side of an image is after a convolution."""

import math
import random

from nma_ae.exercises import Case, Exercise, Misconception, edit


def by_formula(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def by_counting(size, kernel, stride=1, padding=0):
    padded = size + 2 * padding
    places = 0
    start = 0
    while start + kernel <= padded:
        places += 1
        start += stride
    return places


def by_range(size, kernel, stride=1, padding=0):
    return len(range(-padding, size + padding - kernel + 1, stride))


def by_floor(size, kernel, stride=1, padding=0):
    return math.floor((size + 2 * padding - (kernel - 1) - 1) / stride + 1)


def by_trial(size, kernel, stride=1, padding=0):
    import torch
    from torch import nn

    layer = nn.Conv1d(1, 1, kernel, stride=stride, padding=padding)
    with torch.no_grad():
        return layer(torch.zeros(1, 1, size)).shape[-1]


def _with_defaults(answer, inputs):
    return answer(inputs["size"], inputs["kernel"])


def _case(size, kernel, stride=1, padding=0, **rest):
    inputs = {"size": size, "kernel": kernel, "stride": stride, "padding": padding}
    return Case(inputs=lambda: dict(inputs), **rest)


def generated(random: random.Random) -> Case:
    """Make a case: rows of one pixel to many, kernels as long as the row among them."""
    padding = random.choice([0, 0, 1, 2, 3, random.randrange(20)])
    size = random.choice([1, 2, 3, random.randint(1, 12), random.randint(1, 1000)])
    kernel = random.choice([1, size, random.randint(1, size)])
    if padding == 0 and random.random() < 0.3:
        return _case(size, kernel, call=_with_defaults)
    return _case(size, kernel, random.choice([1, 1, 2, 3, random.randint(1, 15)]), padding)


exercise = Exercise(
    cases=[
        _case(7, 3, call=_with_defaults, shown="convolution_size(size=7, kernel=3)"),
        _case(7, 3, 2, 0),
        _case(28, 5, 2, 2),
        _case(1, 1, 1, 2),
        _case(8, 4, 3, 1),
        _case(3, 3, 5, 0),
    ],
    hints=[
        "Draw seven boxes in a row and lay a kernel of three over the first three. How often can "
        "you move it by one box before it hangs over the edge? And by two?",
        "With the padding the row has `size + 2 * padding` boxes, and the kernel can move by "
        "`size + 2 * padding - kernel` of them.",
        "Each whole stride in that room gives one more place, and the place where the kernel "
        "starts counts as well: `room // stride + 1`.",
    ],
    variants=[by_formula, by_counting, by_range, by_floor, by_trial],
    misconceptions=[
        Misconception(
            edit("padded_once", ("2 * padding - kernel", "padding - kernel")),
            "You added the padding once. It is put at both ends of the row.",
        ),
        Misconception(
            edit("padding_forgotten", ("+ 2 * padding - kernel", "- kernel")),
            "The padding is missing: it makes the row longer by `2 * padding`.",
        ),
        Misconception(
            edit("first_place_forgotten", ("// stride + 1", "// stride")),
            "That is the number of moves. There is one more place than there are moves: the one "
            "where the kernel starts.",
        ),
        Misconception(
            edit("rounded_up", ("math.floor", "math.ceil"), of=by_floor),
            "Where a whole stride no longer fits, this counts one place too many: the kernel would "
            "hang over the edge there. torch leaves that place out, so round down.",
        ),
        Misconception(
            edit("kernel_forgotten", ("padding - kernel", "padding"), ("stride + 1", "stride")),
            "That is the whole row divided by the stride. The kernel takes up room itself: it can "
            "move by `size + 2 * padding - kernel` only.",
        ),
        Misconception(
            edit("one_added_too_early", ("room // stride + 1", "(room + 1) // stride")),
            "That is `(room + 1) // stride`. The place where the kernel starts does not depend on "
            "the stride: divide the room first, then add 1.",
        ),
        Misconception(
            edit("stride_forgotten", ("room // stride", "room")),
            "The stride plays no part in your result. The kernel moves `stride` pixels at a time, "
            "so divide the room by it.",
        ),
        Misconception(
            edit("not_whole", ("// stride", "/ stride")),
            "That can give half a pixel. Use `//`, which rounds down: a place in which the kernel "
            "does not fit is left out.",
        ),
    ],
    generated=generated,
)
