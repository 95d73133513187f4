"""The film of a training: each stop shows its own two maps."""

import pytest
import torch

from nma_ae.explorers import training_film
from nma_ae.seeds import generator
from nma_ae.training import Recording


@pytest.fixture
def film() -> Recording:
    draw = generator(0)
    return Recording(
        codes=torch.randn(3, 5, 2, generator=draw),
        limits=torch.tensor([[[-1.0, 1.0], [-2.0, 2.0]]]).repeat(3, 1, 1)
        * torch.arange(1, 4).view(3, 1, 1),
        pictures=torch.randint(0, 256, (3, 4, 4), generator=draw).to(torch.uint8),
        losses=torch.tensor([0.3, 0.2, 0.175]),
        updates=torch.tensor([0, 10, 4690]),
    )


def test_a_frame_shows_the_codes_and_the_picture_of_its_update(film):
    figure = training_film(film, torch.arange(5))
    assert len(figure.frames) == 3
    for i, frame in enumerate(figure.frames):
        points, picture = frame.data
        assert torch.equal(torch.tensor(points.x), film.codes[i, :, 0])
        assert torch.equal(torch.tensor(points.y), film.codes[i, :, 1])
        assert (picture.z == film.pictures[i].numpy()).all()
        assert list(frame.layout.yaxis.range) == film.limits[i, 1].tolist()


def test_the_last_update_is_shown_first_and_the_stops_name_theirs(film):
    figure = training_film(film, torch.tensor([3, 1, 4, 1, 5, 9]))
    assert list(figure.data[0].text) == ["3", "1", "4", "1", "5"]
    assert (figure.data[1].z == film.pictures[-1].numpy()).all()
    (slider,) = figure.layout.sliders
    assert slider.active == 2
    assert slider.steps[2].label == "4,690 updates, test loss 0.175"
    assert [step.args[0][0] for step in slider.steps] == [frame.name for frame in figure.frames]


def test_too_few_labels(film):
    with pytest.raises(ValueError, match="labels must be at least 5 digits, got \\(3,\\)"):
        training_film(film, torch.arange(3))
