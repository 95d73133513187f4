"""What the chapter ssl_rsm claims, with margins."""

import copy
import inspect
import math
from functools import cache, partial

import pytest
import torch
import torch.nn.functional as F
from regression import r_squared
from scipy.stats import spearmanr
from torch import nn

from nma_ae.analysis import (
    alignment,
    compute_accuracy,
    compute_features,
    principal_components,
    similarity_matrix,
    uniformity,
)
from nma_ae.chapters.ssl_rsm.nearest_images import nearest_images
from nma_ae.chapters.ssl_rsm.train_end_to_end import train_end_to_end
from nma_ae.data import (
    LATENT_NAMES,
    draw_dsprites,
    latent_indices,
    load_dsprites,
    random_views,
    split_images,
)
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments import (
    bias_result,
    choose_images,
    latent_accuracies,
    load_encoder,
    new_encoder,
    spread,
)
from nma_ae.experiments.encoders import build_random_encoder
from nma_ae.experiments.label_views_recipe import train_on_views
from nma_ae.networks import VAE, Encoder, calibrate_batch_statistics
from nma_ae.plotting import sorted_rsm
from nma_ae.seeds import generator, seeded
from nma_ae.training import (
    classification_loss,
    contrastive_loss,
    fit,
    simclr_objective,
    train_classifier,
)
from nma_ae.weights import card, trained

SEEDS = (0, 1, 2)
DRAWS = (2021, 0, 1, 2)  # the first is that of the course
NAMES = ("supervised", "random", "VAE", "SimCLR")

GIVEN = {
    "after which no single epoch lowers the loss by more than": "definition",
    "If the loss still falls faster than that in the last epoch": "definition",
    "the more the most similar negatives count": "mathematics",
    "95 of 100 images are for training": "choice",
    "look for the training images whose features are most similar to its own": "instruction",
    "the `n_nearest` most similar rows of": "definition",
    "the most similar comes first": "definition",
    "in which they differ most (their principal components)": "definition",
    "which shape was the most frequent among the training images": "definition",
    "its $R^2$ is the share of the variance that it explains, 1 at best": "definition",
}


@cache
def everything():
    """Return all images of the course, with the shapes, and which are for training and testing."""
    data, split = load_dsprites(), split_images()
    return data, data.labels("shape"), split


def read(features, labels, train, test, n_epochs, seed=0):
    """Return the accuracies of a linear classifier in percent, in training and test."""
    classifier, _ = train_classifier(
        features[train],
        labels[train],
        n_classes=int(labels.max()) + 1,
        n_epochs=n_epochs,
        seed=seed,
        progress=False,
    )
    return [compute_accuracy(classifier, features[part], labels[part]) for part in (train, test)]


def accuracy(sprites, name, latent="shape", n_epochs=40, seed=0):
    """Return the test accuracy in percent: as many steps as 15 epochs of all images."""
    labels = sprites.data.labels(latent)
    return read(sprites.features[name], labels, sprites.train, sprites.test, n_epochs, seed)[1]


def mean_similarity(sprites, name, latent, low, high):
    """Return the mean over pairs of different images whose classes are low to high apart."""
    matrix = similarity_matrix(sprites.features[name][sprites.test])
    labels = sprites.data.labels(latent)[sprites.test]
    steps = (labels[:, None] - labels).abs()
    chosen = (low <= steps) & (steps <= high)
    chosen.fill_diagonal_(False)
    return matrix[chosen].mean().item()


def whitened(features, train):
    """Scale features such that all their directions have the same variance."""
    values, vectors = torch.linalg.eigh(torch.cov(features[train].T.double()))
    kept = values > 1e-7 * values.max()
    centred = (features - features[train].mean(0)).double()
    return (centred @ (vectors[:, kept] / values[kept].sqrt())).float()


@cache
def biased(encoder, images):
    return bias_result(everything()[0], encoder, images, progress=False)


@pytest.mark.claim(
    "737,280 black-and-white",
    "any of the 737,280 images",
    "0.5 to 1.0",
    "`orientation` | 40 | 0 to",
    "a rotation of up to 90° in either direction, a shift of up to 0.2 of the image's side along "
    "each axis, and a scale from 0.8 to 1.2",
    "Two views differ in it by half at most, while the largest shapes are twice the size of the "
    "smallest: a small heart was never a positive of a large one",
    "a white pixel far on the left is a shape on the left",
)
def test_the_images_and_their_views():
    assert math.prod(N_CLASSES) == 737_280
    assert N_CLASSES[2] == 40
    squares = draw_dsprites(latent_indices([[0, 0, 0, 16, 16], [0, 5, 0, 16, 16]])).flatten(1)
    small, large = squares.float().sum(1).sqrt()
    assert (small / large).item() == pytest.approx(0.5, abs=0.03)
    defaults = {
        name: each.default for name, each in inspect.signature(random_views).parameters.items()
    }
    assert defaults["rotation"] == 90
    assert defaults["translation"] == 0.2
    assert defaults["scale"] == (0.8, 1.2)
    low, high = defaults["scale"]
    assert high / low == pytest.approx(1 + 1 / 2)  # one view against the other
    assert 0.5 * 1.2 < 1.0 * 0.8
    data = everything()[0]
    assert not data.images[..., :3].any()  # of no use: always black
    assert data.classes[data.images[..., :8].flatten(1).any(1).bool(), 3].max() < 8  # of 32


@pytest.mark.claim("a heart lies wholly inside the square of the same place, size and angle")
def test_a_heart_lies_inside_the_square():
    classes = everything()[0].classes[:1000].clone()
    classes[:, 0] = 0
    squares = draw_dsprites(latent_indices(classes)).float()
    classes[:, 0] = 2
    hearts = draw_dsprites(latent_indices(classes)).float()
    classes[:, 0], classes[:, 2] = 0, (classes[:, 2] + 5) % 39
    turned = draw_dsprites(latent_indices(classes)).float()
    inside, inside_turned = (
        (each * hearts).flatten(1).sum(1) / hearts.flatten(1).sum(1) for each in (squares, turned)
    )
    assert inside.min() > 0.95  # a pixel at most
    assert (inside_turned > 0.95).double().mean() < 0.2  # the angle has to be the same
    data, shapes, split = everything()
    tested = split.test[shapes[split.test] == 0]
    place = data.classes[tested, 3]
    left, right = (data.images[tested[part]].flatten(1).float() for part in (place < 8, place > 23))
    assert ((left @ right.T) > 0).double().mean() < 0.03  # hardly a white pixel in common


