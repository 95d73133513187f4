"""The features of several encoders on planes, under a menu of colours."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from nma_ae.data import LATENT_NAMES, latent_classes
from nma_ae.data.dsprites import N_IMAGES
from nma_ae.explorers import feature_plane_explorer
from nma_ae.explorers.feature_plane import PITCH
from nma_ae.seeds import generator

N = 90
CLASSES = latent_classes(torch.randint(N_IMAGES, (N,), generator=generator(0)))
SPREADS = torch.tensor([3.0, 2.0, 1.0, 0.5])
FEATURES = {
    name: torch.randn(N, 4, generator=generator(i)) * SPREADS for i, name in enumerate("abc")
}
NUMBERS = torch.arange(N) + 200


def test_each_encoder_lies_on_its_principal_components():
    figure = feature_plane_explorer(FEATURES, CLASSES, n_shown=40)
    for i, (trace, each) in enumerate(zip(figure.data, FEATURES.values(), strict=True)):
        directions = (each / each.norm(dim=1, keepdim=True)).numpy()
        model = PCA(2).fit(directions)
        expected = model.transform(directions)[:40]
        middle = np.array([i % 2 * PITCH[0], -(i // 2) * PITCH[1]])
        shown = np.stack([trace.x, trace.y], 1) / 1000 - middle
        np.testing.assert_allclose(abs(shown), abs(expected), atol=0.001)
        share = 100 * model.explained_variance_ratio_.sum()
        assert figure.layout.annotations[i].text == f"<b>{'abc'[i]}</b>  {share:.0f} %"


def test_the_menu_leads_to_the_colours_of_each_latent_and_of_what_is_given():
    figure = feature_plane_explorer(FEATURES, CLASSES, {"numbers": NUMBERS}, n_shown=40)
    names = [*LATENT_NAMES, "numbers"]
    (menu,) = figure.layout.updatemenus
    assert [button.label for button in menu.buttons] == [f"coloured by {name}" for name in names]
    for button, frame, values in zip(
        menu.buttons, figure.frames, [*CLASSES.T, NUMBERS], strict=True
    ):
        assert list(button.args[0]) == [frame.name]
        assert tuple(frame.traces) == (0, 1, 2)
        for trace in frame.data:
            assert trace.marker.color.tolist() == values[:40].tolist()
        axis = frame.layout.coloraxis
        assert axis.cmin <= values[:40].min()
        assert axis.cmax >= values[:40].max()
        assert len(axis.colorbar.tickvals) == len(axis.colorbar.ticktext) == 3
    assert list(figure.layout.coloraxis.colorbar.ticktext) == ["square", "ellipse", "heart"]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_all_planes_lie_within_the_axes(n):
    features = {str(i): FEATURES["a"] for i in range(n)}
    figure = feature_plane_explorer(features, CLASSES)
    (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range
    for trace, title in zip(figure.data, figure.layout.annotations, strict=True):
        assert left <= trace.x.min() <= trace.x.max() <= right
        assert bottom <= trace.y.min() <= trace.y.max() <= title.y <= top


def test_a_title_with_a_comma_takes_two_lines_and_has_room_for_them():
    tops, texts = [], []
    for name in ("a", "a, of two"):
        figure = feature_plane_explorer({name: FEATURES["a"]}, CLASSES)
        (title,) = figure.layout.annotations
        tops.append(figure.layout.yaxis.range[1] - title.y)
        texts.append(title.text)
    assert texts[1].startswith("<b>a,<br>of two</b>")
    assert tops == [350, 500]


@pytest.mark.parametrize(
    ("features", "values", "message"),
    [
        ({}, None, "features must be of 1 to 6 encoders, got 0"),
        ({"a": FEATURES["a"][:-1]}, None, "classes must be 5 for each of the 89 images"),
        (FEATURES, {"x": NUMBERS[:3]}, r"values\['x'\] must be one for each of 90 images"),
    ],
)
def test_what_does_not_fit_is_said(features, values, message):
    with pytest.raises(ValueError, match=message):
        feature_plane_explorer(features, CLASSES, values)
