"""Latent spaces in three dimensions: what is drawn, and what the buttons do."""

import numpy as np
import pytest
import torch

from nma_ae.explorers import decoded_sphere, latent_space_3d
from nma_ae.explorers.latent_sphere import spiral

LABELS = torch.arange(40) % 10


def spaces():
    free = torch.randn(40, 3, generator=torch.Generator().manual_seed(0)) * 5
    return {"free": free, "sphere": torch.nn.functional.normalize(free)}


def coordinates(trace):
    return np.stack([trace.x, trace.y, trace.z], axis=1)


def test_a_trace_for_each_digit_shows_all_of_its_codes():
    figure = latent_space_3d(spaces(), LABELS)
    assert [trace.name for trace in figure.data[:10]] == [str(digit) for digit in range(10)]
    for digit, trace in enumerate(figure.data[:10]):
        shown = coordinates(trace)
        expected = spaces()["free"][digit == LABELS].numpy()
        assert np.allclose(np.sort(shown, axis=0), np.sort(expected, axis=0))
    assert len({trace.marker.color for trace in figure.data[:10]}) == 10


def test_each_button_moves_to_the_frame_of_its_network():
    figure = latent_space_3d(spaces(), LABELS)
    buttons = figure.layout.updatemenus[0].buttons
    assert [button.label for button in buttons] == ["free", "sphere"]
    assert [button.args[0][0] for button in buttons] == [frame.name for frame in figure.frames]
    assert all(button.args[1]["frame"]["redraw"] for button in buttons)
    for name, frame in zip(spaces(), figure.frames, strict=True):
        for digit, trace in enumerate(frame.data[:10]):
            expected = spaces()[name][digit == LABELS].numpy()
            assert np.allclose(np.sort(coordinates(trace), axis=0), np.sort(expected, axis=0))


def test_a_frame_moves_the_axes_and_leaves_the_legend_alone():
    figure = latent_space_3d(spaces(), LABELS)
    free, sphere = (frame.layout.scene for frame in figure.frames)
    assert free.xaxis.title.text == "z1"
    assert sphere.xaxis.title.text == "s1"
    assert tuple(sphere.zaxis.range) == (-1.05, 1.05)
    assert all(trace.visible is None for frame in figure.frames for trace in frame.data)


def test_the_same_images_in_both_networks():
    figure = latent_space_3d(spaces(), LABELS, n_shown=12)
    assert sum(len(trace.x) for trace in figure.data[:10]) == 12
    pairs = zip(figure.frames[0].data[:10], figure.frames[1].data[:10], strict=True)
    for free, sphere in pairs:
        directions = coordinates(free) / np.linalg.norm(coordinates(free), axis=1, keepdims=True)
        assert np.allclose(directions, coordinates(sphere), atol=1e-6)


def test_it_opens_with_the_network_that_is_asked_for():
    figure = latent_space_3d(spaces(), LABELS, opens_with="sphere")
    assert figure.layout.updatemenus[0].active == 1
    assert figure.layout.scene.xaxis.title.text == "s1"
    frame = figure.frames[1]
    for shown, expected in zip(figure.data, frame.data, strict=True):
        assert np.allclose(coordinates(shown), coordinates(expected))


def test_a_point_says_which_digit_it_is():
    figure = latent_space_3d(spaces(), LABELS)
    said = [trace.hovertemplate.partition("<")[0] for trace in figure.data[:10]]
    assert said == [f"digit {digit}" for digit in range(10)]


def test_one_network_needs_no_switch():
    figure = latent_space_3d({"free": spaces()["free"]}, LABELS)
    assert [menu.buttons[0].label for menu in figure.layout.updatemenus] == ["points"]
    assert figure.frames == ()


def test_points_or_digits():
    figure = latent_space_3d(spaces(), LABELS)
    modes = [button.args[0]["mode"] for button in figure.layout.updatemenus[1].buttons]
    assert modes == ["markers", "text"]
    assert [trace.text for trace in figure.data[:10]] == [str(digit) for digit in range(10)]


@pytest.mark.parametrize(
    ("spaces", "message"),
    [
        ({}, "at least one network"),
        ({"free": torch.zeros(40, 2)}, r"spaces\['free'\] must be \(40, 3\), got shape \(40, 2\)"),
        ({"free": torch.zeros(39, 3)}, r"must be \(40, 3\), got shape \(39, 3\)"),
    ],
)
def test_refuses_codes_that_do_not_fit(spaces, message):
    with pytest.raises(ValueError, match=message):
        latent_space_3d(spaces, LABELS)


def test_refuses_to_open_with_a_network_that_is_not_there():
    with pytest.raises(ValueError, match=r"opens_with must be one of free, sphere, got"):
        latent_space_3d(spaces(), LABELS, opens_with="ball")


def test_the_spiral_is_even():
    points = spiral(500)
    assert torch.allclose(points.norm(dim=1), torch.ones(500), atol=1e-6)
    assert points.mean(dim=0).norm() < 0.01
    apart = (points @ points.T).fill_diagonal_(-1).amax(dim=1).clamp(-1, 1).acos()
    assert apart.min() > 0.7 * apart.max()


def test_the_ball_is_there_on_the_sphere_only():
    free, sphere = latent_space_3d(spaces(), LABELS).frames
    assert np.abs(free.data[10].z).max() < 0.01
    assert 0.8 < np.abs(sphere.data[10].z).max() < 1


def decoder(points):
    """Paint the height of the point into the upper half of the image, 0 into the lower."""
    height = (points[:, 2:] + 1) / 2
    return torch.cat([height.expand(-1, 8), torch.zeros(len(points), 8)], dim=1)


def test_each_image_stands_upright_at_its_place():
    figure = decoded_sphere(decoder, n_images=30, image_shape=(4, 4), margin=1, resolution=2)
    _ball, images = figure.data
    places = np.stack([images.x, images.y, images.z], axis=2).reshape(30, 3, 2, 3)
    shades = images.surfacecolor.reshape(30, 3, 2)
    assert np.isnan(places[:, 2]).all()  # the gap that separates one image from the next
    assert np.allclose(np.linalg.norm(places[:, :2], axis=3), 1, atol=1e-6)
    centres = places[:, :2].mean(axis=(1, 2))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    assert np.allclose(centres, spiral(30), atol=1e-6)
    assert (places[:, 1, :, 2] > places[:, 0, :, 2]).all()  # the second row is further north
    assert np.allclose(shades[:, 0], 0)
    assert np.allclose(shades[:, 1], (spiral(30)[:, 2:] + 1) / 2, atol=1e-6)
    # Seen from outside with north above, the columns run to the right: east, north, towards you
    east = places[:, 0, 1] - places[:, 0, 0]
    north = places[:, 1, 0] - places[:, 0, 0]
    assert ((np.cross(east, north) * centres).sum(axis=1) > 0).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n_images": 1}, "n_images and resolution must be at least 2"),
        ({"margin": 2}, "margin leave two pixels"),
        ({"margin": -1}, "margin must be an integer from 0 to 4, got -1"),
        ({"resolution": 1}, "n_images and resolution must be at least 2"),
    ],
)
def test_decoded_sphere_refuses(wrong, message):
    with pytest.raises(ValueError, match=message):
        decoded_sphere(decoder, **{"image_shape": (4, 4), "margin": 0, **wrong})
