"""What the page of results says, and its table."""

import math
from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest

from nma_ae.analysis import compute_accuracy
from nma_ae.data import load_dsprites, split_images
from nma_ae.data.dsprites import N_IMAGES
from nma_ae.experiments import RECIPES, ROWS, choose_images, new_encoder, shape_results
from nma_ae.experiments.dsprites_recipe import FRESH_SEED, HALF_PRECISION_COST, N_FRESH
from nma_ae.networks import calibrate_batch_statistics
from nma_ae.training import train_classifier
from nma_ae.weights import FOLDER, card, trained

SHOWN = {
    "none (raw pixels)": (25, 39.55, 39.90, 38.55, 40.55, 0, 50.51, 0, 0, 0),
    "supervised": (10, 98.70, 98.67, 98, 100, 100.00, 99.99, 96.81, 94.85, 98.67),
    "random": (25, 44.67, 44.30, 41.67, 47.67, 46.02, 45.97, 43.40, 41.80, 44.30),
    "VAE": (25, 45.75, 52.08, 40, 60, 46.48, 52.64, 0, 0, 0),
    "SimCLR": (10, 97.53, 97.80, 97.5, 100, 97.83, 97.76, 97.83, 95.85, 99.85),
    "SimCLR, 2 negatives": (50, 66.75, 67.88, 66.75, 75, 0, 69.62, 57.88, 50.75, 67.88),
}
"""The table's numbers: epochs; test, published and here; bounds; train, published and here; and of
three seeds the mean, the lowest and the highest test accuracy. 0 for a dash."""

GIVEN = {
    "(the chapter uses another one": "definition",
    "The random encoder, whose weights are drawn: within three": "choice",
    "An earlier training of ours, from the same seed but in bfloat16, ended in that plane, at "
    "55.35.": "measured",
    "The authors' own weights, run again, gave 63.02; published is 66.75.": "measured",
    "then they missed the bounds for the supervised encoder (97.1) and for SimCLR (94.8)": (
        "measured"
    ),
    "the original took 300 in batches of 500": "citation",
    "trained on the features of 16,000 images and tested on 4,000 others": "choice",
    "guessing gives 33.33.": "definition",
    # The first of them is recorded, and the others are trained in the slow tests of the chapter.
    "A supervised encoder that sees new views in each of 408 steps, of 484 images, is right "
    "in 99.40, 97.30 and 98.70 % after the biased ones (same seeds)": "measured",
    "With a head (two Linear layers of 84 units, a ReLU between them) the shape is read off the "
    "features in 80.50 % of the test images after 60 epochs, without it in 97.80": "measured",
    "Ten epochs earlier it was 73.08: perhaps the head only needs longer": "measured",
}


@pytest.mark.claim(
    "none (raw pixels) | 25 | 39.55 | 39.90 | 38.55 to 40.55 | – | 50.51 | – | –",
    "supervised | 10 | 98.70 | 98.67 | 98 to 100 | 100.00 | 99.99 | 96.81 | 94.85 to 98.67",
    "random | 25 | 44.67 | 44.30 | 41.67 to 47.67 | 46.02 | 45.97 | 43.40 | 41.80 to 44.30",
    "VAE | 25 | 45.75 | 52.08 | 40 to 60 | 46.48 | 52.64 | – | –",
    "SimCLR | 10 | 97.53 | 97.80 | 97.5 to 100 | 97.83 | 97.76 | 97.83 | 95.85 to 99.85",
    "SimCLR, 2 negatives | 50 | 66.75 | 67.88 | 66.75 to 75 | – | 69.62 | 57.88 | 50.75 to 67.88",
)
@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.encoder)
def test_the_table(row):
    """Other processors train another supervised encoder: its seeds are not compared."""
    n_epochs, published, test, low, high, published_train, train, *seeds = SHOWN[row.encoder]
    assert (row.n_epochs, row.published_test, row.bounds) == (n_epochs, published, (low, high))
    assert (row.published_train or 0) == published_train
    if row.encoder == "supervised":
        row = replace(row, of_seed=None)
    (result,) = shape_results((row,), progress=False)
    assert result.test == pytest.approx(test, abs=0.6)
    assert result.train == pytest.approx(train, abs=0.6)
    if result.seeds:
        found = fmean(result.seeds), min(result.seeds), max(result.seeds)
        assert found == pytest.approx(tuple(seeds), abs=0.6)


@pytest.mark.slow
@pytest.mark.claim(
    "has 94.85 with seed 0; an earlier run with the same seed, on another machine, had 79.77.",
    "measured anew on the training images, they take the two networks to 96.20 and 96.72 %",
    control="measured_anew",
)
def test_running_averages_lag_behind_after_ten_epochs():
    data, split = load_dsprites(), split_images()
    shapes = data.labels("shape")
    classifier, _ = train_classifier(
        data.images[split.train],
        shapes[split.train],
        n_classes=3,
        n_epochs=10,
        encoder=new_encoder(seed=0),
        seed=0,
        progress=False,
    )
    test = data.images[split.test], shapes[split.test]
    running = compute_accuracy(classifier, *test)
    calibrate_batch_statistics(classifier[0], data.images[split.train])
    measured_anew = compute_accuracy(classifier, *test)
    before = {"running": 79.77, "measured anew": 96.72}  # on another machine
    assert min(measured_anew, before["measured anew"]) > 96.20 - 2
    assert before["running"] < before["measured anew"]
    assert running <= measured_anew
    assert SHOWN["supervised"][8] == 94.85


