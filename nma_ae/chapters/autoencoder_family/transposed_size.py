"""Compute how long a side of an image is after a transposed convolution."""

import random

from nma_ae.exercises import Case, Exercise, Misconception, edit


def by_formula(size, kernel, stride=1, padding=0, output_padding=0):
    return stride * (size - 1) + kernel + output_padding - 2 * padding


def by_last_copy(size, kernel, stride=1, padding=0, output_padding=0):
    last_start = 0
    for _ in range(size - 1):
        last_start += stride
    end = last_start + kernel
    return end - padding - padding + output_padding


def by_covered_pixels(size, kernel, stride=1, padding=0, output_padding=0):
    covered = {place * stride + i for place in range(size) for i in range(kernel)}
    return max(covered) + 1 + output_padding - 2 * padding


def by_trial(size, kernel, stride=1, padding=0, output_padding=0):
    import torch
    from torch import nn

    layer = nn.ConvTranspose1d(
        1, 1, kernel, stride=stride, padding=padding, output_padding=output_padding
    )
    with torch.no_grad():
        return layer(torch.zeros(1, 1, size)).shape[-1]


def backwards(size, kernel, stride=1, padding=0, output_padding=0):
    """Take the shortest row of which the convolution makes `size` pixels, then add."""
    length = 1
    while (length + 2 * padding - kernel) // stride + 1 != size or length + 2 * padding < kernel:
        length += 1
    return length + output_padding


def forward_formula(size, kernel, stride=1, padding=0, output_padding=0):
    return (size + 2 * padding - kernel) // stride + 1 + output_padding


def _with_defaults(answer, inputs):
    return answer(inputs["size"], inputs["kernel"])


def _case(size, kernel, stride=1, padding=0, output_padding=0, **rest):
    inputs = {
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
    }
    return Case(inputs=lambda: dict(inputs), **rest)


def generated(random: random.Random) -> Case:
    """Make a case: a single pixel, gaps between the copies and cuts down to one pixel among them.

    As torch has it, `output_padding` is less than the stride.
    """
    size = random.choice([1, 2, 3, random.randint(1, 60)])
    kernel = random.choice([1, 2, 3, random.randint(1, 12)])
    if random.random() < 0.1:
        return _case(size, kernel, call=_with_defaults)
    stride = random.choice([1, 1, 2, 3, random.randint(1, 8)])
    most_cut = ((size - 1) * stride + kernel - 1) // 2
    padding = random.choice([0, 0, most_cut, random.randint(0, most_cut)])
    return _case(size, kernel, stride, padding, random.choice([0, random.randrange(stride)]))


exercise = Exercise(
    cases=[
        _case(3, 3, call=_with_defaults, shown="transposed_size(size=3, kernel=3)"),
        _case(3, 3, stride=2),
        _case(7, 5, stride=2, padding=2),
        _case(7, 5, stride=2, padding=2, output_padding=1),
        _case(2, 6, stride=8, padding=1, output_padding=3),
        _case(1, 1, stride=4, output_padding=3),
        _case(1, 9, stride=3, padding=4),
    ],
    hints=[
        "Three pixels, a kernel of three, a stride of two: the first pixel draws into boxes 0, 1, "
        "2, the next into 2, 3, 4. Where does the last one end?",
        "The last of `size` copies starts `(size - 1) * stride` boxes after the first, and is "
        "`kernel` boxes long.",
        "Then `padding` boxes are cut off at either end, and `output_padding` boxes are added at "
        "one end.",
    ],
    variants=[by_formula, by_last_copy, by_covered_pixels, by_trial, backwards],
    misconceptions=[
        Misconception(
            edit(
                "size_times_stride", ("(size - 1) * stride + kernel - 2 * padding", "size * stride")
            ),
            "That is the size times the stride, which holds only where kernel and padding happen "
            "to fit. Ask where the last copy of the kernel ends.",
        ),
        Misconception(
            edit("one_copy_too_many", ("(size - 1) * stride", "size * stride")),
            "Between `size` copies there are `size - 1` strides: the first copy starts at 0.",
        ),
        Misconception(
            edit("padding_added", ("- 2 * padding", "+ 2 * padding")),
            "The padding makes your row longer. In a transposed convolution it undoes the padding "
            "of the convolution, so it is cut off: the row gets shorter by `2 * padding`.",
        ),
        Misconception(
            edit("padding_cut_once", ("2 * padding", "padding")),
            "The padding is cut off at both ends, not at one.",
        ),
        Misconception(
            edit(
                "output_padding_twice",
                ("+ output_padding", "+ 2 * output_padding"),
                of=by_last_copy,
            ),
            "The output padding is added at one end only; that is what makes it able to give an "
            "even length.",
        ),
        Misconception(
            edit("output_padding_forgotten", ("+ output_padding", "")),
            "The output padding is missing: it makes the image longer by that many pixels.",
        ),
        Misconception(
            forward_formula,
            "That is the size after a convolution. A transposed one goes the other way: its image "
            "grows with the stride.",
        ),
    ],
    generated=generated,
)
