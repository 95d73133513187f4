"""What a network makes of an even grid: images in their places, classes row by row."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from nma_ae.analysis import decode_grid

coordinates = st.floats(-1e4, 1e4, width=32)


def position(codes):
    """A decoder whose images show the code that they were made from: 1 x 2 pixels, x and y."""
    return codes


def test_grid_lies_as_a_map_does():
    canvas = decode_grid(position, (0, 3), (10, 16), n_rows=3, image_shape=(1, 2))
    expected = [  # x and y of each cell's centre, the largest y first
        [0.5, 15, 1.5, 15, 2.5, 15],
        [0.5, 13, 1.5, 13, 2.5, 13],
        [0.5, 11, 1.5, 11, 2.5, 11],
    ]
    assert canvas.tolist() == expected


def test_grid_keeps_each_image_upright():
    image = torch.arange(6.0).reshape(2, 3)
    canvas = decode_grid(
        lambda codes: image.flatten().expand(len(codes), 6), (0, 1), (0, 1), 2, (2, 3)
    )
    assert torch.equal(canvas, image.repeat(2, 2))


def test_grid_is_decoded_in_one_batch_without_gradients():
    calls = []

    class Decoder(nn.Linear):
        def forward(self, codes):
            calls.append((tuple(codes.shape), codes.dtype))
            return super().forward(codes)

    canvas = decode_grid(Decoder(2, 12), (-1, 1), (-1, 1), 5, (3, 4))
    assert calls == [((25, 2), torch.float32)]
    assert canvas.shape == (15, 20)
    assert not canvas.requires_grad


@settings(max_examples=30)
@given(st.integers(1, 6), coordinates, st.floats(0.5, 50), coordinates, st.floats(0.5, 50))
def test_grid_agrees_with_plain_loops(n_rows, x0, width, y0, height):
    canvas = decode_grid(position, (x0, x0 + width), (y0, y0 + height), n_rows, (2, 1))
    for row in range(n_rows):
        for column in range(n_rows):
            x = x0 + (column + 0.5) * width / n_rows
            y = y0 + height - (row + 0.5) * height / n_rows
            cell = canvas[2 * row : 2 * row + 2, column].tolist()
            assert cell == pytest.approx([x, y], rel=1e-5, abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((1, 1), (0, 1)), "xlim must be finite and ascending"),
        (((0, 1), (1, 0)), "ylim must be finite and ascending"),
        (((0, float("nan")), (0, 1)), "xlim must be finite"),
        (((0, 1), (0, float("inf"))), "ylim must be finite"),
        (((0, 1), (0, 1), 0), "n_rows must be a positive integer, got 0"),
        (((0, 1), (0, 1), 2, (3, 3)), r"4 images of 3 x 3 pixels, got shape \(4, 2\)"),
    ],
)
def test_grid_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        decode_grid(position, *arguments)