@pytest.mark.claim(
    "Raw pixels: within a point of the published figure",
    "The supervised encoder: at least 98 %, which seeds 0 and 1 miss too.",
    "wide, 40 to 60 %",
    "SimCLR and two negatives: from 97.5 and 66.75, which is published; with seeds 0 and 1, two "
    "negatives miss it, and SimCLR with seed 0",
)
def test_the_bounds_are_those_that_the_page_explains():
    bounds = {row.encoder: (row.bounds, row.published_test) for row in ROWS}
    for name, width in [("none (raw pixels)", 1), ("random", 3)]:
        (low, high), published = bounds[name]
        assert published - low == pytest.approx(width)
        assert high - published == pytest.approx(width)
    for name in ("SimCLR", "SimCLR, 2 negatives"):
        (low, _high), published = bounds[name]
        assert low == pytest.approx(published, abs=0.05)
    assert (bounds["SimCLR"][0][0], bounds["SimCLR, 2 negatives"][0][0]) == (97.5, 66.75)
    assert trained("two_negatives").test_accuracies[1:].max() < bounds["SimCLR, 2 negatives"][0][0]
    lowest_of_simclr = bounds["SimCLR"][0][0]
    simclr = trained("simclr_seeds").test_accuracies.tolist()  # of seeds 2021, 0 and 1
    assert simclr[1] < lowest_of_simclr < min(simclr[0], simclr[2])
    assert bounds["supervised"][0][0] == 98
    *_others, mean, lowest, highest = SHOWN["supervised"]
    assert highest == SHOWN["supervised"][2] > 98  # that of 2021
    assert lowest < 98
    assert 3 * mean - lowest - highest < 98
    assert bounds["VAE"][0] == (40, 60)


@pytest.mark.claim(
    "The VAE took 60 epochs in batches of 125, with a step size that falls to zero; the original "
    "took 300 in batches of 500",
    "That is four fifths of its steps",
    "supervised (80 epochs), VAE (70 epochs in batches of 125) and SimCLR (90 epochs in batches of "
    "500)",
    "The original trained its VAEs for 450 epochs and SimCLR for 150, in larger batches: for "
    "SimCLR ours are a fifth more steps, for the VAE three fifths as many",
    "six networks were trained on about 30 % of the images",
)
def test_the_steps_of_our_trainings_and_of_the_originals():
    vae, biased = RECIPES["dsprites_vae"], RECIPES["dsprites_vae_biased"]
    assert (vae.n_epochs, vae.batch_size, vae.cosine_epochs) == (60, 125, 60)
    assert pytest.approx(4 / 5) == (60 / 125) / (300 / 500)
    simclr = RECIPES["dsprites_simclr_biased"]
    assert (biased.n_epochs, biased.batch_size) == (70, 125)
    assert (simclr.n_epochs, simclr.batch_size) == (90, 500)
    assert RECIPES["dsprites_supervised_biased"].n_epochs == 80
    data = load_dsprites()
    n = len(choose_images(data, "biased")[0])
    assert n / len(data.images) == pytest.approx(30 / 100, abs=0.01)

    def steps(n_epochs, batch_size):
        return n_epochs * math.ceil(n / batch_size)

    assert steps(90, 500) / steps(150, 1000) == pytest.approx(1 + 1 / 5, abs=0.02)
    assert steps(70, 125) / steps(450, 500) == pytest.approx(3 / 5, abs=0.02)


@pytest.mark.claim(
    "98.80, 99.30 and 100.00 % of the test images after the biased ones, and in 84.30, 70.00 and "
    "65.80 % after the control"
)
def test_simclr_on_both_sides_of_the_bias_from_three_seeds():
    shown = {"biased": [98.80, 99.30, 100.00], "control": [84.30, 70.00, 65.80]}
    for images, expected in shown.items():
        recorded = trained(f"simclr_{images}_seeds")
        assert recorded.seeds.tolist() == [2021, 0, 1]
        assert recorded.test_accuracies.tolist() == pytest.approx(expected, abs=0.01)


@pytest.mark.claim(
    "Weights are stored in 16 bits",
    "On 19,471 fresh images no accuracy of a classifier of a latent moved by more than 0.2 points",
)
def test_what_storing_may_change():
    """Each recipe's `measure` is taken before and after, as the cards say."""
    assert HALF_PRECISION_COST == 0.2
    # Those that are drawn, less those of the course's own.
    drawn, known = (
        np.random.RandomState(start).choice(N_IMAGES, 20_000, replace=False)
        for start in (FRESH_SEED, 2021)
    )
    assert N_FRESH == 20_000
    assert len(np.setdiff1d(drawn, known)) == 19_471
    n_numbers = sum(each.numel() for each in new_encoder().parameters())
    size = (FOLDER / "dsprites_simclr_two_negatives.safetensors").stat().st_size
    assert 8 * size / n_numbers == pytest.approx(16, rel=0.02)


@pytest.mark.claim(
    "All trainings of the table are in float32, except that of the supervised encoder"
)
def test_the_precision_of_each_training():
    for name in RECIPES:
        if name.startswith("dsprites_"):
            facts = card(name)
            half = facts.get("autocast") == "torch.bfloat16"
            assert half == (name == "dsprites_supervised"), name
            assert facts.get("precision", "float32") == "float32"
