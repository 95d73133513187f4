import numpy as np
import pytest
import torch
import torchinfo
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from nma_ae.analysis import count_parameters, layer_weights, parameter_table
from nma_ae.networks import build_deep_autoencoder, build_mirrored_autoencoder


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        ([784, 392, 64, 2], 666_791),
        ([784, 196, 64, 2], 333_983),  # 334 K, where the sources say 333 K
        ([784, 1568, 392, 96, 3], 3_768_682),
        ([1, 1], 5),  # two weights, two biases, one slope
    ],
)
def test_known_counts(widths, expected):
    assert count_parameters(widths) == expected


@settings(max_examples=30)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=5))
def test_formula_agrees_with_torchinfo(widths):
    model = build_mirrored_autoencoder(widths)
    assert count_parameters(widths) == torchinfo.summary(model, verbose=0).total_params


def test_other_sequences_of_integers():
    assert count_parameters(np.array([784, 392, 64, 2])) == 666_791
    assert type(count_parameters(np.array([784, 2]))) is int


@pytest.mark.parametrize("widths", [[], [784], [784, 0], [784, -2], [784, 2.0], [784, "2"]])
def test_bad_widths(widths):
    with pytest.raises(ValueError, match="widths"):
        count_parameters(widths)


def test_layer_weights_are_copies_in_order():
    layer = nn.Linear(3, 2)
    before = [parameter.detach().clone() for parameter in layer.parameters()]
    weights, bias = layer_weights(layer)
    assert weights.shape == (2, 3)
    assert bias.shape == (2,)
    weights += 1
    bias[:] = 0
    for parameter, unchanged in zip(layer.parameters(), before, strict=True):
        assert torch.equal(parameter, unchanged)


def test_layer_without_weights():
    assert layer_weights(nn.Sigmoid()) == []


def test_table_agrees_with_torchinfo_layer_by_layer():
    model = build_deep_autoencoder()
    layers = torchinfo.summary(model, verbose=0).summary_list[1:]
    table = parameter_table(model)
    assert [row.parameters for row in table.rows] == [layer.num_params for layer in layers]
    assert [row.name for row in table.rows] == [str(i) for i in range(12)]
    assert table.total == 666_791


def test_table_of_nested_layers_and_parameters_of_their_own():
    class Shifted(nn.Module):
        def __init__(self):
            super().__init__()
            self.shift = nn.Parameter(torch.zeros(4))
            self.inner = nn.Sequential(nn.Linear(4, 2), nn.ReLU())

    table = parameter_table(nn.Sequential(Shifted(), nn.Linear(2, 1)))
    counts = {row.name: row.parameters for row in table.rows}
    assert counts == {"0": 4, "0.inner.0": 10, "0.inner.1": 0, "1": 3}


def test_shared_parameters_count_once():
    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    second.weight = first.weight
    table = parameter_table(nn.Sequential(first, second, first))
    assert [row.parameters for row in table.rows] == [12, 3]


def test_table_of_a_single_layer():
    table = parameter_table(nn.Linear(2, 2))
    assert table.total == 6
    assert len(table.rows) == 1


def test_table_as_text():
    linear, slope = nn.Linear(1000, 2), nn.PReLU()
    text = str(parameter_table(nn.Sequential(linear, slope)))
    assert text.splitlines() == [
        "layer  parameters  kind",
        f"0           2,002  {linear}",  # as this version of torch prints it
        f"1               1  {slope}",
        "total       2,003",
    ]


def test_table_as_html_escapes():
    class Odd(nn.Module):
        def extra_repr(self):
            return "<b>"

    html = parameter_table(nn.Sequential(Odd(), nn.PReLU()))._repr_html_()
    assert "Odd(&lt;b&gt;)" in html
    assert html.count("<tr>") == 4
