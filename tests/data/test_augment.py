"""Turns against Pillow's, and each image by its own draw."""

import numpy as np
import pytest
import torch
from PIL import Image

from nma_ae.data import augment, normalize, rotate
from nma_ae.seeds import generator


@pytest.fixture
def images():
    return torch.rand(4, 3, 12, 12, generator=generator(0))


def test_quarter_turns_are_exact_and_counter_clockwise(images):
    for quarters in range(4):
        turned = rotate(images, torch.full((4,), 90.0 * quarters))
        torch.testing.assert_close(turned, images.rot90(quarters, (2, 3)), atol=1e-5, rtol=0)


def test_agrees_with_pillow_inside(images):
    smooth = torch.nn.functional.avg_pool2d(images, 5, stride=1, padding=2)
    turned = rotate(smooth, torch.full((4,), 10.0))
    for mine, image in zip(turned[:, 0], smooth[:, 0], strict=True):
        theirs = Image.fromarray(image.numpy()).rotate(10, Image.Resampling.BILINEAR)
        inner = slice(3, -3)
        np.testing.assert_allclose(mine[inner, inner], np.asarray(theirs)[inner, inner], atol=0.01)


def test_each_image_has_its_own_angle(images):
    angles = torch.tensor([0.0, 10.0, -10.0, 90.0])
    together = rotate(images, angles)
    for i in range(4):
        torch.testing.assert_close(
            together[i : i + 1], rotate(images[i : i + 1], angles[i : i + 1])
        )


def test_corners_that_come_in_are_zero():
    turned = rotate(torch.ones(1, 1, 32, 32), torch.tensor([45.0]))
    assert turned[0, 0, 0, 0] == 0
    assert turned[0, 0, 16, 16] == 1


def test_normalize():
    assert normalize(torch.tensor([0.0, 0.25, 0.5, 1.0])).tolist() == [-1, -0.5, 0, 1]


def test_augment_mirrors_where_it_should_then_turns(images):
    flips = torch.tensor([True, False, True, False])
    still = augment(images, flips, torch.zeros(4))
    for i, flip in enumerate(flips):
        expected = images[i].flip(2) if flip else images[i]
        torch.testing.assert_close(still[i], 2 * expected - 1, atol=1e-5, rtol=0)
    quarter = augment(images, flips, torch.full((4,), 90.0))
    torch.testing.assert_close(quarter, still.rot90(1, (2, 3)), atol=1e-5, rtol=0)


def test_inputs_stay_as_they_are(images):
    before = images.clone()
    augment(images, torch.ones(4, dtype=torch.bool), torch.full((4,), 5.0))
    assert torch.equal(images, before)


def test_refuses(images):
    with pytest.raises(ValueError, match="angles"):
        rotate(images, torch.zeros(3))
    with pytest.raises(ValueError, match="images"):
        rotate(images[..., :5], torch.zeros(4))
    with pytest.raises(ValueError, match="flips"):
        augment(images, torch.zeros(5, dtype=torch.bool), torch.zeros(4))
