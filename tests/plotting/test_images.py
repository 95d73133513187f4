import numpy as np
import pytest
import torch
from torch import nn

from nma_ae.plotting import plot_image_rows


def canvas(ax):
    (image,) = ax.images
    return np.ma.filled(image.get_array().astype(float), np.nan)


def test_image_i_stands_above_image_i():
    originals = torch.arange(3.0)[:, None].expand(3, 4)
    drawn = canvas(plot_image_rows([originals, originals + 10], image_shape=(2, 2)))
    assert drawn.shape == (2 * 2 + 2, 3 * 2 + 2 * 2)
    for i in range(3):
        left = i * 4
        assert (drawn[0:2, left : left + 2] == i).all()
        assert (drawn[4:6, left : left + 2] == i + 10).all()
    assert np.isnan(drawn[2:4]).all()
    assert np.isnan(drawn[:, 2:4]).all()


def test_images_are_upright():
    image = torch.arange(6.0).reshape(2, 3) / 6
    drawn = canvas(plot_image_rows([image.reshape(1, 6)], image_shape=(2, 3)))
    np.testing.assert_array_equal(drawn, image)


def test_all_shapes_of_images_look_the_same():
    images = torch.rand(4, 1, 28, 28)
    drawn = [
        canvas(plot_image_rows([given])) for given in (images, images[:, 0], images.flatten(1))
    ]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    np.testing.assert_array_equal(drawn[0], drawn[2])


def test_black_is_0_and_white_is_1_whatever_the_images():
    ax = plot_image_rows([torch.full((2, 784), 0.4)])
    assert ax.images[0].get_clim() == (0, 1)
    assert ax.images[0].get_cmap().name == "gray"


def test_labels_stand_beside_their_rows():
    rows = [torch.rand(2, 784)] * 3
    ax = plot_image_rows(rows, labels=["a", "b", "c"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c"]
    np.testing.assert_allclose(ax.get_yticks(), [13.5, 43.5, 73.5])
    assert len(plot_image_rows(rows).get_yticks()) == 0


def test_reconstructions_that_carry_gradients():
    output = nn.Linear(784, 784)(torch.rand(2, 784)).sigmoid()
    plot_image_rows([output])
    assert output.requires_grad


def test_draws_into_given_axes(figures):
    ax = figures.figure().add_subplot()
    assert plot_image_rows([torch.rand(2, 784)], ax=ax) is ax
    assert len(figures.get_fignums()) == 1


@pytest.mark.parametrize(
    ("rows", "labels", "message"),
    [
        ([], None, r"equally many images, at least one, got \[\]"),
        ([torch.rand(3, 784), torch.rand(2, 784)], None, r"got \[3, 2\]"),
        ([torch.rand(0, 784)], None, r"got \[0\]"),
        ([torch.rand(2, 700)], None, r"28 x 28 pixels, got shape \(2, 700\)"),
        ([torch.rand(2, 784)], ["a", "b"], "labels must be as many as rows, got 2 for 1"),
        (torch.rand(3, 784), None, "rows must be a list or a tuple, got Tensor"),
    ],
)
def test_refuses(rows, labels, message):
    with pytest.raises(ValueError, match=message):
        plot_image_rows(rows, labels=labels)
