"""The slider of ready-made maps, and the demo that trains in the kernel."""

import matplotlib
import pytest
import torch

from nma_ae.analysis import decision_grid
from nma_ae.data import load_spirals
from nma_ae.explorers import DecisionDemo, decision_slider
from nma_ae.seeds import generator

matplotlib.use("Agg")

SPIRALS = load_spirals(n_per_arm=60, generator=generator(0))
TEST = SPIRALS.test_points, SPIRALS.test_labels


def left_or_right(points):
    return torch.stack([-points[:, 0], points[:, 0]], dim=1)


def down_or_up(points):
    return torch.stack([-points[:, 1], points[:, 1]], dim=1)


BOTH = {"first": left_or_right, "second": down_or_up}


def test_a_frame_for_each_classifier_shows_its_grid():
    figure = decision_slider(BOTH, *TEST, limit=1, n_cells=10)
    for frame, classify in zip(figure.frames, BOTH.values(), strict=True):
        expected = decision_grid(classify, 1, 10).tolist()
        assert frame.data[0].z.tolist() == expected
        assert tuple(frame.traces) == (0,)  # the data stay
    assert figure.data[0].z.tolist() == figure.frames[0].data[0].z.tolist()


def test_the_slider_s_stops_have_the_names_and_lead_to_their_frames():
    figure = decision_slider(BOTH, *TEST, n_cells=10)
    steps = figure.layout.sliders[0].steps
    assert [step.label for step in steps] == ["first", "second"]
    assert [step.args[0][0] for step in steps] == [frame.name for frame in figure.frames]


def test_classes_differ_in_their_marks_and_not_in_colour_alone():
    figure = decision_slider(BOTH, *TEST, n_cells=10, n_shown=40)
    marks = figure.data[1:]
    assert len(marks) == 4
    assert len({mark.marker.symbol for mark in marks}) == 4
    assert sum(len(mark.x) for mark in marks) <= 40


def test_refuses_nothing_to_show():
    with pytest.raises(ValueError, match="at least one"):
        decision_slider({}, *TEST)


def test_the_demo_answers_a_slider_with_a_new_network():
    demo = DecisionDemo(SPIRALS)
    demo.controls["epochs"].value = 5
    demo.controls["width"].value = 3
    demo.controls["layers"].value = 2
    demo.controls["activation"].value = "Tanh"
    accuracy = demo.train()
    widths = [layer.out_features for layer in demo.network if hasattr(layer, "out_features")]
    assert widths == [3, 3, 4]
    assert "Tanh" in str(demo.network)
    assert 0 <= accuracy <= 1


def test_the_demo_says_how_large_and_how_good_the_network_is():
    demo = DecisionDemo(SPIRALS)
    demo.controls["epochs"].value = 5
    demo.controls["width"].value = 14
    demo.controls["layers"].value = 1
    title = demo.draw().axes[0].get_title(loc="center") or demo.draw().axes[0].get_title(loc="left")
    assert title.startswith("102 parameters, ")
    assert title.endswith("% right")


def test_the_demo_shows_a_new_picture_when_a_slider_moves():
    demo = DecisionDemo(SPIRALS)
    demo.controls["epochs"].value = 5
    first = bytes(demo._picture.value)
    demo.controls["width"].value = 2
    assert first.startswith(b"\x89PNG")
    second = bytes(demo._picture.value)
    assert second.startswith(b"\x89PNG")
    assert second != first