@pytest.mark.slow
@pytest.mark.claim(
    "Four in ten (41 % after 50 epochs), where guessing is right in one of three",
    "84 numbers leave less to learn by heart than 4,096 pixels do",
    "in 40 % of the cases off pixels",
)
def test_how_well_a_linear_classifier_reads_the_shape_off_pixels():
    data, shapes, split = everything()
    pixels = data.images.flatten(1).float()
    assert pixels.shape[1] == 4_096
    training, test = read(pixels, shapes, split.train, split.test, 25)
    assert test == pytest.approx(40, abs=2)
    assert training > test + 8
    assert read(pixels, shapes, split.train, split.test, 50)[1] == pytest.approx(41, abs=1.5)


def on_unseen_pixels(seed, **fixed):
    """Read the shape off pixels, of images that all differ from those trained on.

    Some latents are fixed; a fifth of all combinations of the others is held out.

    Args:
        seed: Of what is held out, and of the classifier.
        fixed: The classes of the latents that all images share.
    """
    free = [
        torch.tensor([fixed[name]]) if name in fixed else torch.arange(n)
        for name, n in zip(("scale", "orientation", "posX", "posY"), (6, 39, 32, 32), strict=True)
    ]
    others = torch.cartesian_prod(*free)
    draws = generator(seed)
    order = torch.randperm(len(others), generator=draws)
    held_out = round(len(others) / 5)
    images, shapes = [], []
    for shape in range(3):
        classes = F.pad(others[order], (1, 0), value=shape)
        images.append(draw_dsprites(latent_indices(classes)).float().flatten(1))
        shapes.append(classes[:, 0])
    images, shapes = torch.stack(images, 1).flatten(0, 1), torch.stack(shapes, 1).flatten()
    test = torch.arange(3 * held_out)
    train = torch.randint(3 * held_out, len(images), (16_000,), generator=draws)  # as many steps
    return read(images, shapes, train, test, 25, seed)[1]


