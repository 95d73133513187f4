import pytest
import torch

from nma_ae.data import (
    POSX_INTERVALS,
    biased_part,
    labelled_part,
    latent_values,
    load_dsprites,
    random_part,
    split_images,
)


@pytest.fixture(scope="module")
def data():
    return load_dsprites()


def test_the_courses_split():
    split = split_images()
    expected = torch.randperm(20000, generator=torch.Generator().manual_seed(2021))
    assert torch.equal(split.train, expected[:16000])
    assert torch.equal(split.test, expected[16000:])


def test_every_image_is_in_one_part():
    split = split_images(101, 0.95, seed=1)
    assert sorted(torch.cat(split).tolist()) == list(range(101))
    assert len(split.train) == 96


def test_the_biased_set_ties_shape_to_position(data):
    train = split_images(train_fraction=0.95).train
    kept = biased_part(data, train)
    assert len(kept) / len(train) == pytest.approx(0.30, abs=0.01)
    names = ["square", "ellipse", "heart"]
    stays = [
        low <= x < high
        for shape, x in zip(
            data.labels("shape")[train].tolist(),
            latent_values(data.classes[train])[:, 3].tolist(),
            strict=True,
        )
        for low, high in [POSX_INTERVALS[names[shape]]]
    ]
    assert torch.equal(kept, train[torch.tensor(stays)])
    cells = {tuple(row) for row in data.classes[kept][:, [0, 3]].tolist()}
    assert len(cells) == 29  # of 96 pairs of a shape and a position


def test_the_control_is_as_small_and_has_no_bias(data):
    train = split_images(train_fraction=0.95).train
    kept = biased_part(data, train)
    control = random_part(train, len(kept))
    assert len(set(control.tolist())) == len(kept)
    assert set(control.tolist()) <= set(train.tolist())
    for shape in range(3):
        position = data.labels("posX")[control][data.labels("shape")[control] == shape]
        assert position.double().mean() == pytest.approx(15.5, abs=1)


def test_few_labels_lie_in_more():
    train = split_images().train
    few, more = labelled_part(train, 0.01), labelled_part(train, 0.2)
    assert (len(few), len(more)) == (160, 3200)
    assert set(few.tolist()) <= set(more.tolist()) <= set(train.tolist())
    assert len(labelled_part(train, 1e-9)) == 1
    assert sorted(labelled_part(train, 1).tolist()) == sorted(train.tolist())


@pytest.mark.parametrize("fraction", [0, -0.1, 1.0001, float("nan")])
def test_a_bad_fraction(fraction):
    with pytest.raises(ValueError, match="fraction must be above 0 and at most 1, got"):
        labelled_part(torch.arange(10), fraction)


@pytest.mark.parametrize("fraction", [0, 1, -1, float("nan")])
def test_a_bad_train_fraction(fraction):
    with pytest.raises(ValueError, match="train_fraction must be above 0 and below 1, got"):
        split_images(100, fraction)


def test_too_few_images_to_split():
    with pytest.raises(ValueError, match="leaves one part empty; take more images"):
        split_images(3, 0.01)


@pytest.mark.parametrize("n_images", [0, 11])
def test_a_bad_number_of_images(n_images):
    with pytest.raises(ValueError, match="n_images must be an integer from 1 to 10, got"):
        random_part(torch.arange(10), n_images)
