from io import BytesIO

import numpy as np
import pytest
import torch

from nma_ae.data import LATENT_NAMES, latent_classes
from nma_ae.data.dsprites import N_CLASSES, N_IMAGES
from nma_ae.plotting import plot_rsm_panel, sorted_rsm, use_style
from nma_ae.plotting.rsm_panel import class_names
from nma_ae.seeds import generator


@pytest.fixture
def classes():
    return latent_classes(torch.randint(N_IMAGES, (300,), generator=generator(0)))


@pytest.fixture
def features():
    return torch.randn(300, 5, generator=generator(1))


def test_a_matrix_for_each_latent_on_one_scale(features, classes):
    figure = plot_rsm_panel(features, classes, "an encoder")
    axes = figure.axes[:5]
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axes] == list(LATENT_NAMES)
    for ax, labels in zip(axes, classes.T, strict=True):
        matrix, _ = sorted_rsm(features, labels, 80)
        np.testing.assert_allclose(ax.images[0].get_array(), matrix, atol=1e-6)
        assert ax.images[0].get_clim() == (-1, 1)
    assert figure.get_suptitle() == "an encoder"


def test_the_names_stand_at_their_classes(features):
    classes = torch.zeros(300, 5, dtype=torch.int64)
    classes[150:250, 0], classes[250:, 0] = 1, 2
    figure = plot_rsm_panel(features, classes)
    shape, scale = figure.axes[:2]
    assert list(shape.get_yticks()) == [75, 200, 275]
    assert [text.get_text() for text in shape.get_yticklabels()] == ["square", "ellipse", "heart"]
    assert [text.get_text() for text in scale.get_yticklabels()] == ["0.5"]  # the only one there


def test_every_class_has_a_name():
    for latent, n_classes in zip(LATENT_NAMES, N_CLASSES, strict=True):
        assert len(class_names(latent)) == n_classes
    assert class_names("orientation")[::13] == ["0°", "120°", "240°", "360°"]
    assert class_names("posY")[-1] == "1.00"


def test_its_picture_is_small():
    use_style()
    classes = latent_classes(torch.randint(N_IMAGES, (4000,), generator=generator(0)))
    shapes = torch.nn.functional.one_hot(classes[:, 0], 3)
    features = shapes + 0.5 * torch.randn(4000, 3, generator=generator(1))
    png = BytesIO()
    plot_rsm_panel(features, classes, "an encoder").savefig(png)
    assert len(png.getvalue()) < 120_000


def test_bad_arguments(features, classes):
    with pytest.raises(ValueError, match="classes must be 5 for each of the 300 images"):
        plot_rsm_panel(features, classes[:9])
    with pytest.raises(ValueError, match=r"features must be \(n, n_features\)"):
        plot_rsm_panel(features[:, None], classes)
    with pytest.raises(ValueError, match=r"latent must be one of shape, .*, got 'colour'"):
        class_names("colour")
