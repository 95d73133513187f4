"""Compute how long a side of an image is behind a convolution."""

import math

from nma_ae.exercises import Case, Exercise, Misconception


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


def padded_once(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


def padding_forgotten(size, kernel, stride=1, padding=0):
    return (size - kernel) // stride + 1


def first_place_forgotten(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride


def rounded_up(size, kernel, stride=1, padding=0):
    return -(-(size + 2 * padding - kernel) // stride) + 1


def kernel_forgotten(size, kernel, stride=1, padding=0):
    return (size + 2 * padding) // stride


def one_added_too_early(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride


def stride_forgotten(size, kernel, stride=1, padding=0):
    return size + 2 * padding - kernel + 1


def not_whole(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) / stride + 1


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"size": 7, "kernel": 3, "stride": 1, "padding": 0}),
        Case(inputs=lambda: {"size": 7, "kernel": 3, "stride": 2, "padding": 0}),
        Case(inputs=lambda: {"size": 28, "kernel": 5, "stride": 2, "padding": 2}),
        Case(inputs=lambda: {"size": 14, "kernel": 5, "stride": 2, "padding": 2}),
        Case(inputs=lambda: {"size": 11, "kernel": 4, "stride": 3, "padding": 1}),
        Case(inputs=lambda: {"size": 3, "kernel": 3, "stride": 5, "padding": 0}),
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
            padded_once,
            "You added the padding once. It is put at both ends of the row.",
        ),
        Misconception(
            padding_forgotten,
            "The padding is missing: it makes the row longer by `2 * padding`.",
        ),
        Misconception(
            first_place_forgotten,
            "You counted the moves. There is one more place than there are moves: the first one.",
        ),
        Misconception(
            rounded_up,
            "You rounded up. Where a whole stride no longer fits, the kernel would hang over the "
            "edge; torch leaves that place out, so round down.",
        ),
        Misconception(
            kernel_forgotten,
            "You divided the whole row by the stride. The kernel takes up room itself: it can move "
            "by `size + 2 * padding - kernel` only.",
        ),
        Misconception(
            one_added_too_early,
            "The 1 stands inside the division. It is the place where the kernel starts, and does "
            "not depend on the stride: add it after dividing.",
        ),
        Misconception(
            stride_forgotten,
            "The stride is missing: the kernel moves `stride` pixels at a time, so divide the room "
            "by it.",
        ),
        Misconception(
            not_whole,
            "That can give half a pixel. Use `//`, which rounds down: a place in which the kernel "
            "does not fit is left out.",
        ),
    ],
)
