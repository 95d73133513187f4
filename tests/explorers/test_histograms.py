"""The slider of histograms: what its bars count, and what it refuses."""

import numpy as np
import pytest
import torch

from nma_ae.explorers import histogram_slider
from nma_ae.seeds import generator

NUMBERS = torch.randn(40, 25, generator=generator(0))
STOPS = {
    "small": {"left": [0.1 * NUMBERS, NUMBERS], "right": [NUMBERS, NUMBERS]},
    "large": {"left": [10 * NUMBERS, NUMBERS], "right": [NUMBERS, 0 * NUMBERS]},
}
ROWS = ("layer 1", "layer 2")


def slider(**settings):
    return histogram_slider(STOPS, ROWS, **{"limits": (2.0, 3.0), "n_bars": 5, **settings})


def heights(frame, row, column):
    return np.asarray(frame.data[2 * row + column].y).tolist()


def test_the_bars_count_the_numbers_and_the_ends_what_lies_beyond():
    edges = np.linspace(-2, 2, 6)
    edges[[0, -1]] = -np.inf, np.inf
    for frame, factor in zip(slider().frames, (0.1, 10.0), strict=True):
        counts, _ = np.histogram(factor * NUMBERS.numpy(), edges)
        assert counts.sum() == 1000
        assert heights(frame, 0, 0) == pytest.approx(counts / counts.max())


def test_zeros_are_one_bar_in_the_middle():
    assert heights(slider().frames[1], 1, 1) == [0, 0, 1, 0, 0]


def test_the_bars_lie_between_the_limits():
    bars = slider().frames[0].data[1]  # the first row's right column
    assert bars.x0 == pytest.approx(-3 + 0.6)
    assert bars.dx == pytest.approx(1.2)


def test_each_stop_has_a_frame_and_the_chosen_one_is_shown():
    figure = slider(start=1)
    steps = figure.layout.sliders[0].steps
    assert [step.label for step in steps] == list(STOPS)
    assert [step.args[0][0] for step in steps] == [frame.name for frame in figure.frames]
    assert figure.layout.sliders[0].active == 1
    for shown, bars in zip(figure.data, figure.frames[1].data, strict=True):
        assert (np.asarray(shown.y) == np.asarray(bars.y)).all()


def test_a_page_has_room_for_it():
    assert len(slider(n_bars=41).to_json()) < 30_000


@pytest.mark.parametrize(
    ("stops", "limits", "message"),
    [
        ({}, (1, 1), "at least one, got none"),
        ({**STOPS, "other": {"left": [NUMBERS] * 2}}, (1, 1), "must all have the columns"),
        ({"short": {"left": [NUMBERS], "right": [NUMBERS] * 2}}, (1, 1), "2 rows in each column"),
        (STOPS, (1,), "one a column"),
        (STOPS, (1, 0), "one a column"),
    ],
)
def test_what_it_refuses(stops, limits, message):
    with pytest.raises(ValueError, match=message):
        histogram_slider(stops, ROWS, limits=limits)