@pytest.mark.slow
@pytest.mark.claim(
    "But the place is not all: fix it, and at unseen pairs of size and angle the same classifier "
    "has no more than 42 %; fix the size as well, and it is always right",
    control="place",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_makes_pixels_hard_for_a_linear_classifier(seed):
    place = {"posX": 16, "posY": 16}
    assert 100 / 3 - 3 < on_unseen_pixels(seed, **place) < 42
    assert min(on_unseen_pixels(seed, **place, scale=size) for size in (0, 5)) == 100
    # The place does matter: nothing but the place differs here.
    assert on_unseen_pixels(seed, scale=5, orientation=0) < 60


@pytest.mark.claim("pixel by pixel, has the same shape in 88 % of the cases")
def test_the_nearest_training_image_has_the_same_shape():
    data, shapes, split = everything()
    tested = split.test[:1000]
    pixels = data.images.flatten(1).float()
    # Of two images of 0 and 1: the white pixels of both, less twice those in common.
    white = pixels[split.train].sum(1)
    common = pixels[tested] @ pixels[split.train].T
    nearest = split.train[(white - 2 * common).argmin(1)]
    right = (shapes[nearest] == shapes[tested]).double().mean().item()
    assert 100 * right == pytest.approx(88, abs=2.5)


@pytest.mark.slow
@pytest.mark.claim("the training image with the most similar features has the same shape in 74 %")
def test_the_shape_is_in_the_random_features():
    data, shapes, split = everything()
    encoder = load_encoder("random", data.images[split.train])
    features = F.normalize(compute_features(encoder, data.images), dim=1)
    nearest = split.train[(features[split.test] @ features[split.train].T).argmax(1)]
    right = (shapes[nearest] == shapes[split.test]).double().mean().item()
    assert 100 * right == pytest.approx(74, abs=2)


@pytest.mark.slow
@pytest.mark.claim("After 25 epochs it is 2 to 4 points better (three draws)")
@pytest.mark.parametrize("seed", [2021, 0, 1])
def test_random_features_are_a_little_better_than_pixels(seed):
    data, shapes, split = everything()
    encoder = build_random_encoder(data.images[split.train], seed=seed)
    _, test = read(compute_features(encoder, data.images), shapes, split.train, split.test, 25)
    assert 39.9 + 2 - 0.5 < test < 39.9 + 4 + 0.5


@pytest.mark.training
@pytest.mark.claim("84 random weighted sums of the pixels do as well, with 43 to 44 %")
@pytest.mark.parametrize("seed", SEEDS)
def test_random_sums_of_pixels_are_as_good_as_random_convolutions(seed):
    data, shapes, split = everything()
    sums = data.images.flatten(1).float() @ torch.randn(4096, 84, generator=generator(seed))
    sums = (sums - sums[split.train].mean(0)) / sums[split.train].std(0)
    training, test = read(sums, shapes, split.train, split.test, 25)
    assert 43 - 1 < test < 44 + 1
    assert training < test + 3  # little learned by heart


@pytest.mark.claim("21 million numbers for 500 images")
def test_how_many_products_the_pairwise_way_keeps(sprites):
    n_features = sprites.features["supervised"].shape[1]
    assert round(500 * 500 * n_features / 1e6) == 21


@pytest.mark.claim(
    "their mean similarity is about 0.5.",
    "have about -0.2, on average.",
    "two hearts are more alike than a heart and a square, wherever they are",
    "0.5 is far from 1",
)
@pytest.mark.parametrize("name", ["supervised", "SimCLR"])
def test_same_shapes_are_alike_where_the_shape_was_learned(sprites, name):
    assert mean_similarity(sprites, name, "shape", 0, 0) == pytest.approx(0.5, abs=0.05)
    assert mean_similarity(sprites, name, "shape", 1, 2) == pytest.approx(-0.2, abs=0.06)
    near, far = (mean_similarity(sprites, name, "posX", *steps) for steps in ((0, 1), (16, 31)))
    assert abs(near - far) < 0.05
    matrix = similarity_matrix(sprites.features[name][sprites.test])
    shape, place = (sprites.data.labels(each)[sprites.test] for each in ("shape", "posX"))
    hearts = (shape[:, None] == 2) & (shape == 2) & ~torch.eye(len(shape), dtype=torch.bool)
    with_squares = (shape[:, None] == 2) & (shape == 0)
    apart = (place[:, None] - place).abs()
    distances = [(apart >= low) & (apart < low + 8) for low in (0, 8, 16, 24)]
    assert min(matrix[hearts & each].mean() for each in distances) > 0.4
    assert max(matrix[with_squares & each].mean() for each in distances) < 0


@pytest.mark.claim(
    "In these figures it all but vanishes: each dot is an average over many pairs, of which at "
    "most one in 40 is an image with itself",
    "Only the shape shows a clear pattern",
)
def test_the_diagonal_all_but_vanishes_in_the_figures(sprites):
    features = sprites.features["supervised"][sprites.test]
    assert similarity_matrix(features).diagonal().min() > 1 - 1e-5
    n_dots = len(features) // 40
    spreads = {}
    for latent in LATENT_NAMES:
        dots, _ = sorted_rsm(features, sprites.data.labels(latent)[sprites.test], n_dots)
        assert len(dots) == n_dots
        assert dots.diagonal().mean() < dots.diagonal(1).mean() + 0.05
        spreads[latent] = (dots - dots.diag().diag()).std().item()
    shape = spreads.pop("shape")
    assert shape > 3 * max(spreads.values())


def test_hearts_are_the_tightest_to_the_supervised_encoder(sprites):
    matrix = similarity_matrix(sprites.features["supervised"][sprites.test])
    shape = sprites.data.labels("shape")[sprites.test]
    inside = [matrix[shape == k][:, shape == k].mean() for k in range(3)]
    assert inside[2] > max(inside[:2]) + 0.05
    square_heart, ellipse_heart = (matrix[shape == k][:, shape == 2].mean() for k in (0, 1))
    assert square_heart > ellipse_heart + 0.05


@pytest.mark.claim(
    "By shape there is little: hearts are hardly more alike than a heart and a square, with mean "
    "similarities of 0.02 and 0.00"
)
def test_random_features_show_the_place_faintly_and_the_shape_hardly(sprites):
    matrix = similarity_matrix(sprites.features["random"][sprites.test])
    squares, hearts = (sprites.data.labels("shape")[sprites.test] == k for k in (0, 2))
    n_hearts = hearts.sum()
    hearts_alike = (matrix[hearts][:, hearts].sum() - n_hearts) / (n_hearts * (n_hearts - 1))
    assert hearts_alike == pytest.approx(0.02, abs=0.005)
    assert matrix[hearts][:, squares].mean() == pytest.approx(0, abs=0.006)
    same, other = (mean_similarity(sprites, "random", "shape", *k) for k in ((0, 0), (1, 2)))
    assert abs(same) < 0.03
    assert abs(other) < 0.03
    near, far = (mean_similarity(sprites, "random", "posX", *k) for k in ((0, 1), (16, 31)))
    assert 0.05 < near - far < 0.2
    assert mean_similarity(sprites, "random", "scale", 5, 5) < 0


@pytest.mark.claim(
    "the rank correlation is 0.2, and 0.3 to 0.4 with three other draws of the weights"
)
def test_random_features_follow_the_shared_pixels(sprites):
    images = sprites.data.images[sprites.test[:600]]
    shape, place = (sprites.data.labels(each)[sprites.test[:600]] for each in ("shape", "posX"))
    pairs = torch.triu_indices(600, 600, 1)
    shared = similarity_matrix(images.flatten(1).float())[*pairs]
    same = (shape[:, None] == shape)[*pairs]
    apart = (place[:, None] - place).abs()[*pairs]
    correlations = {}
    for seed in DRAWS:
        encoder = build_random_encoder(sprites.data.images[:1000], seed=seed)
        similarity = similarity_matrix(compute_features(encoder, images))[*pairs]
        correlations[seed] = spearmanr(similarity, shared).statistic
        assert abs(similarity[same].mean() - similarity[~same].mean()) < 0.03
        assert similarity[apart <= 1].mean() > similarity[apart >= 16].mean() + 0.05
    assert correlations[2021] == pytest.approx(0.2, abs=0.06)
    for seed in SEEDS:
        assert 0.3 - 0.03 < correlations[seed] < 0.4 + 0.03


@pytest.mark.claim("the part of the $\\mu_k^2$ is 84/2 = 42, whatever the weights are")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_means_of_the_vae_have_a_constant_divergence(sprites, seed):
    images = sprites.data.images[: 500 * (seed + 1)][-500:]
    with seeded(seed):
        fresh = VAE()
    for vae in (fresh, copy.deepcopy(trained("dsprites_vae"))):
        vae.train()
        means, log_variances = vae.encode(images)
        divergence = means.square().sum(1).mean() / 2
        assert divergence.item() == pytest.approx(42, abs=0.05)
    weights = [each for each in vae.encoder.parameters() if each.requires_grad]
    variances = (log_variances.exp() - log_variances).sum(1).mean() / 2
    sizes = []
    for part in (divergence, variances):
        found = torch.autograd.grad(part, weights, retain_graph=True, allow_unused=True)
        sizes.append(sum(each.square().sum() for each in found if each is not None).sqrt())
    assert sizes[0] < 0.01 * sizes[1]  # no gradient: there is nothing to pull


@pytest.mark.claim(
    "the course's VAE was trained for 60 epochs",
    "The place is right within about two pixels",
    "mostly within a third",
)
def test_what_the_vae_keeps(sprites):
    assert card("dsprites_vae")["n_epochs"] == 60
    images = sprites.data.images[sprites.test[:1000]]
    with torch.no_grad():
        drawn = torch.cat([trained("dsprites_vae")(part) for part in images.split(250)])
    axis = torch.arange(64.0)

    def place_and_area(pictures):
        area = pictures[:, 0].sum((1, 2))
        return torch.stack([(pictures[:, 0].sum(k) * axis).sum(1) / area for k in (1, 2)]), area

    (before, area), (after, drawn_area) = place_and_area(images), place_and_area(drawn)
    assert (before - after).norm(dim=0).quantile(0.99) < 2.5
    ratio = drawn_area / area
    assert ratio.quantile(0.05) > 1 - 1 / 3
    assert ratio.quantile(0.95) < 1 + 1 / 3


@pytest.mark.claim(
    "vary the column of an image alone, and its pixels have 75 % of the variance of all images; "
    "vary its shape or its angle alone, and it is a fifth",
    "what the images differ in most, which is the place",
    "what the images themselves differ in most, which is the place",
    "which moves most pixels",
)
def test_the_images_differ_most_in_their_place():
    data, _, split = everything()
    all_of_them = data.images.flatten(1).float().var(0).sum()
    some = data.classes[split.test[:300]]

    def share(latent):
        k = LATENT_NAMES.index(latent)
        variances = []
        for part in some.split(100):
            classes = part.repeat_interleave(N_CLASSES[k], 0)
            classes[:, k] = torch.arange(N_CLASSES[k]).repeat(len(part))
            images = draw_dsprites(latent_indices(classes)).float().view(len(part), -1, 4096)
            variances.append(images.var(1, correction=0).sum(1))
        return (100 * torch.cat(variances).mean() / all_of_them).item()

    assert share("posX") == pytest.approx(75, abs=4)
    assert share("posY") > 70
    assert share("shape") == pytest.approx(100 / 5, abs=3)
    assert share("orientation") == pytest.approx(100 / 5, abs=3)
    assert share("scale") < 32


@pytest.mark.claim(
    "about 0.2 for shapes in the same column and falls to -0.13 at 24 columns",
    "Between the outermost columns it is back at zero",
)
def test_the_vae_shows_the_place_and_the_size(sprites):
    steps = (0, 4, 8, 12, 16, 20, 24)
    similarities = [mean_similarity(sprites, "VAE", "posX", step, step) for step in steps]
    assert similarities[0] == pytest.approx(0.2, abs=0.04)
    assert similarities[-1] == pytest.approx(-0.13, abs=0.03)
    assert similarities[:5] == sorted(similarities[:5], reverse=True)
    assert abs(mean_similarity(sprites, "VAE", "posX", 31, 31)) < 0.05
    assert mean_similarity(sprites, "VAE", "scale", 0, 0) > 0.05
    assert mean_similarity(sprites, "VAE", "scale", 5, 5) < -0.1
    same, other = (mean_similarity(sprites, "VAE", "shape", *k) for k in ((0, 0), (1, 2)))
    assert abs(same - other) < 0.05


@pytest.mark.claim("It resembles the random encoder more than the supervised one")
def test_the_vae_resembles_the_random_encoder_more(sprites):
    pairs = torch.triu_indices(1000, 1000, 1)
    matrices = {
        name: similarity_matrix(sprites.features[name][sprites.test[:1000]])[*pairs]
        for name in NAMES
    }
    with_random, with_supervised = (
        torch.corrcoef(torch.stack([matrices["VAE"], matrices[name]]))[0, 1]
        for name in ("random", "supervised")
    )
    assert with_random > with_supervised + 0.1


@pytest.mark.claim("only 8 points better at telling shapes than random weights are")
@pytest.mark.parametrize("seed", SEEDS)
def test_how_well_the_shape_can_be_read(sprites, seed):
    scores = {name: accuracy(sprites, name, seed=seed) for name in sprites.features}
    assert scores["supervised"] > 97
    assert scores["SimCLR"] > 95
    assert 40 < scores["random"] < 48
    assert scores["random"] + 8 - 5 < scores["VAE"] < scores["random"] + 8 + 5


@pytest.mark.training
@pytest.mark.claim(
    "it is right in more than 80 % of the cases (with random features, in 50 to 60 %)"
)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_hidden_layer_reads_the_shape_off_the_vae(sprites, seed):
    shapes = sprites.data.labels("shape")
    scores = {}
    for name in ("VAE", "random"):
        features = sprites.features[name]
        with seeded(seed):
            reader = nn.Sequential(nn.Linear(84, 256), nn.ReLU(), nn.Linear(256, 3))
        fit(
            reader,
            classification_loss,
            (features[sprites.train], shapes[sprites.train]),
            n_epochs=80,
            batch_size=250,
            generator=generator(seed),
            progress=False,
        )
        scores[name] = compute_accuracy(reader, features[sprites.test], shapes[sprites.test])
    assert scores["VAE"] > 80
    assert 50 < scores["random"] < 60


@pytest.mark.claim(
    "With a batch of 1,000 images those are 1,998",
    "in place of 1,998, and",
    r"Guessing costs $\log 1999 \approx 7.60$",
    r"$\log(1 + 1998 \, e^{-4}) \approx 3.63$ would be left",
)
def test_the_arithmetic_of_the_contrastive_loss():
    assert 2 * 1000 - 2 == 1998
    assert math.log(1999) == pytest.approx(7.60, abs=0.005)
    assert math.log(1 + 1998 * math.exp(-4)) == pytest.approx(3.63, abs=0.005)


@pytest.mark.claim(
    "is the only one of the four that brings two views close, and its features are the least",
    "For 1,000 images it would then be 5.6; SimCLR has 6.8 on views of test images, collapse 7.6",
)
def test_two_numbers_for_a_representation(sprites):
    images = sprites.data.images[sprites.test[:1000]]
    together, apart = zip(*(spread(sprites.encoders[name], images) for name in NAMES), strict=True)
    assert together[3] < 0.9 < 1.1 < min(together[:3])  # SimCLR brings views together
    assert together[1] > 1.75  # 2 is unrelated
    assert apart[1] < min(apart[0], apart[2], apart[3]) - 0.2  # random spreads most evenly
    assert apart[3] > max(apart[:3]) + 0.3  # SimCLR least
    directions = torch.randn(1000, 84, generator=generator(0))
    assert alignment(directions, directions) < 1e-5
    assert uniformity(directions) == pytest.approx(-3.9, abs=0.05)
    assert contrastive_loss(directions, directions).item() == pytest.approx(5.6, abs=0.05)
    collapsed = torch.ones(1000, 84)
    assert contrastive_loss(collapsed, collapsed).item() == pytest.approx(7.6, abs=0.05)
    draws = generator(0)
    views = (
        compute_features(sprites.encoders["SimCLR"], random_views(images, generator=draws))
        for _ in range(2)
    )
    assert contrastive_loss(*views).item() == pytest.approx(6.8, abs=0.05)


@pytest.mark.claim(
    "They lie in 18 bunches",
    "above 0.9 within a bunch, and 0.84 between bunches of neighbouring sizes",
    "The supervised encoder gathers shapes just as much, on average, and is more even",
)
def test_simclr_gathers_images_by_shape_and_size(sprites):
    classes = sprites.data.classes[sprites.test]
    bunch = classes[:, 0] * 6 + classes[:, 1]
    assert len(bunch.unique()) == 18
    same_shape = classes[:, :1] == classes[:, 0]
    same_bunch = bunch[:, None] == bunch
    itself = torch.eye(len(bunch), dtype=torch.bool)
    features = {name: sprites.features[name][sprites.test] for name in NAMES}
    matrix = {name: similarity_matrix(features[name]) for name in NAMES}
    assert matrix["SimCLR"][same_bunch & ~itself].mean() > 0.9
    steps = (classes[:, 1, None] - classes[:, 1]).abs()
    neighbours = matrix["SimCLR"][same_shape & (steps == 1)].mean().item()
    assert neighbours == pytest.approx(0.84, abs=0.03)
    assert matrix["SimCLR"][same_shape & (steps == 2)].mean() < 0.65
    # The bunches alone have nearly the whole unevenness; the shapes alone would have more.
    directions = F.normalize(features["SimCLR"], dim=1)
    means = torch.stack([directions[bunch == each].mean(0) for each in range(18)])
    assert uniformity(means[bunch]) == pytest.approx(uniformity(directions), abs=0.15)
    supervised, simclr = (
        matrix[name][same_shape & ~itself].mean() for name in ("supervised", "SimCLR")
    )
    assert abs(supervised - simclr) < 0.05
    assert uniformity(features["supervised"]) < uniformity(features["SimCLR"]) - 0.5


@pytest.mark.claim(
    "but within what dSprites has, and the alignment is still above 0.8.",
    "or squares, or ellipses have hardly more, about 1",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_legal_images_are_far_apart_to_the_supervised_encoder(sprites, seed):
    """Views that stay in the range of dSprites: drawn from changed latents, not moved pixels."""
    draws = generator(seed)
    base = sprites.data.classes[sprites.test[:700]]

    def drawn(low, high):
        return torch.randint(low, high, (len(base),), generator=draws)

    def changed():
        classes = base.clone()
        classes[:, 1] = (classes[:, 1] + drawn(-1, 2)).clamp(0, 5)
        classes[:, 2] = (classes[:, 2] + drawn(-10, 11)) % 39
        for axis in (3, 4):  # a fifth of the side is 12 classes
            step = drawn(-12, 13)
            inside = (classes[:, axis] + step >= 0) & (classes[:, axis] + step <= 31)
            classes[:, axis] += torch.where(inside, step, -step)
        return classes

    def redrawn():
        others = [drawn(0, n) for n in (6, 39, 32, 32)]
        return torch.stack([base[:, 0], *others], dim=1)

    def aligned(name, change):
        images = (draw_dsprites(latent_indices(change())).float() for _ in range(2))
        return alignment(*(compute_features(sprites.encoders[name], each) for each in images))

    legal, any_two = aligned("supervised", changed), aligned("supervised", redrawn)
    assert 0.8 < legal < 1.05
    assert any_two == pytest.approx(1, abs=0.1)
    assert aligned("SimCLR", changed) < 0.5


@pytest.mark.claim(
    "this classifier is little better than chance",
    "SimCLR is by far the best at `scale`",
    "The VAE is the best of the networks at the place",
    "training has pushed place aside",
    "the place became faint, but not invisible",
    "Labels make the place, which they do not name, fainter in the features, not invisible",
)
def test_what_else_the_features_know(sprites):
    scale = {name: accuracy(sprites, name, "scale") for name in NAMES}
    place = {name: accuracy(sprites, name, "posX") for name in NAMES}
    angle = {name: accuracy(sprites, name, "orientation") for name in NAMES}
    others = [scale[name] for name in NAMES if name != "SimCLR"]
    assert scale["SimCLR"] > max(others) + 20
    assert place["VAE"] > max(place[name] for name in NAMES if name != "VAE") + 5
    assert place["SimCLR"] < 8
    # Fainter than before training, not invisible; the angle is no fainter.
    assert 100 / 32 + 4 < place["supervised"] < place["random"] - 2
    assert scale["supervised"] > 100 / 6 + 8
    assert angle["supervised"] > angle["random"]
    assert max(angle.values()) < 12


@pytest.mark.claim(
    "the same classifier is right more than twice as often",
    "tells left from right in 89 % of the images",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_simclr_has_not_forgotten_the_place(sprites, seed):
    place = sprites.data.labels("posX")
    parts = sprites.train, sprites.test
    for name, gain in (("SimCLR", 2), ("VAE", None)):
        features = sprites.features[name]
        steps = {"n_epochs": 27, "seed": seed}  # as many as 10 epochs of all images
        plain = read(features, place, *parts, **steps)[1]
        white = read(whitened(features, sprites.train), place, *parts, **steps)[1]
        assert white > gain * plain if gain else white < 1.2 * plain  # not a gain for everyone
    features = F.pad(sprites.features["SimCLR"].double(), (0, 1), value=1)
    solution = torch.linalg.lstsq(features[sprites.train], place[sprites.train, None].double())
    guessed = (features[sprites.test] @ solution.solution)[:, 0]
    right = (guessed > 15.5) == (place[sprites.test] > 15.5)
    assert 100 * right.double().mean().item() == pytest.approx(89, abs=2)


def nearest_shape(sprites, name, queries, candidates):
    """Return how often the nearest candidate has the shape of the query, in percent."""
    features = (
        sprites.data.images.flatten(1).float() if name == "pixels" else sprites.features[name]
    )
    nearest = candidates[nearest_images(features[queries], features[candidates], 1)[:, 0]]
    shapes = sprites.data.labels("shape")
    return 100 * (shapes[nearest] == shapes[queries]).double().mean().item()


@pytest.mark.claim(
    "But look where the neighbours lie: at the same place",
    "because all candidates are far away, little more than guessing is left",
    "The supervised encoder does not care",
    "there is nearly always one of the same shape and size, at most a step from the same place",
    "Around each place the VAE's features do tell a heart from a square",
    "On the right side, too, the nearest image has the shape of a query on the left in 97 to 98 %",
    control="as_many",
)
def test_neighbours_have_the_same_place_before_the_same_shape(sprites):
    columns = sprites.data.labels("posX")
    queries = sprites.test[columns[sprites.test] < 12][:500]
    right = sprites.train[columns[sprites.train] >= 20]
    names = ("pixels", "random", "VAE", "supervised", "SimCLR")
    far = {name: nearest_shape(sprites, name, queries, right) for name in names}
    # The control: as few candidates, at any place.
    few = sprites.train[: len(right)]
    as_many = {name: nearest_shape(sprites, name, queries, few) for name in names}
    for name in ("pixels", "random", "VAE"):
        assert far[name] < 48
        assert as_many[name] > far[name] + 8
    for name in ("supervised", "SimCLR"):
        assert min(far[name], as_many[name]) > 96
    assert 97 - 1 < far["SimCLR"] < 98 + 1
    assert far["VAE"] == pytest.approx(44, abs=3)
    for name in ("pixels", "VAE"):
        features = (
            sprites.data.images.flatten(1).float() if name == "pixels" else sprites.features[name]
        )
        nearest = sprites.train[nearest_images(features[queries], features[sprites.train], 1)[:, 0]]
        assert (columns[nearest] - columns[queries]).abs().double().mean() < 1.5  # of 32
    data, _, split = everything()
    train, test = data.classes[split.train], data.classes[split.test[:500]]
    steps = (test[:, None] - train).abs()
    alike = (steps[..., :2] == 0).all(2) & (steps[..., 3:] <= 1).all(2)
    assert alike.any(1).double().mean() > 0.95


@pytest.mark.claim(
    "The first image and the second are hearts of one size",
    "than its partner is",
    "With a small $\\tau$ this one negative is all that counts against the positive",
    "counts against the positive, which it beats",
    "the seven bars are nearly equal, and the ellipse is pushed away nearly as hard as the heart",
    "both views of the other heart count, and the rest a little",
)
def test_one_row_of_the_contrastive_task(sprites):
    data, _, split = everything()
    four = split.train[:4]
    assert data.classes[four, 0].tolist() == [2, 2, 1, 0]
    assert data.classes[four[0], 1] == data.classes[four[1], 1]
    draws = generator(0)
    views = torch.cat([random_views(data.images[four], generator=draws) for _ in range(2)])
    cosines = similarity_matrix(compute_features(sprites.encoders["SimCLR"], views))[0]
    hard, positive = cosines[1], cosines[4]
    assert hard > positive + 0.03
    bars = {}
    for temperature in (0.05, 0.5, 5.0):
        logits = cosines / temperature
        logits[0] = -torch.inf
        bars[temperature] = logits.softmax(0)
    small, middle, large = bars.values()
    assert small[1] + small[4] > 0.97
    assert small[1] > 3 * small[4]
    assert min(middle[1], middle[5]) > 0.15
    assert max(middle[[2, 3, 6, 7]]) < 0.06
    assert large[1:].max() < 1.5 * large[1:].min()
    assert large[2] > 0.7 * large[1]  # what a negative is pushed by is its probability


@pytest.mark.claim(
    "has three clusters, and inside them the place is shuffled",
    "a disc on which `posX` grows in one direction and `posY` across it, and on which all shapes",
    "has a trail for each shape, and along each trail the shapes grow, size by size",
    "of the random features it keeps a tenth",
)
def test_the_planes(sprites):
    shape = sprites.data.labels("shape")[sprites.test]

    def told(points, latent, chosen):
        values = sprites.data.labels(latent)[sprites.test][chosen, None].double()
        inputs = F.pad(points[chosen].double(), (0, 1), value=1)
        slopes = torch.linalg.lstsq(inputs, values).solution
        return slopes[:2, 0], 1 - ((values - inputs @ slopes).var() / values.var()).item()

    planes, kept = {}, {}
    for name in NAMES:
        directions = F.normalize(sprites.features[name][sprites.test], dim=1)
        planes[name] = principal_components(directions, 2).project(directions)
        kept[name] = (planes[name].var(0).sum() / directions.var(0).sum()).item()
    assert kept["random"] == pytest.approx(0.1, abs=0.02)
    all_images = torch.ones(len(shape), dtype=torch.bool)
    each_shape = [shape == k for k in range(3)]
    nearest = {}
    for name, points in planes.items():
        distances = torch.cdist(points, points).fill_diagonal_(torch.inf)
        nearest[name] = (shape[distances.argmin(1)] == shape).double().mean().item()
    assert min(nearest["supervised"], nearest["SimCLR"]) > 0.93
    assert max(nearest["random"], nearest["VAE"]) < 0.45
    for name in ("supervised", "SimCLR"):
        for latent in ("posX", "posY"):
            assert max(told(planes[name], latent, each)[1] for each in each_shape) < 0.1
    (across, x), (along, y) = (told(planes["VAE"], each, all_images) for each in ("posX", "posY"))
    assert min(x, y) > 0.6
    assert abs(F.cosine_similarity(across, along, dim=0)) < 0.2
    assert min(told(planes["SimCLR"], "scale", each)[1] for each in each_shape) > 0.8


@pytest.mark.claim(
    "A small ellipse has 68 to 76 of them, a small square 81 to 100",
    "SimCLR's features tell the number best of all",
    "it knows the number nearly as well",
)
def test_simclr_knows_the_number_of_white_pixels(sprites):
    number = sprites.data.images.flatten(1).sum(1).long()
    shape, scale = sprites.data.labels("shape"), sprites.data.labels("scale")
    small = {k: number[(shape == k) & (scale == 0)] for k in (0, 1)}
    assert [small[1].min(), small[1].max()] == [68, 76]
    assert [small[0].min(), small[0].max()] == [81, 100]
    explained = {
        name: r_squared(sprites.features[name], number, sprites.train, sprites.test)
        for name in NAMES
    }
    assert explained["SimCLR"] == max(explained.values())
    assert explained["SimCLR"] > explained["VAE"] > 0.95
    assert max(explained["supervised"], explained["random"]) < 0.75


def without(values, features, train):
    """Return features less what a linear regression on some values explains of them."""
    inputs = F.pad(values.double()[:, None], (0, 1), value=1)
    weights = torch.linalg.lstsq(inputs[train], features[train].double()).solution
    return (features.double() - inputs @ weights).float()


@pytest.mark.claim(
    "The VAE's leans a little: it knows the number nearly as well, and loses three points without "
    "it",
    "its classifier does not need it: taken out, by regression, it costs less than a point",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_use_for_the_number_of_white_pixels(sprites, seed):
    number, shapes = sprites.data.images.flatten(1).sum(1), sprites.data.labels("shape")
    lost = {}
    for name in ("VAE", "SimCLR", "random"):
        features = sprites.features[name]
        with_it, without_it = (
            read(each, shapes, sprites.train, sprites.test, 27, seed)[1]
            for each in (features, without(number, features, sprites.train))
        )
        lost[name] = with_it - without_it
    assert lost["VAE"] == pytest.approx(3, abs=2)  # little, not nothing
    assert lost["SimCLR"] < 1
    assert lost["random"] > lost["VAE"]


@pytest.mark.slow
@pytest.mark.claim(
    "Random features tell little else of the shape: with the number taken out, by regression, "
    "their 42 to 44 % fall to 36 (three draws)",
    control="without_the_place",
)
@pytest.mark.parametrize("seed", [2021, 0, 1])
def test_random_features_tell_the_shape_by_the_number_of_white_pixels(seed):
    data, shapes, (train, test) = everything()
    encoder = build_random_encoder(data.images[train], seed=seed)
    features = compute_features(encoder, data.images)
    number, place = data.images.flatten(1).sum(1), data.labels("posX")
    with_all, without_the_number, without_the_place = (
        read(each, shapes, train, test, 25)[1]
        for each in (features, without(number, features, train), without(place, features, train))
    )
    assert 42 - 1 < with_all < 44 + 1
    assert without_the_number == pytest.approx(36, abs=1)
    assert without_the_place > with_all - 1


@pytest.mark.claim(
    "Straight borders along one number cannot copy the table: alone, the number gives a "
    "linear classifier 44 %",
    control="table",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_straight_borders_cannot_copy_the_table_of_white_pixels(seed):
    data, shape, (train, test) = everything()
    number = data.images.flatten(1).sum(1).long()
    alone = number.double()
    alone = ((alone - alone[train].mean()) / alone[train].std()).float()[:, None]
    assert read(alone, shape, train, test, 60, seed)[1] == pytest.approx(44, abs=2)
    counts = torch.zeros(int(number.max()) + 1, 3)
    counts.index_put_((number[train], shape[train]), torch.ones(len(train)), accumulate=True)
    table = 100 * (counts.argmax(1)[number[test]] == shape[test]).double().mean().item()
    assert table == pytest.approx(85.5, abs=0.1)


@pytest.mark.slow
@pytest.mark.claim("After five epochs its features tell the shape a little better than random ones")
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_beginner_tells_of_the_shape(seed):
    data, shapes, split = everything()
    few = split.train[:4000]
    draws = generator(seed)
    beginner = new_encoder(seed=seed)
    fit(
        beginner,
        simclr_objective(generator=draws),
        data.images[few],
        n_epochs=5,
        batch_size=1000,
        generator=draws,
        progress=False,
    )
    calibrate_batch_statistics(beginner, data.images[few])  # as the random encoder's
    parts = torch.cat([few, split.test])
    train, test = torch.arange(len(few)), torch.arange(len(few), len(parts))
    told, by_random = (
        read(compute_features(each, data.images[parts]), shapes[parts], train, test, 40)[1]
        for each in (beginner, build_random_encoder(data.images[few], seed=seed))
    )
    assert told == pytest.approx(45, abs=1.5)
    assert by_random < told < by_random + 5  # 45.4 and 41.5, 44.8 and 42.1


@pytest.mark.slow
@pytest.mark.claim("Still none of our linear classifiers reads it in more than 10 % of the cases")
def test_the_angle_of_hearts_cannot_be_read_either(sprites):
    hearts = sprites.data.labels("shape") == 2
    angle = sprites.data.labels("orientation") % 39
    train, test = (part[hearts[part]] for part in (sprites.train, sprites.test))
    for name in NAMES:
        for features in (
            sprites.features[name],
            whitened(sprites.features[name], sprites.train),
        ):
            assert read(features, angle, train, test, 100)[1] < 10


def test_the_first_and_the_last_angle_are_the_same_image():
    pair = latent_indices([[2, 5, 0, 16, 16], [2, 5, 39, 16, 16]])
    first, last = draw_dsprites(pair)
    assert torch.equal(first, last)


@pytest.mark.slow
def test_raw_pixels_tell_the_place_better_than_any_network():
    data = load_dsprites()
    scores = latent_accuracies(data.images.flatten(1).float(), data, n_epochs=10)
    assert scores["posX"] > 40
    assert scores["posY"] > 40
    assert scores["shape"] < 45


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_of_the_beginner_falls(seed):
    draws = generator(seed)
    history = fit(
        new_encoder(seed=seed),
        simclr_objective(generator=draws),
        load_dsprites(4000).images,
        n_epochs=5,
        batch_size=1000,
        generator=draws,
        progress=False,
    )
    first, *_, last = history.epoch_means
    assert 7.0 < first < 7.6
    assert last < first - 0.05


@pytest.mark.slow
@pytest.mark.claim("the network does little better than guessing")
@pytest.mark.parametrize("seed", [2021, 0, 1])
def test_averages_of_batches_lag_behind_after_two_epochs(seed):
    data, shapes, split = everything()
    images, labels = data.images[split.train], shapes[split.train]
    with seeded(seed):
        encoder = Encoder().to(memory_format=torch.channels_last)
        classifier = nn.Linear(84, 3)
    together = nn.Sequential(encoder, classifier)
    train_end_to_end(encoder, classifier, images, labels, 2, generator(seed))
    test = data.images[split.test], shapes[split.test]
    assert compute_accuracy(together, *test) < 40
    calibrate_batch_statistics(encoder, images)
    assert compute_accuracy(together, *test) > 50


@pytest.mark.slow
@pytest.mark.claim("Two others give 96 to 98 %")
@pytest.mark.parametrize("seed", [0, 1])
def test_other_seeds_of_the_supervised_encoder(seed):
    data, shapes, split = everything()
    images = data.images[split.train]
    together, _ = train_classifier(
        images,
        shapes[split.train],
        n_classes=3,
        n_epochs=10,
        encoder=new_encoder(seed=seed),
        seed=seed,
        progress=False,
    )
    calibrate_batch_statistics(together[0], images)
    test = data.images[split.test], shapes[split.test]
    assert 96 - 0.5 < compute_accuracy(together, *test) < 98 + 0.5  # 96.2 or 96.7, and 97.6


@pytest.mark.claim("they differ by about six points at most")
@pytest.mark.parametrize(
    ("encoder", "control", "unfair"),
    [
        ("supervised", (82, 87), (33, 38)),
        pytest.param("random", (38, 45), (33, 39), marks=pytest.mark.slow),
        pytest.param("VAE", (43, 50), (31, 37), marks=pytest.mark.slow),
        ("SimCLR", (81, 88), (97, 100)),
    ],
)
def test_what_a_bias_does(encoder, control, unfair):
    """The published claim holds too: SimCLR is at or above its control."""
    fair, harmed = (biased(encoder, images) for images in ("control", "biased"))
    assert control[0] < fair.test < control[1]
    assert unfair[0] < harmed.test < unfair[1]
    assert abs(fair.obeying - fair.other) < 7
    if encoder == "SimCLR":
        assert abs(harmed.obeying - harmed.other) < 2
    else:
        assert harmed.obeying > 75
        assert harmed.other < 20  # far worse than guessing


@pytest.mark.slow
@pytest.mark.claim(
    "where guessing would have been right in 33",
    "SimCLR even does better than on its control",
    "The supervised encoder loses most, nearly 50 points",
    "The VAE loses 12, the random encoder 5 or 6",
    "are right in fewer than one of ten cases, much worse than guessing",
)
def test_who_loses_by_the_bias():
    loss = {name: biased(name, "control").test - biased(name, "biased").test for name in NAMES}
    assert loss["supervised"] == pytest.approx(50, abs=2)
    assert loss["VAE"] == pytest.approx(12, abs=1.5)
    assert 5 - 1 < loss["random"] < 6 + 1
    assert loss["SimCLR"] < -10
    assert max(biased(name, "biased").other for name in ("supervised", "VAE")) < 10 < 33
    assert biased("supervised", "biased").test == pytest.approx(33, abs=4)


@pytest.mark.slow
@pytest.mark.claim(
    "on 95 % of all test images, its answer is the shape of the nearest interval",
    "We were lucky: the bias pointed exactly at what our views make faint",
    "show the place better than the shape, and their classifiers take it",
)
def test_biased_classifiers_read_off_the_place():
    data, shapes, _ = everything()
    place = data.classes[:, 3] / 31
    one_hot = F.one_hot(shapes, 3)
    rule = (place >= 0.325).long() + (place >= 0.675).long()
    train, test = choose_images(data, "biased")
    others = choose_images(data, "control")[0]  # without the rule
    others = others[~torch.isin(others, torch.cat([train, test]))][:2000]
    follows, shown = {}, {}

    for name in ("supervised", "VAE", "random", "SimCLR"):
        network = (
            build_random_encoder(data.images[train])
            if name == "random"
            else trained(f"dsprites_{name.lower()}_biased")
        )
        chosen = torch.cat([train, test, others])
        features = torch.zeros(len(shapes), 84)
        features[chosen] = compute_features(network, data.images[chosen])
        classifier, _ = train_classifier(
            features[train], shapes[train], n_classes=3, n_epochs=30, progress=False
        )
        with torch.no_grad():
            answers = classifier(features[test]).argmax(1)
        follows[name] = 100 * (answers == rule[test]).double().mean().item()
        shown[name] = [r_squared(features, each, others, test) for each in (place, one_hot)]
    assert follows["supervised"] == pytest.approx(95, abs=2)
    assert min(follows["VAE"], follows["random"]) > 70
    assert follows["SimCLR"] < 40  # the rule itself is right in 33
    for name in ("VAE", "random", "supervised"):
        assert shown[name][0] > shown[name][1] + 0.3
    assert shown["SimCLR"][1] > shown["SimCLR"][0] + 0.2
    assert shown["SimCLR"][0] > 0.3  # faint, not erased


@pytest.mark.claim(
    "it falls below 6.2 after 35 to 40 epochs on the biased images, and after 68 to 90 on the "
    "control, where training ends while it still falls",
    "the control ends at 66 to 84 %, the biased encoder at 99 to 100 %",
    "So it is not luck",
    "the bias did its shapes no harm",
    control="control",
)
def test_the_control_of_simclr_is_behind_on_three_seeds():
    biased, control = trained("simclr_biased_seeds"), trained("simclr_control_seeds")
    shipped = card("dsprites_simclr_control")["losses"]["train"]
    assert control.losses[0].tolist() == pytest.approx(shipped, abs=1e-4)
    below = [(each.losses < 6.2).int().argmax(1) + 1 for each in (biased, control)]
    assert [(each.min().item(), each.max().item()) for each in below] == [(35, 40), (68, 90)]
    assert (control.losses[:, -1] < control.losses[:, -11] - 0.03).all()  # it still falls
    assert control.test_accuracies.min().item() == pytest.approx(66, abs=0.5)
    assert control.test_accuracies.max().item() == pytest.approx(84, abs=0.5)
    assert biased.test_accuracies.min().item() == pytest.approx(99, abs=0.5)
    assert biased.test_accuracies.max().item() == pytest.approx(100, abs=0.5)
    assert (biased.test_accuracies > control.test_accuracies + 10).all()


@pytest.mark.claim(
    "Views that turn and move can: with new ones in some 400 steps, the supervised encoder is "
    "right in 97 to 99 % of the test images (three seeds)",
    "Views make labels as robust",
)
def test_labels_with_views_do_not_learn_the_rule():
    """As recorded with one seed; with the others in the slow test."""
    assert card("label_views")["n_steps"] == 400
    told = trained("label_views").accuracies[2, -1, 1]
    assert 97 - 0.5 < told < 99 + 0.5
    assert told > trained("simclr_biased_seeds").test_accuracies[0] - 1


@pytest.mark.slow
@pytest.mark.claim(
    "and in 37 % with views that only scale (one).",
    "With views, labels escape it",
    control="still",
)
@pytest.mark.parametrize("seed", [0, 1])
def test_views_that_move_the_images_part_the_rule_from_the_shape(seed):
    data, shapes, _ = everything()
    train, test = choose_images(data, "biased")

    def told(views):
        classifier = train_on_views(
            data.images[train], shapes[train], n_steps=400, views=views, seed=seed, progress=False
        )
        return compute_accuracy(classifier, data.images[test], shapes[test])

    moved, still = told(random_views), told(partial(random_views, rotation=0.0, translation=0.0))
    assert 97 - 1 < moved < 99 + 1
    assert still == pytest.approx(37, abs=5)  # 37.3 with seed 2021, and 93 % of it by the rule


@pytest.mark.claim("Two other seeds give 96 and 100 %")
def test_simclr_on_other_seeds():
    accuracies = trained("simclr_seeds").test_accuracies.tolist()
    assert accuracies[0] == pytest.approx(97.8, abs=0.3)  # the one that is shipped
    assert accuracies[1:] == pytest.approx([96, 100], abs=0.5)


@pytest.mark.claim(
    "it is right in 61 to 71 % of the test images (three classifiers; with large squares and "
    "small hearts, 82 to 90 %)",
    "As many images without a rule give 97 %",
    "learned from labels without such a rule, neither does harm",
)
def test_a_rule_about_the_size_gets_through(sprites):
    shapes, sizes = sprites.data.labels("shape"), sprites.data.labels("scale")
    smallest = torch.tensor([0, 2, 4])
    scores = {}
    for rule, low in (("small squares", smallest), ("large squares", smallest.flip(0))):
        size, lowest = sizes[sprites.train], low[shapes[sprites.train]]
        obeying = sprites.train[(lowest <= size) & (size <= lowest + 1)]
        trained_on = {
            ("SimCLR", rule): obeying,
            ("supervised", rule): obeying,
            ("SimCLR", "no rule"): sprites.train[: len(obeying)],
        }
        for (name, images), train in trained_on.items():
            if (name, images) not in scores:
                scores[name, images] = [
                    read(sprites.features[name], shapes, train, sprites.test, 80, seed)[1]
                    for seed in SEEDS
                ]
    assert min(scores["SimCLR", "small squares"]) > 61 - 2
    assert max(scores["SimCLR", "small squares"]) < 71 + 2
    assert min(scores["SimCLR", "large squares"]) > 82 - 2
    assert max(scores["SimCLR", "large squares"]) < 90 + 2
    assert scores["SimCLR", "no rule"] == pytest.approx([97, 97, 97], abs=1)
    for images in ("small squares", "large squares"):
        assert min(scores["supervised", images]) > 97
