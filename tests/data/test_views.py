import math
import time

import pytest
import torch
from kornia.geometry.transform import warp_affine

from nma_ae.data import draw_dsprites, random_transformations, random_views, transform_images
from nma_ae.seeds import generator


@pytest.fixture(scope="module")
def images():
    return draw_dsprites(torch.arange(0, 737280, 9001)).float()


def in_pixels(transformations, width, height):
    """The same matrices, between numbers of pixels as kornia counts them."""
    middle = torch.tensor([[width / 2 - 0.5], [height / 2 - 0.5]]).double()
    sides = torch.tensor([[float(width)], [float(height)]]).double()
    matrix, shift = transformations.double().split([2, 1], dim=2)
    matrix = sides * matrix / sides.T
    return torch.cat([matrix, sides * shift + middle - matrix @ middle], dim=2)


def test_agrees_with_kornia_given_the_same_matrices(images):
    transformations = random_transformations(len(images), generator=generator(0))
    found = transform_images(images, transformations)
    matrices = in_pixels(transformations, 64, 64)
    expected = warp_affine(images.double(), matrices, (64, 64), mode="nearest", align_corners=True)
    assert (found != expected).double().mean() < 2e-5  # a source on the border of two pixels
    assert found.sum() > 0.8 * images.sum()


def test_agrees_with_kornia_on_grey_oblong_images_of_several_channels():
    draws = generator(1)
    images = torch.rand(130, 3, 24, 40, generator=draws)
    transformations = random_transformations(130, generator=draws)
    found = transform_images(images, transformations)
    matrices = in_pixels(transformations, 40, 24)
    expected = warp_affine(images.double(), matrices, (24, 40), mode="nearest", align_corners=True)
    assert (found - expected).abs().gt(1e-6).double().mean() < 1e-4


def test_the_identity_changes_nothing(images):
    identity = torch.eye(2, 3).repeat(len(images), 1, 1)
    assert torch.equal(transform_images(images, identity), images)


def test_a_shift_by_hand():
    image = torch.arange(1.0, 17).view(1, 1, 4, 4)
    right_and_up = torch.tensor([[[1.0, 0.0, 0.25], [0.0, 1.0, -0.5]]])
    expected = torch.tensor([[0.0, 9, 10, 11], [0, 13, 14, 15], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert torch.equal(transform_images(image, right_and_up)[0, 0], expected)


def test_a_quarter_turn_and_back_by_hand():
    image = torch.arange(1.0, 17).view(1, 1, 4, 4)
    turn = torch.tensor([[[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]])
    turned = transform_images(image, turn)
    assert torch.equal(turned[0, 0], image[0, 0].rot90())  # counter-clockwise, as y points down
    back = torch.tensor([[[0.0, -1.0, 0.0], [1.0, 0.0, 0.0]]])
    assert torch.equal(transform_images(turned, back), image)


def test_draws_fill_their_ranges_evenly():
    draws = random_transformations(20000, generator=generator(0))
    angle = torch.atan2(draws[:, 0, 1], draws[:, 0, 0]) * 180 / math.pi
    scale = draws[:, 0, :2].norm(dim=1)
    shifts = draws[:, :, 2].T
    for values, low, high in [
        (angle, -90, 90),
        (scale, 0.8, 1.2),
        (shifts[0], -0.2, 0.2),
        (shifts[1], -0.2, 0.2),
    ]:
        assert low - 1e-4 < values.min() < low + 0.01 * (high - low)
        assert high - 0.01 * (high - low) < values.max() < high + 1e-4
        quarters = torch.histc(values, 4, low, high) / 20000
        assert (quarters - 0.25).abs().max() < 0.02
    together = torch.stack([angle, scale, *shifts])
    assert (together.corrcoef() - torch.eye(4)).abs().max() < 0.03


def test_each_image_has_its_own_draw_and_the_generator_decides(images):
    same = images[:1].repeat(50, 1, 1, 1)
    views = random_views(same, generator=generator(3))
    assert len({view.numpy().tobytes() for view in views}) == 50
    assert torch.equal(views, random_views(same, generator=generator(3)))
    assert not torch.equal(views, random_views(same, generator=generator(4)))
    still = random_views(images, rotation=0, translation=0, scale=(1, 1))
    assert torch.equal(still, images)


def test_a_thousand_images_take_little_time():
    images = torch.zeros(1000, 1, 64, 64)
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        random_views(images)
        best = min(best, time.process_time() - start)
    assert best < 0.2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rotation": -1}, "rotation must be at least 0, got -1"),
        ({"translation": float("nan")}, "translation must be at least 0, got nan"),
        ({"scale": (0, 1)}, r"scale must be \(smallest, largest\), both above 0, got \(0, 1\)"),
        ({"scale": (2, 1)}, "scale must be"),
    ],
)
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        random_views(torch.zeros(2, 1, 4, 4), **settings)


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match=r"must be \(2, 2, 3\), got shape \(3, 2, 3\)"):
        transform_images(torch.zeros(2, 1, 4, 4), torch.zeros(3, 2, 3))
