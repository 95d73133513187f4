"""The contrastive task on a few images, under a slider of temperatures."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nma_ae.explorers import contrast_explorer
from nma_ae.explorers.contrast import BAR
from nma_ae.seeds import generator
from nma_ae.training import contrastive_loss

N = 3
VIEWS = torch.rand(2 * N, 1, 8, 8, generator=generator(0))
FEATURES = torch.randn(2 * N, 5, generator=generator(1))


@pytest.mark.parametrize("row", range(2 * N))
def test_the_bars_are_the_softmax_of_a_row(row):
    figure = contrast_explorer(VIEWS, FEATURES, row=row, temperatures=(0.1, 0.5, 2))
    others = [k for k in range(2 * N) if k != row]
    cosines = F.cosine_similarity(FEATURES[row], FEATURES[others], dim=1)
    for frame, temperature in zip(figure.frames, (0.1, 0.5, 2), strict=True):
        (bars,) = frame.data
        expected = (cosines / temperature).softmax(0)
        np.testing.assert_allclose(-np.array(bars.y) / BAR, expected, atol=1e-3)
        assert list(bars.x) == others
        partner = others.index((row + N) % (2 * N))
        assert [bars.marker.color.count(each) for each in bars.marker.color][partner] == 1
    assert figure.data[3].y == figure.frames[1].data[0].y


def test_the_losses_of_all_rows_are_the_contrastive_loss():
    losses = []
    for row in range(2 * N):
        figure = contrast_explorer(VIEWS, FEATURES, row=row, temperatures=[0.5])
        (step,) = figure.layout.sliders[0].steps
        losses.append(float(step.label.split()[-1]))
    expected = contrastive_loss(FEATURES[:N], FEATURES[N:], temperature=0.5).item()
    assert np.mean(losses) == pytest.approx(expected, abs=0.006)


def test_the_matrix_has_all_cosines_but_those_of_a_view_with_itself():
    figure = contrast_explorer(VIEWS, FEATURES)
    matrix = np.array(figure.data[0].z, dtype=float)
    expected = F.cosine_similarity(FEATURES[:, None], FEATURES[None], dim=2).numpy()
    assert np.isnan(matrix.diagonal()).all()
    np.testing.assert_allclose(np.nan_to_num(matrix), expected - np.eye(2 * N), atol=0.0051)
    frames = [shape for shape in figure.layout.shapes if shape.x1 - shape.x0 == 1]
    assert {(shape.y0 + 0.5, shape.x0 + 0.5) for shape in frames} == {
        (i, (i + N) % (2 * N)) for i in range(2 * N)
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"views": VIEWS[:-1]}, "views must be"),
        ({"features": FEATURES[:-1]}, "features must be"),
        ({"row": 6}, "row must be an integer from 0 to 5, got 6"),
        ({"temperatures": (1, 0)}, "temperatures must all be above 0"),
    ],
)
def test_what_does_not_fit_is_said(change, message):
    with pytest.raises(ValueError, match=message):
        contrast_explorer(**{"views": VIEWS, "features": FEATURES} | change)
