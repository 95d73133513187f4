"""The walk through a latent space: what its frames show, and what its slider does."""

import pytest
import torch

from nma_ae.explorers import latent_walk


def decoder(codes):
    """Paint the code's first coordinate into all pixels, its second into the first pixel."""
    images = codes[:, :1].expand(-1, 6).clone()
    images[:, 0] = codes[:, 1]
    return images


def walk(**settings):
    path = torch.tensor([[0.0, 1.0], [0.5, 0.25], [1.0, 0.0]])
    return latent_walk(decoder, path, image_shape=(2, 3), **settings)


def test_a_frame_for_each_point_shows_what_the_decoder_makes_of_it():
    pictures = [frame.data[0].z.tolist() for frame in walk().frames]
    assert pictures == [
        [[255, 0, 0], [0, 0, 0]],
        [[64, 128, 128], [128, 128, 128]],
        [[0, 255, 255], [255, 255, 255]],
    ]


def test_the_first_point_is_shown():
    figure = walk()
    assert figure.data[0].z.tolist() == figure.frames[0].data[0].z.tolist()
    assert figure.layout.yaxis.autorange == "reversed"  # row 0 is the top


def test_each_stop_of_the_slider_moves_to_its_own_frame():
    figure = walk(stops=["a", "b", "b"])
    steps = figure.layout.sliders[0].steps
    assert [step.label for step in steps] == ["a", "b", "b"]
    assert [step.args[0][0] for step in steps] == [frame.name for frame in figure.frames]
    assert len({frame.name for frame in figure.frames}) == 3


def test_decoding_asks_for_no_gradients():
    network = torch.nn.Linear(3, 4)
    figure = latent_walk(network, torch.rand(2, 3), image_shape=(2, 2))
    assert len(figure.frames) == 2


@pytest.mark.parametrize("path", [torch.zeros(1, 2), torch.zeros(2), torch.zeros(2, 2, 2)])
def test_refuses_what_is_no_path(path):
    with pytest.raises(ValueError, match="path must be"):
        latent_walk(decoder, path, image_shape=(2, 3))


def test_refuses_stops_that_do_not_fit():
    with pytest.raises(ValueError, match="stops must be as many"):
        walk(stops=["a"])
